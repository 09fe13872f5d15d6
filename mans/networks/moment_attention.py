"""F_A by temporal convolutions: the same attention for the same movement, wherever it is in the window.

In equation 8 of MANs, W1 and W2 are fully connected over time, so that F_A is mostly a weight for each
position in the window. Two convolutions over time have the same weights at every moment.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mans.networks.branches import BranchConv

HIDDEN, KERNEL = 16, 9
"""Hidden width between the convolutions, and their kernel size in frames."""


class MomentAttention(nn.Module):
    """Translation-invariant F_A: W1 and W2 of equation 8 as temporal convolutions."""

    def __init__(self, hidden_size: int, hidden: int = HIDDEN, kernel: int = KERNEL) -> None:
        """Build the layers for K = ``hidden_size``; initial F_A is near one half."""
        super().__init__()
        self.w1 = BranchConv(hidden_size, hidden, kernel)
        self.w2 = BranchConv(hidden, 1, kernel)
        nn.init.zeros_(self.w2.linear.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Map X (C, B, T, K) to F_A (C, B, T)."""
        return torch.sigmoid(self.w2(torch.relu(self.w1(x)))[..., 0])
