"""The two attention networks of STA-LSTM (Song et al., AAAI 2017): which joints, and which frames, count.

Both look at the frame and at what an LSTM remembers of the frames before it, so neither sees ahead.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


def before(states: Tensor) -> Tensor:
    """Delay by one frame: h_t (B, T, U) to h_(t-1), zero at the first."""
    return torch.cat([torch.zeros_like(states[:, :1]), states[:, :-1]], dim=1)


class JointGate(nn.Module):
    """Spatial attention: a softmax over the joints of each frame."""

    def __init__(self, features: int, joints: int, units: int) -> None:
        """Build the gate.

        Args:
            features: of a frame.
            joints: N.
            units: of the LSTM and of the layer behind it.
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
    """Temporal attention: a number of 0 or above for each frame."""

    def __init__(self, features: int, units: int) -> None:
        """Build the gate for frames of so many features.

        Its bias starts at one: the gate is then near one, as where it is fixed at one. From zero, half of
        all frames would begin behind a ReLU that is shut.
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
