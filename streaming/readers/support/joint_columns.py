"""Identification of the columns of a joint table by their names.

Names consist of a sensor's joint and an axis, in any spelling: ``SpineBase_x``, ``SpineBase.X``,
``SpineBaseX``, ``SpineBase Position X``. Fields are separated by comma, semicolon or tab.
The header may be preceded by other lines: ``sep=;`` of spreadsheets, or a program's own. Joint names may be
in a line above the axes, as in ``.trc`` files of motion capture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from streaming.readers.support.joint_names import NAMED, indices
from streaming.readers.support.joint_states import (
    HANDS,
    LEVELS,
    MAY_BE_OF_HANDS,
    SPELLINGS,
    ReadState,
    confidence_level,
)
from streaming.readers.support.text import fold, is_number
from streaming.readers.support.time_stamps import time_unit
from streaming.readers.support.units import UNITS_M
from streaming.skeleton.layouts import AZURE_KINECT, JointLayout

_SEPARATORS = (b",", b";", b"\t")
_NAMED_SEPARATOR = re.compile(rb"sep=(.)", re.IGNORECASE)
# The names are in one of the first lines: others tell the separator, or what made the file.
_MOST_LINES_BEFORE = 10
_FEWEST_SEPARATORS, _FEWEST_NAMED = 8, 3
_LOWEST_RATE_HZ, _HIGHEST_RATE_HZ = 1e-4, 1e5
_AXIS = re.compile(r"([xyz])\d*")
_UNITS = ("", "m", "mm", "cm", "meter", "meters", "metres", "millimeters", "millimetres")
PARTS = {
    f"{word}{axis}{unit}": "xyz".index(axis)
    for word in ("", "position", "pos", "camera")
    for unit in _UNITS
    for axis in "xyz"
}
IDENTITIES = (
    *("body", "bodyid", "trackingid", "identity", "id", "userid", "user", "personid", "person"),
    *("playerid", "player", "skeletonid", "skeleton", "bodyindex"),
)
NUMBERS = ("frame", "framenumber", "framenum", "frameno", "frameid", "frameindex", "framecount", "number")
# The longest name first: one may begin like another. FreeMoCap puts "body" before all of them.
_FINDERS = {
    layout.name: re.compile(f"(?:body)?({'|'.join(sorted(indices(layout), key=len, reverse=True))})(.+)")
    for layout in NAMED
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a joint table.

    Attributes:
        layout: the joint layout.
        separator: field separator.
        width: number of columns.
        positions: columns of x, y and z by joint index.
        states: column of the tracking state by joint index.
        read_state: parser of these fields.
        time: column of time stamps.
        time_per_s: its units per second; 0 if unknown.
        number: column of frame numbers.
        identity: column of body identities.
        named: index of every column by folded name.
        unit_m: unit of positions in metres; None if unknown.
        rate_hz: frames per second, as the lines above the names state them; None if they do not.
    """

    layout: JointLayout
    separator: bytes
    width: int
    positions: Mapping[int, tuple[int, int, int]]
    states: Mapping[int, int]
    read_state: ReadState
    time: int | None
    time_per_s: float
    number: int | None
    identity: int | None
    named: Mapping[str, int]
    unit_m: float | None
    rate_hz: float | None


class ColumnFinder:
    """Search for the header with joint columns in a file's first lines."""

    def __init__(self) -> None:
        """Start before the first line."""
        self._separator: bytes | None = None
        self._joints_above: list[str] = []
        self._trc_names: list[str] | None = None
        self._unit_m: float | None = None
        self._rate_hz: float | None = None
        self.lines = 0
        """How many lines were looked at."""

    @property
    def gave_up(self) -> bool:
        """Whether the search has failed."""
        return self.lines > _MOST_LINES_BEFORE

    def take(self, line: bytes) -> Columns | None:
        """Examine the next non-blank line; return the columns if it is the header."""
        self.lines += 1
        if match := _NAMED_SEPARATOR.fullmatch(line.strip()):
            self._separator = match[1]
            return None
        line = line.lstrip(b"# ")
        separator = self._separator or max(_SEPARATORS, key=line.count)
        fields = [field.decode("ascii", "replace") for field in line.split(separator)]
        names = [*map(fold, fields)]
        if self._trc_names is not None:
            of = dict(zip(self._trc_names, fields, strict=False))
            self._unit_m, self._rate_hz = UNITS_M.get(fold(of.get("units", ""))), _rate(of.get("datarate"))
            self._trc_names = None
        elif "datarate" in names and "units" in names:  # of a .trc file; the next line has the values
            self._trc_names = names
        if line.count(separator) < _FEWEST_SEPARATORS or line[:1] in b"-.0123456789{[":
            return None
        if self._joints_above:
            names = _below(self._joints_above, names)
        columns = _columns(names, separator, self._unit_m, self._rate_hz)
        if columns is None and _names_of_joints(names):
            self._joints_above = names  # the axes are in the next line
        return columns


