"""Sheet of keyboard shortcuts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.drawing.theme import GAP, HALF_GAP
from app.model.commands import FILE, HELP, LIVE, OWN, PLAYBACK, VIEW, Command, is_character_key
from app.model.language import later, tr
from app.widgets.card import card, heading
from app.widgets.fitting_dialog import FittingDialog

_MOUSE = (
    (later("Drag the stage"), later("Turn")),
    (later("Shift and drag"), later("Move")),
    (later("Wheel"), later("Nearer or farther")),
    (later("Double click"), later("Reset view")),
    (later("Click a person"), later("Follow them")),
    (later("Point at F_A"), later("See that frame")),
    (later("Drag the timeline"), later("Seek")),
    (later("Wheel on the timeline"), later("Zoom")),
    (later("Double click on it"), later("Show all of it")),
    (later("Click an example"), later("Choose it")),
    (later("Drag its edge"), later("Move it")),
    (later("Double click on an example"), later("Name it")),
)
_BY_MOUSE = later("Mouse")


class ShortcutSheet(FittingDialog):
    """Shows every :class:`Command` that has keys, by menu, and what the mouse does."""

    def __init__(self, parent: QWidget | None = None, *, characters: bool = True) -> None:
        """Lay the sheet out in two columns.

        Args:
            parent: the dialog belongs to it.
            characters: whether keys that are a single character are in use.
        """
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self._rows = QVBoxLayout(self.content)
        self._rows.setContentsMargins(GAP, GAP, GAP, GAP)
        self._rows.setSpacing(GAP)
        self.characters = not characters
        self.show_keys(characters=characters)

    def show_keys(self, *, characters: bool) -> None:
        """Show the keys in use: with or without those that are a single character."""
        if characters == self.characters:
            return
        self.characters = characters
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._rows.addWidget(self._columns())
        if not characters:
            note = QLabel(tr("Single-key shortcuts are turned off: Settings, Keyboard"), self.content)
            note.setObjectName("muted")
            self._rows.addWidget(note)
        if self.isVisible():
            self.fit()

    def _columns(self) -> QWidget:
        """Return all groups, in two columns."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for command in Command:
            keys = [key for key in command.keys if self.characters or not is_character_key(key)]
            if keys:
                native = QKeySequence.SequenceFormat.NativeText
                words = "  ".join(QKeySequence(key).toString(native) for key in keys)
                groups.setdefault(command.menu, []).append((words, tr(command.text).removesuffix(" …")))
        groups[_BY_MOUSE] = [(tr(gesture), tr(does)) for gesture, does in _MOUSE]
        every = QWidget(self.content)
        columns = QHBoxLayout(every)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(GAP)
        for names in ((FILE, LIVE, PLAYBACK, HELP), (VIEW, OWN, _BY_MOUSE)):
            column = QVBoxLayout()
            column.setSpacing(GAP)
            for name in names:
                column.addWidget(self._group(name, groups[name]))
            column.addStretch()
            columns.addLayout(column)
        return every

    def _group(self, name: str, rows: list[tuple[str, str]]) -> QWidget:
        """Return a card with one group's keys."""
        frame = card(self)
        grid = QGridLayout(frame)
        grid.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(HALF_GAP)
        grid.addWidget(heading(tr(name)), 0, 0, 1, 2)
        for i, (keys, text) in enumerate(rows, start=1):
            key_label = QLabel(keys, frame)
            key_label.setTextFormat(Qt.TextFormat.PlainText)
            key_label.setStyleSheet("font-weight: 600;")
            grid.addWidget(key_label, i, 0)
            grid.addWidget(QLabel(text, frame), i, 1)
        grid.setColumnMinimumWidth(0, 110)
        grid.setColumnStretch(1, 1)
        return frame
