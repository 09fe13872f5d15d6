"""MSRC-12 recordings (Fothergill, Mentis, Kohli and Nowozin, CHI 2012): Kinect v1, 20 joints, text.

A row of ``P1_1_1_p06.csv`` is a time stamp in microseconds and, per joint in the order of Kinect SDK 1, x y z
in metres and a fourth number that is 1; separated by blanks, despite the suffix. A row of zeros has no
skeleton. Positions are in Kinect camera space already. The gestures are marked in a ``.tagstream`` of the
same name (see :mod:`streaming.readers.support.msrc12_tags`).
"""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.printable import counted
from streaming.readers.support.head import Head
from streaming.readers.support.kinect_v1 import DERIVED_NOTE, collect_kinect_v1
from streaming.readers.support.msrc12_tags import find_tag_stream, read_action_points, tick_of_seconds
from streaming.readers.support.text import TextLines, is_number
from streaming.readers.support.time_stamps import guess_unit
from streaming.skeleton.frames import LabelledSpan, Recording
from streaming.skeleton.layouts import KINECT_V1

FORMAT = "MSRC-12 joints"
RATE_HZ = 30.0
_NUMBERS_PER_JOINT = 4  # x y z 1
_FIELDS = 1 + KINECT_V1.size * _NUMBERS_PER_JOINT
_FOURTH = slice(_NUMBERS_PER_JOINT, None, _NUMBERS_PER_JOINT)
_US_PER_S, _MS_PER_S = 1e6, 1e3
# Microseconds from frame to frame are tens of thousands; smaller steps count frames.
_LARGEST_COUNT = 10
# Three hundred years: damage, not a clock.
_LARGEST_STAMP_US = 10**16


def recognises(head: Head) -> bool:
    """Whether the first line has an integer and groups of four numbers, the fourth 1, or 80 zeros."""
    fields = head.lines[0].split() if head.is_text else []
    if len(fields) < 1 + 2 * _NUMBERS_PER_JOINT or not fields[0].isdigit():
        return False
    if not all(is_number(field) for field in fields):
        return False
    if all(float(field) == 0 for field in fields[1:]):
        return len(fields) == _FIELDS
    return all(float(field) == 1 for field in fields[_FOURTH])


def read(path: Path) -> Recording:
    """Read an MSRC-12 recording, with the action points of the ``.tagstream`` beside it as labels.

    An action point is one moment, so that a label starts and ends at the same time. A joint whose position
    is NaN, out of all reason or exactly the origin gets the state "not tracked" and the position it last
    had, else its parent's; a row without any gives a frame without bodies. The five joints of Kinect v2 that
    Kinect v1 lacks are derived and marked inferred.

    Raises:
        RecordingError: the file is damaged; the message names the line.
    """
    path = Path(path)
    with TextLines(path) as lines:
        stamps_us, raw = _parse(lines)
    notes = [DERIVED_NOTE]
    labels = _labels(path, notes)
    if _count_frames(stamps_us):
        labels = _at_frames(labels, stamps_us, notes)
        stamps_us = [round(_US_PER_S / RATE_HZ * frame) for frame in range(len(stamps_us))]
    elif (per_s := guess_unit(np.array(stamps_us, dtype=np.float64))) == _MS_PER_S:
        notes.append("Time stamps were taken as milliseconds, by their steps.")
        stamps_us = [round(_US_PER_S / per_s * stamp) for stamp in stamps_us]
    frames = collect_kinect_v1(path, stamps_us, raw)
    found = frames.recording(FORMAT, stamps_per_s=_US_PER_S, rate_hz=RATE_HZ, labels=labels, notes=notes)
    outside = sum(not found.start_s <= label.start_s <= found.frames[-1].time_s for label in labels)
    if outside:
        notes = [*found.notes, f"{counted(outside, 'action point')} outside the recording's time."]
        return Recording(found.frames, RATE_HZ, FORMAT, path, labels, tuple(notes))
    return found


def _parse(lines: TextLines) -> tuple[list[int], npt.NDArray[np.float64]]:
    """Return time stamps (R,) in microseconds and positions (R, 20, 3) float64, a row per line."""
    stamps_us: list[int] = []
    values = array("d")
    for fields in lines:
        if len(fields) != _FIELDS:
            joints, rest = divmod(len(fields) - 1, _NUMBERS_PER_JOINT)
            lines.fail(
                f"{counted(len(fields), 'field')}"
                + (f", that is {counted(joints, 'joint')}" if rest == 0 else ""),
                f"{_FIELDS}: a time stamp and x y z 1 of {KINECT_V1.size} joints",
                "It is cut off or of another layout: copy or download it again.",
            )
        stamps_us.append(lines.integer(fields[0], "time stamp", 0, _LARGEST_STAMP_US))
        del fields[_FOURTH]
        values.extend(lines.numbers(fields[1:]))
    return stamps_us, np.array(values, dtype=np.float64).reshape(-1, KINECT_V1.size, 3)


def _count_frames(stamps_us: list[int]) -> bool:
    """Whether the stamps are no time: all alike, or counting the frames."""
    steps = np.diff(np.array(stamps_us, dtype=np.int64))
    return len(steps) > 0 and bool((steps >= 0).all() and steps.max() <= _LARGEST_COUNT)


def _at_frames(
    labels: tuple[LabelledSpan, ...], stamps: list[int], notes: list[str]
) -> tuple[LabelledSpan, ...]:
    """Return action points at their frames, if the tag stream counts frames too; else none."""
    notes.append(
        f"The time stamps are {'all alike' if stamps[0] == stamps[-1] else 'numbers of frames'}: "
        f"{RATE_HZ:g} frames per second are assumed."
    )
    ticks = [tick_of_seconds(label.start_s) for label in labels]
    if not labels:
        return ()
    if stamps[0] < stamps[-1] and all(stamps[0] <= tick <= stamps[-1] for tick in ticks):
        frames = np.searchsorted(stamps, ticks)
        times_s = [float(frame) / RATE_HZ for frame in frames]
        return tuple(LabelledSpan(label.label, at, at) for label, at in zip(labels, times_s, strict=True))
    notes.append(
        f"{counted(len(labels), 'action point')}, over {labels[-1].start_s - labels[0].start_s:.1f} s, "
        "left out: without time stamps nothing tells at which frames they are."
    )
    return ()


def _labels(path: Path, notes: list[str]) -> tuple[LabelledSpan, ...]:
    """Read this recording's action points; errors in them become a note, as the skeleton is readable."""
    file = find_tag_stream(path)
    if file is None:
        return ()
    try:
        labels = read_action_points(file)
    except RecordingError as error:
        notes.append(f"Without labels: {error}")
        return ()
    notes.append(f"{counted(len(labels), 'action point')}: a label marks a moment, it ends when it starts.")
    return labels
