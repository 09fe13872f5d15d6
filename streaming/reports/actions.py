"""Recognised actions of a recording, with their repetitions and how sure those are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from streaming.errors import RecordingError, SettingsError
from streaming.measures.course import Course, course_of
from streaming.measures.exercises import Exercise, exercise_named
from streaming.measures.repetitions import Count, Repetition, count_repetitions
from streaming.skeleton.frames import Recording

_BESIDE_S = 1.0
"""So much before and after an action belongs to it if nothing else does: dates are not exact."""
_JOINED_S = 2.0
"""Actions alike with a shorter pause between them are counted together."""
_NONE = "no movement that comes back"


@dataclass(frozen=True, slots=True)
class Found:
    """A segment of one action.

    Attributes:
        person: number of the person.
        label: the action.
        start_s: start, in seconds from the recording's first frame.
        end_s: end, likewise.
        confidence: mean confidence, 0 to 1.
        repetitions: of the action, in order of time, likewise.
        doubts: why the number of repetitions may be wrong, one phrase each; None where they were not counted.
    """

    person: int
    label: str
    start_s: float
    end_s: float
    confidence: float
    repetitions: tuple[Repetition, ...] = ()
    doubts: tuple[str, ...] | None = None

    @property
    def is_sure(self) -> bool:
        """Whether repetitions were counted, and nothing speaks against their number."""
        return self.doubts == ()


@dataclass(frozen=True, slots=True)
class Progressed:
    """How far an action with a course is at a moment.

    Attributes:
        person: number of the person.
        time_s: seconds from the recording's first frame.
        label: the action.
        progress: 0 at its beginning, 1 at its end.
    """

    person: int
    time_s: float
    label: str
    progress: float


def with_repetitions(
    recording: Recording, found: Sequence[Found], identities: Mapping[int, int | None]
) -> list[Found]:
    """Count the repetitions of each action.

    Args:
        recording: the recording.
        found: its actions.
        identities: the identity in the recording of each person, by number; None for whoever is nearest to
            the sensor at first.

    Returns:
        The actions, in the same order.
    """
    courses: dict[int, Course | None] = {}
    counted: dict[int, Found] = {}
    for person in dict.fromkeys(part.person for part in found):
        try:
            courses[person] = course_of(recording, identities[person])
        except RecordingError:
            courses[person] = None
    for group in _groups(found):
        course = courses[found[group[0]].person]
        if course is not None:
            span = _span(found, group)
            parts = [found[i] for i in group]
            counts = _counted(course, parts, span, recording.start_s)
            counted.update(zip(group, counts, strict=True))
    return [counted.get(i, part) for i, part in enumerate(found)]


def _groups(found: Sequence[Found]) -> Iterator[list[int]]:
    """Yield the indices of actions that are counted together, in order of time."""
    order = sorted(range(len(found)), key=lambda i: (found[i].person, found[i].start_s))
    group: list[int] = []
    for i in order:
        last, part = found[group[-1]] if group else None, found[i]
        alike = last is not None and (last.person, last.label) == (part.person, part.label)
        if group and not (alike and last is not None and part.start_s - last.end_s < _JOINED_S):
            yield group
            group = []
        group.append(i)
    if group:
        yield group


def _span(found: Sequence[Found], group: Sequence[int]) -> tuple[float, float]:
    """Return from when to when movements may belong to a group: not into another action."""
    person = found[group[0]].person
    start_s, end_s = found[group[0]].start_s, max(found[i].end_s for i in group)
    others = [part for i, part in enumerate(found) if part.person == person and i not in group]
    before = [part.end_s for part in others if part.end_s <= start_s]
    after = [part.start_s for part in others if part.start_s >= end_s]
    return (
        max([start_s - _BESIDE_S, *((end + start_s) / 2 for end in before)]),
        min([end_s + _BESIDE_S, *((start + end_s) / 2 for start in after)]),
    )


def _counted(
    course: Course, parts: Sequence[Found], span: tuple[float, float], start_s: float
) -> list[Found]:
    """Count within a span, and give each repetition to the action in which its far point is."""
    exercise = _exercise(parts[0].label)
    try:
        count = count_repetitions(course.between(span[0] + start_s, span[1] + start_s), exercise)
    except RecordingError as error:
        count = Count((), (error.found,))
    doubts = count.doubts if count.repetitions else tuple(dict.fromkeys((*count.doubts, _NONE)))
    own: list[list[Repetition]] = [[] for _ in parts]
    for each in count.repetitions:
        moved = _since(each, start_s)
        at = min(range(len(parts)), key=lambda i: _away(parts[i], moved.peak_s))
        own[at].append(moved)
    return [
        replace(part, repetitions=tuple(of), doubts=doubts if of else tuple(dict.fromkeys((*doubts, _NONE))))
        for part, of in zip(parts, own, strict=True)
    ]


def _exercise(label: str) -> Exercise | None:
    try:
        return exercise_named(label)
    except SettingsError:
        return None


def _since(each: Repetition, start_s: float) -> Repetition:
    """Return a repetition by the recording's own time, without measures that are unknown."""
    ranges = tuple((name, value) for name, value in each.ranges if math.isfinite(value))
    return Repetition(each.start_s - start_s, each.peak_s - start_s, each.end_s - start_s, ranges)


def _away(part: Found, moment_s: float) -> float:
    """Return how many seconds a moment is before or after an action."""
    return max(part.start_s - moment_s, moment_s - part.end_s, 0.0)
