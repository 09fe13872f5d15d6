"""UT-Kinect Action3D (Xia, Chen and Aggarwal, CVPRW 2012): 10 people, 2 recordings each, 10 actions."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from mans.datasets.types import DataSet
from mans.samples import Sample, Track
from streaming.errors import DataSetError
from streaming.readers import read_recording
from streaming.readers.ut_kinect_labels import read_action_labels

TITLE = "UT-Kinect"

LABELS = (
    *("walk", "sit down", "stand up", "pick up", "carry"),
    *("throw", "push", "pull", "wave hands", "clap hands"),
)
"""Class names in the order of ``actionLabel.txt``, in words."""

_SEQUENCES = 199
# The data set's shortest action has 5; with fewer, a recording is cut off.
_FEWEST_FRAMES = 3
_NAME = re.compile(r"joints_(s\d\d)_(e\d\d)\.txt")


def load(folder: Path) -> DataSet:
    """Read the data set from the folder of ``joints_*.txt`` and ``actionLabel.txt``.

    Raises:
        DataSetError: the folder is not this data set, or parts of it are missing.
        RecordingError: one of its files is damaged.
    """
    remedy = "Give with --data the folder that holds joints_s01_e01.txt ... and actionLabel.txt"
    files = sorted(folder.glob("joints_*.txt"))
    if not files or not (folder / "actionLabel.txt").is_file():
        raise DataSetError(
            "not the UT-Kinect data set", path=folder, expected="its text files", remedy=remedy
        )
    read_action_labels(folder / "actionLabel.txt")  # a recording can do without them, a data set cannot
    samples: list[Sample] = []
    notes: list[str] = []
    repaired = 0
    for file in files:
        name = _NAME.fullmatch(file.name)
        if name is None:
            notes.append(f"{file.name} is not named like a recording: left out.")
            continue
        recording = read_recording(file)
        about_labels = [note for note in recording.notes if note.startswith("Label")]
        notes += about_labels
        repaired += len(recording.notes) > len(about_labels)
        track = Track.from_recording(recording, bodies=1)
        for span in recording.labels:
            key = f"{name[1]}_{name[2]}"
            label = _in_words(span.label)
            if label not in LABELS:
                raise DataSetError(
                    f"unknown action {span.label!r}",
                    path=folder / "actionLabel.txt",
                    expected=", ".join(LABELS),
                )
            frames = np.count_nonzero((track.times_s >= span.start_s) & (track.times_s <= span.end_s))
            if frames < _FEWEST_FRAMES:
                notes.append(f"{key} has {frames} frames of its action {label}: it is left out.")
                continue
            samples.append(Sample(track, span.start_s, span.end_s, label, name[1], key, f"{key} {label}"))
    if repaired:
        notes.append(f"{repaired} recordings repeat frame numbers or have gaps; replaying one tells which.")
    if len(samples) != _SEQUENCES:
        notes.append(f"{len(samples)} sequences, where the whole data set has {_SEQUENCES}.")
    return DataSet("ut-kinect", TITLE, LABELS, tuple(samples), tuple(notes))


def _in_words(label: str) -> str:
    """Turn ``sitDown`` into ``sit down``."""
    return re.sub(r"([A-Z])", lambda capital: f" {capital[0].lower()}", label)
