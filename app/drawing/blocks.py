"""Rows and action blocks of the timeline."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from app.drawing.theme import Theme, scaled_font
from app.model.palette import Palette
from app.model.time_axis import TimeAxis
from app.model.wording import named

ROW_PX = 28
ROW_GAP_PX = 6
EDGE_PX = 8
NAME_SIZE = 0.9
_WORD_PX = 44
_NONE_PX = 3  # of no action: calm, though it has the contrast of the others


def draw_row(
    painter: QPainter, top: float, name: str, gutter: int, width: int, theme: Theme, font: QFont
) -> QRectF:
    """Draw a row's name and its empty track; return the track.

    Args:
        painter: to draw with.
        top: of the row, in pixels.
        name: beside it.
        gutter: room for the name, in pixels.
        width: of the widget, in pixels.
        theme: its colours.
        font: its letters.
    """
    painter.setFont(scaled_font(font, NAME_SIZE))
    painter.setPen(QColor(theme.muted))
    box = QRectF(EDGE_PX, top, gutter - EDGE_PX, ROW_PX)
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
    row = QRectF(gutter, top, width - gutter - EDGE_PX, ROW_PX)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(row, 4, 4)
    return row


def block_box(
    axis: TimeAxis, start_s: float, end_s: float, top: float, gutter: int, width: int
) -> QRectF | None:
    """Return where the block of a stretch of time is in its row; None where it is out of sight."""
    left, right = max(axis.x_of(start_s), gutter), axis.x_of(end_s)
    if right < gutter or left > width - EDGE_PX:
        return None
    left = min(left, width - EDGE_PX - 2)  # an action of the last moment is to be seen too
    return QRectF(left, top, max(right - left - 1, 2), ROW_PX)


def draw_block(
    painter: QPainter, box: QRectF, label: str | None, palette: Palette, theme: Theme, font: QFont
) -> None:
    """Draw one action, with its name where there is room for it; a thin line where there is none."""
    colour = QColor(palette.colour(label, dark=theme.dark))
    if label is None:
        box = QRectF(box.x(), box.center().y() - _NONE_PX / 2, box.width(), _NONE_PX)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(box, 3, 3)
    if label is not None:
        painter.setPen(QColor(palette.ink(label, dark=theme.dark)))
        _write_name(painter, box, named(label), font)


def _write_name(painter: QPainter, box: QRectF, name: str, font: QFont) -> None:
    """Write a name into a block: on one line, else on two, else its beginning, else not at all."""
    painter.setFont(scaled_font(font, 0.9))
    room = box.width() - 4
    if painter.fontMetrics().horizontalAdvance(name) > room:
        painter.setFont(scaled_font(font, 0.8))
        metrics = painter.fontMetrics()
        lines = name.replace(" ", "\n", 1)
        if max(metrics.horizontalAdvance(line) for line in lines.split("\n")) <= room:
            name = lines
        elif room > _WORD_PX:  # half a word helps if it is not too short
            name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(room))
        else:
            return
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
