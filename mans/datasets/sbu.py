"""SBU Kinect Interaction (Yun et al., CVPR Workshops 2012): 21 pairs of 7 people, 8 interactions."""

from __future__ import annotations

import re
from pathlib import Path

from mans.datasets.files import find_files, read_whole
from mans.datasets.protocols import by_subject, held_out_groups, leave_one_out
from mans.datasets.two_people import by_motion
from mans.datasets.types import Action, DataSetEntry, Found, Reading, RecordingFiles
from streaming.readers.sbu import ACTIONS, PEOPLE, RATE_HZ
from streaming.skeleton.frames import Recording

_NAME = re.compile(r"(s\d\ds\d\d)/(0[1-8])/(\d{3})/skeleton_pos\.txt")
FOLDS = {
    "fold 1": ("s01s02", "s03s04", "s05s02", "s06s04"),
    "fold 2": ("s02s03", "s02s07", "s03s05", "s05s03"),
    "fold 3": ("s01s03", "s01s07", "s07s01", "s07s03"),
    "fold 4": ("s02s01", "s02s06", "s03s02", "s03s06"),
    "fold 5": ("s04s02", "s04s03", "s04s06", "s06s02", "s06s03"),
}
"""The pairs that each fold tests: the lists that published programs agree on."""
JOINTS = (
    *("SpineMid", "SpineShoulder", "Head"),
    *("ShoulderLeft", "ElbowLeft", "WristLeft", "ShoulderRight", "ElbowRight", "WristRight"),
    *("HipLeft", "KneeLeft", "AnkleLeft", "HipRight", "KneeRight", "AnkleRight"),
)
"""The 15 joints that OpenNI's tracker measures, by Kinect v2's names."""


def find(folder: Path) -> Found:
    """List the files ``s01s02/01/001/skeleton_pos.txt`` ...."""
    remedy = "Give with --data the folder that holds s01s02, s01s03 ..."
    return find_files(folder, "SBU Kinect Interaction", "skeleton_pos.txt", _NAME, remedy, depth=4)


def read(source: RecordingFiles) -> Reading:
    """Read one sequence; the body with more motion comes first."""
    return read_whole(source, _describe, lambda recording: by_motion(recording, PEOPLE, noise=False))


def _describe(source: RecordingFiles, recording: Recording) -> Action:
    key = "/".join(source.path.parts[-4:-1])
    name = _NAME.fullmatch(f"{key}/skeleton_pos.txt")
    assert name is not None, source
    return Action(ACTIONS[int(name[2]) - 1], 0, 0, name[1], key, key)


SBU = DataSetEntry(
    name="sbu",
    title="SBU Kinect Interaction",
    origin="Yun, Honorio, Chattopadhyay, Berg, Samaras: Two-person interaction detection using body-pose "
    "features and multiple instance learning, CVPR Workshops 2012",
    labels=ACTIONS,
    find=find,
    read=read,
    protocols=(
        held_out_groups(
            "5-fold",
            by_subject,
            FOLDS,
            "the usual five folds over the 21 pairs: 4, 4, 4, 4 and 5 pairs are tested",
            tuple(pair for pairs in FOLDS.values() for pair in pairs),
        ),
        leave_one_out("leave-one-pair-out", by_subject, "ordered pair of people"),
    ),
    layout="s01s02/01/001/skeleton_pos.txt ...: pair, class, repetition",
    complete=282,
    bodies=PEOPLE,
    joints=JOINTS,
    rate_hz=RATE_HZ,
)
