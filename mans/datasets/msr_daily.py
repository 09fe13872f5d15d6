"""MSR DailyActivity3D (Wang, Liu, Wu and Yuan, CVPR 2012): 10 people, 16 activities on and before a sofa."""

from __future__ import annotations

import re
from pathlib import Path

from mans.datasets.files import find_files, named_by_number, one_person, read_whole
from mans.datasets.protocols import LEAVE_ONE_SUBJECT_OUT, among_trained, by_subject, held_out_groups
from mans.datasets.types import DataSetEntry, Found, Reading, RecordingFiles
from mans.transforms.preprocessing import V1_JOINTS
from streaming.readers.msr_daily import ACTIONS, RATE_HZ

_NAME = re.compile(r"a(\d\d)_(s\d\d)_e\d\d_skeleton_proj\.txt")
_SUBJECTS = tuple(f"s{number:02d}" for number in range(1, 11))
_describe = named_by_number(_NAME, ACTIONS, "_skeleton_proj.txt")


def find(folder: Path) -> Found:
    """List the files ``a01_s01_e01_skeleton_proj.txt`` ..., at any depth."""
    remedy = "Give with --data the folder that holds a01_s01_e01_skeleton_proj.txt ..."
    return find_files(folder, "MSR DailyActivity3D", "*_skeleton_proj.txt", _NAME, remedy)


def read(source: RecordingFiles) -> Reading:
    """Read one recording, with the rest pose before its activity."""
    return read_whole(source, _describe, one_person)


_CROSS_SUBJECT = held_out_groups(
    "cross-subject",
    by_subject,
    {"s02 s04 s06 s08 s10": _SUBJECTS[1::2]},
    "subjects 1, 3, 5, 7, 9 are trained on, 2, 4, 6, 8, 10 tested",
    _SUBJECTS,
)

MSR_DAILY = DataSetEntry(
    name="msr-dailyactivity3d",
    title="MSR DailyActivity3D",
    origin="Wang, Liu, Wu, Yuan: Mining actionlet ensemble for action recognition with depth cameras, "
    "CVPR 2012",
    labels=ACTIONS,
    find=find,
    read=read,
    protocols=(
        _CROSS_SUBJECT,
        LEAVE_ONE_SUBJECT_OUT,
        among_trained(_CROSS_SUBJECT, "trials", by_subject, "a fold for each of subjects 1, 3, 5, 7, 9"),
    ),
    layout="a01_s01_e01_skeleton_proj.txt ... a16_s10_e02_skeleton_proj.txt, at any depth",
    complete=320,
    bodies=1,
    joints=V1_JOINTS,
    rate_hz=RATE_HZ,
)
