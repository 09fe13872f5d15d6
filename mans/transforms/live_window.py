"""Input of the live network where it runs: windows in numpy, the same numbers as training's in torch.

What is computed, and why, is told in :mod:`mans.transforms.live_input`, which does the same for batches on
any device. For one window numpy is faster, and torch need not be loaded.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mans.transforms.bone_lengths import BONES, HEAD, SIDES
from mans.transforms.preprocessing import COMMON_JOINTS
from streaming.skeleton.frames import Positions, States
from streaming.skeleton.layouts import KINECT_V2

JOINTS = COMMON_JOINTS
"""(J,) names of the joints that the network reads, in the order of its columns."""
INDEX = {name: column for column, name in enumerate(JOINTS)}
"""Joint name to column."""
PARENTS = tuple(
    INDEX[name]
    for name in (
        *("Head", "Head", "ShoulderLeft", "ElbowLeft", "Head", "ShoulderRight", "ElbowRight"),
        *("Head", "HipLeft", "KneeLeft", "Head", "HipRight", "KneeRight"),
    )
)
"""(J,) each column's parent: shoulders and hips hang from the head, which is its own."""
TORSO_M = 0.5
"""Length of the torso after scaling: middle of the hips to middle of the shoulders, metres."""
SMOOTHED_FRAMES = 5
"""Frames of the moving average of each joint."""
COLUMNS = [KINECT_V2.index[name] for name in JOINTS]
"""(J,) their indices among Kinect v2's 25."""
MIN_HIP_WIDTH_M = 0.02
"""Hips closer together than this across the vertical, in metres, give no direction."""
WIDTH_IN_TORSOS = 0.8
"""A torso, where only shoulders are seen, is their width divided by this (from 0.68 before a webcam to 0.9
before a Kinect v1)."""
HIP_IN_TORSOS = 0.2
"""From the middle of the hips to either of them, in torsos, where they are not seen."""
MOST_STRETCH = 4.0
"""A bone seen so many times too short or too long is lost, not measured."""
QUANTILE = 0.9
"""Bones are as long as they are seen at most, or nearly."""

Floats = npt.NDArray[np.float32]

_SHOULDERS, _HIPS = (
    [INDEX[f"{name}{side}"] for side in SIDES] for name in ("Shoulder", "Hip")
)  # left and right
_STANDARD = np.array([TORSO_M * share for share in (HEAD, *(bone.length for bone in BONES))], np.float32)
# Each limb from the trunk outwards: the columns of its joints, left and right, and of what they hang from.
_FAR = [[INDEX[f"{bone.joint}{side}"] for side in SIDES] for bone in BONES]
_NEAR = [None if bone.base is None else [INDEX[f"{bone.base}{side}"] for side in SIDES] for bone in BONES]


def smoothed(positions: Floats, tracked: Floats, frames: int = SMOOTHED_FRAMES) -> Floats:
    """Smooth each joint over neighbouring frames in which it is tracked.

    Args:
        positions: (B, T, J, 3) metres.
        tracked: (B, T, J) tracking mask, one or zero.
        frames: odd number of frames; fewer are averaged at the window's ends.
    """
    weight = np.maximum(tracked, np.float32(1e-3))[..., np.newaxis]
    smooth: Floats = _sum(positions * weight, frames) / _sum(weight, frames)
    return smooth


def _sum(values: Floats, frames: int) -> Floats:
    """Sum ``frames`` neighbours of each row (B, T, ...), fewer at the ends."""
    half, length = frames // 2, values.shape[1]
    total = np.zeros_like(values)
    for shift in range(-half, half + 1):  # in order of time, as torch sums them
        first, last = max(0, -shift), min(length, length - shift)
        if first < last:
            total[:, first:last] += values[:, first + shift : last + shift]
    return total


