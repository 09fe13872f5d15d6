"""HDM05 (Mueller et al., 2007): motion capture of 5 actors, trimmed to one motion per sequence.

The files belong to 130 motion classes, which distinguish the number of repetitions, the first foot, and
starts from the floor or the air. As in published work, :func:`label_of` merges them into 65 classes (2,337
sequences). ``hdm05-11`` is the common subset of eleven classes, divided by actor into ``train/`` and
``test/``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from mans.datasets.files import find_files, one_person, read_whole
from mans.datasets.protocols import LEAVE_ONE_SUBJECT_OUT, by_subject, held_out_groups, shuffled
from mans.datasets.types import Action, DataSetEntry, Found, Reading, RecordingFiles
from streaming.errors import DataSetError
from streaming.paths import is_file
from streaming.printable import counted
from streaming.readers.hdm05 import RATE_HZ
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V2

LABELS = (
    *("cartwheel", "clap", "clap above head", "deposit floor right", "deposit high right"),
    *("deposit low right", "deposit middle right", "elbow to knee", "grab floor right", "grab high right"),
    *("grab low right", "grab middle right", "hit right hand head", "hop both legs", "hop left leg"),
    *("hop right leg", "jog left circle", "jog on place", "jog right circle", "jump down", "jumping jack"),
    *("kick left front", "kick left side", "kick right front", "kick right side", "lie down floor"),
    *("punch left front", "punch left side", "punch right front", "punch right side"),
    *("rotate arms both backward", "rotate arms both forward", "rotate arms left backward"),
    *("rotate arms left forward", "rotate arms right backward", "rotate arms right forward"),
    *("run on place", "shuffle", "sit down chair", "sit down floor", "sit down kneel tie shoes"),
    *("sit down table", "skier", "sneak", "squat", "staircase down", "staircase up"),
    *("stand up kneel to stand", "stand up lie floor", "stand up sit chair", "stand up sit floor"),
    *("stand up sit table", "throw basketball", "throw far right", "throw sitting", "throw standing"),
    *("turn left", "turn right", "walk", "walk backwards", "walk left", "walk left circle"),
    *("walk on place", "walk right circle", "walk right cross front"),
)
"""The 65 merged classes."""
ELEVEN = (
    *("depositFloorR", "elbowToKnee1RepsLelbowStart", "grabHighR", "hopBothLegs1hops"),
    *("jogLeftCircle4StepsRstart", "kickLFront1Reps", "lieDownFloor", "rotateArmsBothBackward1Reps"),
    *("sneak2StepsLStart", "squat1Reps", "throwBasketball"),
)
"""The motion classes of the smaller set."""
ACTORS = ("bd", "bk", "dg", "mm", "tr")
_TESTED_ACTORS = ("mm", "tr")
_NAME = re.compile(r"HDM_([a-z]{2})_(\w+)_(\d{3})_120\.amc")
# What a class's name says beyond the motion: which side begins and where, how often, at which height.
_VARIANT = re.compile(
    r"[LR]HandStart|[LR]elbowStart|Start(?:Air|Floor)|[LR][sS]tart|\d+(?:Reps|hops|Steps)?|(?<=ing)(?:High|Low)R"
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[LR](?![a-z])")
_SIDES = {"L": "left", "R": "right"}
_REMEDY = "Give with --data the folder of the cut .amc files, HDM_bd_squat1Reps_004_120.amc ..."


def label_of(motion_class: str) -> str:
    """Return the merged class of one of the 130, e.g. "kick left front" for ``kickLFront2Reps``."""
    words = _WORD.findall(_VARIANT.sub("", motion_class))
    return " ".join(_SIDES.get(word, word.lower()) for word in words)


def find(folder: Path) -> Found:
    """List the files ``HDM_bd_squat1Reps_004_120.amc`` ..., at any depth, each with its actor's skeleton."""
    found = find_files(folder, "HDM05", "*.amc", _NAME, _REMEDY)
    known = tuple(_with_skeleton(s) for s in found.sources if label_of(_class_of(s)) in LABELS)
    strange = sorted({_class_of(s) for s in found.sources if label_of(_class_of(s)) not in LABELS})
    notes = (f"{motion_class} is none of the known classes: left out." for motion_class in strange)
    return Found(known, (*found.notes, *notes))


def find_eleven(folder: Path) -> Found:
    """List the sequences of the eleven classes."""
    found = find(folder)
    own = tuple(source for source in found.sources if _class_of(source) in ELEVEN)
    if not own:
        raise DataSetError("none of the eleven classes", path=folder, expected=", ".join(ELEVEN))
    others = len(found.sources) - len(own)
    notes = (f"{counted(others, 'sequence')} of other classes: left out.",) if others else ()
    return replace(found, sources=own, notes=(*found.notes, *notes))


def _class_of(source: RecordingFiles) -> str:
    name = _NAME.fullmatch(source.path.name)
    assert name is not None, source
    return name[2]


def _with_skeleton(source: RecordingFiles) -> RecordingFiles:
    """Add the actor's skeleton file to the source, so that changes of it invalidate the cache."""
    skeleton = source.path.with_name("_".join(source.path.name.split("_")[:2]) + ".asf")
    return replace(source, files=(source.path, skeleton)) if is_file(skeleton) else source


def read(source: RecordingFiles) -> Reading:
    """Read one sequence."""
    return read_whole(source, _describe, one_person)


def _describe(source: RecordingFiles, recording: Recording) -> Action:
    actor = source.path.name.split("_")[1]
    return Action(label_of(_class_of(source)), 0, 0, actor, source.path.stem, source.path.stem)


_ORIGIN = (
    "Mueller, Roeder, Clausen, Eberhardt, Krueger, Weber: Documentation mocap database HDM05, "
    "University of Bonn, CG-2007-2"
)
_CROSS_SUBJECT = held_out_groups(
    "cross-subject",
    by_subject,
    {"mm tr": _TESTED_ACTORS},
    "actors bd, bk, dg are trained on, mm, tr tested",
    ACTORS,
)

HDM05 = DataSetEntry(
    name="hdm05",
    title="HDM05",
    origin=_ORIGIN,
    labels=LABELS,
    find=find,
    read=read,
    protocols=(
        shuffled(
            "10-fold",
            10,
            seed=0,
            what="ten folds drawn by chance (seed 0), each class spread evenly; no actor is held out",
        ),
        _CROSS_SUBJECT,
        LEAVE_ONE_SUBJECT_OUT,
    ),
    layout="HDM_bd_squat1Reps_004_120.amc ... at any depth, with HDM_bd.asf ... beside them",
    complete=2337,
    bodies=1,
    joints=KINECT_V2.joints,
    rate_hz=RATE_HZ,
)

HDM05_11 = replace(
    HDM05,
    name="hdm05-11",
    title="HDM05, eleven classes",
    labels=tuple(label_of(motion_class) for motion_class in ELEVEN),
    find=find_eleven,
    protocols=(_CROSS_SUBJECT, LEAVE_ONE_SUBJECT_OUT),
    complete=287,
)
