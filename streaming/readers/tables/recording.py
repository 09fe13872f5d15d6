"""Recordings from tables of numbers, by a mapping that was inferred or given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.errors import EmptyRecordingError, RecordingError
from streaming.printable import counted
from streaming.readers.support.collect import DEFAULT_RATE_HZ, FrameCollector
from streaming.readers.support.person import likeness
from streaming.readers.support.placing import measured_unit, placed
from streaming.readers.support.text import shown
from streaming.readers.support.time_stamps import Clock, guess_unit
from streaming.readers.support.units import UNIT_WORDS, UNITS_M
from streaming.readers.support.unseen import FARTHEST_M
from streaming.readers.tables.inference import Guess
from streaming.readers.tables.layout import Columns, joints_of
from streaming.readers.tables.mapping import PER_SECOND, TableMapping
from streaming.readers.tables.rows import Rows
from streaming.skeleton.frames import Recording, TrackingState

_Floats = npt.NDArray[np.float64]
_SOMEBODY = 1


def recording_of(
    path: Path,
    format_name: str,
    rows: Rows,
    mapping: TableMapping,
    columns: Columns,
    notes: list[str],
    spans: Sequence[tuple[str, int, int]] = (),
) -> Recording:
    """Make a recording of a table.

    Args:
        path: the file, for messages.
        format_name: the format's name.
        rows: its rows.
        mapping: what its columns hold; all columns are numbers from 1.
        columns: those of the joints.
        notes: on how the mapping was found.
        spans: labels with their first and last row.

    Raises:
        RecordingError: a field is no number, or no joint has a position.
    """
    _check_words(path, rows, mapping, columns)
    raw, raw_states = joints_of(rows.values, columns)
    count, people = raw.shape[:2]
    joints, states = columns.order.to_kinect_v2(
        raw.reshape(-1, *raw.shape[2:]), raw_states.reshape(-1, raw.shape[2])
    )
    there = np.isfinite(joints).all(axis=-1).any(axis=-1)
    if not there.any():
        raise EmptyRecordingError(
            f"no usable position in any of {counted(count, 'row')}", path=path, expected="joint positions"
        )
    unit = mapping.unit or measured_unit(joints[there])
    if unit is None:
        unit = "m"
        notes.append("Positions were taken as metres: bones do not tell the unit.")
    elif mapping.unit is None and unit != "m":
        notes.append(f"Positions were taken as {UNIT_WORDS[unit]}, by the length of the bones.")
    joints = joints * UNITS_M[unit]
    with np.errstate(invalid="ignore"):
        joints[~(np.abs(joints).max(axis=-1) <= FARTHEST_M)] = np.nan
    joints[there], of_place = placed(
        joints[there], states[there] == TrackingState.TRACKED, mapping.up, mapping.mirrored
    )
    joints = joints.reshape(count, people, -1, 3)
    states = states.reshape(count, people, -1)
    collector = FrameCollector(path)
    stamps, per_s, origin, of_time = _times(rows, mapping)
    numbers = None if mapping.frame is None else rows.values[:, int(mapping.frame) - 1]
    persons = None if mapping.person is None else rows.values[:, int(mapping.person) - 1]
    for row in range(count):
        who = _SOMEBODY if persons is None or not np.isfinite(persons[row]) else int(persons[row])
        number = None if numbers is None or not 0 <= numbers[row] < 2**53 else int(numbers[row])
        if stamps is not None:
            collector.row(stamps[row], number, who)
        elif number is not None:
            collector.row(number, number, who)
        else:
            collector.frame(row, None)
        for person in range(people):
            if np.isfinite(joints[row, person]).any():
                collector.body(who + person, joints[row, person], states[row, person])
    notes += [*of_time, *of_place]
    if columns.states is None:
        notes.append("There are no tracking states: every joint with a position counts as tracked.")
    return collector.recording(
        format_name,
        stamps_per_s=per_s,
        origin=origin,
        rate_hz=mapping.fps if stamps is None else None,
        spans=spans,
        notes=notes,
    )


def notes_of(found: Guess) -> list[str]:
    """Return notes on what was assumed of a table without names."""
    mapping, order = found.mapping, found.columns.order
    each = f"{mapping.numbers} numbers each" if not mapping.by_axis else "all x, then all y, then all z"
    beside = [f"column {mapping.first}"]
    for member, words in (("time", "time stamps in column {}"), ("frame", "frame numbers in column {}")):
        column = getattr(mapping, member)
        if column is not None:
            beside.append(words.format(column))
    if mapping.person is not None:
        beside.append(f"the person's number in column {mapping.person}")
    people = f", {mapping.people} people side by side" if mapping.people > 1 else ""
    notes = [
        f"Nothing names the joints: by the lengths of the bones they are {order.words}, {each}{people}, "
        f"from {', '.join(beside)}."
    ]
    if found.next_best is not None:
        notes.append(f"The order is not certain: it might be {found.next_best}. --format names it.")
    return notes


def doubts_of(path: Path, rows: Rows, columns: Columns) -> list[str]:
    """Return warnings on joints that a given mapping yields, if they are not like a person's."""
    raw, states = joints_of(rows.values[:200], columns)
    joints, _ = columns.order.to_kinect_v2(raw.reshape(-1, *raw.shape[2:]), states.reshape(-1, raw.shape[2]))
    joints = joints[np.isfinite(joints).all(axis=-1).any(axis=-1)]
    if len(joints) and not likeness(joints).fits:
        return ["The bones are not like a person's: are the joints in another order, or the columns shifted?"]
    return []


def _check_words(path: Path, rows: Rows, mapping: TableMapping, columns: Columns) -> None:
    """Refuse text in columns that are used."""
    used = set(columns.positions.ravel().tolist())
    used |= set() if columns.states is None else set(columns.states.ravel().tolist())
    used |= {
        int(column) - 1 for column in (mapping.person, mapping.frame, mapping.time) if column is not None
    }
    for column, (field, row) in sorted(rows.words.items(), key=lambda word: word[1][1]):
        if column in used:
            raise RecordingError(
                f'"{shown(field)}" in column {column + 1}',
                path=path,
                place=f"line {rows.lines[row]}",
                expected="a number, as in the rows before" if row else "a number",
            )


def _times(rows: Rows, mapping: TableMapping) -> tuple[list[float] | None, float, float, list[str]]:
    """Return the time stamps, their units per second, the stamp of time zero, and notes."""
    if mapping.time is None:
        rate_hz = mapping.fps or DEFAULT_RATE_HZ
        notes = (
            [] if mapping.fps else [f"There are no time stamps: {rate_hz:g} frames per second are assumed."]
        )
        return None, rate_hz, 0.0, notes
    column = int(mapping.time) - 1
    stamps = rows.values[:, column]
    known = np.isfinite(stamps)
    if not known.all():
        at = np.arange(len(stamps))
        stamps = np.interp(at, at[known], stamps[known]) if known.any() else at.astype(np.float64)
    is_clock = column in rows.stamps
    per_s = 1.0 if is_clock else PER_SECOND.get(mapping.time_unit or "", 0.0)
    clock = Clock(per_s, is_clock)
    per_s, origin, notes = clock.settle(stamps)
    return stamps.tolist(), per_s or guess_unit(stamps), origin, notes
