"""Pose landmarks of people seated close to a webcam: acted words and signs, one archive each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mans.datasets.files import one_person
from mans.datasets.protocols import LEAVE_ONE_SUBJECT_OUT, shuffled
from mans.datasets.types import Action, DataSetEntry, Found, Reading, RecordingFiles
from streaming.errors import DataSetError
from streaming.paths import is_file
from streaming.readers.landmark_archive import RATE_HZ, clip_names, read_clip
from streaming.skeleton.frames import Recording

ARCHIVE = "pose33_f16.npz"
WORDS = (
    *("climb", "cry", "drink", "eat", "fall", "give", "jump", "kick", "look", "push", "run", "sit"),
    *("sleep", "wait", "walk", "wash"),
)
SIGNS = ("a", "bye", "hello", "is", "j", "my", "name", "nice", "thank you", "to meet", "you", "z")
_UPPER = ("Head", *(f"{j}{s}" for j in ("Shoulder", "Elbow", "Wrist") for s in ("Left", "Right")))
# Nobody is named. Neighbouring numbers of a word are alike; a block of so many is held out together.
_BLOCK = 10


def _finder(title: str) -> Callable[[Path], Found]:
    def find(folder: Path) -> Found:
        archive = folder / ARCHIVE
        if not is_file(archive):
            raise DataSetError(
                f"not the {title} data set",
                path=folder,
                expected=ARCHIVE,
                remedy="Give with --data the folder that holds it",
            )
        return Found(tuple(RecordingFiles(name, (archive,)) for name in clip_names(archive)))

    return find


def _recording(source: RecordingFiles) -> Recording:
    return read_clip(source.path, source.key)


def _reader(labels: tuple[str, ...]) -> Callable[[RecordingFiles], Reading]:
    def read(source: RecordingFiles) -> Reading:
        label, _, number = source.key.rpartition("__")
        if label not in labels or not number.isdigit():
            raise DataSetError(
                f"unknown clip {source.key!r}", path=source.path, expected=f"{labels[0]}__0 ..."
            )
        track = one_person(_recording(source))
        block = f"block {int(number) // _BLOCK + 1}"
        start_s, end_s = float(track.times_s[0]), float(track.times_s[-1])
        return Reading(track, (Action(label, start_s, end_s, block, source.key, source.key),))

    return read


def _entry(name: str, title: str, origin: str, labels: tuple[str, ...], complete: int) -> DataSetEntry:
    return DataSetEntry(
        name=name,
        title=title,
        origin=origin,
        labels=labels,
        find=_finder(title),
        read=_reader(labels),
        protocols=(
            LEAVE_ONE_SUBJECT_OUT,
            shuffled("5-fold", 5, 0, "drawn by chance from seed 0"),
        ),
        layout=f"{ARCHIVE}, the clips' landmarks",
        complete=complete,
        bodies=1,
        joints=_UPPER,
        rate_hz=RATE_HZ,
        recording=_recording,
    )


WEBCAM_WORDS = _entry(
    "webcam-words",
    "Webcam words",
    "words acted before a webcam, as MediaPipe's landmarks",
    WORDS,
    800,
)
WEBCAM_SIGNS = _entry(
    "webcam-signs", "Webcam signs", "signs before a webcam, as MediaPipe's landmarks", SIGNS, 720
)
