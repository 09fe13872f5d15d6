"""UT-Kinect Action3D (Xia, Chen and Aggarwal, CVPRW 2012): 10 people, 2 recordings each, 10 actions."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from mans.datasets.files import FEWEST_FRAMES, one_person
from mans.datasets.protocols import LEAVE_ONE_RECORDING_OUT, LEAVE_ONE_SEQUENCE_OUT, LEAVE_ONE_SUBJECT_OUT
from mans.datasets.types import Action, DataSetEntry, Found, GapLabel, Reading, RecordingFiles
from mans.datasets.ut_kinect_gaps import gaps_of
from mans.transforms.preprocessing import V1_JOINTS
from streaming.errors import DataSetError
from streaming.paths import is_file, list_files
from streaming.printable import counted
from streaming.readers import read_recording
from streaming.readers.support.ut_kinect_labels import read_action_labels
from streaming.readers.ut_kinect import LABEL_FILE, RATE_HZ
from streaming.skeleton.frames import Recording

LABELS = (
    *("walk", "sit down", "stand up", "pick up", "carry"),
    *("throw", "push", "pull", "wave hands", "clap hands"),
)
"""Class names in the order of ``actionLabel.txt``, in words."""

_NAME = re.compile(r"joints_(s\d\d)_(e\d\d)\.txt")
_SLACK_S = 0.5  # a label may begin or end so far from the first or last frame that was kept
_REMARK = "frame numbers are repeated or missing; replaying one tells which"


def find(folder: Path) -> Found:
    """List the files ``joints_*.txt``, each with ``actionLabel.txt``."""
    remedy = "Give with --data the folder that holds joints_s01_e01.txt ... and actionLabel.txt"
    files = list_files(folder, "joints_*.txt")
    labels = folder / LABEL_FILE
    if not files or not is_file(labels):
        raise DataSetError(
            "not the UT-Kinect data set", path=folder, expected="its text files", remedy=remedy
        )
    read_action_labels(labels)  # a recording can do without them, a data set cannot
    right = [file for file in files if _NAME.fullmatch(file.name)]
    notes = [f"{file.name} is not named like a recording: left out." for file in files if file not in right]
    return Found(tuple(RecordingFiles(file.name, (file, labels)) for file in right), tuple(notes))


def read(source: RecordingFiles) -> Reading:
    """Read one recording with its actions."""
    name = _NAME.fullmatch(source.path.name)
    assert name is not None, source
    recording = read_recording(source.path)
    notes = [note for note in recording.notes if note.startswith("Label")]
    remarks = (_REMARK,) if recording.warnings or len(recording.notes) > len(notes) else ()
    track = one_person(recording)
    key = f"{name[1]}_{name[2]}"
    actions: list[Action] = []
    first_s, last_s = recording.start_s, recording.start_s + recording.duration_s
    for span in recording.labels:
        label = _in_words(span.label)
        if label not in LABELS:
            raise DataSetError(
                f"unknown action {span.label!r}", path=source.files[1], expected=", ".join(LABELS)
            )
        frames = np.count_nonzero((track.times_s >= span.start_s) & (track.times_s <= span.end_s))
        if span.start_s < first_s - _SLACK_S or span.end_s > last_s + _SLACK_S:
            notes.append(
                f"{key} has its action {label} from {span.start_s:.1f} s to {span.end_s:.1f} s, outside of "
                f"the recording, {first_s:.1f} s to {last_s:.1f} s."
            )
        if frames < FEWEST_FRAMES:
            notes.append(f"{key} has {counted(int(frames), 'frame')} of its action {label}: it is left out.")
            continue
        actions.append(Action(label, span.start_s, span.end_s, name[1], key, f"{key} {label}"))
    return Reading(track, tuple(actions), tuple(notes), remarks)


def gaps(source: RecordingFiles, recording: Recording) -> tuple[GapLabel, ...] | None:
    """Return the gap labels of one recording."""
    name = _NAME.fullmatch(source.path.name)
    assert name is not None, source
    return gaps_of(f"{name[1]}_{name[2]}", recording)


def _in_words(label: str) -> str:
    """Turn ``sitDown`` into ``sit down``."""
    return re.sub(r"([A-Z])", lambda capital: f" {capital[0].lower()}", label)


UT_KINECT = DataSetEntry(
    name="ut-kinect",
    title="UT-Kinect",
    origin="Xia, Chen, Aggarwal: View invariant human action recognition using histograms of 3D joints, "
    "CVPR Workshops 2012",
    labels=LABELS,
    find=find,
    read=read,
    protocols=(LEAVE_ONE_SEQUENCE_OUT, LEAVE_ONE_RECORDING_OUT, LEAVE_ONE_SUBJECT_OUT),
    layout="joints_s01_e01.txt ... joints_s10_e02.txt and actionLabel.txt",
    complete=199,
    bodies=1,
    joints=V1_JOINTS,
    rate_hz=RATE_HZ,
    files=20,
    gaps=gaps,
)
