"""Joint angles in degrees by the definitions of goniometry, from joint positions.

Zero is the anatomical position: upright, limbs straight, arms hanging. Conventions and sources are in
docs/numbers.md. All but the trunk's inclination are independent of the camera; those two take the camera's y
axis as the vertical.
"""

from __future__ import annotations

import numpy as np

from streaming.measures.course import Values, joints

SIDES = ("left", "right")
_NECESSARY = 0.5
"""Least share of a limb's length that its projection on a plane must have for the angle in this plane to mean
anything: the limb lies within 60 degrees of the plane."""
_TOO_SHORT_M = 1e-6
_UP = np.array([0.0, 1.0, 0.0])

_SHOULDERS, _ELBOWS, _WRISTS = joints("Shoulder"), joints("Elbow"), joints("Wrist")
_HIPS, _KNEES, _ANKLES = joints("Hip"), joints("Knee"), joints("Ankle")


def joint_angles(positions: Values) -> dict[str, Values]:
    """Return every angle by its name, such as ``knee flexion left``.

    Args:
        positions: (F, 25, 3) metres, Kinect camera space; NaN for joints that are not known.

    Returns:
        (F,) degrees each; NaN where a joint is not known, or where a limb is nearly at right angles to the
        plane that the angle is measured in.
    """
    trunk = trunk_axis(positions)
    thighs = positions[:, _KNEES] - positions[:, _HIPS]
    arms = positions[:, _ELBOWS] - positions[:, _SHOULDERS]
    hip_line = positions[:, _HIPS[1]] - positions[:, _HIPS[0]]
    shoulder_line = positions[:, _SHOULDERS[1]] - positions[:, _SHOULDERS[0]]
    by_joint = {
        "knee flexion": knee_flexion(positions),
        "hip flexion": _in_sagittal_plane(thighs, trunk, hip_line),
        "hip abduction": _in_frontal_plane(thighs, trunk, hip_line),
        "shoulder flexion": _in_sagittal_plane(arms, trunk, shoulder_line),
        "shoulder abduction": _in_frontal_plane(arms, trunk, shoulder_line),
        "shoulder elevation": shoulder_elevation(positions),
        "elbow flexion": bend(positions[:, _SHOULDERS], positions[:, _ELBOWS], positions[:, _WRISTS]),
    }
    named = {
        f"{name} {side}": values[:, s] for name, values in by_joint.items() for s, side in enumerate(SIDES)
    }
    forward = _unit(np.cross(_UP, hip_line))
    named["trunk inclination"] = between(trunk, np.broadcast_to(_UP, trunk.shape))
    named["trunk inclination forward"] = np.degrees(np.arctan2(_dot(trunk, forward), _dot(trunk, _UP)))
    return named


def knee_flexion(positions: Values) -> Values:
    """Return (F, 2) degrees, left and right: 0 for a straight leg."""
    return bend(positions[:, _HIPS], positions[:, _KNEES], positions[:, _ANKLES])


def shoulder_elevation(positions: Values) -> Values:
    """Return (F, 2) degrees between upper arm and trunk: 0 hanging, 90 level, 180 overhead, any direction."""
    down = -trunk_axis(positions)[:, None]
    arms = positions[:, _ELBOWS] - positions[:, _SHOULDERS]
    return between(arms, np.broadcast_to(down, arms.shape))


def trunk_axis(positions: Values) -> Values:
    """Return (F, 3) metres, from the middle of the hips to the middle of the shoulders."""
    axis: Values = positions[:, _SHOULDERS].mean(axis=1) - positions[:, _HIPS].mean(axis=1)
    return axis


def bend(near: Values, middle: Values, far: Values) -> Values:
    """Return the flexion of a joint between two segments, degrees: 0 straight, 180 folded."""
    return between(middle - near, far - middle)


def between(a: Values, b: Values) -> Values:
    """Return the angle between vectors (..., 3), degrees, 0 to 180; NaN if one has no length."""
    a, b = _unit(a), _unit(b)
    # Exact near 0 and 180, where the arc cosine of the scalar product is not (Kahan 2006).
    angle: Values = np.degrees(2 * np.arctan2(np.linalg.norm(a - b, axis=-1), np.linalg.norm(a + b, axis=-1)))
    return angle


def _in_sagittal_plane(limbs: Values, trunk: Values, line: Values) -> Values:
    """Return (F, 2) degrees of flexion: 0 along the trunk, positive forward, negative backward."""
    up, right = _axes(trunk, line)
    forward = np.cross(up, right)
    return _angle_in_plane(limbs, -up[:, None], forward[:, None])


def _in_frontal_plane(limbs: Values, trunk: Values, line: Values) -> Values:
    """Return (F, 2) degrees of abduction: 0 along the trunk, positive outward, negative across the body."""
    up, right = _axes(trunk, line)
    return _angle_in_plane(limbs, -up[:, None], np.stack([-right, right], axis=1))


def _angle_in_plane(limbs: Values, zero: Values, positive: Values) -> Values:
    """Return the direction of limbs (F, 2, 3) in the plane of two unit vectors, degrees."""
    limbs = _unit(limbs)
    along, across = _dot(limbs, zero), _dot(limbs, positive)
    angle = np.degrees(np.arctan2(across, along))
    result: Values = np.where(np.hypot(along, across) < _NECESSARY, np.nan, angle)
    return result


def _axes(trunk: Values, line: Values) -> tuple[Values, Values]:
    """Return unit vectors (F, 3): up along the trunk, and right, at right angles to it."""
    up = _unit(trunk)
    return up, _unit(line - _dot(line, up)[:, None] * up)


def _unit(vectors: Values) -> Values:
    """Return vectors of length one; NaN for one without length."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Values = vectors / np.where(lengths < _TOO_SHORT_M, np.nan, lengths)
    return unit


def _dot(a: Values, b: Values) -> Values:
    product: Values = (a * b).sum(axis=-1)
    return product
