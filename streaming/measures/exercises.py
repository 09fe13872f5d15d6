"""Exercises whose repetitions are counted by a measure of their own: what rises and falls, and its range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from streaming.errors import SettingsError
from streaming.measures.angles import knee_flexion, shoulder_elevation
from streaming.measures.course import Values, joints

_HIPS, _KNEES, _ANKLES, _WRISTS = joints("Hip"), joints("Knee"), joints("Ankle"), joints("Wrist")


@dataclass(frozen=True, slots=True)
class Exercise:
    """How an exercise is measured.

    Attributes:
        name: the action's name.
        curve: positions (F, 25, 3) in metres to the (F,) curve that rises and falls once in a repetition.
        least: prominence below which the curve is at rest.
        ranges: by heading, with its unit, what is told of a repetition: a curve of which its value at the
            peak, or, for a ``rise``, its change from the beginning to the peak is taken.
    """

    name: str
    curve: Callable[[Values], Values]
    least: float
    ranges: tuple[tuple[str, Callable[[Values], Values], bool], ...]


def leg_length(positions: Values) -> float:
    """Return the median length of thigh and shank together, metres."""
    thighs = np.linalg.norm(positions[:, _KNEES] - positions[:, _HIPS], axis=-1)
    shanks = np.linalg.norm(positions[:, _ANKLES] - positions[:, _KNEES], axis=-1)
    return max(float(np.median(thighs + shanks)), 1e-3)


def hips_over_feet(positions: Values) -> Values:
    """Return (F,) metres from the middle of the ankles up to the middle of the hips."""
    height: Values = positions[:, _HIPS, 1].mean(axis=1) - positions[:, _ANKLES, 1].mean(axis=1)
    return height


def feet_apart(positions: Values) -> Values:
    """Return (F,) metres between the ankles."""
    apart: Values = np.linalg.norm(positions[:, _ANKLES[0]] - positions[:, _ANKLES[1]], axis=-1)
    return apart


def hands_apart(positions: Values) -> Values:
    """Return (F,) metres between the wrists."""
    apart: Values = np.linalg.norm(positions[:, _WRISTS[0]] - positions[:, _WRISTS[1]], axis=-1)
    return apart


def lower_foot(positions: Values) -> Values:
    """Return (F,) the height of the lower ankle, metres in camera space."""
    height: Values = positions[:, _ANKLES, 1].min(axis=1)
    return height


def _hips_down(positions: Values) -> Values:
    return -hips_over_feet(positions)


def _hips_down_by_legs(positions: Values) -> Values:
    return _hips_down(positions) / leg_length(positions)


def _feet_up_by_legs(positions: Values) -> Values:
    return lower_foot(positions) / leg_length(positions)


def _both_knees(positions: Values) -> Values:
    angle: Values = knee_flexion(positions).mean(axis=1)
    return angle


def _front_knee(positions: Values) -> Values:
    angle: Values = knee_flexion(positions).max(axis=1)
    return angle


def _both_arms(positions: Values) -> Values:
    angle: Values = shoulder_elevation(positions).mean(axis=1)
    return angle


def _higher_arm(positions: Values) -> Values:
    angle: Values = shoulder_elevation(positions).max(axis=1)
    return angle


# A squat or lunge lowers the hips by a tenth of the leg's length at least, some 8 cm; a jump lifts both feet
# by a twentieth, 4 cm; an arm is raised by 30 degrees. Standing people sway, and sensors err, by less.
EXERCISES = (
    Exercise(
        "squat",
        _hips_down_by_legs,
        0.1,
        (("knee flexion (deg)", _both_knees, False), ("drop of the hips (m)", _hips_down, True)),
    ),
    Exercise(
        "lunge",
        _hips_down_by_legs,
        0.1,
        (
            ("knee flexion (deg)", _front_knee, False),
            ("drop of the hips (m)", _hips_down, True),
            ("feet apart (m)", feet_apart, False),
        ),
    ),
    Exercise("jump", _feet_up_by_legs, 0.05, (("rise of the lower foot (m)", lower_foot, True),)),
    Exercise(
        "jumping jack",
        _both_arms,
        30.0,
        (("shoulder elevation (deg)", _both_arms, False), ("feet apart (m)", feet_apart, False)),
    ),
    Exercise("raise one arm", _higher_arm, 30.0, (("shoulder elevation (deg)", _higher_arm, False),)),
    Exercise("raise both arms", _both_arms, 30.0, (("shoulder elevation (deg)", _both_arms, False),)),
)
"""All exercises, by the names that the bundled model gives them."""


def exercise_named(name: str) -> Exercise:
    """Return an exercise by its name; a plural, hyphens and capitals do not matter.

    Raises:
        SettingsError: there is none of this name.
    """
    plain = " ".join(name.lower().replace("-", " ").replace("_", " ").split())
    for exercise in EXERCISES:
        if plain in (exercise.name, f"{exercise.name}s"):
            return exercise
    raise SettingsError(
        f"no measure for {name!r}",
        expected=f"one of: {', '.join(exercise.name for exercise in EXERCISES)}",
        remedy="Without a name, any movement that repeats is counted.",
    )
