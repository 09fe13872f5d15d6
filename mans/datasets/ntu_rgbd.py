"""NTU RGB+D 60 (Shahroudy, Liu, Ng and Wang, CVPR 2016): 40 people, 60 actions, 80 views, Kinect v2."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from mans.datasets.files import find_files, read_whole
from mans.datasets.protocols import by_camera, by_subject, held_out_groups
from mans.datasets.two_people import by_motion
from mans.datasets.types import Action, DataSetEntry, Found, Reading, RecordingFiles
from streaming.errors import DataSetError
from streaming.printable import counted
from streaming.readers.ntu import RATE_HZ
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V2

LABELS = (
    *("drink water", "eat meal", "brush teeth", "brush hair", "drop", "pick up", "throw", "sit down"),
    *("stand up", "clap", "read", "write", "tear up paper", "put on jacket", "take off jacket"),
    *("put on a shoe", "take off a shoe", "put on glasses", "take off glasses", "put on a hat"),
    *("take off a hat", "cheer up", "wave a hand", "kick something", "reach into a pocket", "hop"),
    *("jump up", "make a phone call", "play with a phone", "type on a keyboard", "point to something"),
    *("take a selfie", "check the time", "rub two hands", "nod or bow", "shake the head", "wipe the face"),
    *("salute", "put palms together", "cross hands in front", "sneeze or cough", "stagger", "fall"),
    *("headache", "chest pain", "back pain", "neck pain", "nausea", "fan oneself"),
    *("punch somebody", "kick somebody", "push somebody", "pat somebody's back", "point at somebody"),
    *("hug somebody", "give something", "touch somebody's pocket", "shake hands"),
    *("walk towards each other", "walk apart"),
)
"""A001 to A060 of the file names; from A050 on two people act."""
TRAINING_SUBJECTS = (1, 2, 4, 5, 8, 9, 13, 14, 15, 16, 17, 18, 19, 25, 27, 28, 31, 34, 35, 38)
_SUBJECTS = tuple(f"P{number:03d}" for number in range(1, 41))
_TESTED = tuple(f"P{number:03d}" for number in range(1, 41) if number not in TRAINING_SUBJECTS)
_CAMERAS = ("C001", "C002", "C003")
_NAME = re.compile(r"S(\d{3})(C\d{3})(P\d{3})R\d{3}A(\d{3})\.skeleton")
# Setups 18 to 32 and actions 61 to 120 belong to NTU RGB+D 120.
_SETUPS = 17
_FILES, _MISSING = 56_880, 302


def find(folder: Path) -> Found:
    """List the files ``S001C001P001R001A001.skeleton`` ..., without those only in NTU RGB+D 120."""
    remedy = "Give with --data the folder that holds S001C001P001R001A001.skeleton ..."
    found = find_files(folder, "NTU RGB+D", "*.skeleton", _NAME, remedy)
    own = tuple(source for source in found.sources if _is_of_60(source))
    if not own:
        raise DataSetError(
            "only files of NTU RGB+D 120", path=folder, expected="actions A001 to A060", remedy=remedy
        )
    if others := len(found.sources) - len(own):
        note = (
            f"{counted(others, 'file belongs', 'files belong')} to NTU RGB+D 120 "
            "alone (setups 18 to 32, actions 61 to 120): left out."
        )
        found = replace(found, sources=own, notes=(*found.notes, note))
    return found


def _is_of_60(source: RecordingFiles) -> bool:
    name = _NAME.fullmatch(source.path.name)
    return name is not None and int(name[1]) <= _SETUPS and 1 <= int(name[4]) <= len(LABELS)


def read(source: RecordingFiles) -> Reading:
    """Read one sequence with the two bodies of most motion; a file without bodies is skipped with a note."""
    return read_whole(source, _describe, by_motion)


def _describe(source: RecordingFiles, recording: Recording) -> Action:
    name = _NAME.fullmatch(source.path.name)
    assert name is not None, source
    key = source.path.stem
    return Action(LABELS[int(name[4]) - 1], 0, 0, name[3], key, key, camera=name[2])


NTU_RGBD = DataSetEntry(
    name="ntu-rgbd",
    title="NTU RGB+D 60",
    origin="Shahroudy, Liu, Ng, Wang: NTU RGB+D: a large scale dataset for 3D human activity analysis, "
    "CVPR 2016",
    labels=LABELS,
    find=find,
    read=read,
    protocols=(
        held_out_groups(
            "cross-subject",
            by_subject,
            {"20 subjects": _TESTED},
            f"subjects {', '.join(map(str, TRAINING_SUBJECTS))} are trained on, the other 20 tested",
            _SUBJECTS,
        ),
        held_out_groups(
            "cross-view",
            by_camera,
            {"C001": ("C001",)},
            "cameras 2 and 3 are trained on, camera 1 tested",
            _CAMERAS,
        ),
    ),
    layout="S001C001P001R001A001.skeleton ... and, if wanted, the list of samples with missing skeletons",
    complete=_FILES - _MISSING,
    bodies=2,
    joints=KINECT_V2.joints,
    rate_hz=RATE_HZ,
    files=_FILES,
    missing_list="*missing*skeleton*.txt",
)
