"""GTU Action3D: Kinect v2, 14 movements, 8 anonymous subjects.

Each subject repeated a movement several times in a row, so neighbouring numbers belong to one subject. The
limits differ between movements; :data:`BLOCKS` divides all of them at the same numbers, so that a fold holds
out a contiguous range of recordings. :func:`by_session` moves the first limit to where the bone lengths of
the first person end; behind it people take turns, and no limit separates them.
"""

from __future__ import annotations

import re
from pathlib import Path

from mans.datasets.files import find_files, one_person, read_whole
from mans.datasets.protocols import LEAVE_ONE_SUBJECT_OUT, leave_one_out
from mans.datasets.types import Action, DataSetEntry, Found, Reading, RecordingFiles
from mans.transforms.tracks import Sample
from streaming.readers.gtu_action3d import ACTIONS, RATE_HZ
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V2

BLOCKS = (15, 25, 35)
"""Last file number of each block except the last."""
FIRST_SESSION_ENDS = {9: 20, 13: 17, 14: 18}
"""Last file number of the first session in folders where it is not that of the first block."""
_NAME = re.compile(r"(\d{1,2})/movement(\d+)\.txt")


def find(folder: Path) -> Found:
    """List the files ``1/movement1.txt`` ...."""
    remedy = "Give with --data the folder that holds the folders 1 to 14 of movement1.txt ..."
    return find_files(folder, "GTU Action3D", "movement*.txt", _NAME, remedy, depth=2)


def read(source: RecordingFiles) -> Reading:
    """Read one movement."""
    return read_whole(source, _describe, one_person)


def _describe(source: RecordingFiles, recording: Recording) -> Action:
    folder, number = int(source.path.parent.name), int(source.path.stem.removeprefix("movement"))
    block = _part(number, BLOCKS)
    key = f"{folder}/{source.path.stem}"
    return Action(ACTIONS[folder - 1], 0, 0, f"block {block}", key, key)


def _part(number: int, limits: tuple[int, ...]) -> int:
    return 1 + sum(number > last for last in limits)


def by_session(sample: Sample) -> str:
    """Group by session: the first person's files, and the blocks of the others."""
    folder, _, name = sample.name.partition("/")
    first = FIRST_SESSION_ENDS.get(int(folder), BLOCKS[0])
    return f"session {_part(int(name.removeprefix('movement')), (first, *BLOCKS[1:]))}"


GTU_ACTION3D = DataSetEntry(
    name="gtu-action3d",
    title="GTU Action3D",
    origin="GTU Action3D, recorded with Kinect v2",
    labels=ACTIONS,
    find=find,
    read=read,
    protocols=(
        LEAVE_ONE_SUBJECT_OUT,
        leave_one_out(
            "leave-one-session-out",
            by_session,
            "session: one person's files, and three blocks of the others'",
        ),
    ),
    layout="1/movement1.txt ... 14/movement29.txt",
    complete=508,
    bodies=1,
    joints=KINECT_V2.joints,
    rate_hz=RATE_HZ,
)
