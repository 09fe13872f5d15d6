"""Help commands: documentation, shortcuts, and what the program is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from app.model.commands import Command
from app.model.language import tr
from app.model.messages import Message
from app.model.session import Session
from app.widgets.about import AboutDialog
from app.widgets.doctor_dialog import DoctorDialog
from app.widgets.documentation import FIRST, Documentation
from app.widgets.shortcut_sheet import ShortcutSheet
from app.window.menus import Does
from mans.bundled import DOCS
from streaming.paths import is_file


class Help:
    """Shows what there is to read."""

    def __init__(self, session: Session, window: QWidget, documentation: Path = DOCS) -> None:
        """Serve a window.

        Args:
            session: tells what is missing.
            window: the dialogs belong to it.
            documentation: a folder of Markdown files.
        """
        self._session, self._window, self._folder = session, window, documentation
        self._characters = True
        self.sheet: ShortcutSheet | None = None
        """The keyboard shortcuts, once they have been shown."""
        self.about: AboutDialog | None = None
        self.documentation: Documentation | None = None
        self.doctor: DoctorDialog | None = None
        """The checks of this computer, once they have been asked for."""

    def does(self) -> Mapping[Command, Does]:
        """What each command of help does."""
        return {
            Command.SHOW_SHORTCUTS: self.show_shortcuts,
            Command.SHOW_DOCUMENTATION: self.show_documentation,
            Command.CHECK_COMPUTER: self.check_computer,
            Command.ABOUT: self.show_about,
        }

    def show_shortcuts(self) -> None:
        """Show the sheet of keyboard shortcuts."""
        self.sheet = self.sheet or ShortcutSheet(self._window, characters=self._characters)
        _raise(self.sheet)

    def use_character_keys(self, on: bool) -> None:
        """Say whether keys that are a single character are in use."""
        self._characters = on
        if self.sheet is not None:
            self.sheet.show_keys(characters=on)

    def show_about(self) -> None:
        """Show version, licence, and what stays on this computer."""
        self.about = self.about or AboutDialog(self._window)
        _raise(self.about)

    def check_computer(self) -> None:
        """Look for what keeps the program from working here."""
        self.doctor = self.doctor or DoctorDialog(self._window)
        if not self.doctor.isVisible():
            self.doctor.check()
        _raise(self.doctor)

    def close(self) -> None:
        """End the checks, if there are any."""
        if self.doctor is not None:
            self.doctor.close()

    def show_documentation(self) -> None:
        """Show the documentation, or say where it is."""
        if not is_file(self._folder / FIRST):
            lost = tr("The documentation was not installed with the program.")
            where = tr("It is in the folder docs of the program's source.")
            self._session.messages.tell("help", Message(lost, where, is_error=False))
            return
        self.documentation = self.documentation or Documentation(self._folder, self._window)
        _raise(self.documentation)

    def show_notes(self) -> None:
        """Show what the reader had to derive, repair or leave out."""
        recording = self._session.recording
        if recording is not None and recording.notes:
            name = recording.path.name if recording.path is not None else tr("The recording")
            self._session.messages.tell(
                "notes",
                Message(
                    tr("{name} was read with notes").format(name=name),
                    "\n".join(recording.notes),
                    is_error=False,
                    stays=True,
                ),
            )


def _raise(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
