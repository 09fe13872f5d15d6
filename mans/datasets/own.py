"""Custom data sets: a folder for each label, or a label table.

A folder with ``labels.csv`` in it is what that table says; else each of its folders is a label, with
recordings at any depth. A pattern for the names of files tells who is in them, from where they were seen, and
which part of the data set they are in. A table may be of any kind that :mod:`streaming.annotations.files`
reads.
"""

from __future__ import annotations

import hashlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mans.datasets.any_file import read_any
from mans.datasets.files import FEWEST_FRAMES, one_person
from mans.datasets.name_pattern import NamePattern
from mans.datasets.own_listing import HELP, TABLE, list_own
from mans.datasets.own_protocols import protocols
from mans.datasets.types import Action, DataSetEntry, Found, Reading, RecordingFiles
from mans.transforms.tracks import Track
from streaming import readers
from streaming.annotations.spans import beyond
from streaming.annotations.types import Annotation
from streaming.errors import DataSetError, EmptyRecordingError, RecordingError, UnknownFormatError
from streaming.printable import counted, printable
from streaming.recognition.prediction import NO_ACTION
from streaming.recordings.plausibility import warnings as doubts
from streaming.writers.files import plain_name

LONGEST_LABEL = 60
"""Characters, as in a project of custom actions."""
PREFIX = "own-"
"""What the name of a data set of one's own begins with, so that it is none of those that are known."""


@dataclass(frozen=True, slots=True)
class OwnData:
    """Location of a custom data set.

    Attributes:
        place: the folder, or the table.
        pattern: what the names of files say; empty for nothing.
    """

    place: Path
    pattern: str = ""

    @property
    def title(self) -> str:
        """Its name in full: that of its folder, or of the table."""
        place = self.place.absolute()
        return printable(place.parent.name if place.name == TABLE else place.stem or place.name) or "own data"

    @property
    def name(self) -> str:
        """Name in results and models."""
        return PREFIX + (plain_name(self.title).replace(" ", "-").lower() or "data")

    @property
    def cache_name(self) -> str:
        """Its name in the cache: another one for another pattern, which decides what is kept."""
        digest = hashlib.sha256(self.pattern.encode("utf-8", "surrogateescape")).hexdigest()[:8]
        return f"{self.name}-{digest}" if self.pattern else self.name

    def entry(self) -> DataSetEntry:
        """List the files, and say how they are read and split.

        Raises:
            DataSetError: there is no such data set, or its table or pattern makes no sense.
            AnnotationError: the table is damaged.
        """
        listing = list_own(self.place, NamePattern.of(self.pattern) if self.pattern else None)
        labels = sorted({row.label for listed in listing.files.values() for row in listed.rows})
        if long := [label for label in labels if len(label) > LONGEST_LABEL]:
            raise DataSetError(
                f"a label of {counted(len(long[0]), 'character')}, {long[0][:20]!r} ...",
                path=self.place,
                expected=f"at most {LONGEST_LABEL}",
            )
        if NO_ACTION in labels:
            raise DataSetError(
                f"the label {NO_ACTION!r}",
                path=self.place,
                expected="names of actions",
                remedy="Leave it out: recipe live learns from the recordings what lies between labels",
            )
        beside = () if listing.table is None else (listing.table,)
        sources = tuple(RecordingFiles(key, (listed.path, *beside)) for key, listed in listing.files.items())
        rows = {key: listed.rows for key, listed in listing.files.items()}
        split_of = {name: row.split for key in rows for name, row in _names(key, rows[key]).items()}
        return DataSetEntry(
            name=self.name,
            title=self.title,
            origin="own data",
            labels=tuple(labels),
            find=lambda _: Found(sources, listing.notes),
            read=_Reader(rows),
            protocols=protocols(split_of),
            layout=HELP,
            complete=0,
            bodies=1,
            joints=(),
            rate_hz=0.0,
            files=len(sources),
        )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads a recording, and takes its labels from the listing."""

    rows: Mapping[str, tuple[Annotation, ...]]

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules that read its files, besides those imported here by name: all readers."""
        found = pkgutil.iter_modules(readers.__path__, f"{readers.__name__}.")
        return tuple(module.name for module in found if not module.ispkg)

    def __call__(self, source: RecordingFiles) -> Reading:
        try:
            recording = read_any(source.path)
        except UnknownFormatError:
            return _nothing(f"{source.key} is of no known format: left out.")
        except EmptyRecordingError:
            return _nothing(f"{source.key} is empty, without one joint that has a position: left out.")
        except RecordingError as error:
            where = f" ({error.place})" if error.place else ""
            return _nothing(f"{source.key} is damaged{where}, {error.found}: left out.")
        track = one_person(recording)
        if not len(track.times_s):
            return _nothing(f"{source.key} has nobody in it: left out.")
        first_s, length_s = recording.start_s, recording.duration_s
        actions, notes = [], [f"{source.key}: {doubt}" for doubt in doubts(recording)]
        for name, row in _names(source.key, self.rows[source.key]).items():
            start_s = max(first_s + (row.start_s or 0.0), float(track.times_s[0]))
            end_s = float(track.times_s[-1])
            notes += [f"{name} is beyond the end, {length_s:.3f} s." for _ in beyond([row], [length_s])]
            if row.end_s is not None:
                end_s = min(end_s, first_s + row.end_s)
            frames = int(((track.times_s >= start_s) & (track.times_s <= end_s)).sum())
            if frames < FEWEST_FRAMES:
                notes.append(f"{name} has {counted(frames, 'frame')} with somebody in view: left out.")
                continue
            about = row.person, source.key, name, row.camera
            actions.append(Action(row.label, start_s, end_s, *about))
        return Reading(track, tuple(actions), tuple(notes))


def _names(key: str, rows: tuple[Annotation, ...]) -> dict[str, Annotation]:
    """Name the samples of a recording: after the file, numbered where there are several."""
    if len(rows) == 1:
        return {key: rows[0]}
    return {f"{key} {number}": row for number, row in enumerate(rows, 1)}


def _nothing(note: str) -> Reading:
    return Reading(Track.empty(), (), (note,))
