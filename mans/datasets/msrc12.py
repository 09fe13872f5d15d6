"""MSRC-12 (Fothergill, Mentis, Kohli and Nowozin, CHI 2012): untrimmed gestures with action points.

An action point is the moment at which a gesture can be recognised. A sample is the span around an action
point, from :data:`BEFORE_S` before to :data:`AFTER_S` after it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from mans.datasets.files import FEWEST_FRAMES, find_files, one_person
from mans.datasets.protocols import LEAVE_ONE_SUBJECT_OUT
from mans.datasets.types import Action, DataSetEntry, Found, Reading, RecordingFiles
from mans.transforms.preprocessing import V1_JOINTS
from streaming.errors import DataSetError
from streaming.readers import read_recording
from streaming.readers.msrc12 import RATE_HZ
from streaming.readers.support.msrc12_tags import find_tag_stream

GESTURES = {
    "G1": "lift outstretched arms",
    "G2": "duck",
    "G3": "push right",
    "G4": "goggles",
    "G5": "wind it up",
    "G6": "shoot",
    "G7": "bow",
    "G8": "throw",
    "G9": "had enough",
    "G10": "change weapon",
    "G11": "beat both",
    "G12": "kick",
}
"""Gesture by the first word of a tag."""
LABELS = tuple(GESTURES.values())
BEFORE_S, AFTER_S = 1.0, 0.6
_NAME = re.compile(r"P\d_\d_\d+A?_(p\d\d)\.csv", re.IGNORECASE)


def find(folder: Path) -> Found:
    """List the files ``P1_1_1_p06.csv`` ..., each with its action points."""
    remedy = "Give with --data the folder that holds P1_1_1_p06.csv, P1_1_1_p06.tagstream ..."
    found = find_files(folder, "MSRC-12", "*.csv", _NAME, remedy)
    tags = [find_tag_stream(source.path) for source in found.sources]
    whole = [
        replace(source, files=(source.path, file))
        for source, file in zip(found.sources, tags, strict=True)
        if file is not None
    ]
    without = [source.key for source, file in zip(found.sources, tags, strict=True) if file is None]
    notes = [f"{key} has no .tagstream: left out." for key in without]
    if not whole:
        raise DataSetError("no .tagstream beside any recording", path=folder, remedy=remedy)
    return Found(tuple(whole), (*found.notes, *notes))


def read(source: RecordingFiles) -> Reading:
    """Read one recording with the span around each action point."""
    name = _NAME.fullmatch(source.path.name)
    assert name is not None, source
    recording = read_recording(source.path)
    track = one_person(recording)
    key = source.path.stem
    notes, actions = [], []
    for number, point in enumerate(recording.labels, start=1):
        gesture = GESTURES.get(point.label.split()[0])
        if gesture is None:
            raise DataSetError(
                f"unknown gesture {point.label!r}", path=source.files[-1], expected=", ".join(GESTURES)
            )
        start_s, end_s = point.start_s - BEFORE_S, point.start_s + AFTER_S
        if np.count_nonzero((track.times_s >= start_s) & (track.times_s <= end_s)) < FEWEST_FRAMES:
            notes.append(f"{key} has nobody in view at {gesture} {number}: it is left out.")
            continue
        actions.append(Action(gesture, start_s, end_s, name[1].lower(), key, f"{key} {number}"))
    return Reading(track, tuple(actions), tuple(notes))


MSRC_12 = DataSetEntry(
    name="msrc-12",
    title="MSRC-12",
    origin="Fothergill, Mentis, Kohli, Nowozin: Instructing people for training gestural interactive "
    "systems, CHI 2012",
    labels=LABELS,
    find=find,
    read=read,
    protocols=(LEAVE_ONE_SUBJECT_OUT,),
    layout="P1_1_1_p06.csv ..., each with its .tagstream",
    complete=6244,
    bodies=1,
    joints=V1_JOINTS,
    rate_hz=RATE_HZ,
    files=594,
)
