"""CTR-GCN (Chen, Zhang, Yuan, Li, Deng and Hu, ICCV 2021): a graph convolutional network.

Joints are the nodes of a graph. Each channel has its own topology: a shared one, learnt and initialised from
the skeleton, refined by the window's pairwise joint differences in this channel. Implemented from the paper's
equations; ten blocks, about 1.5 million values on NTU RGB+D.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from mans.networks.base import ActionNetwork, OutputWithoutAttention
from mans.networks.modalities import Modalities, input_norm, normalise_inputs
from mans.networks.settings import CtrGcnSettings

# Blocks by width, in units of the first block's; the stages after the first begin with half the frames.
_STAGES = ((1, 4), (2, 3), (4, 3))
_SUBSETS = 3  # topologies: a joint itself, towards the root, away from it
_REDUCTION = 8  # r, by which features are fewer where joints are compared
_KERNEL = 5
_DILATIONS = (1, 2)


def skeleton_topologies(parents: tuple[int, ...]) -> Tensor:
    """Return the adjacency matrices (3, J, J) of self, parent and children; rows sum to one, or are zero."""
    size = len(parents)
    inward = torch.zeros(size, size)
    for child, parent in enumerate(parents):
        if child != parent:
            inward[child, parent] = 1.0
    every = torch.stack([torch.eye(size), inward, inward.T])
    return every / every.sum(dim=2, keepdim=True).clamp_min(1.0)


def _norm(channels: int, start: float = 1.0) -> nn.BatchNorm2d:
    norm = nn.BatchNorm2d(channels)
    nn.init.constant_(norm.weight, start)
    return norm


def _project(channels_in: int, channels_out: int, stride: int = 1) -> nn.Module:
    """Build a projection shortcut: 1 x 1 convolution and batch normalisation; identity for equal sizes."""
    if channels_in == channels_out and stride == 1:
        return nn.Identity()
    return nn.Sequential(nn.Conv2d(channels_in, channels_out, 1, (stride, 1)), _norm(channels_out))


class TopologyRefinement(nn.Module):
    """CTR-GC: graph convolution with a topology refined per channel and window."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        """Build psi and phi, which compare joints, xi, which yields the topologies, and the transform."""
        super().__init__()
        narrow = max(4, channels_in // _REDUCTION)
        self.psi = nn.Conv2d(channels_in, narrow, 1)
        self.phi = nn.Conv2d(channels_in, narrow, 1)
        self.xi = nn.Conv2d(narrow, channels_out, 1)
        self.transform = nn.Conv2d(channels_in, channels_out, 1)  # W

    def forward(self, x: Tensor, shared: Tensor, alpha: Tensor) -> Tensor:
        """Map features (B, D, T, J), with the shared topology A (J, J), to (B, D', T, J)."""
        over_time = x.mean(dim=2, keepdim=True)  # (B, D, 1, J)
        here, there = self.psi(over_time).squeeze(2), self.phi(over_time).squeeze(2)  # (B, D / r, J)
        m = torch.tanh(here.unsqueeze(3) - there.unsqueeze(2))  # M(psi(x_i), phi(x_j)): (B, D / r, J, J)
        r = shared + alpha * self.xi(m)  # R = A + alpha Q: (B, D', J, J)
        # Z_c = R_c (X W)_c: every channel gathers along its own topology.
        gathered: Tensor = self.transform(x) @ r.transpose(2, 3)
        return gathered


class SpatialModule(nn.Module):
    """Spatial module: sum of the three topologies' CTR-GCs, and a shortcut."""

    def __init__(self, channels_in: int, channels_out: int, topologies: Tensor) -> None:
        """Build the module; the shared topologies are learnt and initialised from the skeleton."""
        super().__init__()
        self.shared = nn.Parameter(topologies.clone())  # A: (3, J, J)
        self.alpha = nn.Parameter(torch.zeros(1))  # nothing is refined at first
        self.convs = nn.ModuleList(TopologyRefinement(channels_in, channels_out) for _ in range(_SUBSETS))
        # The block starts as little more than its shortcut.
        self.norm = _norm(channels_out, 1e-6)
        self.shortcut = _project(channels_in, channels_out)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, D, T, J) to (B, D', T, J)."""
        z = torch.stack([conv(x, self.shared[k], self.alpha) for k, conv in enumerate(self.convs)]).sum(dim=0)
        return functional.relu(self.norm(z) + self.shortcut(x))


class TemporalModule(nn.Module):
    """Multi-scale temporal convolution: two dilated branches, max pooling and a 1 x 1 branch."""

    def __init__(self, channels: int, stride: int) -> None:
        """Build the branches."""
        super().__init__()
        part = channels // (len(_DILATIONS) + 2)

        def narrow(width: int, step: int = 1) -> list[nn.Module]:
            return [nn.Conv2d(channels, width, 1, (step, 1)), _norm(width)]

        branches = []
        for dilation in _DILATIONS:
            conv = nn.Conv2d(
                part, part, (_KERNEL, 1), (stride, 1), (_KERNEL // 2 * dilation, 0), (dilation, 1)
            )
            branches.append(nn.Sequential(*narrow(part), nn.ReLU(), conv, _norm(part)))
        maximum = nn.MaxPool2d((3, 1), (stride, 1), (1, 0))
        branches.append(nn.Sequential(*narrow(part), nn.ReLU(), maximum, _norm(part)))
        branches.append(nn.Sequential(*narrow(channels - 3 * part, stride)))
        self.branches = nn.ModuleList(branches)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, D, T, J) to (B, D, T / stride, J)."""
        return torch.cat([branch(x) for branch in self.branches], dim=1)


class Block(nn.Module):
    """Block of a spatial and a temporal module with a shortcut around both."""

    def __init__(
        self, channels_in: int, channels_out: int, stride: int, topologies: Tensor, *, shortcut: bool
    ) -> None:
        """Build the block; the network's first has no shortcut, as its input is coordinates."""
        super().__init__()
        self.spatial = SpatialModule(channels_in, channels_out, topologies)
        self.temporal = TemporalModule(channels_out, stride)
        self.shortcut = _project(channels_in, channels_out, stride) if shortcut else None

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, D, T, J) to (B, D', T / stride, J)."""
        out: Tensor = self.temporal(self.spatial(x))
        return functional.relu(out if self.shortcut is None else out + self.shortcut(x))


class CtrGcn(ActionNetwork):
    """CTR-GCN: ten blocks per body, average pooling over frames, joints and bodies, linear classifier."""

    def __init__(self, settings: CtrGcnSettings) -> None:
        """Build the network."""
        super().__init__()
        s = self.settings = settings
        topologies = skeleton_topologies(s.parents)
        columns = s.bodies * len(s.parents)
        every = [m * len(s.parents) + parent for m in range(s.bodies) for parent in s.parents]
        self.modalities = None if s.modalities == "joint" else Modalities(every, s.modalities)
        count = 1 if self.modalities is None else self.modalities.count
        self.norm = input_norm(count * columns)
        blocks: list[nn.Module] = []
        before = 3 * count
        for stage, (factor, count) in enumerate(_STAGES):
            width = factor * s.width
            for i in range(count):
                stride = 2 if stage > 0 and i == 0 else 1
                blocks.append(Block(before, width, stride, topologies, shortcut=bool(blocks)))
                before = width
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(before, s.classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
                if module.bias is not None:
                    nn.init.zeros_(module.bias)

    def forward(self, o: Tensor) -> OutputWithoutAttention:
        """Classify preprocessed windows O (B, T, N, 3), N = M * J."""
        b, t, n, _ = o.shape
        m = self.settings.bodies
        o = o if self.modalities is None else self.modalities(o)
        x = normalise_inputs(self.norm, o)  # (B, T, S N, 3)
        x = x.view(b, t, -1, m, n // m, 3).permute(0, 3, 2, 5, 1, 4)  # (B, M, S, 3, T, J)
        x = self.blocks(x.reshape(b * m, -1, t, n // m))  # (B M, D, T / 4, J)
        features = x.mean(dim=(2, 3)).view(b, m, -1).mean(dim=1)  # (B, D)
        return OutputWithoutAttention(self.fc(features))
