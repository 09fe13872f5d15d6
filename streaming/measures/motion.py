"""Distances in metres and speeds in metres per second over time."""

from __future__ import annotations

import numpy as np

from streaming.measures.angles import SIDES
from streaming.measures.course import Course, Values, joints
from streaming.measures.excursions import RATE_HZ, resampled, smoothed
from streaming.measures.exercises import feet_apart, hands_apart, hips_over_feet

_HIPS = joints("Hip")
_LIMBS = {"wrist": joints("Wrist"), "ankle": joints("Ankle")}
_LONGEST_GAP_S = 0.5
"""No speed is taken across a longer time out of view."""


def distances(positions: Values) -> dict[str, Values]:
    """Return distances by name, (F,) metres each; positions (F, 25, 3), NaN for joints that are not known."""
    return {
        "wrist to wrist": hands_apart(positions),
        "ankle to ankle": feet_apart(positions),
        "hips over ankles": hips_over_feet(positions),
    }


def speeds(course: Course) -> dict[str, Values]:
    """Return speeds by name, (F,) metres per second each, of the middle of the hips, wrists and ankles.

    They are those of positions smoothed without delay over 0.3 s, so that a sensor's jitter does not add to
    them. NaN where a joint is not tracked, or the person is in view for a moment only.
    """
    seen = course.seen()
    points = {"hips": seen[:, _HIPS].mean(axis=1)}
    for limb, indices in _LIMBS.items():
        points |= {f"{limb} {side}": seen[:, indices[s]] for s, side in enumerate(SIDES)}
    filled = course.filled()
    positions = np.stack(
        [
            filled[:, _HIPS].mean(axis=1),
            *(filled[:, index] for indices in _LIMBS.values() for index in indices),
        ],
        axis=1,
    )
    speed = np.full(positions.shape[:2], np.nan)
    breaks = np.flatnonzero(np.diff(course.times_s) > _LONGEST_GAP_S) + 1
    for part in np.split(np.arange(len(course.times_s)), breaks):
        if len(part) > 1:
            speed[part] = _speed(course.times_s[part], positions[part])
    return {
        name: np.where(np.isnan(point[:, 0]), np.nan, speed[:, i])
        for i, (name, point) in enumerate(points.items())
    }


def _speed(times_s: Values, positions: Values) -> Values:
    """Return the speed (F, P) of points (F, P, 3) at their time stamps, metres per second."""
    even_s, even = resampled(times_s, positions)
    rate_hz = (len(even_s) - 1) / (even_s[-1] - even_s[0]) if len(even_s) > 1 else RATE_HZ
    velocity = np.gradient(smoothed(even, keeps_speed=True), axis=0) * rate_hz
    speed = np.linalg.norm(velocity, axis=2)
    return np.stack([np.interp(times_s, even_s, column) for column in speed.T], axis=1)
