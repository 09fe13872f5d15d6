"""Rows of a joint table with a column per joint and axis.

:mod:`streaming.readers.support.joint_columns` identifies the columns. If fields are not separated by commas,
numbers may have a decimal comma.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.printable import counted
from streaming.readers.support.joint_columns import ColumnFinder, Columns
from streaming.readers.support.joint_names import FEWEST_JOINTS, derived
from streaming.readers.support.joint_states import HANDS, is_hand_state
from streaming.readers.support.point_names import BODY_POINTS
from streaming.readers.support.text import TextLines, is_number, shown
from streaming.skeleton.body_points import NEEDED
from streaming.skeleton.frames import TrackingState

_LARGEST_NUMBER = 2**53
_MOST_KNOWN, _LONGEST_KNOWN = 16, 16
_LEAST_ID, _LARGEST_ID = -(2**63), 2**64 - 1


@dataclass(frozen=True, slots=True)
class Row:
    """One body at one moment.

    Attributes:
        fields: the row's raw fields.
        number: frame number, None without one.
        identity: identity of the body; None if unknown.
        positions: (J, 3) metres; NaN for empty fields or missing columns.
        states: (J,) tracking states.
    """

    fields: list[bytes]
    number: int | None
    identity: int | None
    positions: npt.NDArray[np.float64]
    states: npt.NDArray[np.uint8]


def has_enough(columns: Columns) -> bool:
    """Whether there are enough joints for a skeleton."""
    if columns.layout is BODY_POINTS:
        named = {BODY_POINTS.joints[joint] for joint in columns.positions}
        return named >= {name for name in NEEDED if not name.startswith("Wrist")}
    return len(columns.positions) >= FEWEST_JOINTS


class JointTable:
    """Iterator over the rows of a joint table."""

    def __init__(self, path: Path) -> None:
        """Open the file and find its header.

        Raises:
            RecordingError: it cannot be opened, or no header with enough joints is found.
        """
        self.columns, before = self._header(path)
        self.lines = TextLines(path, self.columns.separator, max_bytes=None)
        for _ in range(before + 1):
            self.lines.next_or_none()
        self._names_at = "the first line" if self.lines.number == 1 else f"line {self.lines.number}"
        self._joints = list(self.columns.positions)
        # At least FEWEST_JOINTS of them: of one, itemgetter would not return a tuple.
        self._places = itemgetter(*(at for joint in self._joints for at in self.columns.positions[joint]))
        # Of each joint its column, and the fields met there: there are hardly more than three.
        self._states: list[tuple[int, int, dict[bytes, int]]] = [
            (joint, column, {})
            for joint, column in self.columns.states.items()
            if joint in self.columns.positions
        ]
        self._all_tracked = np.full(self.columns.layout.size, TrackingState.NOT_TRACKED, dtype=np.uint8)
        self._all_tracked[self._joints] = TrackingState.TRACKED
        self._decimal_comma = self.columns.separator != b","

    def __enter__(self) -> JointTable:
        """Return itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the file."""
        self.lines.__exit__(*exception)

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows.

        Raises:
            RecordingError: a row is truncated, or a field is invalid; the message names both.
        """
        columns = self.columns
        while (fields := self.lines.next_or_none()) is not None:
            if b'"' in fields[0] or b'"' in fields[-1]:
                fields = [field.strip(b'"') for field in fields]
            if len(fields) < columns.width or any(fields[columns.width :]):
                self.lines.fail(
                    f"{counted(len(fields), 'field')}",
                    f"{columns.width}, as in {self._names_at}",
                    "It is cut off or damaged: copy or export it again.",
                )
            positions = np.full((columns.layout.size, 3), np.nan)
            texts = self._places(fields)
            try:
                values = [*map(float, texts)]
            except ValueError:  # some are empty, have a decimal comma, or are no numbers
                values = [*map(self._number, texts)]
            positions[self._joints] = np.array(values).reshape(-1, 3)
            states = self._all_tracked.copy()
            for joint, column, known in self._states:
                if field := fields[column]:
                    state = known.get(field)
                    states[joint] = self._state(field, joint, known) if state is None else state
            yield Row(
                fields,
                self._whole(fields, columns.number, "frame number", 0, _LARGEST_NUMBER),
                self._whole(fields, columns.identity, "body number", _LEAST_ID, _LARGEST_ID),
                positions,
                states,
            )

    def notes(self) -> list[str]:
        """Return notes on missing joints and on the source of tracking states."""
        layout, notes = self.columns.layout, list[str]()
        missing = [name for index, name in enumerate(layout.joints) if index not in self.columns.positions]
        if missing and layout is not BODY_POINTS:
            notes.append(f"There are no columns for {', '.join(missing)}: they are marked as not tracked.")
        if not self.columns.states:
            notes.append("There are no tracking states: every joint with a position counts as tracked.")
        if (of_layout := derived(layout)) is not None:
            notes.append(of_layout)
        return notes

    def _header(self, path: Path) -> tuple[Columns, int]:
        """Find the header; return the columns, and the number of preceding lines."""
        finder, columns = ColumnFinder(), None
        with TextLines(path, b"\n", max_bytes=None) as lines:
            while columns is None and not finder.gave_up and (fields := lines.next_or_none()) is not None:
                columns = finder.take(fields[0])
            if columns is None:
                lines.fail("no names of joints", "a column per joint and axis, such as SpineBase_x")
            if not has_enough(columns):
                lines.fail(
                    f"x, y and z of {counted(len(columns.positions), 'joint')}",
                    f"of {columns.layout.size}, those of {columns.layout.name}",
                )
        return columns, finder.lines - 1

    def _number(self, field: bytes) -> float:
        """Parse a coordinate; NaN for an empty field."""
        try:
            return float(field or b"nan")
        except ValueError:
            if self._decimal_comma and is_number(changed := field.replace(b",", b".")):
                return float(changed)
            self.lines.fail(f'"{shown(field)}"', "a number")

    def _state(self, field: bytes, joint: int, known: dict[bytes, int]) -> int:
        """Parse a tracking state, and keep it among those known if these are few."""
        text = field.decode("ascii", "replace")
        state = self.columns.read_state(text)
        if state is None and self.columns.layout.joints[joint] in HANDS and is_hand_state(text):
            state = TrackingState.TRACKED  # open or closed, it is there
        if state is None:
            self.lines.fail(
                f'tracking state "{shown(field)}"', "NotTracked, Inferred or Tracked, or 0, 1 or 2"
            )
        if len(known) < _MOST_KNOWN and len(field) <= _LONGEST_KNOWN:
            known[field] = int(state)
        return state

    def _whole(self, fields: list[bytes], column: int | None, what: str, least: int, most: int) -> int | None:
        """Parse an integer, possibly written as 7.0; None for an empty field."""
        if column is None or not fields[column]:
            return None
        return self.lines.integer(fields[column].removesuffix(b".0"), what, least, most)
