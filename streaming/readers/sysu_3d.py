"""SYSU 3D Human-Object Interaction (Hu, Zheng, Lai and Zhang, CVPR 2015): Kinect v1, MATLAB files.

The layout is taken from three independent programs that read the data set, not from the recordings
themselves: they find ``PERFORMER/videoNN/sklWorld.mat`` for the twelve actions 1 to 12, whose variable ``SW``
is (20, 3, T), with joints in the order of Kinect SDK 1. That these are metres in Kinect camera space, and
left the performer's own left, is assumed, as it is so in the other data sets of that SDK;
:mod:`streaming.recordings.plausibility` checks the plausibility, and the data set reports its warnings.
"""

from __future__ import annotations

import re
from pathlib import Path

from streaming.readers.support.head import Head
from streaming.readers.support.kinect_v1 import read_joint_array, steady_recording
from streaming.readers.support.matlab import MAGIC, first_variable
from streaming.skeleton.frames import Recording

FORMAT = "SYSU-3D sklWorld.mat"
RATE_HZ = 30.0
VARIABLE = "SW"
ACTIONS = (
    *("drink", "pour", "call with a phone", "play with a phone", "put on a backpack", "pack a backpack"),
    *("sit on a chair", "move a chair", "take out a wallet", "take from a wallet", "mop", "sweep"),
)
"""The actions of video1 to video12, in the order in which the publication lists them."""


_FOLDER = re.compile(r"video(0?[1-9]|1[0-2])")


def recognises(head: Head) -> bool:
    """Whether this is a MATLAB file whose first variable has the skeletons' name."""
    return head.start.startswith(MAGIC) and first_variable(head.start) == VARIABLE


def read(path: Path) -> Recording:
    """Read the skeletons of one video; its label is the action of its folder.

    Unseen joints are treated as in every Kinect v1 format (:mod:`streaming.readers.support.kinect_v1`).

    Raises:
        RecordingError: the file is damaged, or a MATLAB file of another kind.
    """
    path = Path(path)
    raw = read_joint_array(path, VARIABLE)
    video = _FOLDER.fullmatch(path.parent.name)
    label = ACTIONS[int(video[1]) - 1] if video else None
    return steady_recording(path, FORMAT, raw, RATE_HZ, "the sensor's rate", label)
