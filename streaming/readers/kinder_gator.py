"""Kinder-Gator recordings (Aloba et al., Eurographics short papers 2018): Kinect v1, 20 joints, CSV.

Columns: ``Timestamp`` in milliseconds, x y z of 20 joints by name, in metres, in Kinect camera space,
``User-ID`` and ``Action``, the same in every row of a file. Rows come about 31 times a second. Joints have
no tracking states.
"""

from __future__ import annotations

from pathlib import Path

from streaming.errors import RecordingError
from streaming.readers.support.collect import FrameCollector
from streaming.readers.support.head import Head
from streaming.readers.support.joint_columns import find_columns
from streaming.readers.support.joint_names import to_kinect_v2
from streaming.readers.support.joint_table import JointTable
from streaming.readers.support.text import shown
from streaming.readers.support.time_stamps import parse_stamp
from streaming.skeleton.frames import Recording

FORMAT = "Kinder-Gator CSV"
RATE_HZ = 31.0
STAMPS_PER_S = 1e3


def recognises(head: Head) -> bool:
    """Whether the first line names joints, a user and an action."""
    columns = find_columns(head.lines)
    return columns is not None and {"timestamp", "userid", "action"} <= columns.named.keys()


def read(path: Path) -> Recording:
    """Read a Kinder-Gator recording; consecutive rows of the same action become one labelled span.

    Raises:
        RecordingError: the file is damaged; the message names the line.
    """
    path = Path(path)
    collector = FrameCollector(path)
    spans: list[tuple[str, int, int]] = []
    with JointTable(path) as table:
        columns = table.columns
        time, action = columns.named.get("timestamp"), columns.named.get("action")
        if time is None or action is None:
            raise RecordingError(
                "no Timestamp or no Action among the columns", path=path, place="line 1", expected=FORMAT
            )
        for row in table:
            stamp = parse_stamp(row.fields[time].decode("ascii", "replace"))
            if stamp is None:
                table.lines.fail(f'time stamp "{shown(row.fields[time])}"', "milliseconds")
            if row.identity is None:
                table.lines.fail("no User-ID", "a number")
            collector.row(stamp[0], row.number, row.identity)
            collector.body(row.identity, *to_kinect_v2(row.positions, row.states, columns.layout))
            _extend(spans, row.fields[action].decode("ascii", "replace"), len(collector) - 1)
        notes = table.notes()
    return collector.recording(FORMAT, stamps_per_s=STAMPS_PER_S, spans=spans, notes=notes)


def _extend(spans: list[tuple[str, int, int]], label: str, frame: int) -> None:
    """Add a row's action, extending the last span or starting a new one."""
    if spans and spans[-1][0] == label:
        spans[-1] = (label, spans[-1][1], frame)
    elif label:
        spans.append((label, frame, frame))
