"""KinectMultiTrack recordings: several streams of Kinect v2 bodies in one CSV file, 25 joints by name.

A row is a body seen by one sensor: the session's study, configuration and scenario, the time of the tracker's
poll, person and skeleton, the sensor's own time in units of 100 ns, and the joints in alphabetical order,
metres. Both sensors share one frame of reference. The tracker polled faster than the sensors' frame rate: a
row with the same sensor time as the previous one is a repetition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from streaming.printable import counted
from streaming.readers.support.collect import FrameCollector
from streaming.readers.support.head import Head
from streaming.readers.support.text import TextLines, shown
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V2

FORMAT = "KinectMultiTrack CSV"
RATE_HZ = 30.0
_STAMPS_PER_S = 1e7
_MARK = (b"Study_Id", b"Kinect_Config", b"Scenario_Id", b"Tracker_Time")
_IDENTITY = 1


def recognises(head: Head) -> bool:
    """Whether the first line begins with the names of KinectMultiTrack's columns."""
    fields = [field.strip() for field in head.lines[0].split(b",")] if head.is_text else []
    return tuple(fields[: len(_MARK)]) == _MARK


def streams_of(path: Path) -> tuple[str, ...]:
    """Return the names of a file's streams, ``scenario-sensor-person``, in the order of the file.

    Raises:
        RecordingError: the file is damaged.
    """
    with TextLines(path, separator=b",") as lines:
        columns = _columns(lines)
        return tuple(dict.fromkeys(_stream(lines, fields, columns) for fields in lines))


def read_streams(path: Path, only: str | None = None) -> dict[str, Recording]:
    """Read a recording for each stream of a file, by name, or only for one of them.

    Raises:
        RecordingError: the file is damaged, or has no such stream.
    """
    collectors: dict[str, FrameCollector] = {}
    repeats: Counter[str] = Counter()
    states = np.full(KINECT_V2.size, TrackingState.TRACKED, dtype=np.uint8)
    with TextLines(path, separator=b",") as lines:
        columns = _columns(lines)
        joints = [columns[f"{name}_{axis}"] for name in KINECT_V2.joints for axis in "XYZ"]
        for fields in lines:
            stream = _stream(lines, fields, columns)
            if only not in (None, stream):
                continue
            collector = collectors.get(stream)
            if collector is None:
                collector = collectors[stream] = FrameCollector(path)
            stamp = lines.integer(fields[columns["Skeleton_Time"]], "time", 0, 10**15)
            if stamp == collector.last_stamp:
                repeats[stream] += 1  # the tracker looked again before the sensor did
                continue
            positions = np.array(lines.numbers([fields[i] for i in joints])).reshape(-1, 3)
            collector.frame(stamp)
            collector.body(_IDENTITY, positions, states)
        if not collectors:
            lines.fail(f"no row of stream {only}" if only else "no row", "a body a row")
    return {
        stream: collector.recording(
            FORMAT,
            stamps_per_s=_STAMPS_PER_S,
            origin=float(collector.stamps[0]),
            notes=[
                "There are no tracking states: every joint counts as tracked.",
                f"{counted(repeats[stream], 'row')} like the one before: left out.",
            ],
        )
        for stream, collector in collectors.items()
    }


def read(path: Path) -> Recording:
    """Read the longest stream of a file; :func:`read_streams` gives all of them.

    Raises:
        RecordingError: the file is damaged.
    """
    streams = read_streams(Path(path))
    name, longest = max(streams.items(), key=lambda stream: len(stream[1].frames))
    note = f"One of {len(streams)} streams, {name}: the longest."
    return replace(longest, notes=(note, *longest.notes))


def _columns(lines: TextLines) -> dict[str, int]:
    """Return column indices by name."""
    names = [shown(name) for name in lines.next("the names of the columns")]
    columns = {name: i for i, name in enumerate(names)}
    if len(columns) < len(names):
        lines.fail("a column's name twice", "KinectMultiTrack's columns")
    wanted: Iterable[str] = (
        *("Scenario_Id", "Person_Id", "Skeleton_Time", "Kinect_Id"),
        *(f"{name}_{axis}" for name in KINECT_V2.joints for axis in "XYZ"),
    )
    for name in wanted:
        if name not in columns:
            lines.fail(f'no column "{name}"', "KinectMultiTrack's columns")
    return columns


def _stream(lines: TextLines, fields: list[bytes], columns: dict[str, int]) -> str:
    """Return the name of the stream that a row belongs to."""
    if len(fields) != len(columns):
        lines.fail(
            f"{counted(len(fields), 'field')}", f"{len(columns)}", "It is cut off: copy or download it again."
        )
    scenario, person = (
        lines.integer(fields[columns[name]], name, 0, 10**6) for name in ("Scenario_Id", "Person_Id")
    )
    sensor = shown(fields[columns["Kinect_Id"]])
    return f"{scenario}-{sensor}-{person}"
