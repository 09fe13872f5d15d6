"""ROCKET: random temporal convolutions (Dempster et al., Data Mining and Knowledge Discovery, 2020).

The kernels are drawn once and never trained; a linear classifier reads pooled features of what they yield. On
a few hundred sequences it can match trained networks, and makes other errors.

As in the paper, a kernel has normal weights of mean zero, a dilation and a few of the channels, and yields
the proportion of positive values (PPV) and the maximum. As in its successor MiniRocket (KDD 2021), its length
is 9 and its bias a quantile of its own outputs. Ours: one kernel over a random mixture of channels; the PPV
of each third of the window, which keeps the order in time; the mean of the positive parts; and as channels
joints, bones and the motion of both, each with mean 0 and variance 1.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from mans.networks.base import ActionNetwork, OutputWithoutAttention
from mans.networks.modalities import Modalities
from mans.networks.settings import RocketSettings

_LENGTH = 9
_DILATIONS = (1, 2, 4)
_MOST_CHANNELS = 6
_PIECES = 3
_FEATURES_OF_A_KERNEL = 1 + _PIECES + 2
_QUANTILES = (0.1, 0.9)
_CONSTANT = 1e-6  # channels with a standard deviation up to this are not scaled
# Windows whose outputs give the biases: enough for quantiles, and few enough for memory.
_BIAS_WINDOWS = 64


class RandomKernels(nn.Module):
    """Random kernels of one dilation; nothing in here is trained."""

    mix: Tensor
    weights: Tensor
    bias: Tensor

    def __init__(self, channels: int, kernels: int, dilation: int) -> None:
        """Draw the kernels from torch's random generator; the biases are set by :meth:`fit`."""
        super().__init__()
        self.dilation = dilation
        ranks = torch.rand(kernels, channels).argsort(dim=1).argsort(dim=1)
        count = torch.randint(1, min(_MOST_CHANNELS, channels) + 1, (kernels, 1))
        self.register_buffer("mix", torch.randn(kernels, channels) * (ranks < count) / count.sqrt())
        weights = torch.randn(kernels, 1, _LENGTH)
        self.register_buffer("weights", weights - weights.mean(dim=2, keepdim=True))
        self.register_buffer("bias", torch.zeros(kernels, 1))

    def fit(self, x: Tensor) -> None:
        """Set the biases to random quantiles of the outputs of windows (B, channels, T)."""
        outputs = self._convolve(x).transpose(0, 1).flatten(1).sort(dim=1).values  # (kernels, B T)
        low, high = _QUANTILES
        quantile = low + (high - low) * torch.rand(len(self.weights), 1).to(x)
        self.bias.copy_(outputs.gather(1, (quantile * (outputs.shape[1] - 1)).long()))

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, channels, T) to features (B, 6 kernels)."""
        y = self._convolve(x) - self.bias
        positive = (y > 0).to(y.dtype)
        shares = [part.mean(dim=2) for part in (positive, *positive.tensor_split(_PIECES, dim=2))]
        return torch.cat([*shares, y.amax(dim=2), y.clamp_min(0).mean(dim=2)], dim=1)

    def _convolve(self, x: Tensor) -> Tensor:
        half = _LENGTH // 2 * self.dilation
        mixed = functional.pad(torch.matmul(self.mix, x), (half, half), mode="replicate")
        return functional.conv1d(mixed, self.weights, dilation=self.dilation, groups=len(self.weights))


class Rocket(ActionNetwork):
    """Random convolutions, and a linear classifier that :mod:`mans.training.ridge` solves for."""

    mean: Tensor
    scale: Tensor

    def __init__(self, settings: RocketSettings) -> None:
        """Draw the kernels; scaling, biases and classifier are set by training."""
        super().__init__()
        s = self.settings = settings
        self.modalities = Modalities(s.parents, "all")
        channels = 3 * self.modalities.count * len(s.parents)
        self.register_buffer("mean", torch.zeros(channels, 1))
        self.register_buffer("scale", torch.ones(channels, 1))
        self.kernels = nn.ModuleList(RandomKernels(channels, s.kernels, each) for each in _DILATIONS)
        self.fc = nn.Linear(_FEATURES_OF_A_KERNEL * s.kernels * len(_DILATIONS), s.classes)

    @torch.no_grad()
    def fit(self, o: Tensor) -> None:
        """Set scaling and biases from training windows O (B, T, N, 3)."""
        x = self._channels(o)
        self.mean.copy_(x.mean(dim=(0, 2)).unsqueeze(1))
        spread = x.std(dim=(0, 2)).unsqueeze(1)
        self.scale.copy_(torch.where(spread > _CONSTANT, spread + _CONSTANT, 1.0))
        chosen = torch.randperm(len(x))[:_BIAS_WINDOWS].to(x.device)
        for part in self.kernels:
            assert isinstance(part, RandomKernels)
            part.fit((x[chosen] - self.mean) / self.scale)

    def features(self, o: Tensor) -> Tensor:
        """Return the features (B, F) of windows O (B, T, N, 3)."""
        x = (self._channels(o) - self.mean) / self.scale
        return torch.cat([part(x) for part in self.kernels], dim=1)

    def forward(self, o: Tensor) -> OutputWithoutAttention:
        """Classify preprocessed windows O (B, T, N, 3)."""
        return OutputWithoutAttention(self.fc(self.features(o)))

    def _channels(self, o: Tensor) -> Tensor:
        every: Tensor = self.modalities(o)
        return every.flatten(2).transpose(1, 2)  # (B, 12 N, T)
