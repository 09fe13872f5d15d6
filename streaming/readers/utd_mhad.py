"""UTD-MHAD recordings (Chen, Jafari and Kehtarnavaz, ICIP 2015): Kinect v1, 20 joints, MATLAB files.

``d_skel`` of ``aAA_sS_tT_skeleton.mat`` is (20, 3, T): joints from the head down, x y z in metres in Kinect
camera space, 30 frames per second.
"""

from __future__ import annotations

import re
from pathlib import Path

from streaming.readers import sysu_3d
from streaming.readers.support.head import Head
from streaming.readers.support.kinect_v1 import read_joint_array, steady_recording
from streaming.readers.support.matlab import MAGIC
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V1

FORMAT = "UTD-MHAD .mat"
RATE_HZ = 30.0
VARIABLE = "d_skel"
JOINTS = ("Head", "ShoulderCenter", "Spine", "HipCenter", *KINECT_V1.joints[4:])
"""The file's order of joints, by Kinect v1's names."""
ACTIONS = (
    *("swipe left", "swipe right", "wave", "clap", "throw", "arm cross", "basketball shoot", "draw x"),
    *("draw circle clockwise", "draw circle counter-clockwise", "draw triangle", "bowling", "boxing"),
    *("baseball swing", "tennis swing", "arm curl", "tennis serve", "push", "knock", "catch"),
    *("pick up and throw", "jog in place", "walk in place", "sit to stand", "stand to sit", "lunge", "squat"),
)
"""The actions a1 to a27 of the file names."""
_IN_V1_ORDER = [JOINTS.index(name) for name in KINECT_V1.joints]


def recognises(head: Head) -> bool:
    """Whether this is a MATLAB file other than SYSU-3D's; unsuitable ones are rejected on reading."""
    return head.start.startswith(MAGIC) and not sysu_3d.recognises(head)


def read(path: Path) -> Recording:
    """Read a UTD-MHAD recording; its label is the action in its file name.

    A joint whose position is NaN, out of all reason or exactly the origin gets the state "not tracked" and
    the position it last had, else its parent's. The five joints of Kinect v2 that Kinect v1 lacks are
    derived and marked inferred.

    Raises:
        RecordingError: the file is damaged, or a MATLAB file of another kind.
    """
    path = Path(path)
    raw = read_joint_array(path, VARIABLE, "Only the skeletons of UTD-MHAD can be read from a .mat file.")
    name = re.match(r"a(\d{1,2})_s\d+_t\d+", path.name)
    label = ACTIONS[int(name[1]) - 1] if name and 1 <= int(name[1]) <= len(ACTIONS) else None
    return steady_recording(path, FORMAT, raw[:, _IN_V1_ORDER], RATE_HZ, "the data set's rate", label)
