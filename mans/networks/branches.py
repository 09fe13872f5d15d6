"""Layers computed for the three branches x, y and z at once, the branch as the first axis of every weight."""

from __future__ import annotations

import torch
from torch import Tensor, nn

COORDINATES = 3
"""C: the branches x, y and z."""


class BranchLinear(nn.Module):
    """Linear layer per branch: (C, R, in) to (C, R, out)."""

    def __init__(self, branches: int, size_in: int, size_out: int) -> None:
        """Build weights (branches, in, out) and biases, initialised as in :class:`torch.nn.Linear`."""
        super().__init__()
        bound = size_in**-0.5
        self.weight = nn.Parameter(torch.empty(branches, size_in, size_out).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(branches, 1, size_out).uniform_(-bound, bound))

    def forward(self, rows: Tensor) -> Tensor:
        """Multiply each branch's rows by its own weights."""
        return torch.baddbmm(self.bias, rows, self.weight)


class BranchConv(nn.Module):
    """Temporal convolution per branch, with replicate padding."""

    def __init__(self, size_in: int, size_out: int, kernel: int) -> None:
        """Build the convolution for an odd kernel size."""
        super().__init__()
        self.kernel = kernel
        self.linear = BranchLinear(COORDINATES, kernel * size_in, size_out)

    def forward(self, x: Tensor) -> Tensor:
        """Map (C, B, T, in) to (C, B, T, out)."""
        c, b, t, k = x.shape
        half = self.kernel // 2
        ends = (x[:, :, :1].expand(c, b, half, k), x[:, :, -1:].expand(c, b, half, k))
        padded = torch.cat([ends[0], x, ends[1]], dim=2)
        seen = torch.cat([padded[:, :, i : i + t] for i in range(self.kernel)], dim=3)
        out: Tensor = self.linear(seen.reshape(c, b * t, -1)).view(c, b, t, -1)
        return out
