"""Labels in a table or a project: :func:`labels_of` opens either, for one recording or for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from mans.datasets.any_file import read_any
from mans.teaching.container import SUFFIX
from mans.teaching.edits import add_example, remove
from mans.teaching.example import Example
from mans.teaching.labels import Check, Labels, RecordingLabels, from_folder
from mans.teaching.open_project import OpenProject, SeenProject, read_noted
from mans.teaching.project import Project, new_key
from mans.teaching.whole_files import WholeFile, WholeProject, by_first_frame, first_frames
from mans.transforms.tracks import Track
from streaming.annotations.files import ENDINGS, is_labels
from streaming.annotations.kept_table import KeptTable
from streaming.annotations.types import Annotation
from streaming.errors import AnnotationError
from streaming.paths import exists, is_file, resolved
from streaming.skeleton.frames import Recording
from streaming.writers.atomic import check_room, replace_text, unwritable

TABLE = "labels.csv"
"""The table that labels go into where nothing else is said, in the recording's folder."""

# A change takes a few milliseconds: whoever has the table for longer has stopped.
_LOCK_S = 15.0


class TableLabels(RecordingLabels):
    """Labels in a table, which is read and written anew with each change, while no other program may."""

    def __init__(self, recording: Path, table: Path) -> None:
        """Read the table, if there is one."""
        super().__init__(recording)
        self._table = table
        self._all = KeptTable(table).rows
        # Where a link leads, so that it stays one; recordings are named from the link's own folder, as read.
        self._target = resolved(table)

    @property
    def rows(self) -> tuple[Annotation, ...]:
        """The recording's labels, by their start."""
        return self._own(self._all)

    def _own(self, rows: Iterable[Annotation]) -> tuple[Annotation, ...]:
        return tuple(sorted(filter(self._is_own, rows), key=_by_start))

    def _change(self, removed: Sequence[int], added: Sequence[Annotation], check: Check) -> None:
        gone = [self._numbered(number) for number in dict.fromkeys(removed)]
        file = from_folder(self._path, self._table.parent)
        new = dict.fromkeys(replace(row, file=file) for row in added)
        with self._locked():
            table = KeptTable(self._table)  # others may have changed the table meanwhile
            lines: set[int] = set()
            for row in gone:
                alike = [each.line for each in table.rows if each == row and each.line not in lines]
                lines.update([row.line] if row.line in alike else alike[:1])
            left = [row for row in table.rows if row.line not in lines]
            known = {replace(row, file=file) for row in filter(self._is_own, left)}
            missing = [row for row in new if row not in known]
            text = table.changed(lines, missing)
            left += missing
            check(self._own(left))
            replace_text(self._target, text)
            self._all = tuple(left)

    def _is_own(self, row: Annotation) -> bool:
        return resolved(self._table.parent / row.file) == resolved(self._path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep others from changing the table; wait for those who do."""
        check_room(self._target)
        lock = FileLock(self._target.with_name(f".{self._target.name}.lock"), timeout=_LOCK_S)
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


class ProjectLabels(RecordingLabels):
    """Labels in a project, with the skeletons."""

    def __init__(
        self, recording: Path, opened: OpenProject | SeenProject, read: Callable[[Path], Recording]
    ) -> None:
        """Serve a project that is open, or looked at."""
        super().__init__(recording, opened.notes)
        self._opened = opened
        self._read = read

    @cached_property
    def _recording(self) -> Recording:
        return self._read(self._path)

    @cached_property
    def _track(self) -> Track:
        return Track.from_recording(self._recording, 1)

    @cached_property
    def length_s(self) -> float | None:
        """Seconds from the recording's first frame to its last; None where it is gone."""
        return self._recording.duration_s if is_file(self._path) else None

    def _examples(self, project: Project) -> list[Example]:
        own = [each for each in project.examples if self._is_own(each)]
        return sorted(own, key=lambda example: example.start_s)

    @property
    def rows(self) -> tuple[Annotation, ...]:
        """The recording's labels, by their start; see :func:`mans.teaching.whole_files.by_first_frame`."""
        return self._rows(self._opened.project)

    def _rows(self, project: Project) -> tuple[Annotation, ...]:
        examples = self._examples(project)
        first_s = self._first_s(examples)
        return tuple(by_first_frame(each, self._path.name, first_s) for each in examples)

    def _first_s(self, examples: Sequence[Example]) -> float | None:
        if examples and is_file(self._path):
            return self._recording.start_s
        return next(iter(first_frames(examples).values()), None)

    def _change(self, removed: Sequence[int], added: Sequence[Annotation], check: Check) -> None:
        examples = self._examples(self._opened.project)
        keys = {examples[number - 1].key for number in removed}

        def changed(project: Project) -> Project:
            project = remove(project, keys) if keys else project
            project = self._with(added, project) if added else project
            check(self._rows(project))
            return project

        self._opened.change("mark" if added else "remove", changed)

    def _with(self, rows: Sequence[Annotation], project: Project) -> Project:
        first_s, last_s = self._recording.start_s, self._recording.frames[-1].time_s
        known = {(row.label, row.start_s, row.end_s) for row in self._rows(project)}
        for row in rows:
            start_s = first_s + (row.start_s or 0.0)
            end_s = last_s if row.end_s is None else first_s + row.end_s
            if (row.label, row.start_s, row.end_s) in known:
                continue
            key = new_key(project.examples)
            about = row.person, self._path.name, resolved(self._path), row.camera
            example = Example.cut(key, row.label, start_s, end_s, self._track, *about, first_s)
            project = add_example(project, example)
        return project

    def _is_own(self, example: Example) -> bool:
        if example.place is None:
            return example.recording == self._path.name
        return resolved(example.place) == resolved(self._path)


def place_of(recording: Path, kept_in: Path | None = None) -> Path:
    """Return the file that labels are read from and changed in; arguments as in :func:`labels_of`."""
    if _is_whole(recording, kept_in):
        return recording
    return recording.parent / TABLE if kept_in is None else kept_in


def _is_whole(recording: Path, kept_in: Path | None) -> bool:
    """Whether what is given as the recording is a project or a file of labels itself."""
    if recording.suffix.lower() == SUFFIX:
        return True
    return kept_in is None and recording.name.lower().endswith(tuple(ENDINGS)) and is_labels(recording)


@contextmanager
def labels_of(
    recording: Path,
    kept_in: Path | None = None,
    read: Callable[[Path], Recording] = read_any,
    *,
    changing: bool = True,
) -> Iterator[Labels]:
    """Open the labels of a recording.

    Args:
        recording: a file that the program reads; into a table, it is not read but for its length. Or a
            project, for all its examples; or a file of labels, to see and export all that it has.
        kept_in: a table (``.csv``) or a project (``.teach``), made if need be; None for ``labels.csv`` in the
            recording's folder.
        read: reads it.
        changing: whether labels may be changed; else nothing is written, nor made.

    Yields:
        The labels; a project is saved at the end.

    Raises:
        AnnotationError: there is no such recording, the file is neither, or a table is damaged.
        ProjectError: the project is damaged; or it is to be changed and open elsewhere.
    """
    if recording.suffix.lower() == SUFFIX:
        with _opened(recording, changing=changing, make=False) as opened:
            yield WholeProject(recording, opened)
        return
    if _is_whole(recording, kept_in):
        yield WholeFile(recording)
        return
    place = place_of(recording, kept_in)
    labels: RecordingLabels
    if place.suffix.lower() == SUFFIX:
        with _opened(place, changing=changing, make=True) as opened:
            labels = ProjectLabels(recording, opened, read)
            labels.kept_in = kept_in
            yield labels
    elif place.suffix.lower() == ".csv":
        labels = TableLabels(recording, place)
        labels.kept_in = kept_in
        yield labels
    else:
        raise AnnotationError(
            f"the ending {place.suffix!r}",
            path=place,
            expected=f"a table of labels (.csv) or a project ({SUFFIX})",
            remedy="Files of ELAN and BORIS are imported and exported",
        )


@contextmanager
def _opened(path: Path, *, changing: bool, make: bool) -> Iterator[OpenProject | SeenProject]:
    """Open a project and save it at the end, or look at it; ``make`` one where there is none."""
    there = exists(path)
    if not changing:
        yield SeenProject(*read_noted(path)) if there or not make else SeenProject(Project())
        return
    with OpenProject.create(path) if make and not there else OpenProject.open(path) as opened:
        try:
            yield opened
        except BaseException:
            if not there and opened.is_saved and not opened.project.examples:
                path.unlink(missing_ok=True)  # made for a change that failed
            raise
        if not opened.is_saved:
            opened.save()


def _by_start(row: Annotation) -> float:
    return row.start_s or 0.0
