"""CSV with the joints of Kinect v2 (or v1) by name, as :mod:`streaming.writers.csv` and others write it.

A row is one body at one moment; :mod:`streaming.readers.support.joint_columns` identifies the columns.
There may be a time stamp (seconds, milliseconds, microseconds, 100 ns ticks, a date or a time of day), a
frame number, the body's number and tracking states. Rows of the same time and of different bodies are one
frame; a row without positions and body number is a frame without bodies.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from streaming.readers import kinect_multitrack
from streaming.readers.support.collect import DEFAULT_RATE_HZ, FrameCollector
from streaming.readers.support.head import Head
from streaming.readers.support.joint_columns import find_columns
from streaming.readers.support.joint_table import JointTable, Row
from streaming.readers.support.sensor_space import SensorSpace
from streaming.readers.support.text import shown
from streaming.readers.support.time_stamps import Clock
from streaming.skeleton.frames import Recording

FORMAT = "joint CSV"
_SOMEBODY = 1


def recognises(head: Head) -> bool:
    """Whether the first lines have joint columns, but not those of Kinder-Gator or KinectMultiTrack."""
    columns = find_columns(head.lines) if head.is_text else None
    own = columns is not None and {"userid", "action"} <= columns.named.keys()
    return columns is not None and not own and not kinect_multitrack.recognises(head)


def read(path: Path) -> Recording:
    """Read a CSV file of joints.

    Raises:
        RecordingError: the file is damaged; the message names the line.
    """
    path = Path(path)
    collector, clock, count = FrameCollector(path), Clock(), 0
    with JointTable(path) as table:
        columns = table.columns
        space = SensorSpace(columns.layout, columns.unit_m)
        for row in table:
            identity = _SOMEBODY if row.identity is None else row.identity
            if columns.time is not None:
                collector.row(_stamp(table, row, clock), row.number, identity)
            elif row.number is not None:
                collector.row(row.number, row.number, identity)
            else:
                collector.row(count, None, identity)
            count += 1
            if row.identity is not None or not np.isnan(row.positions).all():
                collector.body(identity, *space.body(row.positions, row.states, table.lines))
        notes = table.notes()
    per_s, origin = DEFAULT_RATE_HZ, 0.0
    if columns.time is not None and count:
        per_s, origin, of_time = clock.settle(collector.stamps, 1 / (columns.rate_hz or DEFAULT_RATE_HZ))
        notes += of_time
    elif count:
        notes.append(f"There are no time stamps: {DEFAULT_RATE_HZ:g} frames per second are assumed.")
    return space.settled(collector.recording(FORMAT, stamps_per_s=per_s, origin=origin, notes=notes))


def _stamp(table: JointTable, row: Row, clock: Clock) -> float:
    """Read a row's time stamp."""
    column = table.columns.time or 0
    field = row.fields[column]
    text = field.decode("ascii", "replace")
    value = clock.value(text, table.columns.time_per_s)
    if value is None and text.count(",") == 1:
        value = clock.value(text.replace(",", "."), table.columns.time_per_s)
    if value is None:
        table.lines.fail(f'time stamp "{shown(field)}"', "a number, date or time, as in the rows before")
    return value
