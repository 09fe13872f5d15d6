"""Bone length normalisation: every bone gets a standard length.

Positions of hips, shoulders and head differ more between sensors and pose models than between people:
relative to the torso, a thigh measured by Kinect v2, MediaPipe or motion capture is little more than half as
long as one measured by Kinect v1. The action is in the bones' directions. So every bone is scaled to its
typical length in recordings of a Kinect v1, by one factor per window, which preserves foreshortening.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from streaming.skeleton.layouts import KINECT_V2

SIDES = ("Left", "Right")
_I = KINECT_V2.index


class Bone(NamedTuple):
    """A bone of both sides of the body.

    Attributes:
        joint: distal joint, without the side.
        base: proximal joint; none for shoulders and hips, which are measured from their middle.
        length: standard length in torsos (middle of the hips to middle of the shoulders).
        tail: descendants that move with the distal joint.
    """

    joint: str
    base: str | None
    length: float
    tail: tuple[str, ...] = ()


BONES = (
    Bone("Shoulder", None, 0.45),
    Bone("Elbow", "Shoulder", 0.70),
    Bone("Wrist", "Elbow", 0.67, ("Hand", "HandTip", "Thumb")),
    Bone("Hip", None, 0.20),
    Bone("Knee", "Hip", 1.31),
    Bone("Ankle", "Knee", 1.00, ("Foot",)),
)
"""Bones from the trunk outwards, with median lengths of Kinect v1 data sets (``benchmarks/bones.py``)."""

HEAD = 0.77
"""From the middle of the shoulders to the head, in torsos."""

# A bone that is seen shorter than a quarter of its length, or four times as long, is not measured but lost.
_MOST_STRETCH = 4.0


def to_standard_bones(body: npt.NDArray[np.float32], torso_m: float) -> npt.NDArray[np.float32]:
    """Scale every bone to its standard length; the middles of hips and shoulders are fixed.

    Args:
        body: (T, M, 25, 3) metres; NaN for an absent body, which stays absent.
        torso_m: the torso's length in metres.

    Returns:
        (T, M, 25, 3) float32, metres. Spine and neck are kept, hands and feet go with wrists and ankles.
    """
    out = body.copy()
    neck = middle(body, "Shoulder")
    head = body[:, :, _I["Head"]] - neck
    out[:, :, _I["Head"]] = neck + head * _stretch(head[np.newaxis], HEAD * torso_m)
    for bone in BONES:
        seen = vectors(body, bone)
        right = seen * _stretch(seen, bone.length * torso_m)
        for side, vector in zip(SIDES, right, strict=True):
            joint = _I[bone.joint + side]
            # The middles of hips and shoulders are the body's own: one side must not move the other's.
            base = _near_end(body if bone.base is None else out, bone, side)
            out[:, :, joint] = base + vector
            tail = [_I[name + side] for name in bone.tail]
            out[:, :, tail] = body[:, :, tail] + (out[:, :, [joint]] - body[:, :, [joint]])
    return out


def middle(body: npt.NDArray[np.float32], joint: str) -> npt.NDArray[np.float32]:
    """Return the middle between a joint's two sides: (T, M, 3)."""
    both = body[:, :, _I[f"{joint}Left"]] + body[:, :, _I[f"{joint}Right"]]
    between: npt.NDArray[np.float32] = both * np.float32(0.5)
    return between


def vectors(body: npt.NDArray[np.float32], bone: Bone) -> npt.NDArray[np.float32]:
    """Return a bone's vectors (2, T, M, 3), left and right, proximal to distal, of a body (T, M, 25, 3)."""
    ends = ((_near_end(body, bone, side), body[:, :, _I[bone.joint + side]]) for side in SIDES)
    return np.stack([far - near for near, far in ends])


def seen_lengths(bones: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Estimate the length (M,) of bones (S, T, M, 3), equal on S sides; NaN for absent bodies.

    The estimate is a high quantile over the window, because foreshortening shortens bones.
    """
    lengths = np.linalg.norm(bones, axis=3).mean(axis=0)  # (T, M), NaN where a body is absent
    own = (column[~np.isnan(column)] for column in lengths.T)
    return np.array([np.quantile(column, 0.9) if len(column) else np.nan for column in own])


def _near_end(body: npt.NDArray[np.float32], bone: Bone, side: str) -> npt.NDArray[np.float32]:
    if bone.base is None:
        return middle(body, bone.joint)
    near: npt.NDArray[np.float32] = body[:, :, _I[bone.base + side]]
    return near


def _stretch(bones: npt.NDArray[np.float32], length_m: float) -> npt.NDArray[np.float32]:
    """Return the factor (M, 1) that scales bones (S, T, M, 3) to their standard length."""
    seen = seen_lengths(bones)[:, np.newaxis]
    wanted = length_m / np.maximum(seen, length_m / _MOST_STRETCH)
    factor: npt.NDArray[np.float32] = np.maximum(wanted, 1 / _MOST_STRETCH).astype(np.float32)
    return factor
