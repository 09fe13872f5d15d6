"""Untracked joints: detection, and plausible positions for them."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from streaming.skeleton.layouts import JointLayout

# Kinect sees to 8 m. A coordinate beyond this is damage or another unit, never a joint.
FARTHEST_M = 100.0
"""No joint is farther from the sensor, in metres."""
# A joint this near to the sensor's own place is one that the recorder left at zero.
_NEAREST_M = 1e-3


def as_float64(values: npt.NDArray[np.generic]) -> npt.NDArray[np.float64]:
    """Convert numbers of a file; signalling NaN, as in damaged files, becomes NaN without a warning."""
    with np.errstate(invalid="ignore", over="ignore"):
        return values.astype(np.float64)


def seen_joints(positions: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
    """Return which joints have a valid position: finite, plausible and not inside the sensor.

    Recorders write untracked joints as zeros or NaN.

    Args:
        positions: (..., J, 3) metres.

    Returns:
        (..., J) bool.
    """
    with np.errstate(invalid="ignore"):
        farthest = np.abs(positions).max(axis=-1)  # NaN if a coordinate is NaN
        seen: npt.NDArray[np.bool_] = (farthest <= FARTHEST_M) & (farthest >= _NEAREST_M)
    return seen


def place_unseen(
    positions: npt.NDArray[np.floating],
    seen: npt.NDArray[np.bool_],
    layout: JointLayout,
    last: npt.NDArray[np.floating] | None,
) -> npt.NDArray[np.floating]:
    """Assign a plausible position to each untracked joint, never the origin.

    That is its last position on this body, else its parent's; for a root without either, the mean of the
    tracked joints, or one of them where their mean is the origin.

    Args:
        positions: (J, 3) metres.
        seen: (J,) validity mask; at least one is true.
        layout: gives the parents.
        last: (J, 3) the same body's joints in its last frame, or None.

    Returns:
        (J, 3), a new array.
    """
    if last is not None:
        return np.where(seen[:, None], positions, last)
    placed = np.where(seen[:, None], positions, 0.0)
    for joint in _from_the_root(layout):
        if not seen[joint]:
            parent = layout.parents[joint]
            placed[joint] = _middle(positions[seen]) if parent == joint else placed[parent]
    return placed


def _middle(tracked: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Return the mean (3,) of tracked joints (S, 3), or one of them where their mean is the origin."""
    middle: npt.NDArray[np.floating] = tracked.mean(axis=0)
    return tracked[0] if np.abs(middle).max() < _NEAREST_M else middle


@cache
def _from_the_root(layout: JointLayout) -> tuple[int, ...]:
    """Sort joint indices so that parents come first."""

    def depth(joint: int) -> int:
        parent = layout.parents[joint]
        return 0 if parent == joint else 1 + depth(parent)

    return tuple(sorted(range(layout.size), key=depth))
