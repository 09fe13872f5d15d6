"""Input modalities: joints, bones and the motion of both.

A bone is a joint minus its parent, motion is the next frame minus this one. Combining modalities improves
accuracy over joints alone (Shi et al., CVPR 2019) and is common practice.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from mans.networks.settings import Modality

MODALITIES: tuple[Modality, ...] = ("joint", "bone", "joint motion", "bone motion")


def input_norm(columns: int) -> nn.BatchNorm1d:
    """Return the batch normalisation of the input coordinates, whose variances differ by orders of magnitude.

    Its statistics are cumulative means over all batches, as the input distribution does not change in
    training. An exponential running variance initialised at one would, combined with the EMA of the weights,
    still bias a modality of variance 0.0001 after hundreds of steps.
    """
    return nn.BatchNorm1d(3 * columns, momentum=None)


def normalise_inputs(norm: nn.Module, o: Tensor) -> Tensor:
    """Normalise O (B, T, N, 3) with the layer of :func:`input_norm`, or its synchronised counterpart."""
    flat: Tensor = norm(o.flatten(2).transpose(1, 2))  # (B, 3N, T)
    return flat.transpose(1, 2).view_as(o)


class Modalities(nn.Module):
    """Compute one modality of O (B, T, N, 3), or concatenate all four to (B, T, 4 N, 3)."""

    parents: Tensor

    def __init__(self, parents: Sequence[int], which: Modality = "all") -> None:
        """Build the module for columns with these parents; it has no parameters."""
        super().__init__()
        self.which = which
        self.count = len(MODALITIES) if which == "all" else 1
        self.register_buffer("parents", torch.tensor(parents), persistent=False)

    def forward(self, o: Tensor) -> Tensor:
        """Compute bones, and the motion of joints and bones; motion is zero in the last frame."""
        bones = o - o[:, :, self.parents]  # (B, T, N, 3)
        both = torch.cat([o, bones], dim=2)  # (B, T, 2N, 3)
        motion = both[:, 1:] - both[:, :-1]
        motion = torch.cat([motion, torch.zeros_like(both[:, :1])], dim=1)
        every = torch.cat([both, motion], dim=2)  # (B, T, 4N, 3)
        return every if self.which == "all" else every.chunk(len(MODALITIES), 2)[MODALITIES.index(self.which)]
