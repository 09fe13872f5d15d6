"""Motion capture: Bandai-Namco's motion data sets and four subjects of CMU's, each in one archive.

The labels lie beside the archive in ``labels.csv``, a span of frames a row.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from mans.datasets.files import FEWEST_FRAMES, one_person
from mans.datasets.types import Action, DataSetEntry, Found, Reading, Source
from mans.preprocessing import V1_JOINTS
from mans.protocols import LEAVE_ONE_RECORDING_OUT, LEAVE_ONE_SUBJECT_OUT
from streaming.errors import DataSetError
from streaming.readers.mocap_archive import BANDAI_NAMCO as BANDAI_JOINTS
from streaming.readers.mocap_archive import CMU as CMU_JOINTS
from streaming.readers.mocap_archive import RATE_HZ, clip_names, read_clip

LABEL_FILE = "labels.csv"
BANDAI_ARCHIVE, CMU_ARCHIVE = "joints_delta_mm_int16_30fps.npz", "joints_mm_int16_30fps.npz"
BANDAI_LABELS = (
    *("bow", "bye", "byebye", "call", "dance-short", "dash", "guide", "kick", "punch"),
    *("raise-up-both-hands", "raise-up-left-hand", "raise-up-right-hand", "respond", "run", "slash"),
    *("walk", "walk-back", "walk-left", "walk-right", "walk-turn-left", "walk-turn-right"),
    *("wave-both-hands", "wave-left-hand", "wave-right-hand"),
)
CMU_LABELS = (
    *("clap", "drink", "jump", "jumping jack", "kick", "other", "punch", "raise both arms"),
    *("run in place/run", "squat", "throw", "walk"),
)


def _finder(title: str, archive: str) -> Callable[[Path], Found]:
    def find(folder: Path) -> Found:
        files = (folder / archive, folder / LABEL_FILE)
        if not all(file.is_file() for file in files):
            raise DataSetError(
                f"not the {title} data set",
                path=folder,
                expected=f"{archive} and {LABEL_FILE}",
                remedy="Give with --data the folder that holds both",
            )
        labelled = _rows(files[1])
        names = clip_names(files[0])
        notes = [f"{name} has no label: left out." for name in names if name not in labelled]
        return Found(tuple(Source(name, files) for name in names if name in labelled), tuple(notes))

    return find


@cache
def _rows(path: Path) -> dict[str, list[dict[str, str]]]:
    """Return the rows of a table of labels by clip, the name of the clip in its first column."""
    result: dict[str, list[dict[str, str]]] = {}
    try:
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                result.setdefault(next(iter(row.values())) or "", []).append(row)
    except (OSError, ValueError, csv.Error) as error:
        raise DataSetError(f"cannot be read ({error})", path=path, expected="a table of labels") from error
    return result


def read_bandai_namco(source: Source) -> Reading:
    """Read one clip; where a gesture is active is its span."""
    track = one_person(read_clip(source.path, source.key, BANDAI_JOINTS, differences=True))
    actions = [
        Action(
            row["source_content"],
            int(row["active_start"]) / RATE_HZ,
            (int(row["active_end"]) - 1) / RATE_HZ,
            row["style"],
            source.key,
            source.key,
        )
        for row in _rows(source.files[1])[source.key]
    ]
    return Reading(track, tuple(actions))


def read_cmu(source: Source) -> Reading:
    """Read one recording with its labelled spans."""
    track = one_person(read_clip(source.path, source.key, CMU_JOINTS, differences=False))
    return Reading(track, *_split(_cmu_actions(source)))


def _cmu_actions(source: Source) -> Iterator[Action | str]:
    for number, row in enumerate(_rows(source.files[1])[source.key], 1):
        first, last = int(row["start_frame_30fps"]), int(row["end_frame_30fps"])
        if last - first < FEWEST_FRAMES:
            yield f"{source.key} {number}, {row['source_label']}, is of frames {first} to {last}: left out."
            continue
        label = row["label"]
        if label == "other":
            label = "other: " + row["source_label"] if False else "other"
        subject = source.key.split("_")[0]
        yield Action(label, first / RATE_HZ, last / RATE_HZ, subject, source.key, f"{source.key} {number}")


def _split(found: Iterator[Action | str]) -> tuple[tuple[Action, ...], tuple[str, ...]]:
    both = list(found)
    return (
        tuple(each for each in both if isinstance(each, Action)),
        tuple(each for each in both if isinstance(each, str)),
    )


BANDAI_NAMCO = DataSetEntry(
    name="bandai-namco",
    title="Bandai-Namco motion data",
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
)
CMU_MOCAP = DataSetEntry(
    name="cmu-mocap",
    title="CMU motion capture",
    origin="Carnegie Mellon University Graphics Lab Motion Capture Database, subjects 86, 01, 02 and 03",
    labels=CMU_LABELS,
    find=_finder("CMU", CMU_ARCHIVE),
    read=read_cmu,
    protocols=(LEAVE_ONE_RECORDING_OUT,),
    layout=f"{CMU_ARCHIVE}, the recordings' joints, and {LABEL_FILE}",
    complete=149,
    bodies=1,
    joints=V1_JOINTS,
    rate_hz=RATE_HZ,
    files=42,
)
