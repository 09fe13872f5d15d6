"""Dialogs limited to the screen size, with scrollable content."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

_FRAME_PX = 48  # of the system, above the dialog: known only once it is shown
_TAB = Qt.FocusPolicy.TabFocus


def row_label(words: str, of: QWidget) -> QLabel:
    """Return the label of a row of a form, level with what it names."""
    label = QLabel(words)
    label.setBuddy(of)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
    return label


class FittingDialog(QDialog):
    """A dialog as large as its content, but no higher than the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with an empty content, to be given a layout."""
        super().__init__(parent)
        self.content = QWidget()
        """What it shows."""
        self._area = QScrollArea(self)
        self._area.setWidget(self.content)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)

    def sizeHint(self) -> QSize:
        """Prefer room for all of the content, as far as the screen has it."""
        whole = self.content.sizeHint()
        height = min(whole.height(), self.screen().availableGeometry().height() - _FRAME_PX)
        bar = self._area.verticalScrollBar().sizeHint().width() if height < whole.height() else 0
        return QSize(whole.width() + bar, height)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the size that fits the screen it is on."""
        super().showEvent(event)
        # What has the focus is scrolled to; the area itself needs it where nothing in it can have it.
        inside = any(each.focusPolicy() & _TAB for each in self.content.findChildren(QWidget))
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus if inside else Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(self.windowTitle())
        self.fit()

    def fit(self) -> None:
        """Take the size of the content, as far as the screen has it."""
        self._area.setMinimumWidth(self.sizeHint().width())
        self.resize(self.sizeHint())
