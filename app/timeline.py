"""The whole recording as a strip: predicted actions, labelled actions below, and where the replay stands."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.heat import STEP_S, colours
from app.palette import Palette
from app.theme import HALF_GAP, Theme, mixed, scaled_font, theme_of
from app.time_axis import TimeAxis
from app.time_strip import TimeStrip
from app.wording import percent, readable, tick_step, timecode
from streaming.replay import Segment
from streaming.skeleton import LabelledSpan

_ROW_PX = 28
_ROW_GAP_PX = 6
_TICK_PX = 80
_EDGE_PX = 8
_HEAT_PX = 8
_WORD_PX = 44


class Timeline(TimeStrip):
    """Shows times from the start of a recording; a click or a drag seeks, the wheel zooms."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a recording."""
        super().__init__(parent)
        self._done_s = 0.0
        self._heat: npt.NDArray[np.float64] | None = None
        self._segments: Sequence[Segment] = ()
        self._labels: Sequence[LabelledSpan] = ()
        self._palette = Palette()
        self._position_s = 0.0
        self._window: tuple[float, float] | None = None
        self._preview_s: float | None = None
        self._backdrop: QPixmap | None = None
        self._ticks_px = self.fontMetrics().height() + 6
        self.setAccessibleName("Timeline")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._resize()

    # ---- what to show ----

    def set_recording(self, start_s: float, end_s: float, labels: Sequence[LabelledSpan]) -> None:
        """Show another recording, from one time stamp to another, seconds."""
        self._axis, self._labels = TimeAxis.whole(start_s, end_s), labels
        self._segments, self._done_s, self._heat = (), start_s, None
        self._place()
        self._mouse_s = None
        self._resize()
        self.redraw()

    def set_analysis(
        self,
        segments: Sequence[Segment],
        done_s: float,
        palette: Palette,
        heat: npt.NDArray[np.float64] | None = None,
    ) -> None:
        """Show what has been predicted, up to a time stamp in seconds.

        Args:
            segments: in order of time.
            done_s: up to here.
            palette: colours of the actions.
            heat: (n,) attention of each ``app.heat.STEP_S`` from the start on, 0..1 or NaN.
        """
        self._segments, self._done_s, self._palette, self._heat = segments, done_s, palette, heat
        self.redraw()

    def set_position(
        self, position_s: float, window: tuple[float, float] | None, preview_s: float | None
    ) -> None:
        """Move the playhead.

        Args:
            position_s: where the replay stands.
            window: from when to when the network looked for the current answer.
            preview_s: the moment that the stage shows instead, if it does.
        """
        if (position_s, window, preview_s) != (self._position_s, self._window, self._preview_s):
            moved = position_s != self._position_s
            self._position_s, self._window, self._preview_s = position_s, window, preview_s
            if moved and self._axis.showing(position_s) is not self._axis:
                self._axis = self._axis.showing(position_s)
                self.redraw()
            self.update()

    def text_at(self, time_s: float) -> str:
        """Say in a line what there is at a time stamp in seconds."""
        parts = [timecode(time_s - self._axis.start_s)]
        for segment in self._segments:
            if segment.start_s <= time_s < segment.end_s:
                if segment.label is None:
                    parts.append("no action, or not sure")
                else:
                    parts.append(f"{readable(segment.label)}, {percent(segment.confidence)}")
        parts += [
            f"labelled {readable(span.label)}"
            for span in self._labels
            if span.start_s <= time_s <= span.end_s
        ]
        return "   ".join(parts)

    # ---- geometry ----

    def _resize(self) -> None:
        """Take the height that the rows need."""
        labelled = _ROW_PX + _ROW_GAP_PX if self._labels else 0
        self.setFixedHeight(self._heat_top + _HEAT_PX + _ROW_GAP_PX + labelled)

    @property
    def _heat_top(self) -> int:
        return self._ticks_px + _ROW_PX + _ROW_GAP_PX

    def _place(self) -> None:
        """Lay the axis out over the widget's width."""
        self._axis = self._axis.placed(self._gutter, self.width() - self._gutter - _EDGE_PX)

    def sizeHint(self) -> QSize:
        """Prefer the whole width."""
        return QSize(800, self.height())

    @property
    def _right(self) -> int:
        return self.width() - _EDGE_PX

    @property
    def _gutter(self) -> int:
        return self.fontMetrics().horizontalAdvance("Predicted") + 2 * _EDGE_PX

    # ---- drawing ----

    def redraw(self) -> None:
        """Draw everything anew."""
        self._backdrop = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw everything anew."""
        self._place()
        self.redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw everything anew in another theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._backdrop = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Put what moves on top of what does not."""
        if self._axis.span_s <= 0:
            self.write("The timeline: what was done when, once something is open")
            return
        if self._backdrop is None:
            self._backdrop = self._drawn_backdrop()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._backdrop)
        theme = theme_of(self)
        if self._window is not None:
            self._draw_window(painter, theme, *self._window)
        self._draw_playhead(painter, theme)
        if self._mouse_s is not None:
            self._draw_chip(painter, theme, self._mouse_s)
        painter.end()

    def _drawn_backdrop(self) -> QPixmap:
        """Draw ticks, rows and blocks: they change a few times a second at most."""
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = theme_of(self)
        self._draw_ticks(painter, theme)
        painter.save()
        painter.setClipRect(self.rect().adjusted(0, self._ticks_px, -_EDGE_PX + 1, 0))
        self._draw_predicted(painter, theme)
        self._draw_heat(painter, theme)
        if self._labels:
            self._draw_labelled(painter, theme)
        painter.restore()
        painter.end()
        return pixmap

    def _draw_ticks(self, painter: QPainter, theme: Theme) -> None:
        painter.setFont(scaled_font(self.font(), 0.85))
        axis = self._axis
        step = tick_step(axis.span_s, (self.width() - self._gutter) / _TICK_PX)
        decimals = 0 if step >= 1 else 1
        first = math.ceil((axis.first_s - axis.start_s) / step - 1e-6)
        last = math.floor((axis.last_s - axis.start_s) / step + 1e-6)
        for i in range(first, last + 1):
            x = self.x_of(axis.start_s + i * step)
            painter.setPen(QColor(theme.line))
            painter.drawLine(QPointF(x, self._ticks_px - 4), QPointF(x, self._ticks_px))
            painter.setPen(QColor(theme.muted))
            box = QRectF(x - _TICK_PX / 2, 0, _TICK_PX, self._ticks_px - 4)
            box.moveRight(min(box.right(), self.width() - 1.0))
            aligned = Qt.AlignmentFlag.AlignCenter
            if x > self.width() - _TICK_PX / 2:
                aligned = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, aligned, timecode(i * step, decimals))

    def _row(self, top: float, painter: QPainter, theme: Theme, name: str) -> QRectF:
        """Draw a row's name and its empty track."""
        painter.setFont(scaled_font(self.font(), 0.9))
        painter.setPen(QColor(theme.muted))
        box = QRectF(_EDGE_PX, top, self._gutter - _EDGE_PX, _ROW_PX)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        row = QRectF(self._gutter, top, self.width() - self._gutter - _EDGE_PX, _ROW_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(row, 4, 4)
        return row

    def _draw_predicted(self, painter: QPainter, theme: Theme) -> None:
        row = self._row(self._ticks_px, painter, theme, "Predicted")
        if self._done_s < self._axis.last_s:
            row.setLeft(max(self.x_of(self._done_s), row.left()))
            painter.setBrush(QBrush(QColor(theme.line), Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(row, 4, 4)
        for segment in self._segments:
            self._draw_block(painter, segment.start_s, segment.end_s, self._ticks_px, segment.label)

    def _draw_labelled(self, painter: QPainter, theme: Theme) -> None:
        top = self._heat_top + _HEAT_PX + _ROW_GAP_PX
        self._row(top, painter, theme, "Labelled")
        for span in self._labels:
            self._draw_block(painter, span.start_s, span.end_s, top, span.label)

    def _draw_heat(self, painter: QPainter, theme: Theme) -> None:
        """Draw how much attention each moment got, the more the stronger."""
        if self._heat is None or not len(self._heat):
            return
        painter.setFont(scaled_font(self.font(), 0.8))
        painter.setPen(QColor(theme.muted))
        box = QRectF(_EDGE_PX, self._heat_top - 3, self._gutter - _EDGE_PX, _HEAT_PX + 6)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "Attention")

        def mix(share: float) -> tuple[int, int, int]:
            colour = mixed(theme.accent, theme.raised, share)
            return colour.red(), colour.green(), colour.blue()

        pixels = np.ascontiguousarray(colours(self._heat, mix))
        image = QImage(pixels.data, pixels.shape[1], 1, pixels.shape[1] * 4, QImage.Format.Format_RGBA8888)
        left = self.x_of(self._axis.start_s)
        right = self.x_of(self._axis.start_s + pixels.shape[1] * STEP_S)
        painter.save()
        painter.setClipRect(QRectF(self._gutter, self._heat_top, self._axis.width, _HEAT_PX))
        painter.drawImage(QRectF(left, self._heat_top, right - left, _HEAT_PX), image)
        painter.restore()

    def _draw_block(
        self, painter: QPainter, start_s: float, end_s: float, top: float, label: str | None
    ) -> None:
        """Draw one action; with its name where there is room for it."""
        left, right = max(self.x_of(start_s), self._gutter), self.x_of(end_s)
        if right < self._gutter or left > self.width() - _EDGE_PX:
            return
        left = min(left, self.width() - _EDGE_PX - 2)  # an action of the last moment is to be seen too
        box = QRectF(left, top, max(right - left - 1, 2), _ROW_PX)
        colour = QColor(self._palette.colour(label))
        if label is None:
            colour.setAlphaF(0.28)
            box.adjust(0, _ROW_PX * 0.36, 0, -_ROW_PX * 0.36)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(box, 3, 3)
        if label is not None:
            painter.setPen(QColor(self._palette.ink(label)))
            self._write_name(painter, box, readable(label))

    def _write_name(self, painter: QPainter, box: QRectF, name: str) -> None:
        """Write a name into a block: on one line, else on two, else its beginning, else not at all."""
        painter.setFont(scaled_font(self.font(), 0.9))
        room = box.width() - 4
        if painter.fontMetrics().horizontalAdvance(name) > room:
            painter.setFont(scaled_font(self.font(), 0.8))
            metrics = painter.fontMetrics()
            lines = name.replace(" ", "\n", 1)
            if max(metrics.horizontalAdvance(line) for line in lines.split("\n")) <= room:
                name = lines
            elif room > _WORD_PX:  # half a word helps if it is not too short
                name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(room))
            else:
                return
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)

    def _draw_window(self, painter: QPainter, theme: Theme, start_s: float, end_s: float) -> None:
        """Underline the span of time that the network looked at."""
        y = self._ticks_px + _ROW_PX + _ROW_GAP_PX / 2
        left, right = max(self.x_of(start_s), self._gutter), min(self.x_of(end_s), self._right)
        if right > left:
            painter.setPen(QPen(QColor(theme.accent), 2.5, c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(left, y), QPointF(right, y))

    def _draw_playhead(self, painter: QPainter, theme: Theme) -> None:
        x = self.x_of(self._position_s)
        if not self._gutter - 1 <= x <= self._right + 1:
            return
        top = self._ticks_px - 7
        painter.setPen(QPen(QColor(theme.text), 1.6))
        painter.drawLine(QPointF(x, top), QPointF(x, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.text))
        painter.drawPolygon(QPolygonF([QPointF(x - 6, top), QPointF(x + 6, top), QPointF(x, top + 8)]))
        if self._preview_s is not None:
            at = self.x_of(self._preview_s)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawLine(QPointF(at, self._ticks_px), QPointF(at, self.height()))

    def _draw_chip(self, painter: QPainter, theme: Theme, time_s: float) -> None:
        """Write what is under the mouse over the ticks."""
        x = self.x_of(time_s)
        painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, self._ticks_px), QPointF(x, self.height()))
        painter.setFont(scaled_font(self.font(), 0.95))
        text = self.text_at(time_s)
        width = painter.fontMetrics().horizontalAdvance(text) + 4 * HALF_GAP
        box = QRectF(x - width / 2, 0, width, self._ticks_px - 2)
        box.moveLeft(min(max(box.left(), 0.0), self.width() - width))
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(QColor(theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
