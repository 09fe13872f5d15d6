"""A list to choose from."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox

from app.drawing.painting import painting
from app.drawing.theme import theme_of


class Choice(QComboBox):
    """A list to choose from, flat like the lines beside it, with an arrow in the theme's colour."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let what is around it scroll."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow, which a style sheet would have to take from a file."""
        super().paintEvent(event)
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            x, y = self.width() - 15.0, self.height() / 2 - 2
            if self.isRightToLeft():
                x = 15.0
            painter.setPen(QPen(QColor(theme_of(self).muted), 1.6))
            painter.drawPolyline([QPointF(x - 4, y), QPointF(x, y + 4), QPointF(x + 4, y)])
