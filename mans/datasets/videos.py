"""Annotated clips from ordinary cameras, for evaluation only.

``spans.csv`` has a row for each span: file, start and end in seconds, label. ``other`` is a movement outside
the vocabulary, ``none`` an empty scene; time that no row covers is ignored. Poses are estimated once and
cached (:mod:`mans.datasets.poses`).
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

from mans.datasets.files import one_person
from mans.datasets.poses import pose_model_of, video_recording
from mans.datasets.protocols import LEAVE_ONE_RECORDING_OUT
from mans.datasets.types import Action, DataSetEntry, Found, Reading, RecordingFiles
from mans.transforms.preprocessing import COMMON_JOINTS
from streaming.errors import DataSetError
from streaming.paths import is_file
from streaming.skeleton.frames import Recording

SPANS = "spans.csv"
OTHER, NOBODY = "other", "none"
LABELS = (
    *("bend down", "bow", "boxing", "clap", "draw circle", "drink or eat", "jump", "jumping jack", "kick"),
    *("lie down", "lunge", NOBODY, OTHER, "phone call", "point", "pull", "push or punch"),
    *("raise both arms", "raise one arm", "run", "run in place", "sit down", "sit still", "squat"),
    *("stand up", "swipe left", "swipe right", "tennis serve", "tennis swing", "throw", "walk"),
    *("walk in place", "wave both hands", "wave one hand", "write or type"),
)
"""What a row of the table may say: the everyday actions, running about, and the two that are none."""
_COLUMNS = ("file", "start_s", "end_s", "label")
_RATE_HZ = 30.0


def find(folder: Path) -> Found:
    """List the clips in the table, each with the table and the pose model."""
    table = folder / SPANS
    remedy = f"Give with --data the folder that holds the clips and {SPANS}"
    if not is_file(table):
        raise DataSetError("not the video clips data set", path=folder, expected=SPANS, remedy=remedy)
    named = dict.fromkeys(row[0] for row in _rows(table))
    missing = [name for name in named if not is_file(folder / name)]
    there = [name for name in named if name not in missing]
    if not there:
        raise DataSetError(
            "none of its clips is there", path=folder, expected=", ".join(named), remedy=remedy
        )
    model = pose_model_of(folder)
    notes = tuple(f"{name} is not there: left out." for name in missing)
    return Found(tuple(RecordingFiles(name, (folder / name, table, model)) for name in there), notes)


def _rows(table: Path) -> list[tuple[str, float, float, str]]:
    """Read the rows of the table: file, start and end in seconds, label.

    Raises:
        DataSetError: a column is missing, or a row is invalid.
    """
    try:
        with table.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except (OSError, ValueError, csv.Error) as error:
        raise DataSetError(f"cannot be read ({error})", path=table, expected="a table of spans") from error
    if not rows or not set(_COLUMNS) <= rows[0].keys():
        raise DataSetError("no span", path=table, expected=f"the columns {', '.join(_COLUMNS)}")
    result = []
    for number, row in enumerate(rows, 2):
        name, start, end, label = (row[column] or "" for column in _COLUMNS)
        place = f"line {number}"
        try:
            start_s, end_s = float(start), float(end)
        except ValueError:
            start_s = end_s = math.nan
        if not 0 <= start_s < end_s < math.inf:
            raise DataSetError(
                f"a span from {start!r} to {end!r}", path=table, place=place, expected="seconds, in order"
            )
        if label not in LABELS:
            raise DataSetError(f"label {label!r}", path=table, place=place, expected=" or ".join(LABELS))
        if not name or Path(name).name != name:
            raise DataSetError(f"file {name!r}", path=table, place=place, expected="a clip's name")
        result.append((name, start_s, end_s, label))
    return result


def recording(source: RecordingFiles) -> Recording:
    """Read the poses of a clip."""
    return video_recording(source.path, source.files[2])


def read(source: RecordingFiles) -> Reading:
    """Read one clip with its spans."""
    track = one_person(recording(source))
    spans = [row for row in _rows(source.files[1]) if row[0] == source.key]
    actions = [
        Action(label, start_s, end_s, source.key, source.key, f"{source.key} {number}")
        for number, (_, start_s, end_s, label) in enumerate(spans, 1)
    ]
    return Reading(track, tuple(actions))


VIDEOS = DataSetEntry(
    name="videos-everyday",
    title="video clips",
    origin="clips of one's own, or of others, with a table of what is seen when",
    labels=LABELS,
    find=find,
    read=read,
    protocols=(LEAVE_ONE_RECORDING_OUT,),
    layout=f"clips, {SPANS}, and maybe a pose_landmarker_*.task",
    complete=0,
    bodies=1,
    joints=COMMON_JOINTS,
    rate_hz=_RATE_HZ,
    recording=recording,
)
