"""Motion capture: Bandai-Namco's motion data sets and four subjects of CMU's, one archive each.

The labels are in ``labels.csv`` beside the archive, one span of frames per row.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from mans.datasets.files import FEWEST_FRAMES, one_person
from mans.datasets.protocols import LEAVE_ONE_RECORDING_OUT, LEAVE_ONE_SUBJECT_OUT
from mans.datasets.types import Action, DataSetEntry, Found, Reading, RecordingFiles
from mans.transforms.preprocessing import V1_JOINTS
from streaming.errors import DataSetError
from streaming.paths import is_file
from streaming.printable import counted
from streaming.readers.mocap_archive import BANDAI_NAMCO as BANDAI_JOINTS
from streaming.readers.mocap_archive import CMU as CMU_JOINTS
from streaming.readers.mocap_archive import RATE_HZ, clip_names, read_clip
from streaming.skeleton.frames import Recording

LABEL_FILE = "labels.csv"
BANDAI_ARCHIVE, CMU_ARCHIVE = "joints_delta_mm_int16_30fps.npz", "joints_mm_int16_30fps.npz"
BANDAI_LABELS = (
    *("bow", "bye", "byebye", "call", "dance-short", "dash", "guide", "kick", "punch"),
    *("raise-up-both-hands", "raise-up-left-hand", "raise-up-right-hand", "respond", "run", "slash"),
    *("walk", "walk-back", "walk-left", "walk-right", "walk-turn-left", "walk-turn-right"),
    *("wave-both-hands", "wave-left-hand", "wave-right-hand"),
)
"""Label names of the table for contents."""
CMU_LABELS = (
    *("clap", "drink", "jump", "jumping jack", "kick", "other", "punch", "raise both arms"),
    *("run in place/run", "squat", "throw", "walk"),
)
"""Label names of the table for spans."""
Row = dict[str, str]


def _finder(title: str, archive: str) -> Callable[[Path], Found]:
    def find(folder: Path) -> Found:
        files = (folder / archive, folder / LABEL_FILE)
        if not all(map(is_file, files)):
            raise DataSetError(
                f"not the {title} data set",
                path=folder,
                expected=f"{archive} and {LABEL_FILE}",
                remedy="Give with --data the folder that holds both",
            )
        labelled = _rows(files[1])
        names = clip_names(files[0])
        notes = [f"{name} has no label: left out." for name in names if name not in labelled]
        return Found(tuple(RecordingFiles(name, files) for name in names if name in labelled), tuple(notes))

    return find


def _rows(path: Path) -> dict[str, list[tuple[int, Row]]]:
    """Return the numbered rows of a label table by clip; the first column has the clip's name."""
    return _read_rows(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read_rows(path: Path, changed: int) -> dict[str, list[tuple[int, Row]]]:
    result: dict[str, list[tuple[int, Row]]] = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                result.setdefault(next(iter(row.values())) or "", []).append((number, row))
    except (OSError, ValueError, csv.Error) as error:
        raise DataSetError(f"cannot be read ({error})", path=path, expected="a table of labels") from error
    return result


def _text(source: RecordingFiles, number: int, row: Row, column: str, known: tuple[str, ...] = ()) -> str:
    """Return a row's value in a column.

    Raises:
        DataSetError: the value is empty or an unknown label.
    """
    text = row.get(column)
    if not text or (known and text not in known):
        raise DataSetError(
            f"{column} {text!r}",
            path=source.files[1],
            place=f"line {number}",
            expected=" or ".join(known) or "a value",
        )
    return text


def _frame(source: RecordingFiles, number: int, row: Row, column: str) -> int:
    """Return a row's frame number in a column.

    Raises:
        DataSetError: it is not a frame number.
    """
    text = _text(source, number, row, column)
    if not text.isdecimal():
        raise DataSetError(
            f"{column} {text!r}", path=source.files[1], place=f"line {number}", expected="a frame's number"
        )
    return int(text)


def _bandai_namco(source: RecordingFiles) -> Recording:
    return read_clip(source.path, source.key, BANDAI_JOINTS, differences=True)


def _cmu(source: RecordingFiles) -> Recording:
    return read_clip(source.path, source.key, CMU_JOINTS, differences=False)


def read_bandai_namco(source: RecordingFiles) -> Reading:
    """Read one clip; its span is the active part of the gesture in the label table."""
    track = one_person(_bandai_namco(source))
    number, row = _rows(source.files[1])[source.key][0]
    first, end = (_frame(source, number, row, f"active_{side}") for side in ("start", "end"))
    label = _text(source, number, row, "source_content", BANDAI_LABELS)
    style = _text(source, number, row, "style")
    if end - first < FEWEST_FRAMES:
        return Reading(
            track, (), (f"{source.key}, {label}, is active for {counted(end - first, 'frame')}: left out.",)
        )
    span_s = (first / RATE_HZ, (end - 1) / RATE_HZ)
    return Reading(track, (Action(label, *span_s, style, source.key, source.key),))


def read_cmu(source: RecordingFiles) -> Reading:
    """Read one recording with its labelled spans."""
    track = one_person(_cmu(source))
    actions, notes = [], []
    for place, (number, row) in enumerate(_rows(source.files[1])[source.key], 1):
        first, last = (_frame(source, number, row, f"{side}_frame_30fps") for side in ("start", "end"))
        label = _text(source, number, row, "label", CMU_LABELS)
        if last - first < FEWEST_FRAMES:
            notes.append(f"{source.key} {place}, {label}, is of frames {first} to {last}: left out.")
            continue
        name = f"{source.key} {place}"
        span_s = (first / RATE_HZ, last / RATE_HZ)
        actions.append(Action(label, *span_s, source.key.split("_")[0], source.key, name))
    return Reading(track, tuple(actions), tuple(notes))


BANDAI_NAMCO = DataSetEntry(
    name="bandai-namco",
    title="Bandai-Namco",
    origin="Kobayashi, Liao, Inoue, Yojima, Takahashi: Motion capture dataset for practical use of AI-based "
    "motion editing and stylization, 2023 (data sets 1 and 2)",
    labels=BANDAI_LABELS,
    find=_finder("Bandai-Namco", BANDAI_ARCHIVE),
    read=read_bandai_namco,
    protocols=(LEAVE_ONE_SUBJECT_OUT,),
    layout=f"{BANDAI_ARCHIVE}, the clips' joints, and {LABEL_FILE}",
    complete=3076,
    bodies=1,
    joints=V1_JOINTS,
    rate_hz=RATE_HZ,
    recording=_bandai_namco,
)
CMU_MOCAP = DataSetEntry(
    name="cmu-mocap",
    title="CMU motion capture",
    origin="Carnegie Mellon University Graphics Lab Motion Capture Database, subjects 86, 01, 02 and 03",
    labels=CMU_LABELS,
    find=_finder("CMU motion capture", CMU_ARCHIVE),
    read=read_cmu,
    protocols=(LEAVE_ONE_RECORDING_OUT, LEAVE_ONE_SUBJECT_OUT),
    layout=f"{CMU_ARCHIVE}, the recordings' joints, and {LABEL_FILE}",
    complete=149,
    bodies=1,
    joints=V1_JOINTS,
    rate_hz=RATE_HZ,
    files=42,
    recording=_cmu,
)
