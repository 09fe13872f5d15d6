"""Northwestern-UCLA Multiview Action3D (Wang, Nie, Xia, Wu and Zhu, CVPR 2014): 10 people, 3 views."""

from __future__ import annotations

import re
from pathlib import Path

from mans.datasets.files import find_files, one_person, read_whole
from mans.datasets.protocols import (
    LEAVE_ONE_SUBJECT_OUT,
    among_trained,
    by_camera,
    held_out_groups,
    without_copies,
)
from mans.datasets.types import Action, DataSetEntry, Found, Reading, RecordingFiles
from mans.transforms.preprocessing import V1_JOINTS
from streaming.errors import DataSetError
from streaming.readers.nw_ucla import ACTIONS, RATE_HZ
from streaming.skeleton.frames import Recording

_NAME = re.compile(r"a(\d\d)_(s\d\d)_(e\d\d)_(v0[123])\.json")
_VIEWS = ("v01", "v02", "v03")
# Numbers of the file names; the labels in the files are 1 to 10 in the same order.
_NUMBERS = (1, 2, 3, 4, 5, 6, 8, 9, 11, 12)


def find(folder: Path) -> Found:
    """List the files ``a01_s01_e00_v01.json`` ...."""
    remedy = "Give with --data the folder that holds a01_s01_e00_v01.json ..."
    return find_files(folder, "NW-UCLA", "a*_v*.json", _NAME, remedy)


def read(source: RecordingFiles) -> Reading:
    """Read one sequence."""
    return read_whole(source, _describe, one_person)


def _describe(source: RecordingFiles, recording: Recording) -> Action:
    name = _NAME.fullmatch(source.path.name)
    assert name is not None, source
    number = int(name[1])
    by_name = ACTIONS[_NUMBERS.index(number)] if number in _NUMBERS else f"action {number}"
    label = recording.labels[0].label if recording.labels else by_name
    if label != by_name:
        raise DataSetError(f"labelled {label!r}", path=source.path, expected=f"{by_name!r}, by its name")
    key = source.path.stem
    return Action(label, 0, 0, name[2], key, key, camera=name[4])


COPIED = ("a02_", "a03_")
"""File names of picking up with two hands and of dropping trash begin so. In the files at hand, their view 3
is view 2 once more, bit for bit: 95 sequences."""
_CROSS_VIEW = held_out_groups(
    "cross-view", by_camera, {"v03": ("v03",)}, "views 1 and 2 are trained on, view 3 tested", _VIEWS
)

NW_UCLA = DataSetEntry(
    name="nw-ucla",
    title="NW-UCLA",
    origin="Wang, Nie, Xia, Wu, Zhu: Cross-view action modeling, learning and recognition, CVPR 2014",
    labels=ACTIONS,
    find=find,
    read=read,
    protocols=(
        _CROSS_VIEW,
        without_copies(
            _CROSS_VIEW,
            "cross-view-distinct",
            "the same without the tested sequences that are copies of trained ones",
        ),
        held_out_groups(
            "each-view",
            by_camera,
            {view: (view,) for view in reversed(_VIEWS)},
            "a fold for each of the three views: it is tested, the other two are trained on",
            _VIEWS,
        ),
        among_trained(_CROSS_VIEW, "trials", by_camera, "a fold for each of views 1 and 2"),
        LEAVE_ONE_SUBJECT_OUT,
    ),
    layout="a01_s01_e00_v01.json ... a12_s10_e04_v03.json",
    complete=1484,
    bodies=1,
    joints=V1_JOINTS,
    rate_hz=RATE_HZ,
)
