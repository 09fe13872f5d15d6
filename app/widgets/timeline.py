"""Timeline of a recording: predicted and labelled actions, and the playback position."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.drawing.blocks import EDGE_PX, ROW_GAP_PX, ROW_PX
from app.drawing.painting import painting
from app.drawing.theme import HALF_GAP, Theme, scaled_font, theme_of
from app.drawing.timeline import HEAT_PX, TimelineDrawing, gutter
from app.model.language import tr
from app.model.palette import Palette
from app.model.time_axis import TimeAxis
from app.model.wording import named, percent, timecode
from app.widgets.time_strip import TimeStrip
from streaming.recognition.prediction import Prediction
from streaming.recognition.segments import Segment
from streaming.skeleton.frames import LabelledSpan


class Timeline(TimeStrip):
    """Shows times from the start of a recording; a click or a drag seeks, the wheel zooms."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a recording."""
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time and space are drawn
        self._done_s = 0.0
        self._heat: npt.NDArray[np.float64] | None = None
        self._segments: Sequence[Segment] = ()
        self._labels: Sequence[LabelledSpan] = ()
        self._palette = Palette()
        self._position_s = 0.0
        self._window: tuple[float, float] | None = None
        self._marked: tuple[float, float] | None = None
        self._preview_s: float | None = None
        self._backdrop: QPixmap | None = None
        self._ticks_px = self.fontMetrics().height() + 6
        self.setAccessibleName(tr("Timeline"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._resize()

    # ---- what to show ----

    def set_recording(self, start_s: float, end_s: float, labels: Sequence[LabelledSpan]) -> None:
        """Show another recording, from one time stamp to another, seconds."""
        self._axis, self._labels = TimeAxis.whole(start_s, end_s), labels
        self._segments, self._done_s, self._heat, self._marked = (), start_s, None, None
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
            heat: (n,) attention of each ``app.model.heat.STEP_S`` from the start on, 0..1 or NaN.
        """
        self._segments, self._done_s, self._palette, self._heat = segments, done_s, palette, heat
        self.redraw()

    def set_position(self, position_s: float, prediction: Prediction | None, preview: int | None) -> None:
        """Move the playhead.

        Args:
            position_s: where the replay stands.
            prediction: the current one, whose window is underlined.
            preview: the frame of its window, 0..T-1, that the stage shows instead, if it does.
        """
        times = None if prediction is None else prediction.window.times_s
        window = None if times is None else (float(times[0]), float(times[-1]))
        preview_s = None if times is None or preview is None else float(times[preview])
        if (position_s, window, preview_s) != (self._position_s, self._window, self._preview_s):
            moved = position_s != self._position_s
            self._position_s, self._window, self._preview_s = position_s, window, preview_s
            if moved and self._axis.showing(position_s) is not self._axis:
                self._axis = self._axis.showing(position_s)
                self.redraw()
            self.update()

    def set_marked(self, marked: tuple[float, float] | None) -> None:
        """Show which part is marked, from one time stamp to another, seconds; None for none."""
        if marked != self._marked:
            self._marked = marked
            self.update()

    def text_at(self, time_s: float) -> str:
        """Describe the content at a time stamp in seconds, in one line."""
        parts = [timecode(time_s - self._axis.start_s)]
        for segment in self._segments:
            if segment.start_s <= time_s < segment.end_s:
                if segment.label is None:
                    parts.append(tr("no action, or not sure"))
                else:
                    parts.append(f"{named(segment.label)}, {percent(segment.confidence)}")
        parts += [
            tr("labelled {action}").format(action=named(span.label))
            for span in self._labels
            if span.start_s <= time_s <= span.end_s
        ]
        return "   ".join(parts)

    # ---- geometry ----

    def _resize(self) -> None:
        """Take the height that the rows need."""
        labelled = ROW_PX + ROW_GAP_PX if self._labels else 0
        self.setFixedHeight(self._heat_top + HEAT_PX + ROW_GAP_PX + labelled)

    @property
    def _heat_top(self) -> int:
        return self._ticks_px + ROW_PX + ROW_GAP_PX

    def _place(self) -> None:
        """Lay the axis out over the widget's width."""
        self._axis = self._axis.placed(self._gutter, self.width() - self._gutter - EDGE_PX)

    def sizeHint(self) -> QSize:
        """Prefer the whole width."""
        return QSize(800, self.height())

    @property
    def _right(self) -> int:
        return self.width() - EDGE_PX

    @property
    def _gutter(self) -> int:
        return gutter(self.font())

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
        """Draw the moving parts on the static background."""
        if self._axis.span_s <= 0:
            self.write(tr("The timeline: what was done when, once something is open"))
            return
        if self._backdrop is None:
            self._backdrop = self._drawn_backdrop()
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawPixmap(0, 0, self._backdrop)
            theme = theme_of(self)
            if self._marked is not None:
                self._draw_marked(painter, theme, *self._marked)
            if self._window is not None:
                self._draw_window(painter, theme, *self._window)
            self._draw_playhead(painter, theme)
            if self._mouse_s is not None:
                self._draw_chip(painter, theme, self._mouse_s)

    def _drawn_backdrop(self) -> QPixmap:
        """Draw ticks, rows and blocks: they change a few times a second at most."""
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            drawing = TimelineDrawing(
                self._axis,
                self._segments,
                self._labels,
                self._done_s,
                self._heat,
                self._palette,
                self.width(),
                self._gutter,
                self._ticks_px,
                theme_of(self),
                self.font(),
            )
            drawing.draw(painter)
        return pixmap

    def _draw_marked(self, painter: QPainter, theme: Theme, first_s: float, last_s: float) -> None:
        """Dim what is not marked, and put a bracket at each end of what is."""
        top, height = self._ticks_px, self.height() - self._ticks_px
        left = min(max(self.x_of(first_s), self._gutter), self._right)
        right = min(max(self.x_of(last_s), left), self._right)
        dim = QColor(theme.card)
        dim.setAlphaF(0.7)
        painter.fillRect(QRectF(self._gutter, top, left - self._gutter, height), dim)
        painter.fillRect(QRectF(right, top, self._right - right, height), dim)
        painter.setPen(QPen(QColor(theme.accent), 2))
        for x, inward in ((left, 5), (right, -5)):
            corners = [(x + inward, top), (x, top), (x, top + height - 1), (x + inward, top + height - 1)]
            painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in corners]))

    def _draw_window(self, painter: QPainter, theme: Theme, start_s: float, end_s: float) -> None:
        """Underline the span of time that the network looked at."""
        y = self._ticks_px + ROW_PX + ROW_GAP_PX / 2
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
