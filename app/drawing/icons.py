"""Icons, drawn as shapes in any colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

_SIZE = 24
_SCALES = (1, 2, 3)


def _path(name: str) -> QPainterPath:
    """Return the filled shape of an icon, in a 24 x 24 square."""
    path = QPainterPath()
    if name == "play":
        path.addPolygon(QPolygonF([QPointF(7, 5), QPointF(19, 12), QPointF(7, 19)]))
    elif name == "pause":
        path.addRoundedRect(QRectF(6.5, 5, 4, 14), 1, 1)
        path.addRoundedRect(QRectF(13.5, 5, 4, 14), 1, 1)
    elif name == "step on":
        path.addRoundedRect(QRectF(6, 6, 3, 12), 1, 1)
        path.addPolygon(QPolygonF([QPointF(11, 6), QPointF(19, 12), QPointF(11, 18)]))
    elif name == "step back":
        path.addRoundedRect(QRectF(15, 6, 3, 12), 1, 1)
        path.addPolygon(QPolygonF([QPointF(13, 6), QPointF(5, 12), QPointF(13, 18)]))
    elif name == "next":
        path.addPolygon(QPolygonF([QPointF(4, 6), QPointF(11, 12), QPointF(4, 18)]))
        path.addPolygon(QPolygonF([QPointF(11, 6), QPointF(18, 12), QPointF(11, 18)]))
        path.addRect(QRectF(18, 6, 2, 12))
    elif name == "previous":
        path.addPolygon(QPolygonF([QPointF(20, 6), QPointF(13, 12), QPointF(20, 18)]))
        path.addPolygon(QPolygonF([QPointF(13, 6), QPointF(6, 12), QPointF(13, 18)]))
        path.addRect(QRectF(4, 6, 2, 12))
    elif name == "record":
        path.addEllipse(QPointF(12, 12), 7, 7)
    elif name == "stop":
        path.addRoundedRect(QRectF(6, 6, 12, 12), 1.5, 1.5)
    else:
        raise ValueError(f"no icon is called {name!r}")
    return path


def icon(name: str, colour: str) -> QIcon:
    """Return an icon by name (of :func:`_path`, or ``"close"``) in a colour."""
    result = QIcon()
    for scale in _SCALES:
        pixmap = QPixmap(_SIZE * scale, _SIZE * scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(scale, scale)
            if name == "close":
                painter.setPen(QPen(QColor(colour), 2, c=Qt.PenCapStyle.RoundCap))
                painter.drawLine(QPointF(7, 7), QPointF(17, 17))
                painter.drawLine(QPointF(17, 7), QPointF(7, 17))
            else:
                painter.fillPath(_path(name), QColor(colour))
        result.addPixmap(pixmap)
    return result
