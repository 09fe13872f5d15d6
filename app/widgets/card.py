"""Cards: frames with round corners, and their headings."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from app.drawing.theme import RADIUS, theme_of


def card(parent: QWidget | None = None) -> QFrame:
    """Return an empty card: a rounded surface for one kind of content."""
    frame = QFrame(parent)
    frame.setObjectName("card")
    return frame


def _corner() -> QPainterPath:
    """Return what a card's rounding leaves of its upper left corner."""
    path = QPainterPath(QPointF(0, 0))
    path.lineTo(RADIUS, 0)
    path.arcTo(0, 0, 2 * RADIUS, 2 * RADIUS, 90, 90)
    path.closeSubpath()
    return path


_CORNER = _corner()


def round_corners(painter: QPainter, widget: QWidget) -> None:
    """Cut a widget's corners off, last of all: cheaper than to fill a large rounded rectangle smoothly."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme_of(widget).ground))
    w, h = widget.width(), widget.height()
    for x, y, turn in ((0, 0, 0), (w, 0, 90), (w, h, 180), (0, h, 270)):
        painter.save()
        painter.translate(x, y)
        painter.rotate(turn)
        painter.drawPath(_CORNER)
        painter.restore()


def heading(text: str) -> QLabel:
    """Return a small heading for a card."""
    label = QLabel(text)
    label.setObjectName("heading")
    return label
