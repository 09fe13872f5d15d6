"""STCM, the Spatio-Temporal Convolution Module (section 3.3): a small residual network.

The three recalibrated coordinates are the channels of a T x N image. MANs-n of Table 2 are residual
networks with pre-activation; MANs-9 has two blocks of 64 channels and two of 128.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from mans.networks.pooling import pool

# The published program's batch normalisation.
_BATCH_NORM_EPS = 1e-3


class SameConv2d(nn.Conv2d):
    """Convolution with "same" padding: output ceil(size / stride), the odd pixel of padding at the end.

    PyTorch pads symmetrically; the paper's network uses "same" padding, in which a 5 x 5
    convolution of stride 2 over 50 pixels pads 1 before and 2 after.
    """

    def __init__(self, channels_in: int, channels_out: int, kernel: int, stride: int = 1) -> None:
        """Build a square convolution."""
        super().__init__(channels_in, channels_out, kernel, stride)

    def forward(self, image: Tensor) -> Tensor:
        """Convolve (B, C, H, W)."""
        pads: list[int] = []
        for size in (image.shape[3], image.shape[2]):  # functional.pad takes the last axis first
            out = -(-size // self.stride[0])
            total = max(0, (out - 1) * self.stride[0] + self.kernel_size[0] - size)
            pads += [total // 2, total - total // 2]
        return super().forward(functional.pad(image, pads))


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=_BATCH_NORM_EPS)


class ResidualBlock(nn.Module):
    """Two 3 x 3 convolutions with pre-activation and a shortcut (He et al., 2016)."""

    def __init__(self, channels_in: int, channels_out: int, stride: int, *, preactivate: bool) -> None:
        """Build the block.

        Args:
            channels_in: channels of the input.
            channels_out: channels of the output.
            stride: stride of the first convolution and of the shortcut.
            preactivate: False for the first block after the stem, whose input is already activated.
        """
        super().__init__()
        self.norm1: nn.Module = _norm(channels_in) if preactivate else nn.Identity()
        self.preactivate = preactivate
        self.conv1 = SameConv2d(channels_in, channels_out, 3, stride)
        self.norm2 = _norm(channels_out)
        self.conv2 = SameConv2d(channels_out, channels_out, 3)
        same = channels_in == channels_out and stride == 1
        self.shortcut: nn.Module = nn.Identity() if same else nn.Conv2d(channels_in, channels_out, 1, stride)

    def forward(self, image: Tensor) -> Tensor:
        """Map (B, C_in, H, W) to (B, C_out, H / stride, W / stride)."""
        out = functional.relu(self.norm1(image)) if self.preactivate else image
        out = functional.relu(self.norm2(self.conv1(out)))
        residual: Tensor = self.shortcut(image) + self.conv2(out)
        return residual


class Stcm(nn.Module):
    """STCM: stem, stages of residual blocks, global average pooling, linear classifier."""

    def __init__(
        self,
        classes: int,
        blocks: tuple[int, int],
        widths: tuple[int, int] = (64, 128),
        channels: int = 3,
    ) -> None:
        """Build MANs-n's convolutional part.

        Args:
            classes: number of classes C.
            blocks: residual blocks in each of the two stages; (2, 2) is MANs-9.
            widths: channels of the two stages.
            channels: image channels: three coordinates per modality.
        """
        super().__init__()
        self.stem = SameConv2d(channels, widths[0], 5, stride=2)
        self.stem_norm = _norm(widths[0])
        layers: list[nn.Module] = []
        before = widths[0]
        for stage, (count, width) in enumerate(zip(blocks, widths, strict=True)):
            for i in range(count):
                stride = 2 if stage > 0 and i == 0 else 1
                layers.append(ResidualBlock(before, width, stride, preactivate=bool(layers)))
                before = width
        self.blocks = nn.Sequential(*layers)
        self.norm = _norm(before)
        self.fc = nn.Linear(before, classes)

    def forward(self, image: Tensor, weights: Tensor | None = None) -> Tensor:
        """Map the image (B, 3, T, N) to class scores (B, C); ``weights`` (B, T) as in :func:`pool`."""
        # The memory layout in which convolutions are fastest, on the CPU and on the GPU.
        image = image.contiguous(memory_format=torch.channels_last)
        out = functional.relu(self.stem_norm(self.stem(image)))
        out = functional.relu(self.norm(self.blocks(out)))
        scores: Tensor = self.fc(pool(out, weights))
        return scores
