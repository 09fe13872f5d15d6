"""Static part of the timeline: ticks, predicted and labelled actions, attention heat strip."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QImage, QPainter

from app.drawing.blocks import EDGE_PX, NAME_SIZE, ROW_GAP_PX, ROW_PX, block_box, draw_block, draw_row
from app.drawing.theme import Theme, mixed, scaled_font
from app.model.heat import STEP_S, colours, thinned
from app.model.language import tr
from app.model.palette import Palette
from app.model.time_axis import TimeAxis
from app.model.wording import tick_step, timecode
from streaming.recognition.segments import Segment
from streaming.skeleton.frames import LabelledSpan

HEAT_PX = 8
_TICK_PX = 80
_HEAT_NAME_SIZE = 0.8


def gutter(font: QFont) -> int:
    """Return the width of the row names, in pixels."""
    names = (tr("Predicted"), tr("Labelled"), tr("Examples"))
    rows = (*((name, NAME_SIZE) for name in names), (tr("Attention"), _HEAT_NAME_SIZE))
    widest = max(QFontMetrics(scaled_font(font, size)).horizontalAdvance(name) for name, size in rows)
    return widest + 3 * EDGE_PX


def draw_heat(painter: QPainter, box: QRectF, values: npt.NDArray[np.float64], theme: Theme) -> None:
    """Draw the attention heat strip.

    Args:
        painter: to draw with.
        box: the place for all of the values.
        values: (n,) in 0..1, or NaN where nothing is known.
        theme: its colours.
    """

    def mix(share: float) -> tuple[int, int, int]:
        colour = mixed(theme.accent, theme.raised, share)
        return colour.red(), colour.green(), colour.blue()

    # Hours have many more values than the screen has pixels.
    pixels = np.ascontiguousarray(colours(thinned(values, 2 * round(box.width())), mix))
    image = QImage(pixels.data, pixels.shape[1], 1, pixels.shape[1] * 4, QImage.Format.Format_RGBA8888)
    painter.drawImage(box, image)


@dataclass(frozen=True, slots=True, eq=False)
class TimelineDrawing:
    """The backdrop of a timeline.

    Attributes:
        axis: where times are.
        segments: predicted actions, in temporal order.
        labels: ground-truth labels.
        done_s: time stamp up to which there are predictions, seconds.
        heat: (n,) attention of each ``app.model.heat.STEP_S``; None where there is none.
        palette: colours of the actions.
        width: of the widget, in pixels.
        gutter: for the rows' names, in pixels.
        ticks_px: height of the ticks.
        theme: its colours.
        font: its letters.
    """

    axis: TimeAxis
    segments: Sequence[Segment]
    labels: Sequence[LabelledSpan]
    done_s: float
    heat: npt.NDArray[np.float64] | None
    palette: Palette
    width: int
    gutter: int
    ticks_px: int
    theme: Theme
    font: QFont

    @property
    def _heat_top(self) -> int:
        return self.ticks_px + ROW_PX + ROW_GAP_PX

    def draw(self, painter: QPainter) -> None:
        """Draw ticks, rows and blocks."""
        self._draw_ticks(painter)
        painter.save()
        rows = QRectF(0, self.ticks_px, self.width - EDGE_PX + 1, 4 * ROW_PX)
        painter.setClipRect(rows)
        self._draw_predicted(painter)
        self._draw_heat(painter)
        if self.labels:
            self._draw_labelled(painter)
        painter.restore()

    def _draw_ticks(self, painter: QPainter) -> None:
        theme = self.theme
        painter.setFont(scaled_font(self.font, 0.85))
        axis = self.axis
        step = tick_step(axis.span_s, (self.width - self.gutter) / _TICK_PX)
        decimals = 0 if step >= 1 else 1
        first = math.ceil((axis.first_s - axis.start_s) / step - 1e-6)
        last = math.floor((axis.last_s - axis.start_s) / step + 1e-6)
        for i in range(first, last + 1):
            x = self.axis.x_of(axis.start_s + i * step)
            painter.setPen(QColor(theme.line))
            painter.drawLine(QPointF(x, self.ticks_px - 4), QPointF(x, self.ticks_px))
            painter.setPen(QColor(theme.muted))
            box = QRectF(x - _TICK_PX / 2, 0, _TICK_PX, self.ticks_px - 4)
            box.moveRight(min(box.right(), self.width - 1.0))
            aligned = Qt.AlignmentFlag.AlignCenter
            if x > self.width - _TICK_PX / 2:
                aligned = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, aligned, timecode(i * step, decimals))

    def _row(self, top: float, painter: QPainter, name: str) -> QRectF:
        """Draw a row's name and its empty track."""
        return draw_row(painter, top, name, self.gutter, self.width, self.theme, self.font)

    def _draw_predicted(self, painter: QPainter) -> None:
        theme = self.theme
        row = self._row(self.ticks_px, painter, tr("Predicted"))
        if self.done_s < self.axis.last_s:
            row.setLeft(max(self.axis.x_of(self.done_s), row.left()))
            painter.setBrush(QBrush(QColor(theme.line), Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(row, 4, 4)
        for segment in self.segments:
            self._draw_block(painter, segment.start_s, segment.end_s, self.ticks_px, segment.label)

    def _draw_labelled(self, painter: QPainter) -> None:
        top = self._heat_top + HEAT_PX + ROW_GAP_PX
        self._row(top, painter, tr("Labelled"))
        for span in self.labels:
            self._draw_block(painter, span.start_s, span.end_s, top, span.label)

    def _draw_heat(self, painter: QPainter) -> None:
        """Draw the attention heat strip."""
        theme = self.theme
        if self.heat is None or not len(self.heat):
            return
        painter.setFont(scaled_font(self.font, _HEAT_NAME_SIZE))
        painter.setPen(QColor(theme.muted))
        box = QRectF(EDGE_PX, self._heat_top - 3, self.gutter - EDGE_PX, HEAT_PX + 6)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, tr("Attention"))

        left = self.axis.x_of(self.axis.start_s)
        right = self.axis.x_of(self.axis.start_s + len(self.heat) * STEP_S)
        painter.save()
        painter.setClipRect(QRectF(self.gutter, self._heat_top, self.axis.width, HEAT_PX))
        draw_heat(painter, QRectF(left, self._heat_top, right - left, HEAT_PX), self.heat, self.theme)
        painter.restore()

    def _draw_block(
        self, painter: QPainter, start_s: float, end_s: float, top: float, label: str | None
    ) -> None:
        """Draw one action, with its name if there is space."""
        box = block_box(self.axis, start_s, end_s, top, self.gutter, self.width)
        if box is not None:
            draw_block(painter, box, label, self.palette, self.theme, self.font)
