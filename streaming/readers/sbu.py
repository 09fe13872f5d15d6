"""SBU Kinect Interaction recordings (Yun, Honorio, Chattopadhyay, Berg and Samaras, CVPRW 2012): text.

A line of ``skeleton_pos.txt`` is a frame number and x y z of 15 joints of one person, then of the other,
separated by commas: two people, seen by Kinect v1 through OpenNI's tracker. x and y are normalised to 0..1
over the image, from its left and from its top, z by another factor; undone by 1280 - 2560 x, 960 - 1920 y
and 10000 z / 7.8125, which gives millimetres: thighs are 0.42 m long whichever way they point. An image's
left is the sensor's left, so that the sign before x is right for Kinect camera space as it is: the two then
face each other, and shake right hands.
"""

from __future__ import annotations

import re
from array import array
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.errors import EmptyRecordingError
from streaming.printable import counted
from streaming.readers.support.collect import FrameCollector
from streaming.readers.support.head import Head
from streaming.readers.support.kinect_v1 import whole_recording
from streaming.readers.support.text import TextLines, is_number
from streaming.readers.support.unseen import seen_joints
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.openni import OPENNI, openni_to_v2

FORMAT = "SBU Kinect Interaction skeleton_pos"
RATE_HZ = 15.0
PEOPLE = 2
ACTIONS = ("approach", "depart", "kick", "push", "shake hands", "hug", "exchange object", "punch")
"""The classes 01 to 08 of the folder names."""
_FIELDS = 1 + PEOPLE * OPENNI.size * 3
_LARGEST_NUMBER = 10**9
# millimetres = offset + scale * value
_SCALE = np.array([-2560.0, -1920.0, 10000 / 7.8125])
_OFFSET = np.array([1280.0, 960.0, 0.0])
_MM_PER_M = 1000.0


def recognises(head: Head) -> bool:
    """Whether the first line is a whole number and other numbers, separated by commas."""
    fields = head.lines[0].split(b",") if head.is_text else []
    return len(fields) >= 4 and fields[0].strip().isdigit() and all(is_number(field) for field in fields)


def read(path: Path) -> Recording:
    """Read an SBU recording; its label is the class in the folder names (``s01s02/05/001``).

    The people are numbered 1 and 2 in the order of the file. A joint whose position is NaN, out of all reason
    or all zero in the file gets the state "not tracked" and the position it last had, else its parent's. The
    joints of Kinect v2 that the tracker lacks are derived and marked inferred, see
    :func:`streaming.skeleton.openni.openni_to_v2`.

    Raises:
        RecordingError: the file is damaged; the message names the line.
    """
    path = Path(path)
    with TextLines(path, separator=b",") as lines:
        numbers, normalised = _parse(lines)
    raw, seen = _metres(normalised)
    if not seen.any():
        raise EmptyRecordingError(
            f"no usable position in any of {counted(len(raw), 'frame')}",
            path=path,
            expected="normalised joint positions",
            remedy="All are zero, NaN or out of range: leave this recording out.",
        )
    states = np.where(seen, TrackingState.TRACKED, TrackingState.NOT_TRACKED).astype(np.uint8)
    positions, states = openni_to_v2(raw, states)
    collector = FrameCollector(path)
    for row, number in enumerate(numbers):
        collector.frame(number, number)
        for person in range(PEOPLE):
            if seen[row, person].any():
                collector.body(1 + person, positions[row, person], states[row, person])
    start_s, end_s = collector.stamps[[0, -1]] / RATE_HZ
    return collector.recording(
        FORMAT,
        stamps_per_s=RATE_HZ,
        rate_hz=RATE_HZ,
        labels=whole_recording(_label(path), float(start_s), float(end_s)),
        notes=[
            "Positions were normalised: metres are restored by the data set's own factors.",
            f"Time is the frame number over {RATE_HZ:.0f}, the data set's frame rate.",
            "15 joints: the tracker's hands and feet lie at wrists and ankles; hands, hand tips, thumbs, "
            "feet, neck and spine base are derived and marked as inferred.",
        ],
    )


def _parse(lines: TextLines) -> tuple[list[int], npt.NDArray[np.float64]]:
    """Return frame numbers (R,) and raw coordinates (R, 2, 15, 3) float64."""
    numbers: list[int] = []
    values = array("d")
    for fields in lines:
        if len(fields) != _FIELDS:
            lines.fail(
                f"{counted(len(fields), 'field')}",
                f"{_FIELDS}: a frame number and x y z of {PEOPLE} x {OPENNI.size} joints",
                "It is cut off or of another layout: copy or download it again.",
            )
        numbers.append(lines.integer(fields[0], "frame number", 0, _LARGEST_NUMBER))
        values.extend(lines.numbers(fields[1:]))
    return numbers, np.array(values, dtype=np.float64).reshape(-1, PEOPLE, OPENNI.size, 3)


def _metres(
    normalised: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Convert normalised coordinates to metres.

    Args:
        normalised: (R, 2, 15, 3).

    Returns:
        positions (R, 2, 15, 3) in metres, NaN if missing, and a validity mask (R, 2, 15).
    """
    with np.errstate(over="ignore", invalid="ignore"):
        metres = (_OFFSET + _SCALE * normalised) / _MM_PER_M
        seen = seen_joints(metres) & (normalised != 0).any(axis=-1)
    return np.where(seen[..., None], metres, np.nan), seen


def _label(path: Path) -> str | None:
    """Return the class in a file's folder names."""
    parts = path.absolute().parts[-4:-1]
    if len(parts) == 3 and re.fullmatch(r"s\d\ds\d\d", parts[0]) and re.fullmatch(r"0[1-8]", parts[1]):
        return ACTIONS[int(parts[1]) - 1]
    return None
