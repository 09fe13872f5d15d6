"""Labels of one recording, in a table or a project: list, add, remove, import and export.

Moments are seconds from the recording's first frame, whatever its own clock says.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

from filelock import FileLock, Timeout

from mans.datasets.any_file import read_any
from mans.teaching.container import SUFFIX
from mans.teaching.edits import add_example, merge, remove
from mans.teaching.example import Example, check_label
from mans.teaching.open_project import OpenProject, read_noted
from mans.teaching.project import Project, new_key
from mans.transforms.tracks import Track
from streaming.annotations.files import read_annotations, write_annotations
from streaming.annotations.types import Annotation, of_recording
from streaming.errors import AnnotationError
from streaming.paths import exists, is_file, resolved
from streaming.skeleton.frames import Recording
from streaming.writers.atomic import check_room, unwritable

TABLE = "labels.csv"
"""The table that labels go into where nothing else is said, in the recording's folder."""

# A change takes a few milliseconds: whoever has the table for longer has stopped.
_LOCK_S = 15.0


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

    @abstractmethod
    def add(self, rows: Sequence[Annotation]) -> None:
        """Add labels; those that are there already are left out."""

    @abstractmethod
    def remove(self, numbers: Sequence[int]) -> None:
        """Remove labels by their number in :attr:`rows`, from 1."""

    def take_over(self, path: Path) -> tuple[int, tuple[str, ...]]:
        """Add the recording's labels that a file of another program has.

        Returns:
            How many there are, and what was left out, a sentence each.

        Raises:
            AnnotationError: the file is none, or is about other recordings.
        """
        found = read_annotations(path)
        rows = of_recording(found, self._path, path)
        self.add(rows)
        return len(rows), found.notes

    def hand_on(self, path: Path, *, overwrite: bool = False) -> int:
        """Write the recording's labels into a file for another program, and return how many there are.

        Raises:
            AnnotationError: a file of that ending cannot hold them.
            WriteError: it cannot be written, or is there already.
        """
        rows = [replace(row, file=from_folder(self._path, path.parent)) for row in self.rows]
        write_annotations(path, rows, overwrite=overwrite)
        return len(rows)

    def _numbered(self, number: int) -> Annotation:
        if not 0 < number <= len(self.rows):
            count = len(self.rows)
            expected = f"1 to {count}" if count else "a recording with labels"
            raise AnnotationError(f"label number {number}", path=self._path, expected=expected)
        return self.rows[number - 1]


