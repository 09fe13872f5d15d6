"""MSR DailyActivity3D recordings (Wang, Liu, Wu and Yuan, CVPR 2012): Kinect v1, 20 joints, text.

A line of ``aAA_sSS_eEE_skeleton_proj.txt`` is a frame's number, a joint's, and its x y z: 20 lines a frame,
both numbers from 1. Metres, Kinect camera space and the order of Kinect SDK 1 were inferred from the
recordings; there are no time stamps.
"""

from __future__ import annotations

import re
from array import array
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.printable import counted
from streaming.readers.support.head import Head
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
_FIELDS = 5
_MOST_FRAMES = 10**7


def recognises(head: Head) -> bool:
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
    with TextLines(path) as lines:
        raw = _parse(lines)
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
