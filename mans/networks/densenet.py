"""DenseNet-161 (Huang, Liu, van der Maaten and Weinberger, CVPR 2017): the STCM of MANs (DenseNet-161)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from mans.networks.pooling import pool

_GROWTH = 48  # k: channels that each layer adds
_STEM = 2 * _GROWTH
_LAYERS = (6, 12, 36, 24)
_BOTTLENECK = 4  # channels of the 1 x 1 convolution, in k


def _conv(channels_in: int, channels_out: int, kernel: int, stride: int = 1) -> nn.Conv2d:
    conv = nn.Conv2d(channels_in, channels_out, kernel, stride, kernel // 2, bias=False)
    nn.init.kaiming_normal_(conv.weight)
    return conv


class DenseLayer(nn.Module):
    """Dense layer: BN, ReLU, 1 x 1 convolution, BN, ReLU, 3 x 3 convolution; concatenated with its input."""

    def __init__(self, channels: int, growth: int) -> None:
        """Build a layer that adds ``growth`` channels to ``channels``."""
        super().__init__()
        self.norm1 = nn.BatchNorm2d(channels)
        self.conv1 = _conv(channels, _BOTTLENECK * growth, 1)
        self.norm2 = nn.BatchNorm2d(_BOTTLENECK * growth)
        self.conv2 = _conv(_BOTTLENECK * growth, growth, 3)

    def forward(self, image: Tensor) -> Tensor:
        """Map (B, D, H, W) to (B, D + k, H, W)."""
        out = self.conv1(functional.relu(self.norm1(image)))
        out = self.conv2(functional.relu(self.norm2(out)))
        return torch.cat([image, out], dim=1)


class Transition(nn.Module):
    """Transition between dense blocks: halves channels and resolution."""

    def __init__(self, channels: int) -> None:
        """Build the transition."""
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)
        self.conv = _conv(channels, channels // 2, 1)

    def forward(self, image: Tensor) -> Tensor:
        """Map (B, D, H, W) to (B, D / 2, H / 2, W / 2)."""
        return functional.avg_pool2d(self.conv(functional.relu(self.norm(image))), 2)


class DenseNet161(nn.Module):
    """DenseNet-161: a stem and four dense blocks of 6, 12, 36 and 24 layers with growth rate 48."""

    def __init__(self, classes: int, channels: int = 3) -> None:
        """Build the network for images with a number of channels."""
        super().__init__()
        self.stem = _conv(channels, _STEM, 7, stride=2)
        self.stem_norm = nn.BatchNorm2d(_STEM)
        parts: list[nn.Module] = []
        width = _STEM
        for block, layers in enumerate(_LAYERS):
            if block > 0:
                parts.append(Transition(width))
                width //= 2
            parts += [DenseLayer(width + i * _GROWTH, _GROWTH) for i in range(layers)]
            width += layers * _GROWTH
        self.blocks = nn.Sequential(*parts)
        self.norm = nn.BatchNorm2d(width)
        self.fc = nn.Linear(width, classes)

    def forward(self, image: Tensor, weights: Tensor | None = None) -> Tensor:
        """Map images (B, channels, H, W) to class scores (B, C); ``weights`` as in :func:`pool`."""
        out = image.contiguous(memory_format=torch.channels_last)
        out = functional.relu(self.stem_norm(self.stem(out)))  # 224 -> 112
        out = functional.max_pool2d(out, 3, 2, 1)  # -> 56
        out = functional.relu(self.norm(self.blocks(out)))  # -> 56, 28, 14, 7
        scores: Tensor = self.fc(pool(out, weights))
        return scores
