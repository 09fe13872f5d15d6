"""Text tables of numbers with a line per joint, without names: x y z, perhaps frame, joint, time and state.

How many lines make a frame, and which joints they are, is told by the lengths of bones, as for a
:mod:`table of numbers <streaming.readers.number_table>` with a line per frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from streaming.errors import UnknownFormatError
from streaming.readers.number_table import UNKNOWN
from streaming.readers.support.head import Head
from streaming.readers.tables.inference import Guess, guess
from streaming.readers.tables.orders import ORDERS
from streaming.readers.tables.recording import notes_of, recording_of
from streaming.readers.tables.rows import Rows, read_rows, rows_of_head
from streaming.skeleton.frames import Recording

FORMAT = "table of numbers with a line per joint"
_FEWEST, _MOST, _FEWEST_FRAMES = 3, 12, 2


def recognises(head: Head) -> bool:
    """Whether the lines are rows of a few numbers; it is asked last, as :mod:`number_table` is."""
    found = rows_of_head(head)
    if found is None:
        return False
    dialect, rows = found[0], found[1][: min(order.size for order in ORDERS)]
    widths = {len(dialect.fields(row)) for row in rows[:-1]}
    return len(rows) > _FEWEST and len(widths) == 1 and _FEWEST <= min(widths) <= _MOST


def read(path: Path, *, numbers_alone: bool = False) -> Recording:
    """Read such a table.

    Args:
        path: the file.
        numbers_alone: whether to refuse it if any field is text, or a joint's first number unexplained.

    Raises:
        UnknownFormatError: the numbers are no person's joints.
        RecordingError: the file is damaged; the message names the line.
    """
    path = Path(path)
    rows = read_rows(path)
    best: tuple[Guess, Rows] | None = None
    for size, frames in () if numbers_alone and rows.words else _frames_of(rows):
        found = guess(frames)
        if found is None or found.columns.order.size != size or found.mapping.people != 1:
            continue
        if numbers_alone and found.mapping.position > 1:  # a column of joints' numbers that is damaged
            continue
        if best is None or found.likeness.score < best[0].likeness.score:
            best = found, frames
    if best is None:
        raise UnknownFormatError(
            f"lines of {rows.values.shape[1]} numbers that are no person's joints, by the lengths of bones",
            path=path,
            expected="positions in space, a joint a line",
            remedy=UNKNOWN,
        )
    found, frames = best
    size = found.columns.order.size
    notes = notes_of(found)
    notes[0] = (
        f"Nothing names the joints: by the lengths of the bones they are {found.columns.order.words}, a line "
        f"each, {size} lines a frame."
    )
    return recording_of(path, FORMAT, frames, found.mapping, found.columns, notes)


def _frames_of(rows: Rows) -> Iterator[tuple[int, Rows]]:
    """Yield the table with a row per frame, for each number of joints that the lines allow."""
    values = rows.values
    for size in sorted({order.size for order in ORDERS}):
        if len(values) % size or len(values) < _FEWEST_FRAMES * size:
            continue
        each = values.reshape(-1, size, values.shape[1])
        of_frame = np.nan_to_num(each == each[:, :1]).all(axis=(0, 1))  # alike in all lines of a frame
        of_joint = np.nan_to_num(each == each[:1]).all(axis=(0, 1))  # alike in all frames: the joint's number
        joint = [c for c in range(values.shape[1]) if not of_frame[c] and not of_joint[c]]
        own = [c for c in range(values.shape[1]) if of_frame[c] and c < (joint[0] if joint else 0)]
        if len(joint) < _FEWEST:
            continue
        flat = np.concatenate([each[:, 0, own], each[:, :, joint].reshape(len(each), -1)], axis=1)
        stamps = frozenset(i for i, c in enumerate(own) if c in rows.stamps)
        yield size, Rows((), flat, rows.lines[::size], stamps, {}, frozenset())
