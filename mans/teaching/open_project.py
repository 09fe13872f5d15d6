"""Open project: durable, undoable changes.

Changes go into a journal beside the file, each as the whole list of examples with the skeletons that are new.
Saving writes the file in one step and deletes the journal. A program that is killed loses nothing: whoever
opens the project next finds the changes in the journal and goes on from there. A journal that cannot be
read to its end is copied before anything of it is deleted.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from filelock import FileLock, Timeout

from mans.teaching.container import MOST_BYTES, Stored, pack, unpack
from mans.teaching.edits import merge
from mans.teaching.history import History
from mans.teaching.project import Project
from streaming.errors import ProjectError, WriteError
from streaming.paths import exists, is_link, resolved
from streaming.printable import counted
from streaming.program import NAME, program_version
from streaming.writers.atomic import existing, replace_file, unwritable
from streaming.writers.journal import Journal, read_journal

RECOVERED = "recover"
"""The change by which what was found in a journal is in a project; undone, it is as it was saved."""

# A journal of more bytes is put into the file, by saving: it would take long to read.
_LONG_JOURNAL = 64 * 2**20


def read_project(path: Path) -> Project:
    """Read a project, with the changes that a killed program left in its journal, and change nothing.

    Raises:
        ProjectError: it is none, damaged, or of a newer version of the program.
        PathError: nobody can tell what is at the path.
    """
    return read_noted(path)[0]


def read_noted(path: Path) -> tuple[Project, tuple[str, ...]]:
    """Read a project as :func:`read_project` does, and return what there is to say about it, too."""
    path = _real(Path(path))
    if not exists(path):
        raise ProjectError("there is no such project", path=path)
    found = _read(path)
    return found.project, found.notes


@dataclass(frozen=True, slots=True)
class SeenProject:
    """A project that is looked at, where nothing need be written.

    Attributes:
        project: as it was when it was read.
        notes: what there is to say about how it was read, a sentence each.
    """

    project: Project
    notes: tuple[str, ...] = ()

    def change(self, what: str, change: Callable[[Project], Project]) -> Project:
        """Refuse: it is only looked at."""
        raise AssertionError(f"{what} in a project that is only looked at")


class OpenProject:
    """A project in a file that nobody else may change meanwhile; use it in a ``with`` block, or close it.

    One thread at a time may use it. Example::

        with OpenProject.open(path) as opened:
            opened.change("mark", lambda project: add_example(project, example))
            opened.save()
    """

    def __init__(self, path: Path, lock: FileLock, stored: Stored, journal: Journal) -> None:
        """Take what :meth:`open` and :meth:`create` have found."""
        self.path = path
        self.notes: tuple[str, ...] = ()
        """What there is to say about how it was opened, a sentence each."""
        self._lock, self._journal = lock, journal
        self._revision = stored.revision
        self._kept = set(stored.tracks)
        self._saved = stored.project
        self.history = History(stored.project)

    @classmethod
    def open(cls, path: Path) -> OpenProject:
        """Open a project, with the changes that a killed program left in its journal.

        Raises:
            ProjectError: it is none, damaged, of a newer version of the program, or open elsewhere.
            WriteError: nothing can be written beside it.
        """
        path = _real(path)
        if not exists(path):
            raise ProjectError("there is no such project", path=path)
        lock = _locked(path)
        try:
            found = _read(path)
            stored, project, whole = found.stored, found.project, found.whole
            opened = cls(path, lock, stored, Journal(_journal_of(path), whole))
            opened.notes = found.notes
            if found.is_damaged:
                opened.notes += (f"A copy of the journal is kept as {_copy_damaged(path).name}.",)
            if (whole or found.is_damaged) and project is stored.project:  # nothing in it that is not saved
                opened._journal.remove()
            elif project is not stored.project:
                opened.change(RECOVERED, lambda _: project)
        except BaseException:
            lock.release()
            raise
        return opened

    @classmethod
    def create(cls, path: Path, project: Project | None = None, *, overwrite: bool = False) -> OpenProject:
        """Write a new project, and open it.

        Raises:
            ProjectError: a project of this name is open elsewhere.
            WriteError: there is such a file, or it cannot be written.
        """
        path, project = _real(path), project or Project()
        if not overwrite and exists(path):
            raise existing(path)
        lock = _locked(path)
        try:
            if exists(journal := _journal_of(path)):
                if not overwrite:
                    raise existing(journal, "It holds changes of a project: choose another name.")
                if _is_damaged(journal, read_journal(journal)[1]):
                    _copy_damaged(path)
                Journal(journal).remove()
            stored = Stored(project, "", "", {})
            opened = cls(path, lock, stored, Journal(journal))
            opened.save(overwrite=overwrite)
        except BaseException:
            lock.release()
            raise
        return opened

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self.history.project

    @property
    def is_saved(self) -> bool:
        """Whether the file itself has all that was changed; else the journal has it."""
        return self.project is self._saved

    def change(self, what: str, change: Callable[[Project], Project]) -> Project:
        """Make a change, which is on the disk when this returns.

        Args:
            what: a word for it, to tell what can be undone.
            change: makes the new project, as the functions of :mod:`mans.teaching.edits` do.

        Raises:
            ProjectError: it cannot be made.
            WriteError: it cannot be written. Either way nothing has changed.
        """
        project = change(self.project)
        if project is not self.project:
            self._keep(project)
            self.history.do(what, project)
            self._shorten()
        return project

    def undo(self) -> Project:
        """Take the last change back, if there is one; raises as :meth:`change` does."""
        if self.history.undone_next is not None:
            self._keep(self.history.before)
        return self.history.undo()

    def redo(self) -> Project:
        """Do again what was undone last, if there is something; raises as :meth:`change` does."""
        if self.history.redone_next is not None:
            self._keep(self.history.after)
        return self.history.redo()

    def save(self, *, overwrite: bool = True) -> None:
        """Write the file, in one step; the journal is not needed any more.

        Raises:
            WriteError: it cannot be written. What was changed is then still in the journal.
        """
        revision = secrets.token_hex(8)
        data, tracks = pack(self.project, revision, self._revision, _program(), self.path.parent)
        if len(data) > MOST_BYTES:
            raise ProjectError(
                f"{counted(len(data), 'byte')}", path=self.path, expected=f"at most {MOST_BYTES}"
            )
        replace_file(self.path, lambda temporary: temporary.write_bytes(data), overwrite=overwrite)
        self._revision, self._kept, self._saved = revision, tracks, self.project
        self._journal.remove()

    def save_as(self, path: Path, *, overwrite: bool = False) -> None:
        """Write the project into another file and go on with that one; the first stays as it was saved last.

        Raises:
            ProjectError: the other one is open elsewhere.
            WriteError: it is there already, or cannot be written.
        """
        other = OpenProject.create(path, self.project, overwrite=overwrite)
        self._journal.remove()
        self._lock.release()
        self.path, self._lock, self._journal = other.path, other._lock, other._journal
        self._revision, self._kept, self._saved = other._revision, other._kept, other._saved

    def close(self) -> None:
        """Let others open it. What has not been saved stays in the journal."""
        self._lock.release()

    def __enter__(self) -> OpenProject:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def _keep(self, project: Project) -> None:
        """Write a project into the journal, with the skeletons that are neither there nor in the file."""
        record, tracks = pack(
            project, self._revision, self._revision, _program(), self.path.parent, known=self._kept
        )
        self._journal.append(record)
        self._kept |= tracks

    def _shorten(self) -> None:
        if self._journal.size > _LONG_JOURNAL:
            with suppress(WriteError):  # the journal has it all
                self.save()


class _Found(NamedTuple):
    """What the file has, the project as it was last, and how much of the journal can be read."""

    stored: Stored
    project: Project
    whole: int
    is_damaged: bool
    notes: tuple[str, ...]


def _read(path: Path) -> _Found:
    """Read a file and its journal."""
    try:
        with path.open("rb") as file:
            stored = unpack(file, path)
    except OSError as error:
        raise ProjectError(f"cannot be read ({error.strerror})", path=path) from None
    records, whole = read_journal(journal := _journal_of(path))
    notes: tuple[str, ...] = ()
    if is_damaged := _is_damaged(journal, whole):
        until = (
            f"the {counted(len(records), 'change before that was', 'changes before that were')} kept"
            if records
            else "no change could be read"
        )
        notes = (f"{journal.name} is damaged or was cut off at byte {whole}: {until}, later ones are lost.",)
    last, known = None, dict(stored.tracks)
    for record in records:
        last = unpack(io.BytesIO(record), journal, known)
        known |= last.tracks
    if last is None or last.revision == stored.previous:  # killed after saving: the file has it all
        return _Found(stored, stored.project, whole, is_damaged, notes)
    if last.revision == stored.revision:
        return _Found(replace(stored, tracks=known), last.project, whole, is_damaged, notes)
    merged, _ = merge(stored.project, last.project)
    note = "The file is another one than before the program ended: examples that were marked then were added."
    return _Found(replace(stored, tracks=known), merged, whole, is_damaged, (*notes, note))


def _real(path: Path) -> Path:
    """Return where a link leads: two names of a project are one project."""
    return resolved(path) if exists(path) and is_link(path) else path


def _journal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.journal")


def _is_damaged(journal: Path, whole: int) -> bool:
    """Whether there is a journal that has more than its whole records, or is none at all."""
    if not exists(journal):
        return False
    try:
        return whole == 0 or journal.stat().st_size != whole
    except OSError as error:
        raise unwritable(journal, error) from None


def _copy_damaged(path: Path) -> Path:
    """Copy a project's damaged journal to a name that nothing has, and return that."""
    journal = _journal_of(path)
    try:
        data = journal.read_bytes()
    except OSError as error:
        raise unwritable(journal, error) from None
    names = (f"{journal.name}.damaged{f'-{number}' if number > 1 else ''}" for number in count(1))
    copy = next(each for each in map(path.with_name, names) if not (exists(each) or is_link(each)))
    replace_file(copy, lambda temporary: temporary.write_bytes(data), overwrite=False)
    return copy


def _locked(path: Path) -> FileLock:
    """Keep others from changing a project until the lock is released, or this process ends."""
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise ProjectError(
            "the project is open in another window or program", path=path, remedy="Close it there first"
        ) from None
    except (OSError, NotImplementedError) as error:
        raise unwritable(path, error, "Copy it to a folder that is yours to write to.") from None
    return lock


def _program() -> str:
    return f"{NAME} {program_version()}"
