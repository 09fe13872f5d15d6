"""NW-UCLA recordings (Wang, Nie, Xia, Wu and Zhu, CVPR 2014): Kinect v1, three views, 20 joints, JSON.

An object with ``file_name`` (``aAA_sSS_eEE_vVV``), ``skeletons`` [T][20][3] in metres, Kinect camera space of
the view's own sensor, in the order of Kinect SDK 1, and ``label`` from 1 to 10.
"""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np

from streaming.errors import RecordingError
from streaming.readers.support.head import Head
from streaming.readers.support.json_file import JsonFile
from streaming.readers.support.json_node import Node
from streaming.readers.support.kinect_v1 import steady_recording
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V1

FORMAT = "NW-UCLA JSON"
RATE_HZ = 12.0
"""Nowhere stated. A step of those who walk lasts 7 frames (the median) and is 0.5 m long, and sitting down
takes 4 frames where it takes 0.3 to 0.45 s in UTD-MHAD and UT-Kinect: 10 to 15 frames per second."""
ACTIONS = (
    *("pick up with one hand", "pick up with two hands", "drop trash", "walk around", "sit down"),
    *("stand up", "donning", "doffing", "throw", "carry"),
)
"""The labels 1 to 10."""
_LIST = "skeletons"


def recognises(head: Head) -> bool:
    """Whether this is a JSON object with a list named "skeletons"."""
    return head.is_text and head.lines[0].startswith(b"{") and f'"{_LIST}"'.encode() in head.start


def read(path: Path) -> Recording:
    """Read an NW-UCLA recording.

    A joint whose position is null, out of all reason or exactly the origin gets the state "not tracked" and
    the position it last had, else its parent's. The five joints of Kinect v2 that Kinect v1 lacks are
    derived and marked inferred.

    Raises:
        RecordingError: the file is damaged; the message names the line or the element.
    """
    path = Path(path)
    values = array("d")
    whole: Node | None = None
    with JsonFile(path, lists=frozenset({_LIST})) as pieces:
        for piece in pieces:
            if whole is not None:
                piece.node.fail("a second value", "one object")
            elif piece.is_element:
                values.extend(piece.node.vectors(KINECT_V1.size).ravel())
            else:
                whole = piece.node
    if whole is None or _LIST not in whole.members():
        raise RecordingError(f'no list "{_LIST}"', path=path, expected="an object that has one")
    if (instead := whole.get(_LIST)) is not None:  # the list itself was taken element by element
        instead.elements()
    raw = np.array(values, dtype=np.float64).reshape(-1, KINECT_V1.size, 3)
    why = "which is what the pace of the people who walk and sit down points to"
    return steady_recording(path, FORMAT, raw, RATE_HZ, why, _label(whole))


def _label(whole: Node) -> str | None:
    """Return the action's name, None without a label."""
    label = whole.get("label")
    return None if label is None else ACTIONS[label.whole(1, len(ACTIONS)) - 1]