def to_body_frame(positions: Floats, tracked: Floats) -> Floats:
    """Transform windows to the body frame, with standard bone lengths.

    Args:
        positions: (B, T, J, 3) metres, Kinect camera space.
        tracked: (B, T, J) tracking mask, one or zero.

    Returns:
        (B, T, J, 3) metres. Hips untracked in half of the frames are placed below the shoulders.
    """
    shoulder, hip = positions[:, :, _SHOULDERS], positions[:, :, _HIPS]  # (B, T, 2, 3)
    both = tracked[:, :, _HIPS[0]] * tracked[:, :, _HIPS[1]]
    hips_seen = both.mean(axis=1) >= 0.5  # (B,)
    shoulders = (shoulder[:, :, 0] + shoulder[:, :, 1]) * np.float32(0.5)
    hips = (hip[:, :, 0] + hip[:, :, 1]) * np.float32(0.5)
    lengths = np.stack([_norm(shoulder[:, :, 0] - shoulder[:, :, 1]), _norm(shoulders - hips)], axis=2)
    width, torso = high_quantile(lengths).T  # (B,) each
    line: Floats = (hip[:, :, 1] - hip[:, :, 0]).mean(axis=1)
    if not hips_seen.all():
        unseen = ~hips_seen
        guessed = (width[unseen] / WIDTH_IN_TORSOS)[:, np.newaxis, np.newaxis]
        across = shoulder[unseen, :, 1] - shoulder[unseen, :, 0]
        line[unseen] = across.mean(axis=1)
        across /= np.maximum(width[unseen], np.float32(1e-3))[:, np.newaxis, np.newaxis]
        below = shoulders[unseen] - np.array([0, 1, 0], np.float32) * guessed
        hips, hip = hips.copy(), hip.copy()
        hips[unseen] = below
        out = np.float32(HIP_IN_TORSOS) * guessed * across
        hip[unseen, :, 0], hip[unseen, :, 1] = below - out, below + out
        torso = np.where(hips_seen, torso, width / np.float32(WIDTH_IN_TORSOS))
    line[:, 1] = 0  # its part across the vertical
    length = _norm(line)[:, np.newaxis]
    x = np.where(
        length < MIN_HIP_WIDTH_M,
        np.array([1, 0, 0], np.float32),
        line / np.maximum(length, np.float32(1e-6)),
    )
    scale = np.float32(TORSO_M) / np.maximum(torso, np.float32(0.05))
    axes = np.zeros((len(x), 3, 3), np.float32)  # rows x, y and their cross product, for y straight up
    axes[:, 0], axes[:, 1, 1] = x, 1
    axes[:, 2, 0], axes[:, 2, 2] = -x[:, 2], x[:, 0]
    axes *= scale[:, np.newaxis, np.newaxis]
    moved = positions - hips.mean(axis=1)[:, np.newaxis, np.newaxis]
    if not hips_seen.all():
        moved[:, :, _HIPS] = hip - hips.mean(axis=1)[:, np.newaxis, np.newaxis]
    return with_standard_bones(moved @ axes.transpose(0, 2, 1)[:, np.newaxis])


def with_standard_bones(body: Floats) -> Floats:
    """Scale every bone to its standard length, by one factor per window and for both sides: (B, T, J, 3)."""
    out = body.copy()
    middles = {0: body[:, :, _SHOULDERS].sum(axis=2) / 2, 3: body[:, :, _HIPS].sum(axis=2) / 2}
    neck = middles[0]
    head = body[:, :, INDEX["Head"]] - neck
    bones = np.stack(
        [
            body[:, :, far] - (middles[i][:, :, np.newaxis] if near is None else body[:, :, near])
            for i, (far, near) in enumerate(zip(_FAR, _NEAR, strict=True))
        ],
        axis=2,
    )  # (B, T, 6, 2, 3)
    lengths = _norm(bones)
    sides = (lengths[..., 0] + lengths[..., 1]) / 2
    seen = high_quantile(np.concatenate([_norm(head)[:, :, np.newaxis], sides], axis=2))  # (B, 7)
    factors = _STANDARD / np.maximum(seen, _STANDARD / np.float32(MOST_STRETCH))
    factor = np.maximum(factors, np.float32(1 / MOST_STRETCH))[:, np.newaxis]
    out[:, :, INDEX["Head"]] = neck + head * factor[:, :, :1]
    scaled = bones * factor[:, :, 1:, np.newaxis, np.newaxis]
    for i, (far, near) in enumerate(zip(_FAR, _NEAR, strict=True)):
        out[:, :, far] = scaled[:, :, i] + (middles[i][:, :, np.newaxis] if near is None else out[:, :, near])
    return out


def high_quantile(values: Floats) -> Floats:
    """Compute the 0.9 quantile over the second axis: (B, T, ...) to (B, ...)."""
    last = values.shape[1] - 1
    at = QUANTILE * last
    below = int(at)
    ordered = np.sort(values, axis=1)
    low, high = ordered[:, below], ordered[:, min(below + 1, last)]
    between: Floats = low + np.float32(at - below) * (high - low)
    return between


def live_inputs(positions: Floats, tracked: Floats) -> Floats:
    """Compute the network inputs (B, T, J, 4): x, y, z in metres and the tracking mask.

    Args:
        positions: (B, T, J, 3) metres, Kinect camera space.
        tracked: (B, T, J) tracking mask, one or zero.
    """
    body = to_body_frame(smoothed(positions, tracked), tracked)
    return np.concatenate([body, tracked[..., np.newaxis]], axis=3)


def window_input(positions: Positions, states: States) -> Floats:
    """Compute the live network's input of one window: (T, J, 4) float32.

    Args:
        positions: (T, M, 25, 3) metres, Kinect camera space; only the first body is used.
        states: (T, M, 25) tracking states; inferred counts as tracked.
    """
    joints = positions[np.newaxis, :, 0][:, :, COLUMNS]
    np.copyto(joints, np.float32(0), where=np.isnan(joints))
    tracked = (states[np.newaxis, :, 0][:, :, COLUMNS] > 0).astype(np.float32)
    found: Floats = live_inputs(joints, tracked)[0]
    return found


def _norm(vectors: Floats) -> Floats:
    """Return lengths (...) of vectors (..., 3)."""
    lengths: Floats = np.sqrt(np.einsum("...i,...i->...", vectors, vectors))
    return lengths
