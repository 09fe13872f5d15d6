"""Indian Sign Language: 10 people, 30 words, 2 or 6 repetitions, performed standing in place."""

from __future__ import annotations

import re
from pathlib import Path

from mans.datasets.files import find_files, one_person, read_whole
from mans.datasets.protocols import LEAVE_ONE_SUBJECT_OUT
from mans.datasets.types import Action, DataSetEntry, Found, Reading, RecordingFiles
from mans.transforms.preprocessing import V1_JOINTS
from streaming.readers.isl_sign import RATE_HZ, WORDS
from streaming.skeleton.frames import Recording

_NAME = re.compile(rf"({'|'.join(WORDS)})_(p\d\d)_\d+\.txt")


def find(folder: Path) -> Found:
    """List the files ``afternoon_p01_1.txt`` ...."""
    remedy = "Give with --data the folder that holds afternoon_p01_1.txt ..."
    return find_files(folder, "Indian Sign Language", "*_p??_*.txt", _NAME, remedy)


def read(source: RecordingFiles) -> Reading:
    """Read one word, with the rest pose before and after it."""
    return read_whole(source, _describe, one_person)


def _describe(source: RecordingFiles, recording: Recording) -> Action:
    name = _NAME.fullmatch(source.path.name)
    assert name is not None, source
    return Action(name[1], 0, 0, name[2], source.path.stem, source.path.stem)


ISL_SIGN = DataSetEntry(
    name="isl-sign",
    title="Indian Sign Language words",
    origin="words of Indian Sign Language recorded with Kinect v1, published under the MIT licence",
    labels=WORDS,
    find=find,
    read=read,
    protocols=(LEAVE_ONE_SUBJECT_OUT,),
    layout="afternoon_p01_1.txt ... you_p10_2.txt",
    complete=680,
    bodies=1,
    joints=V1_JOINTS,
    rate_hz=RATE_HZ,
)
