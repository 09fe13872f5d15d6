"""Text tables of numbers, one row per frame, without names of joints.

What the columns hold is told by their count and values (:mod:`streaming.readers.tables.inference`), or by a
mapping file (:mod:`streaming.readers.tables.mapping`).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from streaming.errors import RecordingError, UnknownFormatError
from streaming.paths import is_file_in_sight
from streaming.printable import counted
from streaming.readers.support.head import Head
from streaming.readers.support.joint_columns import columns_of_names
from streaming.readers.support.joint_states import confidence_level
from streaming.readers.support.joint_table import has_enough
from streaming.readers.support.person import likeness
from streaming.readers.support.pku_labels import find_labels, read_labels
from streaming.readers.support.text import TextLines, fold, shown
from streaming.readers.tables.inference import guess
from streaming.readers.tables.layout import Columns, columns_of
from streaming.readers.tables.mapping import SUFFIX, Column, TableMapping, beside, read_mapping
from streaming.readers.tables.orders import OF_LAYOUT, JointOrder
from streaming.readers.tables.recording import doubts_of, notes_of, recording_of
from streaming.readers.tables.row_columns import of_row
from streaming.readers.tables.rows import Rows, find_dialect, read_rows, rows_of_head
from streaming.skeleton.frames import Recording, TrackingState

FORMAT = "table of numbers"
FEWEST_COLUMNS = 36
"""Twelve joints of three numbers: a table of fewer columns holds no person."""
_CHECKED, _OF_PKU_MMD = 200, 150
UNKNOWN = "Name it with --format, or say what its columns hold with --mapping, see docs/formats.md."
"""The remedy for a file that is not recognised."""


def recognises(head: Head) -> bool:
    """Whether the lines, after some others perhaps, are rows of as many numbers as a person has coordinates.

    Other tables of numbers are then refused by :func:`read`. It is asked last, after all other readers.
    """
    found = rows_of_head(head)
    return found is not None and len(found[0].fields(found[1][0])) >= FEWEST_COLUMNS


def read(path: Path, only: JointOrder | None = None, *, numbers_alone: bool = False) -> Recording:
    """Read a table whose columns' meaning is inferred.

    Args:
        path: the file.
        only: the order of its joints, if it is known.
        numbers_alone: whether to refuse it if any field is text.

    Raises:
        UnknownFormatError: the numbers are no person's joints.
        RecordingError: the file is damaged; the message names the line.
    """
    path = Path(path)
    rows = read_rows(path)
    if only is None and (named := _named(rows)) is not None:
        return recording_of(path, FORMAT, rows, *named)
    found = None if numbers_alone and rows.words else guess(rows, only)
    if found is None:
        width = rows.values.shape[1]
        raise UnknownFormatError(
            f"a table of {counted(width, 'column')} of numbers that are no person's joints"
            + (
                f" as {only.words}"
                if only is not None
                else ", by the lengths of bones, in any order that is known"
            ),
            path=path,
            expected="positions in space, of 15 to 33 joints in a row",
            remedy=UNKNOWN,
        )
    notes, spans = notes_of(found), list[tuple[str, int, int]]()
    if rows.values.shape[1] == _OF_PKU_MMD and (labels := find_labels(path)) is not None:
        spans = read_labels(labels, len(rows.values), notes)
    return recording_of(path, FORMAT, rows, found.mapping, found.columns, notes, spans)


def _named(rows: Rows) -> tuple[TableMapping, Columns, list[str]] | None:
    """Return what the columns hold by their names, with notes; None if they do not name enough joints."""
    found = columns_of_names(rows.head) if rows.head else None
    if found is None or not has_enough(found):
        return None
    order = OF_LAYOUT[found.layout.name]
    positions = np.full((1, order.size, 3), -1, dtype=np.intp)
    states = np.full((1, order.size), -1, dtype=np.intp)
    for joint, of_axes in found.positions.items():
        positions[0, joint] = of_axes
        states[0, joint] = found.states.get(joint, -1)
    kind = "levels" if found.read_state is confidence_level else "tracking"
    columns = Columns(order, positions, states if found.states else None, kind)
    beside = {**dict.fromkeys(("time", "frame", "person")), **of_row(rows, columns)}
    return TableMapping(joints="kinect-v2", **beside), columns, []


def read_mapped(path: Path, mapping: TableMapping, said_by: str) -> Recording:
    """Read a table by a mapping.

    Args:
        path: the file.
        mapping: what its columns hold.
        said_by: name of the mapping's file, for notes and messages.

    Raises:
        RecordingError: the file is damaged, or the mapping does not fit it.
    """
    path = Path(path)
    rows = read_rows(path)
    resolved = _resolved(path, rows, mapping, said_by)
    columns = columns_of(resolved, int(resolved.first) - 1)
    highest = max(
        columns.last + 1, *(int(c) for c in (resolved.time, resolved.frame, resolved.person) if c), 0
    )
    if highest > rows.values.shape[1]:
        raise RecordingError(
            f"{counted(rows.values.shape[1], 'column')}",
            path=path,
            expected=f"at least {highest}, as {said_by} has it",
            remedy="Is it the mapping of another file?",
        )
    notes = [f"Its columns are read as {said_by} has it."]
    recording = recording_of(path, FORMAT, rows, resolved, columns, notes)
    return replace(recording, warnings=(*recording.warnings, *doubts_of(path, rows, columns)))


def is_person(recording: Recording) -> bool:
    """Whether the bones of a recording's first bodies are a person's."""
    bodies = [body for frame in recording.frames[:_CHECKED] for body in frame.bodies[:1]]
    if not bodies:
        return True
    positions = np.stack([body.positions for body in bodies]).astype(np.float64)
    positions[np.stack([body.states for body in bodies]) == TrackingState.NOT_TRACKED] = np.nan
    return likeness(positions).fits


def mapping_beside(path: Path) -> tuple[TableMapping, str] | None:
    """Return the mapping that lies beside a recording, with its file's name; None if there is none.

    Raises:
        RecordingError: it is damaged.
    """
    own, of_folder = beside(Path(path))
    for file in (own, of_folder):
        if is_file_in_sight(file):
            mapping = read_mapping(file)
            if file == own or mapping.header == header_of(path):
                return mapping, file.name
    return None


def read_remembered(path: Path, folder: Path) -> Recording | None:
    """Read a table by the mapping of a folder that was made for the same names of columns; None without one.

    Raises:
        RecordingError: the file is damaged, or the mapping does not fit it.
    """
    header = header_of(path)
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        mapping = read_mapping(file)
        if mapping.header == header:
            return read_mapped(path, mapping, file.name)
    return None


def header_of(path: Path) -> tuple[str, ...]:
    """Return a table's names of columns; ``"N columns"`` alone for one without, nothing for other files."""
    try:
        with TextLines(Path(path), b"\n") as lines:
            first = [fields[0] for fields, _ in zip(lines, range(40), strict=False)]
    except RecordingError:
        return ()
    found = find_dialect(first)
    if found is None:
        return ()
    dialect, before = found
    width = len(dialect.fields(first[before]))
    names = dialect.fields(first[before - 1].lstrip(b"# ")) if before else []
    if len(names) != width:
        return (f"{width} columns",)
    return tuple(name.strip(b'"').decode("utf-8", "replace") for name in names)


def _resolved(path: Path, rows: Rows, mapping: TableMapping, said_by: str) -> TableMapping:
    """Return a mapping with numbers in place of names of columns."""
    at = {fold(name): i + 1 for i, name in reversed(list(enumerate(rows.head)))}

    def number(column: Column | None) -> int | None:
        if column is None or isinstance(column, int):
            return column
        if fold(column) not in at:
            raise RecordingError(
                f'no column "{shown(column.encode())}"',
                path=path,
                expected=f"the columns that {said_by} names",
                remedy=f"It has {', '.join(rows.head[:6])} ..." if rows.head else "It has no line of names.",
            )
        return at[fold(column)]

    return replace(
        mapping,
        first=number(mapping.first) or 1,
        person=number(mapping.person),
        time=number(mapping.time),
        frame=number(mapping.frame),
        columns={
            joint: (number(x) or 1, number(y) or 1, number(z) or 1)
            for joint, (x, y, z) in mapping.columns.items()
        },
    )
