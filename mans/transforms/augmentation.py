"""Augmentation: temporal jitter and warping, mirroring, scaling, rotation, and joint noise.

It has two steps: :func:`vary_span` jitters the span before the window is cut, and :func:`vary_pose`
transforms the bodies in the body frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from streaming.skeleton.layouts import KINECT_V2

MIRROR = np.array(KINECT_V2.mirror)
_ROOT = KINECT_V2.index["SpineBase"]
# A joint less its parent is a bone, the root is itself; the inverse adds the bones up again along the limbs.
_BONES_FROM_JOINTS = np.eye(KINECT_V2.size)
for _parent, _child in KINECT_V2.bones:
    _BONES_FROM_JOINTS[_child, _parent] = -1.0
_JOINTS_FROM_BONES = np.linalg.inv(_BONES_FROM_JOINTS)
FLIP_X = np.array([-1, 1, 1], dtype=np.float32)
# Weights of neighbouring frames in the joints' noise; the squares sum to one, so the variance is kept.
_NOISE_KERNEL = np.array([1, 2, 3, 2, 1], dtype=np.float32) / np.sqrt(np.float32(19.0))


@dataclass(frozen=True, slots=True)
class AugmentationSettings:
    """Strength of augmentation; ranges are symmetric and uniform unless stated otherwise.

    Attributes:
        temporal_jitter: shift of both ends of a span, inwards or outwards, as a share of its length.
        time_warp: strength of smooth time warping, as a share of the window's length.
        mirror: probability of mirroring.
        yaw_deg: rotation about the vertical, degrees.
        tilt_deg: rotation about the two horizontal axes, degrees.
        scale: relative scale of each dimension.
        bone_scale: relative change of each bone's length.
        noise_m: standard deviation of the joint noise, in metres, correlated over about 5 frames.
        swap: probability of swapping the first two people, if there are two.
    """

    OLD_NAMES: ClassVar[Mapping[str, str]] = {
        "span": "temporal_jitter",
        "warp": "time_warp",
        "limb": "bone_scale",
    }

    temporal_jitter: float = 0.2
    time_warp: float = 0.1
    mirror: float = 0.5
    yaw_deg: float = 25.0
    tilt_deg: float = 8.0
    scale: float = 0.1
    bone_scale: float = 0.1
    noise_m: float = 0.02
    swap: float = 0.0


def vary_span(
    start_s: float, end_s: float, settings: AugmentationSettings, rng: np.random.Generator
) -> tuple[float, float]:
    """Jitter both ends of a span, in seconds, keeping their order."""
    reach = settings.temporal_jitter * (end_s - start_s)
    return start_s + rng.uniform(-reach, reach), end_s + rng.uniform(-reach, reach)


def warp_times(
    frames: int, settings: AugmentationSettings, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Return increasing sampling positions (T,) in 0..1: evenly spaced, with smooth time warping."""
    u = np.linspace(0.0, 1.0, frames)
    bend = settings.time_warp * (
        rng.uniform(-1, 1) * np.sin(np.pi * u) / np.pi
        + rng.uniform(-1, 1) * np.sin(2 * np.pi * u) / (2 * np.pi)
    )
    warped: npt.NDArray[np.float64] = u + bend  # its slope stays above 1 - 2 * warp
    return warped


def vary_pose(
    body: npt.NDArray[np.float32], settings: AugmentationSettings, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Mirror, scale, rotate and add noise to bodies.

    Args:
        body: (T, M, 25, 3) metres in the body frame; zero for an absent body, which stays zero.
        settings: strength of augmentation.
        rng: random generator.

    Returns:
        (T, M, 25, 3) float32.
    """
    absent = ~np.any(body, axis=(0, 2, 3))
    out = body[:, :, MIRROR] * FLIP_X if rng.random() < settings.mirror else body.copy()
    out = _vary_limbs(out, settings.bone_scale, rng)
    size = rng.uniform(1 - settings.scale, 1 + settings.scale, 3)
    angles = np.deg2rad(rng.uniform(-1, 1, 3) * [settings.tilt_deg, settings.yaw_deg, settings.tilt_deg])
    out = out @ (_rotation(angles) * size).T.astype(np.float32)
    out += _smooth_noise(out.shape, settings.noise_m, rng)
    out[:, absent] = 0.0
    return out


def _vary_limbs(
    body: npt.NDArray[np.float32], limb: float, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Scale every bone, equally on both sides and in all frames; the root is fixed."""
    factors = rng.uniform(1 - limb, 1 + limb, KINECT_V2.size)
    factors = (factors + factors[MIRROR]) / 2
    factors[_ROOT] = 1.0
    stretch = _JOINTS_FROM_BONES @ (factors[:, np.newaxis] * _BONES_FROM_JOINTS)  # (25, 25)
    stretched: npt.NDArray[np.float32] = np.matmul(stretch.astype(np.float32), body)
    return stretched


def _rotation(angles: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the rotation (3, 3) about x, then y, then z, in radians."""
    (cx, cy, cz), (sx, sy, sz) = np.cos(angles), np.sin(angles)
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    turned: npt.NDArray[np.float64] = about_z @ about_y @ about_x
    return turned


def about_axes(axes: npt.NDArray[np.float64], angles: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Return rotations (R, 3, 3) by ``angles`` (R,), radians, about unit ``axes`` (R, 3) or (1, 3)."""
    x, y, z = axes.T
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=1).reshape(-1, 3, 3)
    sine, rest = np.sin(angles)[:, None, None], (1 - np.cos(angles))[:, None, None]
    turns: npt.NDArray[np.float64] = np.eye(3) + sine * cross + rest * (cross @ cross)
    return turns.astype(np.float32)


def _smooth_noise(
    shape: tuple[int, ...], sigma_m: float, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Draw temporally correlated noise of standard deviation ``sigma_m``, as of a sensor."""
    size = (shape[0] + len(_NOISE_KERNEL) - 1, *shape[1:])
    white = rng.standard_normal(size, dtype=np.float32) * np.float32(sigma_m)
    mixed = np.zeros(shape, dtype=np.float32)
    for i, weight in enumerate(_NOISE_KERNEL):
        mixed += weight * white[i : i + shape[0]]
    return mixed
