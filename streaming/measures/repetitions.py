"""Repetitions of an action within a span: how many, when each began, how long it took, and how far it went.

A named exercise is counted by its own measure (:mod:`streaming.measures.exercises`); any other movement by
the first principal component of the pose, the joints relative to the hips. A count says whether it is
certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from streaming.errors import RecordingError
from streaming.measures.course import Course, Values, joints
from streaming.measures.excursions import Excursions, excursions, resampled, smoothed
from streaming.measures.exercises import Exercise
from streaming.printable import counted
from streaming.skeleton.frames import TrackingState

_HIPS, _SHOULDERS = joints("Hip"), joints("Shoulder")
_POSE = joints("Head", "Shoulder", "Elbow", "Wrist", "Knee", "Ankle")
_LEAST_POSE = 0.2
"""Least movement of the whole pose, in lengths of the torso: some 10 cm, shared by all joints."""
_REST_SHARE = 0.05
"""Share of a span at either end where the person is taken to be nearer to rest than to the far point."""
_SHORTEST_S = 0.5
_LONGEST_GAP_S = 0.5
"""Longest time out of view across which the movement is known well enough."""
_LEAST_TRACKED = 0.5
"""Least share of joints that are tracked, not guessed, for a count to be certain: one side of a person hides
the other."""
_LEAST_ALIKE = 0.5
"""Least correlation of each repetition with the mean one for a count to be certain."""
_STEPS = 16


@dataclass(frozen=True, slots=True)
class Repetition:
    """One repetition.

    Attributes:
        start_s: when it began, seconds by the recording's clock: a tenth of its rise.
        peak_s: when it was farthest from rest.
        end_s: when it was over: a tenth of its fall.
        ranges: the measures of the exercise, by heading with unit.
    """

    start_s: float
    peak_s: float
    end_s: float
    ranges: tuple[tuple[str, float], ...] = ()

    @property
    def duration_s(self) -> float:
        """Seconds from beginning to end."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Count:
    """The repetitions within a span.

    Attributes:
        repetitions: in order of time.
        doubts: why the count may be wrong, one phrase each; empty if it is certain.
    """

    repetitions: tuple[Repetition, ...]
    doubts: tuple[str, ...]

    @property
    def is_sure(self) -> bool:
        """Whether nothing speaks against the count."""
        return not self.doubts

    def __len__(self) -> int:
        """Number of repetitions."""
        return len(self.repetitions)


def count_repetitions(course: Course, exercise: Exercise | None = None, path: Path | None = None) -> Count:
    """Count the repetitions of one action.

    Args:
        course: one person's joints over the span in which the action is repeated.
        exercise: the action, if it has a measure of its own; None for any movement.
        path: the recording, for messages.

    Raises:
        RecordingError: the span is shorter than half a second.
    """
    length_s = course.times_s[-1] - course.times_s[0] if len(course.times_s) else 0.0
    if length_s < _SHORTEST_S:
        raise RecordingError(
            f"{length_s:.2f} s with the person in view are too short to count repetitions in",
            path=path,
            expected=f"{_SHORTEST_S} s or more",
        )
    times_s, positions = resampled(course.times_s, course.filled())
    pose = smoothed(_pose(positions))
    beside = 0
    if exercise is None:
        component = _main_component(pose)
        found = excursions(component, _LEAST_POSE)
        beside = _beside(found, _without(pose, component))
    else:
        found = excursions(smoothed(exercise.curve(positions)), exercise.least)
    repetitions = [
        Repetition(
            float(times_s[start]),
            float(times_s[peak]),
            float(times_s[end]),
            () if exercise is None else _ranges(exercise, positions, start, peak),
        )
        for start, peak, end in zip(found.starts, found.peaks, found.ends, strict=True)
    ]
    doubts = _doubts(course, found, pose)
    if beside > len(found):
        doubts.append(f"{counted(beside, 'smaller movement')} not counted")
    return Count(tuple(repetitions), tuple(doubts))


def _pose(positions: Values) -> Values:
    """Return (F, 33) joints relative to the middle of the hips, in lengths of the torso."""
    hips = positions[:, _HIPS].mean(axis=1)
    torso = np.linalg.norm(positions[:, _SHOULDERS].mean(axis=1) - hips, axis=-1)
    relative = (positions[:, _POSE] - hips[:, None]) / max(float(np.median(torso)), 1e-3)
    flat: Values = relative.reshape(len(relative), -1)
    return flat


def _main_component(pose: Values) -> Values:
    """Return the first principal component (F,) of a pose, low where the span begins and ends."""
    centred = pose - pose.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    component: Values = centred @ axes[:, -1]
    at_ends = max(1, round(_REST_SHARE * len(component)))
    rest = np.concatenate([component[:at_ends], component[-at_ends:]]).mean()
    low, high = np.percentile(component, [5, 95])
    return -component if rest > (low + high) / 2 else component


def _without(pose: Values, component: Values) -> Values:
    """Return what of a pose (F, 33) a component (F,) of it does not explain."""
    centred, course = pose - pose.mean(axis=0), component - component.mean()
    rest: Values = centred - np.outer(course, course @ centred) / max(float(course @ course), 1e-12)
    return rest


def _beside(found: Excursions, other: Values) -> int:
    """Count the excursions of another movement (F, 33) outside of those found."""
    peaks = excursions(_main_component(other), _LEAST_POSE).peaks
    inside = (peaks[:, None] >= found.starts) & (peaks[:, None] <= found.ends)
    return int((~inside.any(axis=1)).sum())


def _ranges(exercise: Exercise, positions: Values, start: int, peak: int) -> tuple[tuple[str, float], ...]:
    """Measure one repetition between its beginning and its peak."""
    part = smoothed(positions[start : peak + 1])
    told = []
    for heading, curve, is_rise in exercise.ranges:
        values = curve(part)
        told.append((heading, float(values[-1] - values[0] if is_rise else values[-1])))
    return tuple(told)


def _doubts(course: Course, found: Excursions, pose: Values) -> list[str]:
    """List what speaks against a count."""
    doubts = []
    gap_s = float(np.diff(course.times_s).max())
    if gap_s > _LONGEST_GAP_S:
        doubts.append(f"nobody is in view for {gap_s:.1f} s")
    tracked = float((course.states[:, _POSE] == TrackingState.TRACKED).mean())
    if tracked < _LEAST_TRACKED:
        doubts.append(f"only {tracked:.0%} of the joints are tracked")
    if not found.is_stable:
        doubts.append("some movements are much smaller than the others")
    if found.is_cut:
        doubts.append("a movement begins before the span or ends after it")
    different = _different(found, pose)
    if different:
        doubts.append(f"{different} of {len(found)} movements differ from the others")
    return doubts


def _different(found: Excursions, pose: Values) -> int:
    """Count the repetitions whose course of the pose does not correlate with the mean of all."""
    if len(found) < 2:
        return 0
    courses = []
    for start, peak, end in zip(found.starts, found.peaks, found.ends, strict=True):
        moments = np.concatenate([np.linspace(start, peak, _STEPS), np.linspace(peak, end, _STEPS)])
        course = pose[np.rint(moments).astype(int)]
        courses.append((course - course.mean(axis=0)).ravel())
    each = np.stack(courses)
    mean = each.mean(axis=0)
    lengths = np.linalg.norm(each, axis=1) * np.linalg.norm(mean)
    return int((each @ mean < _LEAST_ALIKE * lengths).sum())
