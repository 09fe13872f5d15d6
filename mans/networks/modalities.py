"""Input modalities: joints, bones and the motion of both.

A bone is a joint minus its parent, motion is the next frame minus this one. Combining modalities improves
accuracy over joints alone (Shi et al., CVPR 2019) and is common practice.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from streaming.skeleton.layouts import KINECT_V2

MODALITIES = ("joint", "bone", "joint motion", "bone motion")


def parents_among(joints: Sequence[str], bodies: int = 1) -> tuple[int, ...]:
    """Return each column's parent: its nearest ancestor that the network reads.

    If the root is not read, the joint nearest to it takes its place, so that the skeleton stays connected:
    without SpineBase, the hips' parent is SpineMid.

    Args:
        joints: names of the Kinect v2 joints the network reads, J of them.
        bodies: M; bodies are not connected.

    Returns:
        (M * J,) column indices; the root is its own parent.
    """
    ways = [_way_to_root(KINECT_V2.index[name]) for name in joints]
    column = {way[0]: i for i, way in enumerate(ways)}
    above = [next((column[joint] for joint in way[1:] if joint in column), None) for way in ways]
    tops = [i for i, parent in enumerate(above) if parent is None]
    # Of two equally near, the one on the body's middle line.
    root = min(tops, key=lambda i: (len(ways[i]), KINECT_V2.mirror[ways[i][0]] != ways[i][0]))
    parents = [root if parent is None else parent for parent in above]
    return tuple(m * len(joints) + parent for m in range(bodies) for parent in parents)


def _way_to_root(joint: int) -> list[int]:
    """Return the joints from this one to the layout's root, inclusive."""
    way = [joint]
    while KINECT_V2.parents[way[-1]] != way[-1]:
        way.append(KINECT_V2.parents[way[-1]])
    return way


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
    """Concatenate the four modalities of O (B, T, N, 3) to (B, T, 4 N, 3)."""

    parents: Tensor

    def __init__(self, parents: Sequence[int]) -> None:
        """Build the module for columns with these parents; it has no parameters."""
        super().__init__()
        self.register_buffer("parents", torch.tensor(parents), persistent=False)

    def forward(self, o: Tensor) -> Tensor:
        """Compute bones, and the motion of joints and bones; motion is zero in the last frame."""
        bones = o - o[:, :, self.parents]  # (B, T, N, 3)
        both = torch.cat([o, bones], dim=2)  # (B, T, 2N, 3)
        motion = both[:, 1:] - both[:, :-1]
        motion = torch.cat([motion, torch.zeros_like(both[:, :1])], dim=1)
        return torch.cat([both, motion], dim=2)