class TableLabels(Labels):
    """Labels in a table, which is read and written anew with each change, while no other program may."""

    def __init__(self, recording: Path, table: Path) -> None:
        """Read the table, if there is one."""
        super().__init__(recording)
        self._table = table
        self._all = self._read()

    @property
    def rows(self) -> tuple[Annotation, ...]:
        """The recording's labels, by their start."""
        return tuple(sorted(filter(self._is_own, self._all), key=_by_start))

    def add(self, rows: Sequence[Annotation]) -> None:
        """Add labels, and write the table."""
        file = from_folder(self._path, self._table.parent)
        for row in rows:
            check_label(row.label)
        new = dict.fromkeys(replace(row, file=file) for row in rows)
        with self._locked():
            self._all = self._read()
            known = {replace(row, file=file) for row in self.rows}
            self._write((*self._all, *(row for row in new if row not in known)))

    def remove(self, numbers: Sequence[int]) -> None:
        """Remove labels, and write the table."""
        gone = [self._numbered(number) for number in dict.fromkeys(numbers)]
        with self._locked():
            left = []
            for row in self._read():  # others may have changed the table meanwhile
                if row in gone:
                    gone.remove(row)
                else:
                    left.append(row)
            self._write(tuple(left))

    def _is_own(self, row: Annotation) -> bool:
        return resolved(self._table.parent / row.file) == resolved(self._path)

    def _read(self) -> tuple[Annotation, ...]:
        return read_annotations(self._table).rows if exists(self._table) else ()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep others from changing the table; wait for those who do."""
        check_room(self._table)
        lock = FileLock(self._table.with_name(f".{self._table.name}.lock"), timeout=_LOCK_S)
        try:
            lock.acquire(poll_interval=0.02)
        except Timeout:
            raise AnnotationError(
                f"another program has kept the table for {_LOCK_S:.0f} s",
                path=self._table,
                remedy="Try again when it is done",
            ) from None
        except (OSError, NotImplementedError) as error:
            raise unwritable(self._table, error) from None
        try:
            yield
        finally:
            lock.release()

    def _write(self, rows: tuple[Annotation, ...]) -> None:
        write_annotations(self._table, rows, overwrite=True)
        self._all = rows


class ProjectLabels(Labels):
    """Labels in a project, with the skeletons."""

    def __init__(self, recording: Path, opened: OpenProject, read: Callable[[Path], Recording]) -> None:
        """Serve an open project."""
        super().__init__(recording, opened.notes)
        self._opened = opened
        self._read = read

    @cached_property
    def _recording(self) -> Recording:
        return self._read(self._path)

    @cached_property
    def _track(self) -> Track:
        return Track.from_recording(self._recording, 1)

    @property
    def _examples(self) -> list[Example]:
        own = [each for each in self._opened.project.examples if self._is_own(each)]
        return sorted(own, key=lambda example: example.start_s)

    @property
    def rows(self) -> tuple[Annotation, ...]:
        """The recording's labels, by their start; without the recording, by the recording's own clock."""
        first_s = self._recording.start_s if self._examples and is_file(self._path) else 0.0
        return tuple(
            Annotation(
                each.label,
                max(0.0, round(each.start_s - first_s, 6)),
                round(each.end_s - first_s, 6),
                self._path.name,
                each.person,
                each.camera,
            )
            for each in self._examples
        )

    def add(self, rows: Sequence[Annotation]) -> None:
        """Add labels, with the skeletons, all or none; kept at once."""
        self._opened.change("mark", partial(self._with, rows))

    def _with(self, rows: Sequence[Annotation], project: Project) -> Project:
        first_s, last_s = self._recording.start_s, self._recording.frames[-1].time_s
        known = {(row.label, row.start_s, row.end_s) for row in self.rows}
        for row in rows:
            start_s = first_s + (row.start_s or 0.0)
            end_s = last_s if row.end_s is None else first_s + row.end_s
            if (row.label, row.start_s, row.end_s) in known:
                continue
            key = new_key(project.examples)
            about = row.person, self._path.name, resolved(self._path), row.camera
            example = Example.cut(key, row.label, start_s, end_s, self._track, *about)
            project = add_example(project, example)
        return project

    def remove(self, numbers: Sequence[int]) -> None:
        """Remove labels; kept at once."""
        examples = self._examples
        for number in numbers:
            self._numbered(number)
        keys = {examples[number - 1].key for number in numbers}
        self._opened.change("remove", lambda project: remove(project, keys))

    def _is_own(self, example: Example) -> bool:
        if example.place is None:
            return example.recording == self._path.name
        return resolved(example.place) == resolved(self._path)


class WholeProject(Labels):
    """All examples of a project, of whatever recordings, which need not be there; times are their clocks'."""

    def __init__(self, path: Path, opened: OpenProject) -> None:
        """Serve an open project."""
        super().__init__(path, opened.notes)
        self._opened = opened

    @property
    def rows(self) -> tuple[Annotation, ...]:
        """The examples, in the project's order."""
        return tuple(
            Annotation(each.label, each.start_s, each.end_s, each.recording, each.person, each.camera)
            for each in self._opened.project.examples
        )

    def add(self, rows: Sequence[Annotation]) -> None:
        """Refuse: a label is one of a recording."""
        raise AnnotationError(
            "a label for a project", path=self._path, expected="a recording", remedy="Give its file, and --in"
        )

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
        """Refuse: by a recording's own clock its labels are of no use elsewhere."""
        raise AnnotationError(
            "the labels of a whole project",
            path=path,
            expected="those of one recording",
            remedy="Give the recording's file, and --in",
        )


@contextmanager
def labels_of(
    recording: Path, kept_in: Path | None = None, read: Callable[[Path], Recording] = read_any
) -> Iterator[Labels]:
    """Open the labels of a recording.

    Args:
        recording: a file that the program reads; into a table, it is not read. Or a project, for all its
            examples.
        kept_in: a table (``.csv``) or a project (``.teach``), made if need be; None for ``labels.csv`` in the
            recording's folder.
        read: reads it.

    Yields:
        The labels; a project is saved at the end.

    Raises:
        AnnotationError: there is no such recording, the file is neither, or a table is damaged.
        ProjectError: the project is damaged or open elsewhere.
    """
    if recording.suffix.lower() == SUFFIX:
        with OpenProject.open(recording) as opened:
            yield WholeProject(recording, opened)
            if not opened.is_saved:
                opened.save()
        return
    kept_in = recording.parent / TABLE if kept_in is None else kept_in
    if kept_in.suffix.lower() == SUFFIX:
        with OpenProject.open(kept_in) if exists(kept_in) else OpenProject.create(kept_in) as opened:
            yield ProjectLabels(recording, opened, read)
            if not opened.is_saved:
                opened.save()
    elif kept_in.suffix.lower() == ".csv":
        yield TableLabels(recording, kept_in)
    else:
        raise AnnotationError(
            f"the ending {kept_in.suffix!r}",
            path=kept_in,
            expected=f"a table of labels (.csv) or a project ({SUFFIX})",
            remedy="Files of ELAN and BORIS are imported and exported",
        )


def from_folder(path: Path, folder: Path) -> str:
    """Name a file from a folder, with slashes; as it is where that is on another drive."""
    try:
        return Path(os.path.relpath(resolved(path), resolved(folder))).as_posix()
    except ValueError:
        return str(resolved(path))


def _by_start(row: Annotation) -> float:
    return row.start_s or 0.0
