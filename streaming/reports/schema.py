"""The tables of reports: what columns they have, and the rows of what was found.

Each row begins with the recording, so that tables of several can be joined. Headings end in their unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from streaming.measures.course import Course
from streaming.measures.exercises import EXERCISES, Exercise
from streaming.measures.repetitions import Count, Repetition
from streaming.measures.tables import angle_columns
from streaming.recognition.segments import Segment, totals
from streaming.reports.actions import Found
from streaming.reports.columns import Column, Table

Row = Sequence[Any]


def column_name(heading: str) -> str:
    """Return a heading as one word: ``"knee flexion (deg)"`` becomes ``"knee_flexion_deg"``."""
    return re.sub(r"\W+", "_", heading).strip("_")


RANGES = tuple(dict.fromkeys(heading for exercise in EXERCISES for heading, _, _ in exercise.ranges))
"""Depths and ranges of repetitions, with their units."""
_FILE, _PERSON, _LABEL = Column("file"), Column("person", "whole"), Column("label")
_CONFIDENCE = Column("confidence", "number", 4)
_START, _END, _SECONDS = (Column(name, "number") for name in ("start_s", "end_s", "seconds"))
_REPETITIONS, _SURE = Column("repetitions", "whole"), Column("repetitions_sure", "truth")

SEGMENTS = Table(
    "segments",
    (
        *(_FILE, _PERSON, _LABEL, _START, _END, _SECONDS, _CONFIDENCE),
        *(_REPETITIONS, _SURE, Column("repetitions_doubt")),
    ),
)
SUMMARY = Table(
    "summary",
    (
        *(_FILE, _PERSON, _LABEL, Column("count", "whole"), _SECONDS, _CONFIDENCE),
        *(_REPETITIONS, _SURE),
    ),
)
REPETITIONS = Table(
    "repetitions",
    (
        *(_FILE, _PERSON, _LABEL, Column("segment", "whole"), Column("repetition", "whole")),
        *(_START, Column("peak_s", "number"), _END, _SECONDS),
        *(Column(column_name(heading), "number") for heading in RANGES),
        _SURE,
    ),
)
ANGLES = Table(
    "angles",
    (
        *(_FILE, _PERSON, Column("time_s", "number"), _LABEL),
        *(Column(column_name(heading), "number", 4) for heading in angle_columns()),
    ),
)

PROGRESS = Table(
    "progress", (_FILE, _PERSON, Column("time_s", "number"), _LABEL, Column("progress", "number"))
)


def segment_rows(file: str, found: Sequence[Found]) -> Iterator[Row]:
    """Yield a row of :data:`SEGMENTS` for each action; ``file`` names the recording."""
    for part in found:
        counted = part.doubts is not None
        yield (
            *(file, part.person, part.label, part.start_s, part.end_s, part.end_s - part.start_s),
            *(part.confidence, len(part.repetitions) if counted else None),
            *(part.is_sure if counted else None, "; ".join(part.doubts or ())),
        )


def summary_rows(file: str, found: Sequence[Found]) -> Iterator[Row]:
    """Yield a row of :data:`SUMMARY` for each action of each person."""
    for person in sorted({part.person for part in found}):
        own = [part for part in found if part.person == person]
        for each in totals(Segment(part.label, part.start_s, part.end_s, part.confidence) for part in own):
            alike = [part for part in own if part.label == each.label]
            counted = all(part.doubts is not None for part in alike)
            number = sum(len(part.repetitions) for part in alike) if counted else None
            sure = all(part.is_sure for part in alike) if counted else None
            yield (file, person, each.label, each.count, each.seconds, each.confidence, number, sure)


def repetition_rows(file: str, found: Sequence[Found]) -> Iterator[Row]:
    """Yield a row of :data:`REPETITIONS` for each; ``segment`` is the action's number in the recording."""
    for segment, part in enumerate(found, 1):
        for number, each in enumerate(part.repetitions, 1):
            yield (file, part.person, part.label, segment, number, *_measured(each, RANGES), part.is_sure)


def _measured(each: Repetition, headings: Sequence[str], since_s: float = 0.0) -> Row:
    """Return when a repetition was, from a moment on, how long it took, and its depths and ranges."""
    ranges = dict(each.ranges)
    moments = (each.start_s - since_s, each.peak_s - since_s, each.end_s - since_s, each.duration_s)
    return (*moments, *(ranges.get(heading) for heading in headings))


def count_table(
    count: Count, exercise: Exercise | None, start_s: float, file: str
) -> tuple[Table, Iterator[Row]]:
    """Return a table of the repetitions of one action, and its rows; times are from ``start_s`` on."""
    ranges = () if exercise is None else tuple(heading for heading, _, _ in exercise.ranges)
    columns = (
        *(_FILE, Column("action"), Column("repetition", "whole")),
        *(_START, Column("peak_s", "number"), _END, _SECONDS),
        *(Column(column_name(heading), "number") for heading in ranges),
        *(Column("count", "whole"), Column("sure", "truth"), Column("doubt")),
    )
    name, doubt = "" if exercise is None else exercise.name, "; ".join(count.doubts)

    def rows() -> Iterator[Row]:
        for number, each in enumerate(count.repetitions, 1):
            measured = _measured(each, ranges, start_s)
            yield (file, name, number, *measured, len(count), count.is_sure, doubt)

    return Table("repetitions", columns), rows()


def angle_rows(
    file: str, person: int | None, course: Course, start_s: float, found: Sequence[Found] = ()
) -> Iterator[Row]:
    """Yield a row of :data:`ANGLES` for each frame in which a person is in view.

    Args:
        file: the recording.
        person: number of the person; None for whoever it is.
        course: the person's joints.
        start_s: time stamp of the recording's first frame.
        found: actions of the recording, which are told beside.
    """
    own = [part for part in found if part.person == person]
    values = np.column_stack(list(angle_columns(course).values())).tolist()
    for time_s, row in zip((course.times_s - start_s).tolist(), values, strict=True):
        label = next((part.label for part in own if part.start_s <= time_s <= part.end_s), None)
        yield (file, person, time_s, label, *row)
