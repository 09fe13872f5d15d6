"""Manual annotation of the gaps between UT-Kinect's labelled actions: ``ut_kinect_gaps.csv``.

How it was made is told in docs/ut-kinect.md. For measuring; the everyday model is also trained on those of
its training subjects.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mans.datasets.types import GapLabel
from streaming.readers.support.ut_kinect_labels import NUMBERS_PER_S
from streaming.skeleton.frames import LabelledSpan, Recording

FILE = Path(__file__).with_name("ut_kinect_gaps.csv")
WHOLE = "recording"
"""In place of a label: the row has the numbers of the recording's first and last frame."""


@cache
def read_gaps() -> dict[str, tuple[tuple[int, int], tuple[GapLabel, ...]]]:
    """Read the file: of each recording, its first and last frame number and the labels of its gaps."""
    with FILE.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wholes = {
        row["recording"]: (int(row["first"]), int(row["last"])) for row in rows if row["label"] == WHOLE
    }
    found: dict[str, list[GapLabel]] = {recording: [] for recording in wholes}
    for row in rows:
        if row["label"] != WHOLE:
            start_s, end_s = (int(row[name]) / NUMBERS_PER_S for name in ("first", "last"))
            span = LabelledSpan(row["label"], start_s, end_s)
            found[row["recording"]].append(GapLabel(span, row["certain"] == "yes"))
    return {recording: (wholes[recording], tuple(labels)) for recording, labels in found.items()}


def gaps_of(key: str, recording: Recording) -> tuple[GapLabel, ...] | None:
    """Return the labels of a recording's gaps.

    Args:
        key: its name in the data set, such as ``"s01_e01"``.
        recording: itself. One of that name that begins or ends at another frame is another one.

    Returns:
        The labels in order of start; None for a recording whose gaps were not labelled.
    """
    whole, labels = read_gaps().get(key, ((-1, -1), ()))
    numbers = (recording.frames[0].number, recording.frames[-1].number)
    return labels if numbers == whole else None


def gaps_of_track(key: str, times_s: Sequence[float] | npt.NDArray[np.float64]) -> tuple[GapLabel, ...]:
    """Return the labels of the gaps of a recording that was read as a track.

    Args:
        key: its name in the data set, such as ``"s01_e01"``.
        times_s: (F,) its times, seconds. One of that name that begins or ends at another time is another one.

    Returns:
        The labels in order of start; none for a recording whose gaps were not labelled.
    """
    whole, labels = read_gaps().get(key, ((-1, -1), ()))
    numbers = tuple(round(float(times_s[i]) * NUMBERS_PER_S) for i in (0, -1))
    return labels if numbers == whole else ()
