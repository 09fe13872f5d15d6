"""MSR-Action3D recordings (Li, Zhang and Liu, CVPRW 2010): a depth camera before Kinect, 20 joints, text.

A line of ``aAA_sSS_eEE_skeleton3D.txt`` (the real-world coordinates) is x y z and a confidence of one joint,
20 lines a frame, without frame numbers or time stamps. Undocumented properties were inferred from the
recordings: the order of joints from their positions; metres, as people measure 1.4 to 1.8 m from feet to head
and the length of upper arms is independent of direction; Kinect camera space, as toes and knees point to the
sensor; left and right, as one-armed actions are performed with the right arm.
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
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V1

FORMAT = "MSR-Action3D joints"
RATE_HZ = 15.0
JOINTS = (
    *("ShoulderLeft", "ShoulderRight", "ShoulderCenter", "Spine", "HipLeft", "HipRight", "HipCenter"),
    *("ElbowLeft", "ElbowRight", "WristLeft", "WristRight", "HandLeft", "HandRight"),
    *("KneeLeft", "KneeRight", "AnkleLeft", "AnkleRight", "FootLeft", "FootRight", "Head"),
)
"""The file's own order of joints, by Kinect v1's names."""
ACTIONS = (
    *("high arm wave", "horizontal arm wave", "hammer", "hand catch", "forward punch", "high throw"),
    *("draw x", "draw tick", "draw circle", "hand clap", "two hand wave", "side boxing", "bend"),
    *("forward kick", "side kick", "jogging", "tennis swing", "tennis serve", "golf swing"),
    "pick up and throw",
)
"""The actions a01 to a20 of the file names."""
_FIELDS = 4
# Joints that the tracker only guessed have a confidence near 0: shoulder centre, spine, hip centre and feet
# nearly always.
_TRACKED_FROM = 0.5
_IN_V1_ORDER = np.array([JOINTS.index(name) for name in KINECT_V1.joints])


def recognises(head: Head) -> bool:
    """Whether the first lines have four numbers each, the first not an integer, the fourth from 0 to 1."""
    lines = [line.split() for line in head.lines[:3]]
    return bool(lines) and all(
        len(fields) == _FIELDS
        and all(is_number(field) for field in fields)
        and not fields[0].isdigit()
        and 0 <= float(fields[3]) <= 1
        for fields in lines
    )


def read(path: Path) -> Recording:
    """Read an MSR-Action3D recording; its label is the action in its file name.

    A joint whose confidence is below 0.5 is marked inferred; one whose position is NaN, out of all reason or
    exactly the origin gets the state "not tracked" and the position it last had, else its parent's. A frame
    of zeros has no body. The five joints of Kinect v2 that are not in the file are derived and marked
    inferred.

    Raises:
        RecordingError: the file is damaged, or all zero.
    """
    path = Path(path)
    with TextLines(path) as lines:
        values = _parse(lines)
    raw, confidence = values[:, _IN_V1_ORDER, :3], values[:, _IN_V1_ORDER, 3]
    with np.errstate(invalid="ignore"):
        tracked = confidence >= _TRACKED_FROM
    states = np.where(tracked, TrackingState.TRACKED, TrackingState.INFERRED).astype(np.uint8)
    name = re.search(r"a(\d\d)_s\d\d_e\d\d", path.name)
    label = ACTIONS[int(name[1]) - 1] if name and 1 <= int(name[1]) <= len(ACTIONS) else None
    return steady_recording(
        path,
        FORMAT,
        raw,
        RATE_HZ,
        "the data set's rate",
        label,
        states,
        [f"Joints of a confidence below {_TRACKED_FROM} are marked as inferred."],
    )


def _parse(lines: TextLines) -> npt.NDArray[np.float64]:
    """Return x, y, z and confidence, (F, 20, 4) float64, in the file's order of joints."""
    values = array("d")
    for fields in lines:
        if len(fields) != _FIELDS:
            lines.fail(f"{counted(len(fields), 'field')}", f"{_FIELDS}: x y z and the confidence of a joint")
        values.extend(lines.numbers(fields))
    frames, rest = divmod(len(values) // _FIELDS, len(JOINTS))
    if rest:
        lines.fail(
            f"the file ends after joint {rest} of {len(JOINTS)} in frame {frames + 1}",
            f"{len(JOINTS)} lines per frame",
            "It is cut off: copy or download it again.",
        )
    return np.array(values, dtype=np.float64).reshape(-1, len(JOINTS), _FIELDS)
