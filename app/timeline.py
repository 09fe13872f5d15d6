"""The whole recording as a strip: predicted actions, labelled actions below, and where the replay stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.palette import Palette
from app.theme import HALF_GAP, Theme, scaled_font, theme_of
from app.wording import percent, readable, tick_step, timecode
from streaming.replay import Segment
from streaming.skeleton import LabelledSpan

_ROW_PX = 28
_ROW_GAP_PX = 6
_TICK_PX = 80
_EDGE_PX = 8
_WORD_PX = 44


class Timeline(QWidget):
    """Shows times from the start of a recording; a click or a drag on it seeks."""

    sought = Signal(float)
    """Somebody wants to be at this time stamp of the recording, in seconds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a recording."""
        super().__init__(parent)
        self._start_s, self._end_s, self._done_s = 0.0, 0.0, 0.0
        self._segments: Sequence[Segment] = ()
        self._labels: Sequence[LabelledSpan] = ()
        self._palette = Palette()
        self._position_s = 0.0
        self._window: tuple[float, float] | None = None
        self._preview_s: float | None = None
        self._mouse_s: float | None = None
        self._backdrop: QPixmap | None = None
        self._ticks_px = self.fontMetrics().height() + 6
        self.setMouseTracking(True)
        self.setAccessibleName("Timeline")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._resize()

    # ---- what to show ----

    def set_recording(self, start_s: float, end_s: float, labels: Sequence[LabelledSpan]) -> None:
        """Show another recording, from one time stamp to another, seconds."""
        self._start_s, self._end_s, self._labels = start_s, end_s, labels
        self._segments, self._done_s = (), start_s
        self._mouse_s = None
        self._resize()
        self._redraw()

    def set_analysis(self, segments: Sequence[Segment], done_s: float, palette: Palette) -> None:
        """Show what has been predicted, up to a time stamp in seconds."""
        self._segments, self._done_s, self._palette = segments, done_s, palette
        self._redraw()

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
            self._position_s, self._window, self._preview_s = position_s, window, preview_s
            self.update()

    def text_at(self, time_s: float) -> str:
        """Say in a line what there is at a time stamp in seconds."""
        parts = [timecode(time_s - self._start_s)]
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
        self.setFixedHeight(self._ticks_px + _ROW_PX + _ROW_GAP_PX + labelled)

    def sizeHint(self) -> QSize:
        """Prefer the whole width."""
        return QSize(800, self.height())

    @property
    def _gutter(self) -> int:
        return self.fontMetrics().horizontalAdvance("Predicted") + 2 * _EDGE_PX

    def x_of(self, time_s: float) -> float:
        """Return where on the widget a time stamp in seconds is, in pixels."""
        width = self.width() - self._gutter - _EDGE_PX
        return self._gutter + width * (time_s - self._start_s) / max(self._end_s - self._start_s, 1e-9)

    def time_of(self, x: float) -> float:
        """Return which time stamp in seconds is at a place on the widget, in pixels."""
        width = max(self.width() - self._gutter - _EDGE_PX, 1)
        share = min(max((x - self._gutter) / width, 0.0), 1.0)
        return self._start_s + share * (self._end_s - self._start_s)

    # ---- the mouse ----

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seek."""
        if event.button() == Qt.MouseButton.LeftButton and self._end_s > self._start_s:
            self.sought.emit(self.time_of(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the mouse; seek with the button down."""
        self._mouse_s = self.time_of(event.position().x())
        if event.buttons() & Qt.MouseButton.LeftButton and self._end_s > self._start_s:
            self.sought.emit(self._mouse_s)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Say nothing any more."""
        self._mouse_s = None
        self.update()

    # ---- drawing ----

    def _redraw(self) -> None:
        self._backdrop = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw everything anew."""
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw everything anew in another theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._backdrop = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Put what moves on top of what does not."""
        if self._end_s <= self._start_s:
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
        self._draw_predicted(painter, theme)
        if self._labels:
            self._draw_labelled(painter, theme)
        painter.end()
        return pixmap

    def _draw_ticks(self, painter: QPainter, theme: Theme) -> None:
        painter.setFont(scaled_font(self.font(), 0.85))
        duration = self._end_s - self._start_s
        step = tick_step(duration, (self.width() - self._gutter) / _TICK_PX)
        decimals = 0 if step >= 1 else 1
        for i in range(int(duration / step + 1e-6) + 1):
            x = self.x_of(self._start_s + i * step)
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
        if self._done_s < self._end_s:
            row.setLeft(self.x_of(self._done_s))
            painter.setBrush(QBrush(QColor(theme.line), Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(row, 4, 4)
        for segment in self._segments:
            self._draw_block(painter, segment.start_s, segment.end_s, self._ticks_px, segment.label)

    def _draw_labelled(self, painter: QPainter, theme: Theme) -> None:
        top = self._ticks_px + _ROW_PX + _ROW_GAP_PX
        self._row(top, painter, theme, "Labelled")
        for span in self._labels:
            self._draw_block(painter, span.start_s, span.end_s, top, span.label)

    def _draw_block(
        self, painter: QPainter, start_s: float, end_s: float, top: float, label: str | None
    ) -> None:
        """Draw one action; with its name where there is room for it."""
        left, right = self.x_of(start_s), self.x_of(end_s)
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
        painter.setPen(QPen(QColor(theme.accent), 2.5, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(self.x_of(start_s), y), QPointF(self.x_of(end_s), y))

    def _draw_playhead(self, painter: QPainter, theme: Theme) -> None:
        x = self.x_of(self._position_s)
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
