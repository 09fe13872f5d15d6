"""Large button with a title and a line that says what it does."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.drawing.painting import painting
from app.drawing.theme import GAP, scaled_font, theme_of
from app.widgets.buttons import press_by_space

_EDGE = GAP + 4
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop


class Tile(QPushButton):
    """One of the ways to start; the one that is offered first has the accent's colour."""

    def __init__(self, title: str, words: str, *, first: bool = False, parent: QWidget | None = None) -> None:
        """Show a title and words below it."""
        super().__init__(parent)
        self._title, self._words, self._first = title, words, first
        self.setObjectName("first tile" if first else "tile")
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(True)  # Return presses it, too
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._plain = scaled_font(self.font(), 1.0)  # not as heavy as other buttons' words
        self._large = scaled_font(self._plain, 1.3 if first else 1.1, bold=True)
        press_by_space(self)

    def hasHeightForWidth(self) -> bool:
        """Whether the words break into lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the words need, in pixels."""
        return self._title_height() + self._words_height(width) + 2 * _EDGE

    def sizeHint(self) -> QSize:
        """Prefer words on two lines."""
        width = 720 if self._first else 220
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Get by with three."""
        return QSize(160, self.heightForWidth(200))

    def _title_height(self) -> int:
        return round(QFontMetrics(self._plain).height() * (1.5 if self._first else 1.3)) + 4

    def _words_height(self, width: int) -> int:
        room = QRect(0, 0, width - 2 * _EDGE, 1000)
        return QFontMetrics(self._plain).boundingRect(room, int(_WRAPPED), self._words).height()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button, then title and words on it."""
        super().paintEvent(event)
        theme = theme_of(self.window())  # its own ground tells nothing
        inside = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        with painting(self) as painter:
            painter.setPen(QColor(theme.card if self._first else theme.text))
            painter.setFont(self._large)
            title = QRect(inside.left(), inside.top(), inside.width(), self._title_height() - 4)
            painter.drawText(
                title, int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop), self._title
            )
            painter.setFont(self._plain)
            painter.setPen(QColor(theme.card if self._first else theme.muted))
            below = inside.adjusted(0, self._title_height(), 0, 0)
            painter.drawText(below, int(_WRAPPED), self._words)
