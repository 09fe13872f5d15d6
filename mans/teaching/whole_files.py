"""Labels of several recordings at once: all that a project has, or a table or another program's file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from mans.teaching.edits import merge, remove
from mans.teaching.example import Example
from mans.teaching.labels import Labels, from_folder
from mans.teaching.open_project import OpenProject, SeenProject, read_noted
from streaming.annotations.files import read_annotations, write_annotations
from streaming.annotations.spans import overlaps, some
from streaming.annotations.types import Annotation
from streaming.errors import AnnotationError, MansError
from streaming.paths import is_file_in_sight
from streaming.readers import read_recording


class WholeProject(Labels):
    """All examples of a project, of whatever recordings, which need not be there."""

    def __init__(self, path: Path, opened: OpenProject | SeenProject) -> None:
        """Serve a project that is open, or looked at."""
        super().__init__(path, opened.notes)
        self._opened = opened

    @property
    def rows(self) -> tuple[Annotation, ...]:
        """The examples, in the project's order; see :func:`by_first_frame`."""
        return tuple(
            by_first_frame(each, each.recording, self._firsts.get(each.recording))
            for each in self._opened.project.examples
        )

    @cached_property
    def _firsts(self) -> dict[str, float]:
        return first_frames(self._opened.project.examples)

    def warnings(self) -> tuple[str, ...]:
        """Return what may be wrong with the labels, a sentence each."""
        recordings = dict.fromkeys(each.recording for each in self._opened.project.examples)
        unknown = [
            f"The first frame of {name or 'a recording'} is not known: its times are those of its own clock."
            for name in recordings
            if name not in self._firsts
        ]
        return (*some(unknown), *overlaps(self.rows))

    def _add(self, rows: Sequence[Annotation]) -> None:
        """Refuse, as :meth:`add` does."""

    def add(self, rows: Sequence[Annotation]) -> None:
        """Refuse: a label is one of a recording."""
        raise _no_recording(self._path, "a project")

    def remove(self, numbers: Sequence[int]) -> None:
        """Remove examples; kept at once."""
        for number in numbers:
            self._numbered(number)
        keys = {self._opened.project.examples[number - 1].key for number in numbers}
        self._opened.change("remove", lambda project: remove(project, keys))

    def take_over(self, path: Path) -> tuple[int, tuple[str, ...]]:
        """Merge another project in; kept at once.

        Returns:
            How many examples were added, and what there is to say about it.

        Raises:
            ProjectError: it is no project.
        """
        before = self._opened.project
        other, said = read_noted(path)
        merged, notes = merge(before, other)
        self._opened.change("merge", lambda _: merged)
        return len(merged.examples) - len(before.examples), (*said, *notes[1:])

    def hand_on(self, path: Path, *, overwrite: bool = False) -> int:
        """Write the labels of all recordings, which need not be there; see :meth:`Labels.hand_on`."""
        rows = [
            row if each.place is None else replace(row, file=from_folder(each.place, path.parent))
            for row, each in zip(self.rows, self._opened.project.examples, strict=True)
        ]
        write_annotations(path, rows, overwrite=overwrite, make_folders=True)
        return len(rows)


class WholeFile(Labels):
    """What a table, an ELAN document or a BORIS project says, of whatever recordings; to be looked at."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            AnnotationError: it is no file of labels, or damaged.
        """
        found = read_annotations(path)
        super().__init__(path, found.notes)
        self._rows = found.rows

    @property
    def rows(self) -> tuple[Annotation, ...]:
        """The labels, in the file's order."""
        return self._rows

    def warnings(self) -> tuple[str, ...]:
        """Return which labels overlap, a sentence each."""
        return overlaps(self._rows)

    def _add(self, rows: Sequence[Annotation]) -> None:
        """Refuse, as :meth:`add` does."""

    def add(self, rows: Sequence[Annotation]) -> None:
        """Refuse: a label is one of a recording."""
        raise _no_recording(self._path, "a file of labels")

    def remove(self, numbers: Sequence[int]) -> None:
        """Refuse: rows are counted for each recording."""
        raise _no_recording(self._path, "a file of labels")

    def take_over(self, path: Path) -> tuple[int, tuple[str, ...]]:
        """Refuse: labels are imported for a recording."""
        raise _no_recording(self._path, "a file of labels")

    def hand_on(self, path: Path, *, overwrite: bool = False) -> int:
        """Write the labels into a file of another kind; see :meth:`Labels.hand_on`."""
        folder = self._path.parent
        rows = [
            replace(row, file=from_folder(folder / row.file, path.parent)) if row.file else row
            for row in self._rows
        ]
        write_annotations(path, rows, overwrite=overwrite, make_folders=True)
        return len(rows)


def by_first_frame(example: Example, file: str, first_s: float | None) -> Annotation:
    """Return an example as a label.

    Args:
        example: the example.
        file: what its recording is called.
        first_s: time of the recording's first frame on its clock; None where it is not known, for moments by
            that clock.
    """
    start_s, end_s = (
        max(0.0, round(at_s - (first_s or 0.0), 6)) for at_s in (example.start_s, example.end_s)
    )
    return Annotation(example.label, start_s, end_s, file, example.person, example.camera)


def first_frames(examples: Iterable[Example]) -> dict[str, float]:
    """Return when recordings begin on their clocks, where an example says it or the recording is there."""
    found: dict[str, float] = {}
    places: dict[str, Path] = {}
    for example in examples:
        if example.first_s is not None:
            found[example.recording] = example.first_s
        if example.place is not None:
            places[example.recording] = example.place
    for name in places.keys() - found.keys():
        if is_file_in_sight(places[name]):
            with suppress(MansError):
                found[name] = read_recording(places[name]).start_s
    return found


def _no_recording(path: Path, what: str) -> AnnotationError:
    return AnnotationError(
        f"{what}, which is of several recordings",
        path=path,
        expected="a recording to change the labels of",
        remedy=f"Give the recording's file, and --in {path.name}",
    )
