"""Where examples come from: a project, or a table of labels with the recordings that it names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from mans.datasets.any_file import read_any
from mans.teaching.container import SUFFIX
from mans.teaching.example import check_label
from mans.teaching.open_project import read_noted
from mans.transforms.tracks import Sample, Track
from streaming.annotations.files import read_annotations
from streaming.annotations.spans import beyond
from streaming.annotations.types import Annotation
from streaming.errors import AnnotationError, ProjectError
from streaming.paths import is_file
from streaming.skeleton.frames import Recording


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Examples and what is set for them.

    Attributes:
        samples: the examples.
        names: (E,) what each is called in messages.
        with_shipped: whether the model's own actions are to be answered, too; None where nobody said.
        thresholds: probabilities at which actions are answered, where somebody chose them.
        warnings: what may be wrong with them, a sentence each.
    """

    samples: tuple[Sample, ...]
    names: tuple[str, ...]
    with_shipped: bool | None
    thresholds: dict[str, float]
    warnings: tuple[str, ...]


def read_examples(path: Path, read: Callable[[Path], Recording] = read_any) -> Examples:
    """Read the examples of a project (``.teach``), or of a table (``.csv``) with file, start, end and label.

    Args:
        path: of the project or the table; a table's recordings are named from its folder.
        read: reads a recording that a table names.

    Raises:
        ProjectError: the project is damaged.
        AnnotationError: the table is damaged, or a recording that it names is gone.
        RecordingError: one is damaged.
    """
    if path.suffix.lower() == SUFFIX:
        project, notes = read_noted(path)
        samples = project.samples()
        chosen = {each.label: each.threshold for each in project.actions if each.threshold is not None}
        return Examples(samples, _names(samples), project.with_shipped, chosen, (*notes, *project.warnings()))
    table = read_annotations(path)
    opened: dict[Path, _Opened] = {}
    samples = tuple(_sample(row, number, path, opened, read) for number, row in enumerate(table.rows, 1))
    lengths = [opened[path.parent / row.file].length_s for row in table.rows]
    return Examples(samples, _names(samples), None, {}, (*table.notes, *beyond(table.rows, lengths)))


class _Opened(NamedTuple):
    """A recording that a table names: who is in it, the moment of its first frame, and its length."""

    track: Track
    first_s: float
    length_s: float


def _names(samples: tuple[Sample, ...]) -> tuple[str, ...]:
    return tuple(
        f"{each.label!r} at {each.start_s:.1f} to {each.end_s:.1f} s of {each.recording or 'a recording'}"
        for each in samples
    )


def _sample(
    row: Annotation,
    number: int,
    table: Path,
    opened: dict[Path, _Opened],
    read: Callable[[Path], Recording],
) -> Sample:
    """Return the example that a row of a table is.

    Raises:
        AnnotationError: its recording is not there, or its label is no name of an action.
        RecordingError: it is damaged.
    """
    place = f"line {row.line}" if row.line else f"label {number}"
    try:
        check_label(row.label)
    except ProjectError as error:
        raise AnnotationError(error.found, path=table, place=place, expected=error.expected) from None
    if not row.file:
        raise AnnotationError("no recording", path=table, place=place, expected="a column file")
    file = table.parent / row.file
    if not is_file(file):
        raise AnnotationError(
            f"the recording {row.file} is not there",
            path=table,
            place=place,
            expected="recordings at their places, as seen from the table",
            remedy="Put it back, or correct the column file",
        )
    if file not in opened:
        recording = read(file)
        track = Track.from_recording(recording, 1)
        opened[file] = _Opened(track, recording.start_s, recording.duration_s)
    track, first_s, _ = opened[file]
    if not len(track.times_s):
        raise AnnotationError(f"nobody is in {row.file}", path=table, place=place)
    last_s = float(track.times_s[-1])
    start_s = float(track.times_s[0]) if row.start_s is None else first_s + row.start_s
    end_s = last_s if row.end_s is None else first_s + row.end_s
    if start_s >= last_s:
        raise AnnotationError(
            f"a start of {start_s - first_s:g} s, and somebody in {row.file} until {last_s - first_s:.3f} s",
            path=table,
            place=place,
            expected="an example of several frames with somebody in view",
            remedy="Correct the start, or leave this label out",
        )
    span = (start_s, min(end_s, last_s))
    return Sample(track, *span, row.label, row.person, row.file, f"{table.stem} {number}", row.camera, "own")
