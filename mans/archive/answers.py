"""Table of every answer of one file, with F_A: a row per answer."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mans.archive.recognised import OnAnswer
from mans.archive.results import Format
from mans.archive.tables import Column, writing_table
from mans.recogniser import Recogniser
from streaming.recognition.decision import Answer

_LONGEST_STEM = 60


def table_name(path: Path, kind: Format) -> str:
    """Return the file name of the answers of a recording: its own, and a checksum of its path."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in path.stem)
    return f"{plain[:_LONGEST_STEM]}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:12]}.{kind}"


@contextmanager
def answer_table(
    path: Path, kind: Format, name: str, start_s: float, recogniser: Recogniser
) -> Iterator[OnAnswer]:
    """Context manager that yields a function to add answers, and writes their table at the end.

    Args:
        path: the file.
        kind: its format.
        name: the recording, as in the other tables.
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
        Column("probability", "numbers", 4, recogniser.labels),
        *(Column(f"f_a_{axis}", "numbers", 4, frames) for axis in "xyz"),
    )
    with writing_table(path, kind, columns) as add:

        def on_answer(person: int, answer: Answer) -> None:
            prediction = answer.prediction
            add(
                (
                    name,
                    person,
                    answer.time_s - start_s,
                    float(prediction.window.times_s[0]) - start_s,
                    answer.label or "",
                    answer.confidence,
                    answer.provisional,
                    answer.probabilities,
                    *prediction.f_a,
                )
            )

        yield on_answer
