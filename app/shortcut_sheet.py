"""The sheet of keyboard shortcuts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.commands import COMMANDS
from app.theme import GAP, HALF_GAP, card, heading

_MOUSE = (
    ("Drag the stage", "Turn"),
    ("Shift and drag", "Move"),
    ("Wheel", "Nearer or farther"),
    ("Double click", "Reset view"),
    ("Point at F_A", "See that frame"),
    ("Drag the timeline", "Seek"),
)


class ShortcutSheet(QDialog):
    """Shows :data:`COMMANDS`, by menu, and what the mouse does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Lay the sheet out in two columns."""
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        columns = QHBoxLayout(self)
        columns.setContentsMargins(GAP, GAP, GAP, GAP)
        columns.setSpacing(GAP)
        groups: dict[str, list[tuple[str, str]]] = {}
        for command in COMMANDS:
            keys = "  ".join(
                QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in command.keys
            )
            groups.setdefault(command.menu, []).append((keys, command.text.removesuffix(" …")))
        groups["Mouse"] = list(_MOUSE)
        for names in (("File", "Live", "Playback"), ("View", "Help", "Mouse")):
            column = QVBoxLayout()
            column.setSpacing(GAP)
            for name in names:
                column.addWidget(self._group(name, groups[name]))
            column.addStretch()
            columns.addLayout(column)

    def _group(self, name: str, rows: list[tuple[str, str]]) -> QWidget:
        """Return a card with one group's keys."""
        frame = card(self)
        grid = QGridLayout(frame)
        grid.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(HALF_GAP)
        grid.addWidget(heading(name), 0, 0, 1, 2)
        for i, (keys, text) in enumerate(rows, start=1):
            key_label = QLabel(keys, frame)
            key_label.setTextFormat(Qt.TextFormat.PlainText)
            key_label.setStyleSheet("font-weight: 600;")
            grid.addWidget(key_label, i, 0)
            grid.addWidget(QLabel(text, frame), i, 1)
        grid.setColumnMinimumWidth(0, 110)
        grid.setColumnStretch(1, 1)
        return frame
