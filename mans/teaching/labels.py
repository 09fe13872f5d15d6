"""Labels of one recording: list, add, remove, import and export, wherever they are kept.

Moments are seconds from the recording's first frame, whatever its own clock says.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from mans.datasets.any_file import length_of
from mans.teaching.example import check_label
from streaming.annotations.files import annotations_text, read_annotations, write_annotations
from streaming.annotations.spans import SLACK_S, beyond, check_within, overlaps
from streaming.annotations.types import Annotation, of_recording
from streaming.errors import AnnotationError, MansError
from streaming.paths import is_file, resolved
from streaming.printable import counted

Check = Callable[[Sequence[Annotation]], None]
"""Is given what labels become, before anything is written; raises what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What changes of labels, in one step.

    Attributes:
        removed: the labels to remove, by their number in :attr:`Labels.rows`, from 1.
        imported_from: a file of another program with labels of the recording to import. Those that end after
            the recording are cut at its end.
        added: the labels to add. Those that are there already are left out, as of the imported ones.
        exported_to: the file of a later :meth:`Labels.export`; that it can hold the labels is checked.
    """

    removed: Sequence[int] = ()
    imported_from: Path | None = None
    added: Sequence[Annotation] = ()
    exported_to: Path | None = None


class Labels(ABC):
    """Labels in a file: those of one recording, or all that it has."""

    def __init__(self, path: Path, notes: tuple[str, ...] = ()) -> None:
        self._path = path
        self.notes = notes
        """What there is to say about how the file was opened, a sentence each."""

    @property
    @abstractmethod
    def rows(self) -> tuple[Annotation, ...]:
        """The labels, in the order of their numbers."""

    @abstractmethod
    def warnings(self) -> tuple[str, ...]:
        """Return what may be wrong with the labels, a sentence each."""

    @abstractmethod
    def change(self, change: Change) -> tuple[int, tuple[str, ...]]:
        """Remove, import and add labels, in one step: everything that is wrong is found before it.

        Returns:
            How many labels the other file has, and what was left out of it or cut, a sentence each.

        Raises:
            AnnotationError: there is no label of a number, one is no stretch of the recording, one of the
                files cannot be read or is about other recordings, or these labels cannot be changed.
            ProjectError: a label has no name of an action.
            RecordingError: the recording is damaged, or none.
        """

    def add(self, rows: Sequence[Annotation]) -> None:
        """Add labels, all or none; as :meth:`change`."""
        self.change(Change(added=rows))

    def remove(self, numbers: Sequence[int]) -> None:
        """Remove labels by their number in :attr:`rows`, from 1; as :meth:`change`."""
        self.change(Change(removed=numbers))

    def import_labels(self, path: Path) -> tuple[int, tuple[str, ...]]:
        """Add the recording's labels that a file of another program has; as :meth:`change`."""
        return self.change(Change(imported_from=path))

    @abstractmethod
    def export(self, path: Path, *, overwrite: bool = False) -> int:
        """Write the labels into a file for another program, and return how many there are.

        Raises:
            AnnotationError: a file of that ending cannot hold them.
            WriteError: it cannot be written, or is there already.
        """

    @abstractmethod
    def adding(self) -> tuple[str, ...]:
        """Return the words that the command ``label`` needs to add to these labels; none if it cannot."""

    def _numbered(self, number: int) -> Annotation:
        if not 0 < number <= len(self.rows):
            count = len(self.rows)
            expected = f"1 to {count}" if count else "a recording with labels"
            raise AnnotationError(f"label number {number}", path=self._path, expected=expected)
        return self.rows[number - 1]


class RecordingLabels(Labels):
    """The labels of one recording, in a file that may have those of others, too."""

    def __init__(self, recording: Path, notes: tuple[str, ...] = ()) -> None:
        super().__init__(recording, notes)
        self.kept_in: Path | None = None
        """What was given to keep labels in; None for the default."""

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

    def change(self, change: Change) -> tuple[int, tuple[str, ...]]:
        """Change them; see :meth:`Labels.change`."""
        for number in change.removed:
            self._numbered(number)
        found, notes = ((), ()) if change.imported_from is None else self._found(change.imported_from)
        new = (*found, *change.added)
        for row in new:
            check_label(row.label)
            check_within(row, self.length_s, self._path)

        def check(rows: Sequence[Annotation]) -> None:
            if change.exported_to is not None:
                annotations_text(change.exported_to, self._outgoing(rows, change.exported_to.parent))

        self._change(change.removed, new, check)
        return len(found), notes

    @abstractmethod
    def _change(self, removed: Sequence[int], added: Sequence[Annotation], check: Check) -> None:
        """Remove and add labels that can be."""

    def _found(self, path: Path) -> tuple[tuple[Annotation, ...], tuple[str, ...]]:
        """Return the recording's labels in another file, cut at its end, and what there is to say of them."""
        found, length_s = read_annotations(path), self.length_s
        rows = of_recording(found, self._path, path)
        cut = tuple(self._cut(row, length_s) for row in rows)
        longer = sum(one is not other for one, other in zip(rows, cut, strict=True))
        what = counted(
            longer, "label ends after the recording and was", "labels end after the recording and were"
        )
        return cut, (*found.notes, *((f"{what} cut at its end, {length_s} s.",) if longer else ()))

    @staticmethod
    def _cut(row: Annotation, length_s: float | None) -> Annotation:
        if length_s is None or (row.end_s or 0.0) <= length_s + SLACK_S or (row.start_s or 0.0) >= length_s:
            return row
        return replace(row, end_s=round(length_s, 6))

    def export(self, path: Path, *, overwrite: bool = False) -> int:
        """Write them into a file for another program; see :meth:`Labels.export`."""
        rows = self._outgoing(self.rows, path.parent)
        write_annotations(path, rows, overwrite=overwrite, make_folders=True)
        return len(rows)

    def _outgoing(self, rows: Sequence[Annotation], folder: Path) -> list[Annotation]:
        """Return labels for a file in another folder, from which their recording is named."""
        return [replace(row, file=from_folder(self._path, folder)) for row in rows]

    def adding(self) -> tuple[str, ...]:
        """Return the recording, and where its labels are kept if that was given."""
        return str(self._path), *(() if self.kept_in is None else ("--in", str(self.kept_in)))


def from_folder(path: Path, folder: Path) -> str:
    """Name a file from a folder, with slashes; as it is where that is on another drive."""
    try:
        return Path(os.path.relpath(resolved(path), resolved(folder))).as_posix()
    except ValueError:
        return str(resolved(path))
