"""UTD-MHAD (Chen, Jafari and Kehtarnavaz, ICIP 2015): 8 people, 27 actions, 4 repetitions."""

from __future__ import annotations

import re
from pathlib import Path

from mans.datasets.files import find_files, named_by_number, one_person, read_whole
from mans.datasets.protocols import LEAVE_ONE_SUBJECT_OUT, among_trained, by_subject, held_out_groups
from mans.datasets.types import DataSetEntry, Found, Reading, RecordingFiles
from mans.transforms.preprocessing import V1_JOINTS
from streaming.readers.utd_mhad import ACTIONS, RATE_HZ

_NAME = re.compile(r"a(\d{1,2})_(s\d)_(t\d)_skeleton\.mat")
_SUBJECTS = tuple(f"s{number}" for number in range(1, 9))
_describe = named_by_number(_NAME, ACTIONS, "_skeleton.mat")


def find(folder: Path) -> Found:
    """List the files ``a1_s1_t1_skeleton.mat`` ...."""
    remedy = "Give with --data the folder that holds a1_s1_t1_skeleton.mat ..."
    return find_files(folder, "UTD-MHAD", "*_skeleton.mat", _NAME, remedy)


def read(source: RecordingFiles) -> Reading:
    """Read one sequence."""
    return read_whole(source, _describe, one_person)


_CROSS_SUBJECT = held_out_groups(
    "cross-subject",
    by_subject,
    {"s2 s4 s6 s8": ("s2", "s4", "s6", "s8")},
    "subjects 1, 3, 5, 7 are trained on, 2, 4, 6, 8 tested",
    _SUBJECTS,
)

UTD_MHAD = DataSetEntry(
    name="utd-mhad",
    title="UTD-MHAD",
    origin="Chen, Jafari, Kehtarnavaz: UTD-MHAD: A multimodal dataset for human action "
    "recognition, ICIP 2015",
    labels=ACTIONS,
    find=find,
    read=read,
    protocols=(
        _CROSS_SUBJECT,
        LEAVE_ONE_SUBJECT_OUT,
        among_trained(_CROSS_SUBJECT, "trials", by_subject, "a fold for each of subjects 1, 3, 5, 7"),
    ),
    layout="a1_s1_t1_skeleton.mat ... a27_s8_t4_skeleton.mat",
    complete=861,
    bodies=1,
    joints=V1_JOINTS,
    rate_hz=RATE_HZ,
)
