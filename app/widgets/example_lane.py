"""Timeline row of examples: click to select, drag an edge to move it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.drawing.blocks import EDGE_PX, ROW_PX, block_box, draw_block, draw_row
from app.drawing.painting import painting
from app.drawing.theme import scaled_font, theme_of
from app.drawing.timeline import gutter
from app.model.key_hints import with_keys
from app.model.language import tr
from app.model.palette import Palette
from app.model.takes import Mark
from app.model.time_axis import TimeAxis
from app.model.wording import named, timecode
from app.widgets.time_strip import TimeStrip

_GRIP_PX = 6
_BELOW_PX = 6
_LEAST_S = 0.05


class _Drag(NamedTuple):
    mark: Mark
    first: bool
    start_s: float
    end_s: float


class ExampleLane(QWidget):
    """Shows :class:`Mark` s under a timeline, and tells what is done to them with the mouse."""

    sought = Signal(float)
    """Somebody wants to be at this time stamp of the recording, in seconds."""
    chosen = Signal(str)
    """The example with this key is meant."""
    moved = Signal(str, float, float)
    """The edges of an example are to be at these time stamps, seconds."""
    name_wanted = Signal()
    """The chosen example is to be called otherwise."""

    def __init__(self, timeline: TimeStrip, parent: QWidget | None = None) -> None:
        """Start without examples, below a timeline: what that shows is shown here."""
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time and space are drawn
        self._timeline = timeline
        self._shown: tuple[object, ...] = ()
        self._marks: Sequence[Mark] = ()
        self._chosen: str | None = None
        self._begun_s: float | None = None
        self._position_s = 0.0
        self._palette = Palette()
        self._drag: _Drag | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # who wrote something is done
        self.setAccessibleName(tr("Examples of custom actions"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(ROW_PX + _BELOW_PX)

    def sizeHint(self) -> QSize:
        """Prefer the whole width."""
        return QSize(800, self.height())

    def show_state(
        self,
        marks: Sequence[Mark],
        chosen: str | None,
        begun_s: float | None,
        position_s: float,
        palette: Palette,
    ) -> None:
        """Show how things stand.

        Args:
            marks: the examples in the open recording, in order of time.
            chosen: key of the one that is chosen.
            begun_s: where one was begun, a time stamp in seconds; None where none is under way.
            position_s: where the replay stands.
            palette: colours of the actions.
        """
        shown = (marks, chosen, begun_s, position_s, palette, self._timeline.axis)
        if shown != self._shown:
            self._shown = shown
            self._marks, self._chosen, self._begun_s = marks, chosen, begun_s
            self._position_s, self._palette = position_s, palette
            self.update()

    # ---- geometry ----

    @property
    def _axis(self) -> TimeAxis:
        return self._timeline.axis

    def _edges(self, mark: Mark) -> tuple[float, float]:
        """Return where a mark is drawn, seconds: an edge that is dragged is where the mouse is."""
        drag = self._drag
        return (
            (drag.start_s, drag.end_s)
            if drag is not None and drag.mark == mark
            else (mark.start_s, mark.end_s)
        )

    def _grip_at(self, x: float) -> tuple[Mark, bool] | None:
        """Return the mark whose edge is at a place, and whether it is its start; the chosen one's first."""
        near: list[tuple[bool, float, Mark, bool]] = []
        for mark in self._marks:
            for first, time_s in ((True, mark.start_s), (False, mark.end_s)):
                away = abs(self._axis.x_of(time_s) - x)
                if away <= _GRIP_PX:
                    near.append((mark.key != self._chosen, away, mark, first))
        best = min(near, key=lambda each: each[:2], default=None)
        return None if best is None else best[2:]

    def _mark_at(self, x: float) -> Mark | None:
        found = [m for m in self._marks if self._axis.x_of(m.start_s) <= x <= self._axis.x_of(m.end_s)]
        # The shorter one of two that overlap: the longer one can be reached beside it.
        return min(found, key=lambda mark: mark.end_s - mark.start_s, default=None)

    # ---- the mouse ----

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take an edge, choose a mark, or go to a moment."""
        if self._axis.span_s <= 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        grip = self._grip_at(x)
        if grip is not None:
            mark, first = grip
            self._drag = _Drag(mark, first, mark.start_s, mark.end_s)
            self.chosen.emit(mark.key)
            return
        if (under := self._mark_at(x)) is not None:
            self.chosen.emit(under.key)
        self.sought.emit(self._axis.time_of(x))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move an edge along; say what is under the mouse."""
        x, drag = event.position().x(), self._drag
        if drag is None:
            self.setCursor(Qt.CursorShape.SizeHorCursor if self._grip_at(x) else Qt.CursorShape.ArrowCursor)
            mark = self._mark_at(x)
            self.setToolTip("" if mark is None else self._tip(mark))
            return
        time_s = self._axis.time_of(x)
        if drag.first:
            drag = drag._replace(start_s=min(time_s, drag.end_s - _LEAST_S))
        else:
            drag = drag._replace(end_s=max(time_s, drag.start_s + _LEAST_S))
        self._drag = drag
        self.sought.emit(drag.start_s if drag.first else drag.end_s)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let an edge go."""
        drag, self._drag = self._drag, None
        if drag is not None and (drag.start_s, drag.end_s) != (drag.mark.start_s, drag.mark.end_s):
            self.moved.emit(drag.mark.key, drag.start_s, drag.end_s)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Call a mark otherwise."""
        if self._mark_at(event.position().x()) is not None:
            self.name_wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom the timeline, and this row with it."""
        self._timeline.wheelEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Say nothing any more."""
        QToolTip.hideText()

    def _tip(self, mark: Mark) -> str:
        start_s, end_s = (timecode(time_s - self._axis.start_s) for time_s in (mark.start_s, mark.end_s))
        parts = [named(mark.label), f"{start_s} – {end_s}"]  # noqa: RUF001 (an en dash is meant)
        return "   ".join([*parts, mark.person] if mark.person else parts)

    # ---- drawing ----

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row, its blocks, what is being marked, and where the replay stands."""
        theme, left = theme_of(self), gutter(self.font())
        right = self.width() - EDGE_PX
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            row = draw_row(painter, 0, tr("Examples"), left, self.width(), theme, self.font())
            if not self._marks and self._begun_s is None:
                painter.setFont(scaled_font(self.font(), 0.9))
                painter.setPen(QColor(theme.muted))
                text = with_keys(tr("Mark where your action begins (B) and where it ends (E)"))
                painter.drawText(row, Qt.AlignmentFlag.AlignCenter, text)
            painter.setClipRect(QRectF(left - 1, 0, right - left + 2, self.height()))
            for mark in sorted(self._marks, key=lambda mark: mark.key == self._chosen):
                box = block_box(self._axis, *self._edges(mark), 0, left, self.width())
                if box is not None:
                    draw_block(painter, box, mark.label, self._palette, theme, self.font())
                    if mark.key == self._chosen:
                        self._draw_chosen(painter, box)
            if self._begun_s is not None:
                self._draw_begun(painter, self._begun_s)
            x = self._axis.x_of(self._position_s)
            painter.setPen(QPen(QColor(theme.text), 1.6))
            painter.drawLine(QPointF(x, 0), QPointF(x, ROW_PX))

    def _draw_chosen(self, painter: QPainter, box: QRectF) -> None:
        """Draw a frame around a block, and grips at its edges."""
        theme = theme_of(self)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width, inward in ((theme.card, 2.0, 2.5), (theme.text, 2.0, 1.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawRoundedRect(box.adjusted(inward, inward, -inward, -inward), 3, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.text))
        for x in (box.left(), box.right()):
            painter.drawRoundedRect(QRectF(x - 2.5, ROW_PX * 0.22, 5, ROW_PX * 0.56), 2, 2)

    def _draw_begun(self, painter: QPainter, begun_s: float) -> None:
        """Draw what is being marked, from where it was begun to where the replay stands."""
        theme = theme_of(self)
        xs = sorted((self._axis.x_of(begun_s), self._axis.x_of(self._position_s)))
        colour = QColor(theme.accent)
        painter.setPen(QPen(colour, 1.6, Qt.PenStyle.DashLine))
        colour.setAlphaF(0.25)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(xs[0], 1, max(xs[1] - xs[0], 2), ROW_PX - 2), 3, 3)
