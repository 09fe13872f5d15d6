"""Open project of user-defined actions, with durable, undoable changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from app.model.background import Task
from app.model.error_words import translated
from app.model.language import tr
from app.model.messages import Message, MessageBoard, describe
from mans.teaching.edits import merge
from mans.teaching.project import SUFFIX, Project
from streaming.errors import MansError
from streaming.paths import is_file_in_sight

if TYPE_CHECKING:
    from mans.teaching.open_project import OpenProject

__all__ = ["SUFFIX", "OwnProject"]

MATTER = "project"
"""What messages about the project are about."""
_SAVE_AFTER_S = 3.0

_EMPTY = Project()


class OwnProject:
    """One project at a time, or none: then the first change makes one without a name of its own.

    What has been changed is in the project's journal before :meth:`change` returns, so that a program that is
    killed loses nothing. A few seconds after the last change, and when it is closed, the file itself is
    written, on a thread of its own.
    """

    def __init__(
        self,
        messages: MessageBoard,
        new_path: Callable[[], Path],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start without a project.

        Args:
            messages: where to tell what goes wrong.
            new_path: gives the file of a project that has no name yet.
            clock: monotonic, in seconds.
        """
        self._messages, self._new_path, self._clock = messages, new_path, clock
        self._open: OpenProject | None = None
        self._is_untitled = self._quietly = False
        self._opening: Task[OpenProject] | None = None
        self._merging: Task[tuple[Project, tuple[str, ...]]] | None = None
        self._saving: Task[None] | None = None
        self._changed_at: float | None = None
        self.changes = 0
        """Grows with each change, of whatever kind."""
        self.turn = 0
        """Grows whenever another project, or none, is open from then on."""
        self.asked_for: Callable[[], None] = lambda: None
        """Is told that a project is open that somebody wanted to open just now."""
        self.opened: Callable[[Path], None] = lambda path: None
        """Is told of each project that is open from now on."""

    # ---- what there is to see ----

    @property
    def project(self) -> Project:
        """The project as it is now; an empty one while none is open."""
        return _EMPTY if self._open is None else self._open.project

    @property
    def path(self) -> Path | None:
        """Where the project is kept; None while none is open."""
        return None if self._open is None else self._open.path

    @property
    def name(self) -> str:
        """What the project is called; empty while none is open."""
        if self._open is None:
            return ""
        return tr("untitled") if self._is_untitled else self._open.path.stem

    @property
    def busy(self) -> str:
        """What is being read, in words; empty for nothing."""
        return tr("Opening the project …") if self._opening or self._merging else ""

    # ---- changing ----

    def change(self, what: str, change: Callable[[Project], Project]) -> None:
        """Make a change; it is on the disk when this returns.

        Args:
            what: a word for it, in the window's language.
            change: makes the new project, as the functions of :mod:`mans.teaching.edits` do.

        Raises:
            MansError: it cannot be made, or cannot be kept; then nothing has changed.
        """
        self._take_opened(wait=True)
        if self._open is None:
            project = change(_EMPTY)  # what cannot be made leaves no file behind
            if project is _EMPTY:
                return
            self._take(_files().OpenProject.create(self._new_path()), untitled=True)
            change = _always(project)
        self._settle()
        assert self._open is not None
        before = self._open.project
        if self._open.change(what, change) is not before:
            self._touch()

    def try_change(self, what: str, change: Callable[[Project], Project]) -> bool:
        """Make a change as :meth:`change` does, or tell why that cannot be; return whether it is made."""
        return self._try(lambda: self.change(what, change))

    def _try(self, work: Callable[[], object]) -> bool:
        try:
            work()
        except MansError as error:
            self.tell(describe(error, tr("The project could not be changed")))
            return False
        return True

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return self._open is not None and self._open.history.undone_next is not None

    def undo(self) -> bool:
        """Take the last change back; return whether there was one."""
        what = None if self._open is None else self._open.history.undone_next
        return self._go(what, tr("Undone: {what}"), lambda opened: opened.undo())

    @property
    def can_redo(self) -> bool:
        """Whether a change was undone that can be done again."""
        return self._open is not None and self._open.history.redone_next is not None

    def redo(self) -> bool:
        """Do again what was undone last; return whether there was anything."""
        what = None if self._open is None else self._open.history.redone_next
        return self._go(what, tr("Done again: {what}"), lambda opened: opened.redo())

    def _go(self, what: str | None, said: str, go: Callable[[OpenProject], Project]) -> bool:
        opened = self._open
        if opened is None or what is None:
            return False
        self._settle()
        if not self._try(lambda: go(opened)):
            return True
        self.tell(Message(said.format(what=translated(what)), is_error=False))
        self._touch()
        return True

    def _touch(self) -> None:
        self.changes += 1
        self._changed_at = self._clock()
        if self._open is not None and not is_file_in_sight(self._open.path):
            self._write_anew(self._open)

    def _write_anew(self, opened: OpenProject) -> None:
        """Write the file at once where somebody has deleted it: nobody would look for a journal alone."""
        try:
            opened.save()
        except MansError as error:
            self.tell(describe(error, tr("The project could not be saved")))
            return
        self._changed_at = None
        text = tr("The project's file was deleted or moved: it has been written anew at {path}")
        self.tell(Message(text.format(path=opened.path)))

    # ---- files ----

    def new(self) -> None:
        """Begin another project; it gets its file with its first example."""
        self._take_opened(wait=True)
        self._close_open()
        self.changes += 1

    def open(self, path: Path, *, quietly: bool = False) -> None:
        """Begin to open a project; the one that is open stays until it is there.

        Args:
            path: the file.
            quietly: say nothing about it if all is well, as at the start.
        """
        self._quietly = quietly
        if self.path is not None and path.absolute() == self.path.absolute():
            if not quietly:
                self.asked_for()
            return
        self._take_opened(wait=True)
        self._opening = Task("open project", lambda: _files().OpenProject.open(path))

    def save_as(self, path: Path) -> bool:
        """Keep the project in another file from now on; return whether it is there.

        A project without a name moves there.
        """
        if self._open is None:
            return False
        self._settle()
        before = self._open.path
        if path.absolute() == before.absolute():
            return True
        try:
            self._open.save_as(path, overwrite=True)  # where it may be replaced has been asked
        except MansError as error:
            self.tell(describe(error, tr("The project could not be saved")))
            return False
        if self._is_untitled:
            with suppress(OSError):  # somebody else has it open, say: then both are there
                before.unlink()
        self._is_untitled, self._changed_at = False, None
        self.opened(path)
        self.tell(Message(tr("Saved as {path}").format(path=path), is_error=False))
        return True

    def merge(self, path: Path) -> None:
        """Begin to take another project's examples in."""
        self._take_merged(wait=True)
        self._merging = Task("read project", lambda: _files().read_noted(path))

    # ---- the timer's question ----

    def pull(self) -> None:
        """Collect what was read, and save what was changed a while ago."""
        self._take_opened()
        self._take_merged()
        since = self._changed_at
        if since is not None and self._clock() - since >= _SAVE_AFTER_S and self._saving is None:
            self._changed_at = None
            opened = self._open
            if opened is not None:
                self._saving = Task("save project", opened.save)
        if self._saving is not None and self._saving.done:
            self._settle()

    def close(self) -> None:
        """Save, and let others open the project."""
        self._take_opened(wait=True)
        self._take_merged(wait=True)
        self._close_open()

    def _settle(self) -> None:
        """Wait for what is being saved: one thread at a time uses a project."""
        saving, self._saving = self._saving, None
        if saving is not None and (error := saving.error()) is not None:
            self.tell(describe(error, tr("The project could not be saved")))

    def _close_open(self) -> None:
        self.turn += 1
        opened, self._open = self._open, None
        self._settle()
        self._changed_at = None
        if opened is None:
            return
        try:
            if not opened.is_saved:
                opened.save()
        except MansError as error:  # it stays in the journal
            self.tell(describe(error, tr("The project could not be saved")))
        finally:
            opened.close()

    def _take(self, opened: OpenProject, *, untitled: bool = False) -> None:
        self._close_open()
        self._open, self._is_untitled = opened, untitled
        self.changes += 1
        self.opened(opened.path)

    def _take_opened(self, *, wait: bool = False) -> None:
        if self._opening is None or not (wait or self._opening.done):
            return
        opening, self._opening = self._opening, None
        try:
            opened = opening.result()
        except Exception as error:  # noqa: BLE001 (the user reads it)
            self.tell(describe(error, tr("The project could not be opened")))
            return
        self._take(opened)
        self._messages.settle(MATTER)
        if opened.notes:
            self.tell(Message(tr("{name} was opened").format(name=self.name), _lines(opened.notes)))
        elif not self._quietly:
            count = tr("%n example(s)", "", len(opened.project.examples))
            self.tell(Message(tr("{name} was opened").format(name=self.name), count, is_error=False))
        if not self._quietly:
            self.asked_for()

    def _take_merged(self, *, wait: bool = False) -> None:
        if self._merging is None or not (wait or self._merging.done):
            return
        merging, self._merging = self._merging, None
        notes: tuple[str, ...] = ()

        def change(project: Project) -> Project:
            nonlocal notes
            other, said = merging.result()
            merged, notes = merge(project, other)
            notes = (*said, *notes)
            return merged

        try:
            self.change(tr("merged"), change)
        except Exception as error:  # noqa: BLE001 (the user reads it)
            self.tell(describe(error, tr("The project could not be merged")))
            return
        self.tell(Message(tr("The projects were merged"), _lines(notes), is_error=False, stays=True))

    def tell(self, message: Message) -> None:
        """Tell something about the project."""
        self._messages.tell(MATTER, message)


def _files() -> ModuleType:
    """Return what keeps projects in files: imported when it is needed, to show the window sooner."""
    from mans.teaching import open_project

    return open_project


def _lines(notes: Sequence[str]) -> str:
    return "\n".join(map(translated, notes))


def _always(project: Project) -> Callable[[Project], Project]:
    return lambda _: project
