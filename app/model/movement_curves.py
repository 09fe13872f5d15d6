"""Curves of a person's movement over the last seconds: joint angles, distances and speeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.model.language import later, tr
from streaming.measures.angles import SIDES, joint_angles
from streaming.measures.course import Course
from streaming.measures.motion import distances, speeds
from streaming.skeleton.frames import Frame

SPAN_S = 10.0
"""Seconds that are plotted, up to the moment on display."""
MOST_CURVES = 6
_LONGEST_GAP_S = 0.25  # a curve is interrupted where the person is out of view for longer
Curve = npt.NDArray[np.float64]
_SIDES = {"left": later("left"), "right": later("right")}


@dataclass(frozen=True, slots=True)
class Kind:
    """Kind of curves, of one unit.

    Attributes:
        title: what they are called together.
        axis: label of their axis.
        unit: as written behind a value.
        step: the axis ends at multiples of this.
        digits: decimals of a value.
        names: what each is called, by its name, without a side.
        of: the curves of a course by their names, (F,) each.
    """

    title: str
    axis: str
    unit: str
    step: float
    digits: int
    names: dict[str, str]
    of: Callable[[Course], dict[str, Curve]]


KINDS = (
    Kind(
        later("Angles"),
        later("degrees"),
        "°",
        30.0,
        0,
        {
            "knee flexion": later("knee flexion"),
            "hip flexion": later("hip flexion"),
            "hip abduction": later("hip abduction"),
            "shoulder flexion": later("shoulder flexion"),
            "shoulder abduction": later("shoulder abduction"),
            "shoulder elevation": later("shoulder elevation"),
            "elbow flexion": later("elbow flexion"),
            "trunk inclination": later("trunk inclination"),
            "trunk inclination forward": later("trunk inclination forward"),
        },
        lambda course: joint_angles(course.seen()),
    ),
    Kind(
        later("Distances"),
        later("metres"),
        " m",
        0.2,
        2,
        {
            "wrist to wrist": later("wrist to wrist"),
            "ankle to ankle": later("ankle to ankle"),
            "hips over ankles": later("hips over ankles"),
        },
        lambda course: distances(course.seen()),
    ),
    Kind(
        later("Speeds"),
        later("metres per second"),
        " m/s",
        0.5,
        2,
        {"hips": later("hips"), "wrist": later("wrist"), "ankle": later("ankle")},
        lambda course: {f"speed of {name}": curve for name, curve in speeds(course).items()},
    ),
)
_SPEED = "speed of "


def curve_names(kind: Kind) -> tuple[str, ...]:
    """Return the names of all curves of a kind, as the tables of ``angles`` head them."""
    sided = ("knee", "hip ", "shoulder", "elbow", "wrist", "ankle")
    names: list[str] = []
    for name in kind.names:
        both = name.startswith(sided) and " to " not in name
        prefix = _SPEED if kind is KINDS[2] else ""
        names += [f"{prefix}{name} {side}" for side in SIDES] if both else [f"{prefix}{name}"]
    return tuple(names)


def kind_of(name: str) -> Kind | None:
    """Return the kind of a curve; None for a name that there is not."""
    return next((kind for kind in KINDS if name in curve_names(kind)), None)


def side_of(name: str) -> str | None:
    """Return ``left``, ``right``, or None for a curve of the whole body."""
    last = name.rpartition(" ")[2]
    return last if last in SIDES else None


def base_of(name: str) -> str:
    """Return a curve's name without its side."""
    return name if side_of(name) is None else name.rpartition(" ")[0]


def shown_name(name: str) -> str:
    """Return what a curve is called in the window's language."""
    kind, side = kind_of(name), side_of(name)
    base = base_of(name).removeprefix(_SPEED)
    words = base if kind is None else tr(kind.names[base])
    return words if side is None else f"{words} {tr(_SIDES[side])}"


def parse_chosen(text: str) -> tuple[str, ...]:
    """Return the curves named in a preference: known ones, of one kind, at most :data:`MOST_CURVES`."""
    names = [name for each in text.split(";") if kind_of(name := each.strip()) is not None]
    return tuple(dict.fromkeys(name for name in names if kind_of(name) is kind_of(names[0])))[:MOST_CURVES]


def toggled(chosen: Sequence[str], name: str) -> tuple[str, ...]:
    """Return the choice with a curve added or removed; one of another kind replaces all others.

    The one chosen first gives way where there would be too many.
    """
    if name in chosen:
        return tuple(each for each in chosen if each != name)
    same = [each for each in chosen if kind_of(each) is kind_of(name)]
    return (*same, name)[-MOST_CURVES:]


@dataclass(frozen=True, slots=True, eq=False)
class MovementCurves:
    """Curves up to a moment.

    Attributes:
        kind: what they are.
        times_s: (F,) seconds from the moment on display, up to 0.
        values: by name, (F,) in the kind's unit; NaN where nothing is known.
        frames: what they were found in.
    """

    kind: Kind
    times_s: Curve
    values: dict[str, Curve]
    frames: tuple[Frame, ...] = ()

    def range(self) -> tuple[float, float]:
        """Return the ends of the axis: multiples of the kind's step around all values, 0 among them."""
        known = [curve[np.isfinite(curve)] for curve in self.values.values()]
        found = np.concatenate([*known, [0.0, 2 * self.kind.step]])
        step = self.kind.step
        return float(np.floor(found.min() / step) * step), float(np.ceil(found.max() / step) * step)


def curves_of(
    frames: tuple[Frame, ...], person: int, chosen: Sequence[str], now_s: float
) -> MovementCurves | None:
    """Find the chosen curves of a person.

    Args:
        frames: of the last seconds, in order.
        person: whose identity it is.
        chosen: names of curves, of one kind.
        now_s: the moment on display, on the clock of the frames.

    Returns:
        The curves; None if the person is in none of the frames, or nothing is chosen.
    """
    kind = kind_of(chosen[0]) if chosen else None
    found = [(f.time_s, body) for f in frames for body in f.bodies if body.identity == person]
    if kind is None or not found:
        return None
    course = Course(
        np.array([time_s for time_s, _ in found]),
        np.stack([body.positions for _, body in found]).astype(np.float64),
        np.stack([body.states for _, body in found]),
    )
    values = kind.of(course)
    after = np.flatnonzero(np.diff(course.times_s) > _LONGEST_GAP_S) + 1
    times_s = np.insert(course.times_s, after, course.times_s[after - 1]) - now_s
    broken = {name: np.insert(values[name], after, np.nan) for name in chosen}
    return MovementCurves(kind, times_s, broken, frames)
