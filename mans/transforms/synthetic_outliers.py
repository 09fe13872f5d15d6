"""Synthetic outliers: movements outside the classes, generated from training samples.

A closed-set classifier is overconfident on unknown movements. Training on outliers, here under the class "no
action", mitigates this (outlier exposure, Hendrycks, Mazeika and Dietterich, ICLR 2019). The outliers are
synthetic: each limb of a real movement is rotated about its root and its middle joint by smooth random
rotations, and the trunk sinks and leans, which gives plausible movements outside the classes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mans.transforms.augmentation import about_axes
from streaming.skeleton.layouts import KINECT_V2

LIMBS: tuple[tuple[str, str], ...] = (
    ("ShoulderLeft", "ElbowLeft"),
    ("ShoulderRight", "ElbowRight"),
    ("HipLeft", "KneeLeft"),
    ("HipRight", "KneeRight"),
)
"""Root and middle joint of each limb."""

# A limb's swing is drawn up to this; anything less than the lower end could still pass for the action.
_SWING_DEG = (50.0, 160.0)
_BEND_DEG = (0.0, 110.0)
_SINK_M = 0.45
_LEAN_DEG = 40.0


def make_strange(body: npt.NDArray[np.float32], rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Turn a movement into an outlier.

    Args:
        body: (T, M, 25, 3) metres in the body frame; zero for an absent body, which stays zero.
        rng: random generator.

    Returns:
        (T, M, 25, 3) float32.
    """
    absent = ~np.any(body, axis=(0, 2, 3))
    out = body.copy()
    frames = len(body)
    moved = rng.permutation(len(LIMBS))[: rng.integers(1, len(LIMBS) + 1)]
    if rng.random() < 0.4:  # stand still but for what moves now
        out[:] = out[rng.integers(frames)]
    for limb in moved:
        root, middle = (KINECT_V2.index[name] for name in LIMBS[limb])
        _swing(out, root, rng.uniform(*_SWING_DEG), rng)
        _swing(out, middle, rng.uniform(*_BEND_DEG), rng)
    if rng.random() < 0.5:
        _swing(out, KINECT_V2.index["SpineBase"], rng.uniform(0, _LEAN_DEG), rng)
    if rng.random() < 0.5:
        sink = _smooth(frames, rng)[:, np.newaxis] * np.array([0.2, -1.0, 0.2]) * rng.uniform(0, _SINK_M)
        out += sink[:, np.newaxis, np.newaxis].astype(np.float32)
    out[:, absent] = 0.0
    return out


def _smooth(frames: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Draw a smooth random curve (T,) within -1..1: a single bump, a wave, or constant."""
    u = np.linspace(0.0, 1.0, frames)
    waves = rng.choice([0.0, 0.5, 1.0, 2.0, 3.0])
    course: npt.NDArray[np.float64] = np.cos(2 * np.pi * (waves * u + rng.random()))
    return course * rng.uniform(0.6, 1.0)


def _swing(body: npt.NDArray[np.float32], pivot: int, degrees: float, rng: np.random.Generator) -> None:
    """Rotate the descendants of ``pivot`` about it, in place, by a smooth curve about a random axis."""
    axis = rng.standard_normal(3)
    axis /= np.linalg.norm(axis)
    angles = np.deg2rad(degrees) * _smooth(len(body), rng)
    turns = about_axes(axis[np.newaxis], angles)  # one a frame
    below = BELOW[pivot]
    arm = body[:, :, below] - body[:, :, [pivot]]
    body[:, :, below] = np.einsum("tij,tmnj->tmni", turns, arm) + body[:, :, [pivot]]


def _descendants() -> dict[int, list[int]]:
    """Return the descendants of each joint; those of SpineBase exclude the legs."""
    children: dict[int, list[int]] = {}
    for parent, child in KINECT_V2.bones:
        children.setdefault(parent, []).append(child)

    def below(joint: int) -> list[int]:
        own = children.get(joint, [])
        return [*own, *(deeper for child in own for deeper in below(child))]

    result = {joint: below(joint) for joint in range(KINECT_V2.size)}
    result[0] = [KINECT_V2.index["SpineMid"], *result[KINECT_V2.index["SpineMid"]]]
    return result


BELOW = _descendants()
