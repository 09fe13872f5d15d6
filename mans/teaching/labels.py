"""Labels of one recording: list, add, remove, import and export, wherever they are kept.

Moments are seconds from the recording's first frame, whatever its own clock says.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from mans.datasets.any_file import length_of
from mans.teaching.example import check_label
from streaming.annotations.files import read_annotations, write_annotations
from streaming.annotations.spans import SLACK_S, beyond, check_within, overlaps
from streaming.annotations.types import Annotation, of_recording
from streaming.errors import AnnotationError, MansError
from streaming.paths import is_file, resolved
from streaming.printable import counted


class Labels(ABC):
    """The labels of one recording, in a file that may have those of others, too."""

    def __init__(self, recording: Path, notes: tuple[str, ...] = ()) -> None:
        self._path = recording
        self.notes = notes
        """What there is to say about how the file was opened, a sentence each."""

    @property
    @abstractmethod
    def rows(self) -> tuple[Annotation, ...]:
        """The recording's labels, by their start."""

    @cached_property
    def length_s(self) -> float | None:
        """Seconds from the recording's first frame to its last; None where it is gone, or does not say.

        Raises:
            RecordingError: the file is neither a recording nor a video, or damaged.
        """
        return length_of(self._path) if is_file(self._path) else None

    def warnings(self) -> tuple[str, ...]:
        """Return what may be wrong with the labels, a sentence each; they are named by their number."""
        rows = self.rows
        if not rows:
            return ()
        try:
            length_s = self.length_s
        except MansError as error:
            return (f"The recording cannot be read: {error}", *overlaps(rows))
        return (*beyond(rows, [length_s] * len(rows)), *overlaps(rows))

    def add(self, rows: Sequence[Annotation]) -> None:
        """Add labels, all or none; those that are there already are left out.

        Raises:
            AnnotationError: one is no stretch of the recording.
            ProjectError: one has no name of an action.
            RecordingError: the recording is damaged, or none.
        """
        for row in rows:
            check_label(row.label)
            check_within(row, self.length_s, self._path)
        self._add(rows)

    @abstractmethod
    def _add(self, rows: Sequence[Annotation]) -> None:
        """Add labels that can be."""

    @abstractmethod
    def remove(self, numbers: Sequence[int]) -> None:
        """Remove labels by their number in :attr:`rows`, from 1."""

    def take_over(self, path: Path) -> tuple[int, tuple[str, ...]]:
        """Add the recording's labels that a file of another program has.

        Those that end after the recording are cut at its end.

        Returns:
            How many there are, and what was left out or cut, a sentence each.

        Raises:
            AnnotationError: the file is none, is about other recordings, or has a label that begins after
                the recording's end.
        """
        found, length_s = read_annotations(path), self.length_s
        rows = of_recording(found, self._path, path)
        cut = [self._cut(row, length_s) for row in rows]
        self.add(cut)
        longer = sum(one is not other for one, other in zip(rows, cut, strict=True))
        what = counted(
            longer, "label ends after the recording and was", "labels end after the recording and were"
        )
        return len(rows), (*found.notes, *((f"{what} cut at its end, {length_s} s.",) if longer else ()))

    @staticmethod
    def _cut(row: Annotation, length_s: float | None) -> Annotation:
        if length_s is None or (row.end_s or 0.0) <= length_s + SLACK_S or (row.start_s or 0.0) >= length_s:
            return row
        return replace(row, end_s=round(length_s, 6))

    def hand_on(self, path: Path, *, overwrite: bool = False) -> int:
        """Write the recording's labels into a file for another program, and return how many there are.

        Raises:
            AnnotationError: a file of that ending cannot hold them.
            WriteError: it cannot be written, or is there already.
        """
        rows = [replace(row, file=from_folder(self._path, path.parent)) for row in self.rows]
        write_annotations(path, rows, overwrite=overwrite, make_folders=True)
        return len(rows)

    def _numbered(self, number: int) -> Annotation:
        if not 0 < number <= len(self.rows):
            count = len(self.rows)
            expected = f"1 to {count}" if count else "a recording with labels"
            raise AnnotationError(f"label number {number}", path=self._path, expected=expected)
        return self.rows[number - 1]


def from_folder(path: Path, folder: Path) -> str:
    """Name a file from a folder, with slashes; as it is where that is on another drive."""
    try:
        return Path(os.path.relpath(resolved(path), resolved(folder))).as_posix()
    except ValueError:
        return str(resolved(path))
