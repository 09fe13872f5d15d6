"""SYSU 3D Human-Object Interaction (Hu et al., CVPR 2015): 40 people, 12 actions, once each.

See :mod:`streaming.readers.sysu_3d` for the sources of the file layout.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from mans.datasets.files import find_files, one_person, read_whole
from mans.datasets.protocols import LEAVE_ONE_SUBJECT_OUT, by_subject, random_halves
from mans.datasets.types import Action, DataSetEntry, Found, Reading, RecordingFiles
from mans.transforms.preprocessing import V1_JOINTS
from mans.transforms.tracks import Track
from streaming.readers.sysu_3d import ACTIONS, RATE_HZ
from streaming.recordings.plausibility import warnings
from streaming.skeleton.frames import Recording

_NAME = re.compile(r"([^/]+)/video(0?[1-9]|1[0-2])/sklWorld\.mat")


def find(folder: Path) -> Found:
    """List the files ``PERFORMER/video1/sklWorld.mat`` ...."""
    remedy = "Give with --data the folder 3DvideoNorm, of a folder for each performer"
    return find_files(folder, "SYSU-3D", "sklWorld.mat", _NAME, remedy, depth=3)


def read(source: RecordingFiles) -> Reading:
    """Read one sequence, with a remark if its geometry is implausible."""
    doubts: list[str] = []

    def follow_and_doubt(recording: Recording) -> Track:
        doubts.extend(warnings(recording))
        return one_person(recording)

    reading = read_whole(source, _describe, follow_and_doubt)
    return replace(reading, remarks=tuple(f"doubtful: {doubt.rstrip('.')}" for doubt in doubts))


def _describe(source: RecordingFiles, recording: Recording) -> Action:
    performer, video = source.path.parts[-3:-1]
    number = int(video.removeprefix("video"))
    name = f"{performer}/video{number:02d}"
    return Action(ACTIONS[number - 1], 0, 0, performer, name, name)


SYSU_3D = DataSetEntry(
    name="sysu-3d",
    title="SYSU-3D",
    origin="Hu, Zheng, Lai, Zhang: Jointly learning heterogeneous features for RGB-D activity recognition, "
    "CVPR 2015",
    labels=ACTIONS,
    find=find,
    read=read,
    protocols=(
        random_halves(
            "cross-subject",
            by_subject,
            repeats=30,
            seed=0,
            what="half of the 40 subjects are trained on, the other half tested, 30 times, drawn by chance "
            "(seed 0)",
        ),
        LEAVE_ONE_SUBJECT_OUT,
    ),
    layout="PERFORMER/video1/sklWorld.mat ... PERFORMER/video12/sklWorld.mat",
    complete=480,
    bodies=1,
    joints=V1_JOINTS,
    rate_hz=RATE_HZ,
)