def columns_of_names(names: Iterable[str]) -> Columns | None:
    """Identify the columns of a table by their raw names; None if they are no joints' names."""
    return _columns([fold(name) for name in names], b",", None, None)


def find_columns(lines: Iterable[bytes]) -> Columns | None:
    """Find the columns of a file in its first lines; None if it is not a joint table."""
    finder = ColumnFinder()
    for line in lines:
        columns = finder.take(line)
        if columns is not None or finder.gave_up:
            return columns
    return None


def _names_of_joints(names: list[str]) -> bool:
    """Whether a line has joint names without axes."""
    return any(len(indices(layout).keys() & set(names)) > _FEWEST_NAMED for layout in NAMED)


def _below(above: list[str], names: list[str]) -> list[str]:
    """Combine a line of joint names with the axes in the line below, three per joint.

    Empty fields at the start of the lower line may be missing.
    """
    joints = {spelling for layout in NAMED for spelling in indices(layout)}
    first = next((i for i, name in enumerate(above) if name in joints), 0)
    first_axis = next((i for i, name in enumerate(names) if _AXIS.fullmatch(name)), 0)
    names = [""] * max(first - first_axis, 0) + names
    made, joint = [], ""
    for i, name in enumerate(names):
        own = above[i] if i < len(above) else ""
        joint = own or joint
        axis = _AXIS.fullmatch(name)
        made.append(joint + axis[1] if axis else own)
    while made and not made[-1]:
        made.pop()
    return made


def _rate(text: str | None) -> float | None:
    """Parse a frame rate; None if it is none of a sensor."""
    rate_hz = float(text) if text is not None and is_number(text.encode("ascii", "replace")) else 0.0
    return rate_hz if _LOWEST_RATE_HZ <= rate_hz <= _HIGHEST_RATE_HZ else None


def _columns(
    names: list[str], separator: bytes, unit_m: float | None, rate_hz: float | None
) -> Columns | None:
    """Identify the columns by their folded names."""
    named: dict[str, int] = {}
    for column, name in enumerate(names):
        named.setdefault(name, column)
    found = {layout.name: _joints(layout, names) for layout in NAMED}
    layout = max(NAMED, key=lambda layout: len(found[layout.name][0]))
    positions, states = found[layout.name]
    if len(positions) < _FEWEST_NAMED:
        return None
    kind = _kind_of_states(layout, states)
    time, per_s = next(
        ((column, unit) for name, column in named.items() if (unit := time_unit(name)) is not None),
        (None, 0.0),
    )
    return Columns(
        layout,
        separator,
        len(names),
        {joint: (of[0], of[1], of[2]) for joint, of in positions.items() if {0, 1, 2} <= of.keys()},
        states.get(kind, {}),
        confidence_level if layout is AZURE_KINECT and kind in LEVELS else SPELLINGS[kind],
        time,
        per_s,
        next((named[name] for name in NUMBERS if name in named), None),
        next((named[name] for name in IDENTITIES if name in named), None),
        named,
        unit_m,
        rate_hz,
    )


def _joints(
    layout: JointLayout, names: list[str]
) -> tuple[dict[int, dict[int, int]], dict[str, dict[int, int]]]:
    """Return a layout's columns: joint to axis to column, and kind of state to joint to column.

    Of equivalent columns the first is used; of states the one nearest to the joint's x, since a hand state
    may have the same name.
    """
    finder, of = _FINDERS[layout.name], indices(layout)
    positions: dict[int, dict[int, int]] = {}
    several: dict[str, dict[int, list[int]]] = {}
    for column, name in enumerate(names):
        match = finder.fullmatch(name)
        if match is None:
            continue
        joint, part = of[match[1]], match[2]
        if part in PARTS:
            positions.setdefault(joint, {}).setdefault(PARTS[part], column)
        elif part in SPELLINGS:
            several.setdefault(part, {}).setdefault(joint, []).append(column)
    states = {
        kind: {
            joint: min(columns, key=lambda column: abs(column - positions.get(joint, {}).get(0, 0)))
            for joint, columns in joints.items()
        }
        for kind, joints in several.items()
    }
    return positions, states


def _kind_of_states(layout: JointLayout, states: Mapping[str, Mapping[int, int]]) -> str:
    """Select the columns of joint states: the kind that most joints have, not only the hands."""

    def joints_with(kind: str) -> int:
        joints = states.get(kind, {})
        if kind in MAY_BE_OF_HANDS and {layout.joints[joint] for joint in joints} <= HANDS:
            return 0
        return len(joints)

    return max(SPELLINGS, key=joints_with)
