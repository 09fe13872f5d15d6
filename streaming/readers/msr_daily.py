"""MSR DailyActivity3D recordings (Wang, Liu, Wu and Yuan, CVPR 2012): Kinect v1, 20 joints, text.

A line of ``aAA_sSS_eEE_skeleton_proj.txt`` is a frame's number, a joint's, and its x y z: 20 lines a frame,
both numbers from 1. The original ``aAA_sSS_eEE_skeleton.txt``, as of MSR Action Pairs too, begins with the
numbers of frames and joints; a frame is the number of its rows, 40 for each person, and these: a joint's
x y z and confidence in space and then in the image, in turn. Metres, Kinect camera space and the order of
Kinect SDK 1 were inferred from the recordings; there are no time stamps.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.printable import counted
from streaming.readers.support.head import Head, read_head
from streaming.readers.support.kinect_v1 import steady_recording
from streaming.readers.support.text import TextLines, is_number
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V1

FORMAT = "MSR DailyActivity3D joints"
RATE_HZ = 30.0
ACTIONS = (
    *("drink", "eat", "read book", "call cellphone", "write on paper", "use laptop"),
    *("use vacuum cleaner", "cheer up", "sit still", "toss paper", "play game", "lie down on sofa"),
    *("walk", "play guitar", "stand up", "sit down"),
)
"""The actions a01 to a16 of the file names."""
_FIELDS, _OF_A_ROW = 5, 4
_MOST_FRAMES, _MOST_ROWS = 10**7, 40 * 8


def recognises(head: Head) -> bool:
    """Whether the first lines are those of one of the two layouts."""
    return _is_original(head.lines) or _is_projected(head)


def _is_original(lines: Sequence[bytes]) -> bool:
    """Whether there are the numbers of frames and joints, that of the first frame's rows, and its rows."""
    first, count, *rows = [line.split() for line in lines[:4]] if len(lines) >= 4 else [[], []]
    return (
        len(first) == 2
        and first[0].isdigit()
        and first[1] == str(KINECT_V1.size).encode()
        and len(count) == 1
        and count[0].isdigit()
        and int(count[0][:9]) % (2 * KINECT_V1.size) == 0
        and all(len(row) in (1, _OF_A_ROW) and all(is_number(field) for field in row) for row in rows)
    )


def _is_projected(head: Head) -> bool:
    """Whether the first lines have a frame number, joint numbers 1, 2, 3, and three coordinates each."""
    lines = [line.split() for line in head.lines[:3]]
    return len(lines) == 3 and all(
        len(fields) == _FIELDS
        and fields[0].isdigit()
        and fields[0] == lines[0][0]
        and fields[1] == str(joint).encode()
        and all(is_number(field) for field in fields[2:])
        for joint, fields in enumerate(lines, 1)
    )


def read(path: Path) -> Recording:
    """Read an MSR DailyActivity3D recording; its label is the action in its file name.

    A joint whose position is NaN, out of all reason or exactly the origin gets the state "not tracked" and
    the position it last had, else its parent's; a frame without any has no body. The five joints of Kinect v2
    that Kinect v1 lacks are derived and marked inferred.

    Raises:
        RecordingError: the file is damaged, or holds no position at all.
    """
    path = Path(path)
    original = _is_original(read_head(path).lines)
    with TextLines(path) as lines:
        raw = _parse_original(lines) if original else _parse(lines)
    name = re.search(r"a(\d\d)_s\d\d_e\d\d", path.name)
    label = ACTIONS[int(name[1]) - 1] if name and 1 <= int(name[1]) <= len(ACTIONS) else None
    return steady_recording(path, FORMAT, raw, RATE_HZ, "the data set's rate", label)


def _parse(lines: TextLines) -> npt.NDArray[np.float64]:
    """Return positions (F, 20, 3) float64, in metres."""
    values = array("d")
    joint, number = KINECT_V1.size, -1
    for fields in lines:
        if len(fields) != _FIELDS:
            lines.fail(f"{counted(len(fields), 'field')}", f"{_FIELDS}: frame, joint, x y z")
        frame = lines.integer(fields[0], "frame number", 0, _MOST_FRAMES)
        joint = joint % KINECT_V1.size + 1
        if joint > 1 and frame != number:
            lines.fail(
                f"frame {number} ends after joint {joint - 1}",
                f"{KINECT_V1.size} lines per frame",
                "It is cut off: copy or download it again.",
            )
        if lines.integer(fields[1], "joint", 1, KINECT_V1.size) != joint:
            lines.fail(f"joint {int(fields[1])}", f"joint {joint}")
        number = frame
        values.extend(lines.numbers(fields[2:]))
    if joint != KINECT_V1.size:
        lines.fail(
            f"the file ends after joint {joint} of {KINECT_V1.size} in frame {number}",
            f"{KINECT_V1.size} lines per frame",
            "It is cut off: copy or download it again.",
        )
    return np.array(values, dtype=np.float64).reshape(-1, KINECT_V1.size, 3)


def _parse_original(lines: TextLines) -> npt.NDArray[np.float64]:
    """Return positions (F, 20, 3) float64 of the first person, in metres; NaN in frames without one."""
    first = lines.next("the numbers of frames and joints")
    claimed = lines.integer(first[0], "number of frames", 0, _MOST_FRAMES)
    values = array("d")
    missing = [float("nan")] * (3 * KINECT_V1.size)
    frames = 0
    for fields in lines:
        rows = lines.count(fields, "number of rows", _MOST_ROWS)
        if rows % (2 * KINECT_V1.size):
            lines.fail(counted(rows, "row"), f"{2 * KINECT_V1.size} for each person")
        frames += 1
        for row in range(rows):
            numbers = lines.next(f"row {row + 1} of {rows} of frame {frames}")
            if len(numbers) != _OF_A_ROW:
                lines.fail(f"{counted(len(numbers), 'field')}", f"{_OF_A_ROW}: x y z and a confidence")
            if row < 2 * KINECT_V1.size and row % 2 == 0:
                values.extend(lines.numbers(numbers[:3]))
        if not rows:
            values.extend(missing)
    if frames != claimed:
        lines.fail(f"{counted(frames, 'frame')}", f"{claimed}, as the first line says", "It is cut off.")
    return np.array(values, dtype=np.float64).reshape(-1, KINECT_V1.size, 3)
