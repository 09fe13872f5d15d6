"""Text tables with a row per joint, as DumpKinect and others write bodies.

The first line has the column names: the joint, by its name in any sensor's spelling or its number in Kinect's
SDK 2 (``jointType``), x, y and z, and perhaps a time stamp, the body's number and the tracking state. The
joints of a body in one frame are consecutive.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from streaming.printable import counted
from streaming.readers.support.collect import DEFAULT_RATE_HZ, FrameCollector
from streaming.readers.support.head import Head
from streaming.readers.support.joint_columns import IDENTITIES, PARTS
from streaming.readers.support.joint_names import NAMED, derived, indices
from streaming.readers.support.joint_states import SPELLINGS, ReadState, confidence_level
from streaming.readers.support.sensor_space import SensorSpace
from streaming.readers.support.text import TextLines, fold, shown
from streaming.readers.support.time_stamps import Clock, time_unit
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import AZURE_KINECT, KINECT_V2, JointLayout

FORMAT = "table with a row per joint"
_JOINTS = (
    "jointtype",
    "joint",
    "jointname",
    "jointid",
    "landmark",
    "landmarkname",
    "keypoint",
    "marker",
    "bone",
)
_LOOKED_AT = 200
_SEPARATORS = (b",", b";", b"\t")
_LARGEST_ID = 2**64 - 1


@dataclass(frozen=True, slots=True)
class _Columns:
    """Column indices; None for missing columns."""

    separator: bytes
    width: int
    joint: int
    axes: tuple[int, int, int]
    time: int | None
    time_per_s: float
    identity: int | None
    state: int | None
    read_state: ReadState


def recognises(head: Head) -> bool:
    """Whether the first line has a joint column and x, y and z columns."""
    return head.is_text and head.lines[0][:1] not in (b"{", b"[") and _columns(head.lines[0]) is not None


def read(path: Path) -> Recording:
    """Read such a table.

    Raises:
        RecordingError: the file is damaged; the message names the line.
    """
    path = Path(path)
    collector, clock = FrameCollector(path), Clock()
    layout = _layout(path)
    space = SensorSpace(layout)
    with TextLines(path, b"\n", max_bytes=None) as lines:
        header = lines.next("the columns' names")[0]
        columns = _columns(header)
        if columns is None:
            lines.fail("no columns of joints", "jointType, X, Y and Z")
        if layout is AZURE_KINECT and columns.read_state is SPELLINGS["confidence"]:
            columns = replace(columns, read_state=confidence_level)
        body = _Body(collector, space, lines)
        for fields in lines:
            _row(lines, columns, [field.strip() for field in fields[0].split(columns.separator)], clock, body)
        body.end()
        if not body.frames:
            lines.fail("no row", "a joint a row")
    notes: list[str] = []
    per_s, origin = DEFAULT_RATE_HZ, 0.0
    if columns.time is not None:
        per_s, origin, notes = clock.settle(collector.stamps)
    else:
        notes.append(f"There are no time stamps: {DEFAULT_RATE_HZ:g} frames per second are assumed.")
    if columns.state is None:
        notes.append("There are no tracking states: every joint with a position counts as tracked.")
    if (of_layout := derived(layout)) is not None:
        notes.append(of_layout)
    return space.settled(collector.recording(FORMAT, stamps_per_s=per_s, origin=origin, notes=notes))


def _layout(path: Path) -> JointLayout:
    """Return the sensor whose joints the first rows name; Kinect v2 for numbers."""
    names: set[str] = set()
    with TextLines(path, b"\n", max_bytes=None) as lines:
        columns = _columns(lines.next("the columns' names")[0])
        while columns is not None and lines.number < _LOOKED_AT and (row := lines.next_or_none()) is not None:
            fields = row[0].split(columns.separator)
            if len(fields) > columns.joint:
                names.add(fold(fields[columns.joint].decode("ascii", "replace")))
    return max(NAMED, key=lambda layout: len(names & indices(layout).keys()))


class _Body:
    """The body being read."""

    def __init__(self, collector: FrameCollector, space: SensorSpace, lines: TextLines) -> None:
        self._collector, self._space, self._lines = collector, space, lines
        self.layout = space.layout
        self._key: tuple[float | None, int] | None = None
        self.frames = 0
        self._seen: set[int] = set()
        self._positions = np.full((self.layout.size, 3), np.nan)
        self._states = np.zeros(self.layout.size, dtype=np.uint8)

    def joint(self, stamp: float | None, identity: int, joint: int, xyz: list[float], state: int) -> None:
        """Add a joint; starts a new body if time or person change, or if the joint is repeated."""
        if self._key != (stamp, identity) or joint in self._seen:
            self.end()
            self._key = (stamp, identity)
        self._seen.add(joint)
        self._positions[joint], self._states[joint] = xyz, state

    def end(self) -> None:
        """Add the body to its frame."""
        if self._key is None or not self._seen:
            return
        stamp, identity = self._key
        self._collector.row(float(self.frames) if stamp is None else stamp, None, identity)
        self._collector.body(identity, *self._space.body(self._positions, self._states, self._lines))
        self.frames += 1
        self._seen.clear()
        self._positions = np.full((self.layout.size, 3), np.nan)
        self._states = np.zeros(self.layout.size, dtype=np.uint8)


def _row(lines: TextLines, columns: _Columns, fields: list[bytes], clock: Clock, body: _Body) -> None:
    """Read a row."""
    if len(fields) < columns.width:
        lines.fail(f"{counted(len(fields), 'field')}", f"{columns.width}, as in the first line")
    name = fold(fields[columns.joint].decode("ascii", "replace"))
    size = body.layout.size
    joint = int(name) if name.isdecimal() and len(name) < 4 else indices(body.layout).get(name, size)
    if joint >= size and body.layout is not KINECT_V2 and name:
        return  # a point that no joint of Kinect v2 needs
    if joint >= size:
        lines.fail(f'joint "{shown(fields[columns.joint])}"', "one of Kinect v2's 25, by name or number")
    stamp = None
    if columns.time is not None:
        stamp = clock.value(fields[columns.time].decode("ascii", "replace"), columns.time_per_s)
        if stamp is None:
            lines.fail(f'time stamp "{shown(fields[columns.time])}"', "a number, date or time")
    identity, state = 1, int(TrackingState.TRACKED)
    if columns.identity is not None:
        identity = lines.integer(fields[columns.identity], "body number", 0, _LARGEST_ID)
    if columns.state is not None:
        read = columns.read_state(fields[columns.state].decode("ascii", "replace"))
        if read is None:
            lines.fail(f'tracking state "{shown(fields[columns.state])}"', "NotTracked, Inferred or Tracked")
        state = int(read)
    body.joint(stamp, identity, joint, lines.numbers([fields[axis] for axis in columns.axes]), state)


def _columns(header: bytes) -> _Columns | None:
    """Identify the columns by name; None for other tables."""
    header = header.lstrip(b"# ")
    separator = max(_SEPARATORS, key=header.count)
    names = [fold(field.decode("ascii", "replace")) for field in header.split(separator)]
    named = {name: column for column, name in reversed(list(enumerate(names)))}
    joint = next((named[name] for name in _JOINTS if name in named), None)
    axes = {PARTS[name]: named[name] for name in reversed(list(PARTS)) if name in named}
    if joint is None or set(axes) != {0, 1, 2}:
        return None
    kind = next((name for name in SPELLINGS if name in named), None)
    time, per_s = next(
        ((column, unit) for name, column in named.items() if (unit := time_unit(name)) is not None),
        (None, 0.0),
    )
    return _Columns(
        separator,
        len(names),
        joint,
        (axes[0], axes[1], axes[2]),
        time,
        per_s,
        next((named[name] for name in IDENTITIES if name in named), None),
        None if kind is None else named[kind],
        SPELLINGS[kind or "state"],
    )
