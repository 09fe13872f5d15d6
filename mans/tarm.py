"""TARM, the Temporal Attention Recalibration Module (Xie et al., IJCAI 2018, section 3.2).

One TARM looks at one coordinate (x, y or z) of all joints over time and recalibrates it frame by frame:
what the frame means in its temporal context (memory F_M) times how much the frame matters (attention F_A).
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn


class TarmOutput(NamedTuple):
    """What one TARM computes for a batch.

    Attributes:
        o_tilde: (B, T, N) the recalibrated coordinate.
        f_m: (B, T, K) the memory F_M.
        f_a: (B, T) the attention F_A, in 0..1: the same for all K columns, so one value a frame.
    """

    o_tilde: Tensor
    f_m: Tensor
    f_a: Tensor


class TemporalAttention(nn.Module):
    """F_A: a bottleneck over *time*, T -> T/alpha -> T, as squeeze-and-excitation does over channels."""

    def __init__(self, frames: int, reduction: int) -> None:
        """Build W1 and W2 for T = ``frames`` and alpha = ``reduction``."""
        super().__init__()
        hidden = max(1, frames // reduction)
        self.w1 = nn.Linear(frames, hidden)
        self.w2 = nn.Linear(hidden, frames)

    def forward(self, x: Tensor) -> Tensor:
        """Map features X (B, T, K) to F_A (B, T)."""
        mean = x.mean(dim=2)  # equations 6 and 7: averaged over K; the K equal copies are kept as one
        return torch.sigmoid(self.w2(torch.relu(self.w1(mean))))  # equation 8


class Tarm(nn.Module):
    """O~ = O + FC(F_M * F_A) between two fully connected layers, for one coordinate."""

    def __init__(self, frames: int, columns: int, memory: int, reduction: int) -> None:
        """Build the layers.

        Args:
            frames: T.
            columns: N, joints of all bodies.
            memory: K.
            reduction: alpha of the attention bottleneck.
        """
        super().__init__()
        self.fc_in = nn.Linear(columns, memory)  # N -> K
        self.gru = nn.GRU(memory, memory, batch_first=True, bidirectional=True)
        self.attention = TemporalAttention(frames, reduction)
        self.fc_out = nn.Linear(memory, columns)  # K -> N

    def forward(self, o: Tensor) -> TarmOutput:
        """Recalibrate one coordinate O_c (B, T, N)."""
        x = self.fc_in(o)  # (B, T, K)
        both, _ = self.gru(x)  # (B, T, 2K): equation 4, the states of the two directions ...
        forward, backward = both.chunk(2, dim=2)
        f_m = forward + backward  # ... and equation 5, their sum: (B, T, K)
        f_a = self.attention(x)  # (B, T)
        f = f_m * f_a.unsqueeze(2)  # equation 2
        # Equation 1, X~ = X + F(X), is summed in the joints' space: F is taken back to N columns first.
        return TarmOutput(o + self.fc_out(f), f_m, f_a)
