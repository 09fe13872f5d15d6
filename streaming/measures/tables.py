"""Tables of measures as CSV that spreadsheets open.

The heading of a column tells its unit; a cell is empty where nothing is known.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import numpy as np

from streaming.measures.angles import joint_angles
from streaming.measures.course import Course
from streaming.measures.motion import distances, speeds
from streaming.measures.repetitions import Count

Decimal = Literal["point", "comma"]
"""How a spreadsheet writes one half: 0.5 in columns between commas, or 0,5 in columns between semicolons."""
Cell = str | int | float


def count_table(count: Count, action: str, start_s: float, recording: str) -> Iterator[Sequence[Cell]]:
    """Yield the heading and a row for each repetition; times are from the start of the recording."""
    ranges = [heading for heading, _ in count.repetitions[0].ranges] if count.repetitions else []
    yield (
        *("repetition", "start (s)", "peak (s)", "end (s)", "duration (s)", *ranges),
        *("action", "count", "sure", "recording"),
    )
    for number, each in enumerate(count.repetitions, 1):
        moments = (each.start_s - start_s, each.peak_s - start_s, each.end_s - start_s, each.duration_s)
        values = (value for _, value in each.ranges)
        sure = "yes" if count.is_sure else "no"
        yield (number, *moments, *values, action, len(count), sure, recording)


def angle_table(course: Course, start_s: float) -> Iterator[Sequence[Cell]]:
    """Yield the heading and a row for each frame: time, angles, distances and speeds."""
    seen = course.seen()
    columns = {f"{name} (deg)": values for name, values in joint_angles(seen).items()}
    columns |= {f"{name} (m)": values for name, values in distances(seen).items()}
    columns |= {f"speed of {name} (m/s)": values for name, values in speeds(course).items()}
    yield ("time (s)", *columns)
    yield from np.column_stack([course.times_s - start_s, *columns.values()]).tolist()


def csv_text(rows: Iterable[Sequence[Cell]], decimal: Decimal = "point") -> Iterator[str]:
    """Yield the rows as lines of CSV; numbers with four decimals, NaN as an empty cell."""
    for row in rows:
        line = io.StringIO()
        csv.writer(line, delimiter=";" if decimal == "comma" else ",").writerow(
            _shown(c, decimal) for c in row
        )
        yield line.getvalue()


def _shown(cell: Cell, decimal: Decimal) -> Cell:
    if not isinstance(cell, float):
        return cell
    text = "" if np.isnan(cell) else f"{cell:.4f}"
    return text.replace(".", ",") if decimal == "comma" else text
