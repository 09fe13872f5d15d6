"""ResNet-18 (He, Zhang, Ren and Sun, CVPR 2016): the STCM of MANs (ResNet-18), for 224 x 224 images."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from mans.networks.pooling import pool


def _conv(channels_in: int, channels_out: int, kernel: int, stride: int = 1) -> nn.Conv2d:
    """Build a convolution without bias, as batch normalisation follows; it halves or keeps the size."""
    conv = nn.Conv2d(channels_in, channels_out, kernel, stride, kernel // 2, bias=False)
    nn.init.kaiming_normal_(conv.weight, mode="fan_out", nonlinearity="relu")
    return conv


class BasicBlock(nn.Module):
    """Basic block: two 3 x 3 convolutions, a shortcut, activation after the sum (figure 2 of the paper)."""

    def __init__(self, channels_in: int, channels_out: int, stride: int) -> None:
        """Build the block; if size or channels change, the shortcut is a projection."""
        super().__init__()
        self.conv1 = _conv(channels_in, channels_out, 3, stride)
        self.norm1 = nn.BatchNorm2d(channels_out)
        self.conv2 = _conv(channels_out, channels_out, 3)
        self.norm2 = nn.BatchNorm2d(channels_out)
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or channels_in != channels_out:
            self.shortcut = nn.Sequential(
                _conv(channels_in, channels_out, 1, stride), nn.BatchNorm2d(channels_out)
            )

    def forward(self, image: Tensor) -> Tensor:
        """Map (B, C_in, H, W) to (B, C_out, H / stride, W / stride)."""
        out = functional.relu(self.norm1(self.conv1(image)))
        out = self.norm2(self.conv2(out))
        return functional.relu(out + self.shortcut(image))


class ResNet18(nn.Module):
    """ResNet-18: a stem and four stages of two blocks, each halving the size and doubling the channels."""

    def __init__(self, classes: int, channels: int = 3) -> None:
        """Build the network for images with a number of channels."""
        super().__init__()
        self.stem = _conv(channels, 64, 7, stride=2)
        self.stem_norm = nn.BatchNorm2d(64)
        blocks: list[nn.Module] = []
        before = 64
        for stage, width in enumerate((64, 128, 256, 512)):
            blocks += [BasicBlock(before, width, 2 if stage else 1), BasicBlock(width, width, 1)]
            before = width
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(before, classes)

    def forward(self, image: Tensor, weights: Tensor | None = None) -> Tensor:
        """Map images (B, channels, H, W) to class scores (B, C); ``weights`` as in :func:`pool`."""
        out = image.contiguous(memory_format=torch.channels_last)
        out = functional.relu(self.stem_norm(self.stem(out)))  # 224 -> 112
        out = functional.max_pool2d(out, 3, 2, 1)  # -> 56
        out = self.blocks(out)  # -> 56, 28, 14, 7
        scores: Tensor = self.fc(pool(out, weights))
        return scores
