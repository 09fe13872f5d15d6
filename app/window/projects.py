"""Project commands: new, open, save and merge."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.model.commands import Command
from app.model.language import tr
from app.model.messages import Message
from app.model.own_project import SUFFIX, OwnProject
from app.model.preferences import PreferenceStore
from app.window.menus import Does
from streaming.paths import is_file_in_sight
from streaming.writers.files import dated_path


class Projects:
    """Project commands; remembers the open project."""

    def __init__(self, own: OwnProject, store: PreferenceStore, window: QWidget) -> None:
        """Serve a window, and open again what was open last.

        Args:
            own: the project that is open.
            store: remembers it.
            window: the dialogs belong to it.
        """
        self._own, self._store, self._window = own, store, window
        own.opened = self._remember
        if store.current.project and is_file_in_sight(last := Path(store.current.project)):
            own.open(last, quietly=True)

    def does(self) -> Mapping[Command, Does]:
        """Return the handler of each project command."""
        return {
            Command.NEW_PROJECT: self.new,
            Command.OPEN_PROJECT: self.choose,
            Command.SAVE_PROJECT: self.save_as,
            Command.MERGE_PROJECT: self.merge,
        }

    def new(self) -> None:
        """Begin another project."""
        self._own.new()
        self._store.change(project="")
        self._tell(tr("A new project: it is kept from the first example on."))

    def choose(self) -> None:
        """Open a project by dialog."""
        if name := self._named(tr("Open project")):
            self._own.open(Path(name))

    def merge(self) -> None:
        """Take another project's examples in, by dialog."""
        if name := self._named(tr("Merge another project")):
            self._own.merge(Path(name))

    def save_as(self) -> None:
        """Keep the project under a name of its own."""
        if self._own.path is None:
            self._tell(tr("There is no project yet: mark an example first."))
            return
        dialog = QFileDialog(self._window, tr("Save project as"), str(self._own.path.parent), _filters())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.selectFile(self._own.path.name)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        if chosen:
            self._own.save_as(Path(chosen[0]))

    def _named(self, title: str) -> str:
        folder = "" if self._own.path is None else str(self._own.path.parent)
        return QFileDialog.getOpenFileName(self._window, title, folder, _filters())[0]

    def _remember(self, path: Path) -> None:
        """Open it again at the next start, and list it among the files opened lately."""
        self._store.change(project=str(path.absolute()), recent=self._store.current.opened(path).recent)
        self._store.close()  # on the disk before the first example is: a program that is killed finds both

    def _tell(self, text: str) -> None:
        self._own.tell(Message(text, is_error=False))


def new_path(store: PreferenceStore) -> Path:
    """Return the file of a project that has no name yet, among the recordings.

    Raises:
        WriteError: the folder cannot be made.
    """
    return dated_path(store.current.folder, SUFFIX, of=tr("Custom actions"))


def _filters() -> str:
    return tr("Projects of custom actions ({endings});;All files (*)").format(endings=f"*{SUFFIX}")
