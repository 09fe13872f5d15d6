"""Labels of several recordings at once: all that a project has, or a table or another program's file."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from mans.teaching.edits import merge, remove
from mans.teaching.example import Example
from mans.teaching.labels import Change, Labels, from_folder
from mans.teaching.open_project import OpenProject, SeenProject, read_noted
from mans.teaching.project import Project
from streaming.annotations.files import annotations_text, read_annotations, write_annotations
from streaming.annotations.spans import overlaps, some
from streaming.annotations.table import FORMAT as TABLE_FORMAT
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
        self._known: tuple[Project, dict[str, float]] | None = None

    @property
    def rows(self) -> tuple[Annotation, ...]:
        """The examples, in the project's order; see :func:`by_first_frame`."""
        return self._rows(self._opened.project)

    def _rows(self, project: Project) -> tuple[Annotation, ...]:
        firsts = self._firsts(project)
        return tuple(
            by_first_frame(each, each.recording, firsts.get(each.recording)) for each in project.examples
        )

    def _firsts(self, project: Project) -> dict[str, float]:
        """Return when recordings begin; kept for the project asked about last, as recordings may be read."""
        if self._known is None or self._known[0] is not project:
            self._known = project, first_frames(project.examples)
        return self._known[1]

    def warnings(self) -> tuple[str, ...]:
        """Return what may be wrong with the labels, a sentence each."""
        project = self._opened.project
        recordings, firsts = dict.fromkeys(each.recording for each in project.examples), self._firsts(project)
        unknown = [
            f"The first frame of {name or 'a recording'} is not known: its times are those of its own clock."
            for name in recordings
            if name not in firsts
        ]
        return (*some(unknown), *overlaps(self.rows))

    def change(self, change: Change) -> tuple[int, tuple[str, ...]]:
        """Remove examples and merge another project in, in one step; see :meth:`Labels.change`.

        Returns:
            How many examples were added, and what there is to say about it.

        Raises:
            AnnotationError: labels are to be added, which are of one recording; there is no label of a
                number; or the file that they go into cannot hold them.
            ProjectError: what is to be merged is no project.
        """
        if change.added:
            raise _no_recording(self._path, "a project")
        before = self._opened.project
        for number in change.removed:
            self._numbered(number)
        keys = {before.examples[number - 1].key for number in change.removed}
        left = changed = remove(before, keys) if keys else before
        said: tuple[str, ...] = ()
        if change.imported_from is not None:
            other, notes = read_noted(change.imported_from)
            changed, told = merge(left, other)
            said = (*notes, *told[1:])
        if change.exported_to is not None:
            annotations_text(change.exported_to, self._placed(changed, change.exported_to.parent))
        self._opened.change("remove" if change.imported_from is None else "merge", lambda _: changed)
        return len(changed.examples) - len(left.examples), said

    def adding(self) -> tuple[str, ...]:
        """Return what adds to the project: a label is one of a recording."""
        return "RECORDING", "--in", str(self._path)

    def export(self, path: Path, *, overwrite: bool = False) -> int:
        """Write the labels of all recordings, which need not be there; see :meth:`Labels.export`."""
        rows = self._placed(self._opened.project, path.parent)
        write_annotations(path, rows, overwrite=overwrite, make_folders=True)
        return len(rows)

    def _placed(self, project: Project, folder: Path) -> list[Annotation]:
        """Return the labels for a file in a folder, from which their recordings are named where known."""
        return [
            row if each.place is None else replace(row, file=from_folder(each.place, folder))
            for row, each in zip(self._rows(project), project.examples, strict=True)
        ]


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
        self._is_own = found.format == TABLE_FORMAT and path.suffix.lower() == ".csv"

    @property
    def rows(self) -> tuple[Annotation, ...]:
        """The labels, in the file's order."""
        return self._rows

    def warnings(self) -> tuple[str, ...]:
        """Return which labels overlap, a sentence each."""
        return overlaps(self._rows)

    def change(self, change: Change) -> tuple[int, tuple[str, ...]]:
        """Refuse: labels are changed for a recording."""
        raise _no_recording(self._path, "a file of labels")

    def adding(self) -> tuple[str, ...]:
        """Return what adds to a table of our own; files of other programs are not changed."""
        return ("RECORDING", "--in", str(self._path)) if self._is_own else ()

    def export(self, path: Path, *, overwrite: bool = False) -> int:
        """Write the labels into a file of another kind; see :meth:`Labels.export`."""
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
