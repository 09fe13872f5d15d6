"""MSR-Action3D (Li, Zhang and Liu, CVPR Workshops 2010): 10 people, 20 actions, 2 or 3 repetitions."""

from __future__ import annotations

import re
from pathlib import Path

from mans.datasets.files import find_files, named_by_number, one_person, read_whole
from mans.datasets.protocols import (
    LEAVE_ONE_SUBJECT_OUT,
    among_trained,
    by_subject,
    by_subset,
    held_out_groups,
)
from mans.datasets.types import DataSetEntry, Found, Reading, RecordingFiles
from mans.transforms.preprocessing import V1_JOINTS
from streaming.readers.msr_action3d import ACTIONS, RATE_HZ

_NAME = re.compile(r"a(\d\d)_(s\d\d)_(e\d\d)_skeleton3D\.txt")
_SUBJECTS = tuple(f"s{number:02d}" for number in range(1, 11))
_describe = named_by_number(_NAME, ACTIONS, "_skeleton3D.txt")


def find(folder: Path) -> Found:
    """List the files ``a01_s01_e01_skeleton3D.txt`` ...."""
    remedy = "Give with --data the folder of the real-world coordinates, a01_s01_e01_skeleton3D.txt ..."
    return find_files(folder, "MSR-Action3D", "*_skeleton3D.txt", _NAME, remedy)


def read(source: RecordingFiles) -> Reading:
    """Read one sequence; an all-zero one (a13_s09_e02) is skipped with a note."""
    return read_whole(source, _describe, one_person)


_CROSS_SUBJECT = held_out_groups(
    "cross-subject",
    by_subject,
    {"s02 s04 s06 s08 s10": _SUBJECTS[1::2]},
    "subjects 1, 3, 5, 7, 9 are trained on, 2, 4, 6, 8, 10 tested, all 20 actions at once",
    _SUBJECTS,
)
_SUBSETS = {
    "AS1": (2, 3, 5, 6, 10, 13, 18, 20),
    "AS2": (1, 4, 7, 8, 9, 11, 12, 14),
    "AS3": (6, 14, 15, 16, 17, 18, 19, 20),
}
"""The actions' numbers in the three subsets of table 1 of Li, Zhang and Liu."""

MSR_ACTION3D = DataSetEntry(
    name="msr-action3d",
    title="MSR-Action3D",
    origin="Li, Zhang, Liu: Action recognition based on a bag of 3D points, CVPR Workshops 2010",
    labels=ACTIONS,
    find=find,
    read=read,
    protocols=(
        _CROSS_SUBJECT,
        by_subset(
            _CROSS_SUBJECT,
            "cross-subject-subsets",
            {name: [ACTIONS[number - 1] for number in numbers] for name, numbers in _SUBSETS.items()},
            "the same people, a fold for each of the subsets AS1, AS2 and AS3 of eight actions",
        ),
        LEAVE_ONE_SUBJECT_OUT,
        among_trained(_CROSS_SUBJECT, "trials", by_subject, "a fold for each of subjects 1, 3, 5, 7, 9"),
    ),
    layout="a01_s01_e01_skeleton3D.txt ... a20_s10_e03_skeleton3D.txt, the real-world coordinates",
    complete=566,
    bodies=1,
    joints=V1_JOINTS,
    rate_hz=RATE_HZ,
    files=567,
)
