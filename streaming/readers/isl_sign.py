"""Indian Sign Language recordings: Kinect v1, 20 joints, text.

A line of ``WORD_pPP_N.txt`` is a frame: x y z of 20 joints, in pairs of left and right (:data:`JOINTS`),
metres, Kinect camera space; there are neither frame numbers nor time stamps.
"""

from __future__ import annotations

import re
from array import array
from pathlib import Path

import numpy as np

from streaming.printable import counted
from streaming.readers.support.head import Head
from streaming.readers.support.kinect_v1 import steady_recording
from streaming.readers.support.text import TextLines, is_number
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V1

FORMAT = "Indian Sign Language joints"
RATE_HZ = 30.0
JOINTS = (
    *("Head", "ShoulderCenter", "ShoulderLeft", "ShoulderRight", "ElbowLeft", "ElbowRight"),
    *("WristLeft", "WristRight", "HandLeft", "HandRight", "Spine", "HipCenter", "HipLeft", "HipRight"),
    *("KneeLeft", "KneeRight", "AnkleLeft", "AnkleRight", "FootLeft", "FootRight"),
)
"""The file's own order of joints, by Kinect v1's names."""
WORDS = (
    *("afternoon", "baby", "big", "born", "bye", "calendar", "child", "cloud", "come", "daily", "dance"),
    *("dark", "day", "enjoy", "go", "hello", "home", "love", "my", "name", "no", "rain", "sorry", "strong"),
    *("study", "thankyou", "welcome", "wind", "yes", "you"),
)
"""The first part of the file names."""
_FIELDS = 3 * len(JOINTS)
_IN_V1_ORDER = np.array([JOINTS.index(name) for name in KINECT_V1.joints])


def recognises(head: Head) -> bool:
    """Whether the first line has the 60 numbers of a frame, the first not an integer."""
    fields = head.lines[0].split() if head.is_text else []
    return len(fields) == _FIELDS and all(is_number(field) for field in fields) and not fields[0].isdigit()


def read(path: Path) -> Recording:
    """Read a recording of a word; its label is the word in its file name.

    A joint whose position is NaN, out of all reason or exactly the origin gets the state "not tracked" and
    the position it last had, else its parent's; a frame without any has no body. The five joints of Kinect v2
    that Kinect v1 lacks are derived and marked inferred.

    Raises:
        RecordingError: the file is damaged, or holds no position at all.
    """
    path = Path(path)
    values = array("d")
    with TextLines(path) as lines:
        for fields in lines:
            if len(fields) != _FIELDS:
                lines.fail(
                    f"{counted(len(fields), 'number')}",
                    f"{_FIELDS}: x y z of {len(JOINTS)} joints",
                    "It is cut off: copy or download it again.",
                )
            values.extend(lines.numbers(fields))
        if not values:
            lines.fail("no frame", f"lines of {_FIELDS} numbers")
    raw = np.array(values, dtype=np.float64).reshape(-1, len(JOINTS), 3)[:, _IN_V1_ORDER]
    name = re.fullmatch(r"([a-z]+)_p\d\d_\d+", path.stem)
    label = name[1] if name and name[1] in WORDS else None
    return steady_recording(path, FORMAT, raw, RATE_HZ, "the sensor's rate", label)
