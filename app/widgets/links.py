"""Lines that lead somewhere: each is a button with a text that gives way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.model.findings import Place
from app.model.language import tr
from app.widgets.buttons import press_by_space

_MOST = 8


class Link(QPushButton):
    """One line; its text is cut at the end where there is too little room, and whole in the tool tip."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        """Start with a text."""
        super().__init__(parent)
        self._whole = text
        self.setObjectName("link")
        self.setAutoDefault(False)
        self.setToolTip(text)
        self.setAccessibleName(text)
        press_by_space(self)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._cut()

    def sizeHint(self) -> QSize:
        """Prefer a line."""
        return QSize(200, self.fontMetrics().height() + 6)

    def minimumSizeHint(self) -> QSize:
        """Get by with a few letters."""
        return QSize(60, self.fontMetrics().height() + 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        self.setText(
            self.fontMetrics().elidedText(
                self._whole, Qt.TextElideMode.ElideRight, max(self.width() - 10, 20)
            )
        )


class Links(QWidget):
    """Some lines below each other, and how many more there are."""

    pressed = Signal(object)
    """The target of a :class:`Place` is to be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without lines."""
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._shown: tuple[Place, ...] | None = None
        self._all = False
        self.links: list[Link] = []

    def show_places(self, places: Sequence[Place], *, whole: bool = False) -> None:
        """Show lines; the first of many, unless all are asked for."""
        self._all = whole
        self._shown = tuple(places)
        focused = any(link.hasFocus() for link in self.links)
        for link in self.links:
            self._layout.removeWidget(link)
            link.hide()
            link.deleteLater()
        few = self._shown if whole or len(places) <= _MOST + 1 else self._shown[:_MOST]
        self.links = [self._line(place.text, place.target) for place in few]
        if left := len(places) - len(few):
            more = Link(tr("%n more …", "", left), self)
            more.clicked.connect(lambda: self.show_places(places, whole=True))
            self.links.append(more)
        for link in self.links:
            self._layout.addWidget(link)
        if focused and self.links:
            self.links[0].setFocus()
        self.setVisible(bool(self.links))

    def _line(self, text: str, target: str | int) -> Link:
        link = Link(text, self)
        link.clicked.connect(lambda: self.pressed.emit(target))
        return link
