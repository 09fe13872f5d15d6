"""Estimation of the room from the people in it: vertical and floor.

Sensors are tilted: NTU RGB+D's by up to 30 degrees. For looking at (and for nothing else) the tilt is taken
out, so that a standing person stands upright on a level floor. The result is called room space: metres,
axes as in Kinect camera space but with y against gravity.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from streaming.skeleton.layouts import KINECT_V2

Array = npt.NDArray[np.floating]

GROUNDING = [
    KINECT_V2.index[name] for name in ("SpineShoulder", "AnkleLeft", "AnkleRight", "FootLeft", "FootRight")
]
"""The joints that tell of the vertical and of the floor."""
# People stand straight when their shoulders are farthest from their ankles: the top third of frames.
_STRAIGHT = 70
# Sensors are hung to look down, and hardly more than this; anybody beyond it is not standing.
_STEEPEST = math.radians(40)
# Feet leave the floor for less than this, in seconds; over more, an error in the tilt would show.
_STEP_S = 2.0
_STEP_SAMPLES = 6
_HARDLY_EVER = 15
_MOST_AT_ONCE = 1_000_000  # heights or samples (four days of them), to bound memory


def standing(bodies: Array) -> tuple[float, float]:
    """Estimate the sensor's tilt and the people's height from upright people.

    Args:
        bodies: (B, 25, 3) metres, Kinect camera space; at least one.

    Returns:
        The tilt in radians, 0 if there is no saying; and the metres from ankles to shoulders.
    """
    return stance(bodies[:, GROUNDING])


def stance(grounding: Array) -> tuple[float, float]:
    """Estimate tilt and height as :func:`standing`, from the joints :data:`GROUNDING` (B, 5, 3)."""
    upward = grounding[:, 0] - grounding[:, 1:3].mean(axis=1)
    length = np.linalg.norm(upward, axis=1)
    straight = length >= np.percentile(length, _STRAIGHT)
    _, y, z = np.median(upward[straight], axis=0).tolist()
    tilt = math.atan2(-z, y)
    return (tilt if 0 < tilt < _STEEPEST else 0.0), float(np.median(length[straight]))


def levelling(tilt: float) -> npt.NDArray[np.float64]:
    """Return the (3, 3) rotation from Kinect camera space to room space, of a sensor that looks down."""
    cos, sin = math.cos(tilt), math.sin(tilt)
    return np.array([[1.0, 0.0, 0.0], [0.0, cos, -sin], [0.0, sin, cos]])


def floor_heights(
    times_s: npt.NDArray[np.float64], bodies: Array, at_s: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Estimate the floor height under a person.

    It is the height that the lower foot is hardly ever below for a second around: local, since the
    guess of the tilt is off by some degrees, which is a hand's breadth for every metre walked.

    Args:
        times_s: (B,) when the person was seen, seconds.
        bodies: (B, 25, 3) metres, room space.
        at_s: (F,) for which moments, seconds.

    Returns:
        (F,) metres.
    """
    return floor_under(times_s, lower_foot(bodies[:, GROUNDING]), at_s)


def lower_foot(grounding: Array) -> npt.NDArray[np.float64]:
    """Return the height of the lower foot, (B,) metres, from the joints :data:`GROUNDING` (B, 5, 3)."""
    heights: npt.NDArray[np.float64] = grounding[:, 1:, 1].min(axis=1)
    return heights


def floor_under(
    times_s: npt.NDArray[np.float64], heights: npt.NDArray[np.float64], at_s: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Estimate the floor height as :func:`floor_heights`, from heights (B,) of the :func:`lower_foot`."""
    span_s = float(times_s[-1] - times_s[0])
    count = min(max(int(span_s / _STEP_S * _STEP_SAMPLES), 2), _MOST_AT_ONCE)
    samples = np.linspace(times_s[0], times_s[-1], count)
    first = np.searchsorted(times_s, samples - _STEP_S / 2, side="left")
    last = np.searchsorted(times_s, samples + _STEP_S / 2, side="right")
    # In a gap there are no feet: those before it will do.
    last = np.maximum(last, first + 1)
    first = np.minimum(first, len(heights) - 1)
    lengths = np.minimum(last, len(heights)) - first
    floors = np.empty(len(samples))
    for length in np.unique(lengths).tolist():  # at a steady rate, these are two or three
        rows = np.flatnonzero(lengths == length)
        for some in np.array_split(rows, len(rows) * length // _MOST_AT_ONCE + 1):
            around = heights[first[some, np.newaxis] + np.arange(length)]
            floors[some] = np.percentile(around, _HARDLY_EVER, axis=1)
    return np.interp(at_s, samples, floors)
