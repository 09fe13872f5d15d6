"""Tables of one file: of every answer with F_A, and of the angles in every frame."""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from mans.archive.recognised import OnAnswer, Recognised
from mans.recogniser import Recogniser
from streaming.errors import RecordingError
from streaming.measures.course import course_of
from streaming.recognition.decision import Answer
from streaming.recordings.listing import Source
from streaming.reports.columns import Column, Style
from streaming.reports.schema import ANGLES, angle_rows
from streaming.reports.tables import writing_table
from streaming.skeleton.frames import Recording

_LONGEST_STEM = 60


def table_name(path: Path, kind: str) -> str:
    """Return the file name of the tables of a recording: its own, and a checksum of its path.

    It never begins with an underscore: programs that read a folder of Parquet files pass over those that do.
    """
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in path.stem)
    stem = plain.lstrip("_")[:_LONGEST_STEM] or "recording"
    return f"{stem}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:12]}.{kind}"


@contextmanager
def answer_table(
    path: Path, style: Style, source: Source, start_s: float, recogniser: Recogniser
) -> Iterator[OnAnswer]:
    """Context manager that yields a function to add answers, and writes their table at the end.

    Args:
        path: the file.
        style: how it is written.
        source: the recording.
        start_s: time stamp of the recording's first frame.
        recogniser: the model; gives the columns.

    Raises:
        WriteError: it cannot be written.
    """
    frames = tuple(str(t) for t in range(recogniser.window.frames))
    columns = (
        Column("file"),
        Column("person", "whole"),
        Column("time_s", "number"),
        Column("window_start_s", "number"),
        Column("label"),
        Column("confidence", "number", 4),
        Column("provisional", "truth"),
        Column("progress", "number"),
        Column("probability", "numbers", 4, recogniser.labels),
        *(Column(f"f_a_{axis}", "numbers", 4, frames) for axis in "xyz"),
    )
    with writing_table(path, style, columns, sheet=source.path.stem) as add:

        def on_answer(person: int, answer: Answer) -> None:
            prediction = answer.prediction
            add(
                (
                    source.name,
                    person,
                    answer.time_s - start_s,
                    float(prediction.window.times_s[0]) - start_s,
                    answer.label or "",
                    answer.confidence,
                    answer.provisional,
                    progress_of(answer),
                    answer.probabilities,
                    *prediction.f_a,
                )
            )

        yield on_answer


def progress_of(answer: Answer) -> float:
    """Return how far the action is that is answered, or else the most probable one that has a course.

    Returns:
        0 to 1; NaN where it has no course from a beginning to an end, as custom actions may have.
    """
    prediction = answer.prediction
    if prediction.progress is None:
        return math.nan
    if answer.label is not None:
        return float(prediction.progress[prediction.labels.index(answer.label)])
    known = ~np.isnan(prediction.progress)
    if not known.any():
        return math.nan
    return float(prediction.progress[np.argmax(np.where(known, prediction.probabilities, -1.0))])


def write_angles(path: Path, style: Style, source: Source, recording: Recording, found: Recognised) -> None:
    """Write the angles of the people of a recording, a row for each in each frame.

    Raises:
        WriteError: it cannot be written.
    """
    with writing_table(path, style, ANGLES.columns, sheet=source.path.stem) as add:
        for person, identity in found.identities.items():
            try:
                course = course_of(recording, identity)
            except RecordingError:
                continue
            for row in angle_rows(source.name, person, course, recording.start_s, found.segments):
                add(row)
