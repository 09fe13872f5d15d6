"""Sitting detection, by the slope of the thighs."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

from mans.transforms.tracks import Track
from streaming.skeleton.frames import TrackingState
from streaming.skeleton.layouts import KINECT_V2

_HIPS, _KNEES = (
    [KINECT_V2.index[f"{joint}{side}"] for side in ("Left", "Right")] for joint in ("Hip", "Knee")
)
# The vertical part of a thigh, as a share of its length: 0.97 and more of who stands, 0.2 to 0.4 of who sits
# on a sofa before a Kinect, 0.6 of who has a laptop on the knees.
_SITTING = 0.7
# What is as near to either end as this share of the way is there.
_NEAR = 0.2


def upright_thighs(track: Track) -> npt.NDArray[np.float64]:
    """Return how upright the first person's thighs are (F,): 1 standing, 0 seated; NaN where not tracked."""
    hips = track.positions[:, 0, _HIPS].astype(np.float64)
    knees = track.positions[:, 0, _KNEES].astype(np.float64)
    length = np.maximum(np.linalg.norm(hips - knees, axis=2), 0.05)
    share: npt.NDArray[np.float64] = ((hips - knees)[..., 1] / length).mean(axis=1)
    states = track.states[:, 0, [*_HIPS, *_KNEES]]
    share[(states == TrackingState.NOT_TRACKED).any(axis=1)] = np.nan
    return share


def is_seated(track: Track, start_s: float, end_s: float) -> bool:
    """Whether the first person is seated for most of a span, in seconds; False with untracked legs."""
    share = upright_thighs(track)[(track.times_s >= start_s) & (track.times_s <= end_s)]
    share = share[np.isfinite(share)]
    return len(share) > 0 and float(np.median(share)) < _SITTING


def risings(track: Track, start_s: float, end_s: float) -> list[tuple[float, float, bool]]:
    """Return the transitions between sitting and standing: start and end in seconds, and whether up.

    A transition lasts from leaving one end of the range of the thighs' slope to reaching the other.
    """
    inside = np.flatnonzero((track.times_s >= start_s) & (track.times_s <= end_s))
    share = upright_thighs(track)[inside]
    inside, share = inside[np.isfinite(share)], share[np.isfinite(share)]
    if len(share) < 2:
        return []
    low, high = np.percentile(share, [5, 95])
    near = _NEAR * (high - low)
    sides = np.where(share < low + near, -1, np.where(share > high - near, 1, 0))
    settled = np.flatnonzero(sides)
    result = []
    for before, after in itertools.pairwise(settled):
        if sides[before] != sides[after]:
            times_s = track.times_s[inside[[before, after]]]
            result.append((float(times_s[0]), float(times_s[1]), bool(sides[after] > 0)))
    return result
