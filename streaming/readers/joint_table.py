"""Text tables with a column per joint and axis: what the columns are, and the rows as numbers.

The names are those of the joints of Kinect v1 or v2 and an axis, in any spelling: ``SpineBase_x``,
``SpineBase.X``, ``SpineBaseX``, ``SpineBase Position X``. Fields are separated by comma, semicolon or tab;
with the latter two numbers may have a decimal comma.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.layouts import KINECT_V1, KINECT_V2, JointLayout
from streaming.readers.head import Head
from streaming.readers.joint_names import FEWEST_JOINTS, indices, tracking_state
from streaming.readers.text import TextLines, fold, is_number, shown
from streaming.readers.time_stamps import time_unit
from streaming.skeleton import TrackingState

_SEPARATORS = (b",", b";", b"\t")
_PARTS = {f"{word}{axis}": "xyz".index(axis) for word in ("", "position", "pos", "camera") for axis in "xyz"}
_STATES = ("state", "trackingstate", "tracking", "tracked", "status")
_STATE = 3
_IDENTITIES = (
    *("body", "bodyid", "trackingid", "identity", "id", "userid", "user", "personid", "person"),
    *("playerid", "player", "skeletonid", "skeleton", "bodyindex"),
)
_NUMBERS = ("frame", "framenumber", "framenum", "frameno", "frameid", "frameindex", "framecount", "number")
_LARGEST_NUMBER = 2**53
_LEAST_ID, _LARGEST_ID = -(2**63), 2**64 - 1
_FINDERS = tuple(
    (layout, re.compile(f"({'|'.join(indices(layout))})(.+)")) for layout in (KINECT_V2, KINECT_V1)
)


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table's columns are.

    Attributes:
        layout: Kinect v1's joints or v2's.
        separator: between fields.
        width: how many columns there are.
        positions: joint index to its columns of x, y and z.
        states: joint index to its column of tracking states.
        time: column of time stamps.
        time_per_s: how many units of it make a second; 0 if its name does not say.
        number: column of frame numbers.
        identity: column of body identities.
        named: folded name of every column to its index.
    """

    layout: JointLayout
    separator: bytes
    width: int
    positions: dict[int, tuple[int, int, int]]
    states: dict[int, int]
    time: int | None
    time_per_s: float
    number: int | None
    identity: int | None
    named: dict[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One body at one moment.

    Attributes:
        fields: the row's fields as they are.
        number: frame number, None without one.
        identity: whose row it is, None without a number for it.
        positions: (J, 3) metres; NaN where the field is empty or there is no column.
        states: (J,) tracking states.
    """

    fields: list[bytes]
    number: int | None
    identity: int | None
    positions: npt.NDArray[np.float64]
    states: npt.NDArray[np.uint8]


def find_columns(head: Head) -> Columns | None:
    """Find out what the columns are that the first line names; None if that is no table of joints."""
    if not head.is_text or head.lines[0][:1] in (b"{", b"["):
        return None
    return _columns(head.lines[0])


def _columns(header: bytes) -> Columns | None:
    """Tell the columns from the header."""
    separator = max(_SEPARATORS, key=header.count)
    names = [fold(field.decode("ascii", "replace")) for field in header.split(separator)]
    named: dict[str, int] = {}
    for column, name in enumerate(names):
        named.setdefault(name, column)
    best: tuple[JointLayout, dict[int, dict[int, int]]] | None = None
    for layout, finder in _FINDERS:
        parts: dict[int, dict[int, int]] = {}
        for name, column in named.items():
            match = finder.fullmatch(name)
            part = None if match is None else _PARTS.get(match[2], _STATE if match[2] in _STATES else None)
            if match is not None and part is not None:
                parts.setdefault(indices(layout)[match[1]], {})[part] = column
        if len(parts) > (len(best[1]) if best else 2):
            best = (layout, parts)
    if best is None:
        return None
    layout, parts = best
    time, per_s = next(
        ((column, unit) for name, column in named.items() if (unit := time_unit(name)) is not None),
        (None, 0.0),
    )
    return Columns(
        layout,
        separator,
        len(names),
        {joint: (of[0], of[1], of[2]) for joint, of in parts.items() if {0, 1, 2} <= of.keys()},
        {joint: of[_STATE] for joint, of in parts.items() if _STATE in of},
        time,
        per_s,
        next((named[name] for name in _NUMBERS if name in named), None),
        next((named[name] for name in _IDENTITIES if name in named), None),
        named,
    )


class JointTable:
    """The rows of such a table, one at a time."""

    def __init__(self, path: Path) -> None:
        """Open the file and read its header.

        Raises:
            RecordingError: it cannot be opened, or its first line does not name enough joints.
        """
        self.columns = self._header(path)
        self.lines = TextLines(path, self.columns.separator)
        self.lines.next_or_none()
        self._joints = list(self.columns.positions)
        self._places = [column for joint in self._joints for column in self.columns.positions[joint]]
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
            RecordingError: a row is cut off, or a field is not what its column says; the message names both.
        """
        columns = self.columns
        while (fields := self.lines.next_or_none()) is not None:
            if b'"' in fields[0] or b'"' in fields[-1]:
                fields = [field.strip(b'"') for field in fields]
            if len(fields) < columns.width or any(fields[columns.width :]):
                self.lines.fail(
                    f"{len(fields)} fields",
                    f"{columns.width}, as in the first line",
                    "It is cut off or damaged: copy or export it again.",
                )
            positions = np.full((columns.layout.size, 3), np.nan)
            values = [self._number(fields[column]) for column in self._places]
            positions[self._joints] = np.array(values).reshape(-1, 3)
            states = self._all_tracked.copy()
            for joint, column in columns.states.items():
                if joint in columns.positions and fields[column]:
                    states[joint] = self._state(fields[column])
            yield Row(
                fields,
                self._whole(fields, columns.number, "frame number", 0, _LARGEST_NUMBER),
                self._whole(fields, columns.identity, "body number", _LEAST_ID, _LARGEST_ID),
                positions,
                states,
            )

    def notes(self) -> list[str]:
        """Say which joints the table lacks, and what stands in for tracking states."""
        layout, notes = self.columns.layout, []
        missing = [name for index, name in enumerate(layout.joints) if index not in self.columns.positions]
        if missing:
            notes.append(f"There are no columns for {', '.join(missing)}: they are marked as not tracked.")
        if not self.columns.states:
            notes.append("There are no tracking states: every joint with a position counts as tracked.")
        if layout is KINECT_V1:
            notes.append("Kinect v1's 20 joints became 25: Neck, hand tips and thumbs are derived.")
        return notes

    def _header(self, path: Path) -> Columns:
        """Read the first line."""
        with TextLines(path, b"\n") as lines:
            header = lines.next("the columns' names")[0].removeprefix(b"\xef\xbb\xbf")
            columns = _columns(header)
            if columns is None:
                lines.fail("no names of joints", "a column per joint and axis, such as SpineBase_x")
            if len(columns.positions) < FEWEST_JOINTS:
                lines.fail(
                    f"x, y and z of {len(columns.positions)} joints",
                    f"of {columns.layout.size}, the Kinect's",
                )
        return columns

    def _number(self, field: bytes) -> float:
        """Read a coordinate; an empty field is unknown."""
        try:
            return float(field or b"nan")
        except ValueError:
            if self._decimal_comma and is_number(changed := field.replace(b",", b".")):
                return float(changed)
            self.lines.fail(f'"{shown(field)}"', "a number")

    def _state(self, field: bytes) -> int:
        """Read a tracking state."""
        state = tracking_state(field.decode("ascii", "replace"))
        if state is None:
            self.lines.fail(
                f'tracking state "{shown(field)}"', "NotTracked, Inferred or Tracked, or 0, 1 or 2"
            )
        return state

    def _whole(self, fields: list[bytes], column: int | None, what: str, least: int, most: int) -> int | None:
        """Read a whole number, perhaps written as 7.0; None where the field is empty."""
        if column is None or not fields[column]:
            return None
        return self.lines.integer(fields[column].removesuffix(b".0"), what, least, most)
