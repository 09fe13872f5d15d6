"""ST-GCN (Yan, Xiong and Lin, AAAI 2018) as a yardstick of speed; it is not trained here.

Ten blocks of a graph convolution over three fixed topologies with learnt edge weights, and a convolution over
nine frames: widths 64, 128 and 256, 3.1 million parameters with 60 classes and two bodies of 25 joints.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from mans.networks.ctr_gcn import skeleton_topologies

_WIDTHS = (64, 64, 64, 64, 128, 128, 128, 256, 256, 256)
_KERNEL = 9
_BODIES = 2


class StGcnBlock(nn.Module):
    """Graph convolution, temporal convolution, shortcut."""

    topologies: Tensor

    def __init__(
        self, channels_in: int, channels_out: int, stride: int, topologies: Tensor, first: bool
    ) -> None:
        """Build the block; the network's first has no shortcut."""
        super().__init__()
        self.register_buffer("topologies", topologies)
        self.edges = nn.Parameter(torch.ones_like(topologies))
        self.spatial = nn.Conv2d(channels_in, len(topologies) * channels_out, 1)
        self.norm = nn.BatchNorm2d(channels_out)
        kernel, padding = (_KERNEL, 1), (_KERNEL // 2, 0)
        temporal = nn.Conv2d(channels_out, channels_out, kernel, (stride, 1), padding)
        self.temporal = nn.Sequential(temporal, nn.BatchNorm2d(channels_out))
        self.shortcut: nn.Module | None = None if first else nn.Identity()
        if not first and (channels_in != channels_out or stride > 1):
            projection = nn.Conv2d(channels_in, channels_out, 1, (stride, 1))
            self.shortcut = nn.Sequential(projection, nn.BatchNorm2d(channels_out))

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, D, T, J) to (B, D', T / stride, J)."""
        b, _, t, j = x.shape
        weights = self.topologies * self.edges  # (3, J, J)
        z = self.spatial(x).view(b, len(weights), -1, t, j)
        gathered = torch.einsum("bkctv,kvw->bctw", z, weights)
        out: Tensor = self.temporal(functional.relu(self.norm(gathered)))
        return functional.relu(out if self.shortcut is None else out + self.shortcut(x))


class StGcn(nn.Module):
    """ST-GCN: ten blocks per body, average pooling over frames, joints and bodies, linear classifier."""

    def __init__(self, classes: int, parents: tuple[int, ...]) -> None:
        """Build the network for two bodies whose joints have these parents; a root is its own."""
        super().__init__()
        topologies = skeleton_topologies(parents)
        self.norm = nn.BatchNorm1d(3 * _BODIES * len(parents))
        blocks, before = list[nn.Module](), 3
        for number, width in enumerate(_WIDTHS):
            stride = 2 if number and width > before else 1
            blocks.append(StGcnBlock(before, width, stride, topologies, first=not number))
            before = width
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(before, classes)

    def forward(self, o: Tensor) -> Tensor:
        """Return the class scores (B, C) of windows (B, T, 2 J, 3)."""
        b, t, n, _ = o.shape
        x = self.norm(o.reshape(b, t, 3 * n).transpose(1, 2)).transpose(1, 2)
        x = x.reshape(b, t, _BODIES, n // _BODIES, 3).permute(0, 2, 4, 1, 3)  # (B, M, 3, T, J)
        x = self.blocks(x.reshape(b * _BODIES, 3, t, n // _BODIES))
        features = x.mean(dim=(2, 3)).view(b, _BODIES, -1).mean(dim=1)
        scores: Tensor = self.fc(features)
        return scores
