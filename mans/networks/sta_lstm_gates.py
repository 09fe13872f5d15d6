"""Attention gates of STA-LSTM (Song et al., AAAI 2017): over joints and over frames.

Both depend on the current frame and on an LSTM's state of the previous frames, so they are causal.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


def before(states: Tensor) -> Tensor:
    """Delay by one frame: h_t (B, T, U) to h_(t-1), zero in the first frame."""
    return torch.cat([torch.zeros_like(states[:, :1]), states[:, :-1]], dim=1)


class JointGate(nn.Module):
    """Spatial attention: a softmax over the joints of each frame."""

    def __init__(self, features: int, joints: int, units: int) -> None:
        """Build the gate.

        Args:
            features: features per frame.
            joints: N.
            units: hidden size of the LSTM and of the following layer.
        """
        super().__init__()
        self.lstm = nn.LSTM(features, units, batch_first=True)
        self.from_frame = nn.Linear(features, units)  # W_xs and b_s
        self.from_memory = nn.Linear(units, units, bias=False)  # W_hs
        self.scores = nn.Linear(units, joints)  # U_s and b_us

    def forward(self, x: Tensor) -> Tensor:
        """Map frames (B, T, features) to alpha (B, T, N), summing to one in each frame."""
        h = before(self.lstm(x)[0])  # (B, T, U)
        # s_t = U_s tanh(W_xs x_t + W_hs h_(t-1) + b_s) + b_us
        s = self.scores(torch.tanh(self.from_frame(x) + self.from_memory(h)))
        return torch.softmax(s, dim=2)  # alpha_t


class FrameGate(nn.Module):
    """Temporal attention: a non-negative weight for each frame."""

    def __init__(self, features: int, units: int) -> None:
        """Build the gate for a number of features per frame.

        The bias is initialised to one, so that the gate starts near one, its fixed value. With zero, the ReLU
        would be inactive for half of the frames.
        """
        super().__init__()
        self.lstm = nn.LSTM(features, units, batch_first=True)
        self.from_frame = nn.Linear(features, 1)  # W_x and b
        self.from_memory = nn.Linear(units, 1, bias=False)  # W_h
        nn.init.ones_(self.from_frame.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Map frames (B, T, features) to beta (B, T)."""
        h = before(self.lstm(x)[0])  # (B, T, U)
        # beta_t = ReLU(W_x x_t + W_h h_(t-1) + b)
        return torch.relu(self.from_frame(x) + self.from_memory(h)).squeeze(2)
