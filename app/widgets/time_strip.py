"""Time strip widget: click or drag to seek, wheel to zoom, another button to scroll."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.drawing.painting import painting
from app.drawing.theme import theme_of
from app.model.time_axis import TimeAxis

_WHEEL_STEP = 120.0
_ZOOM_PER_STEP = 1.25


class TimeStrip(QWidget):
    """Base class of time strips: time axis and mouse control; subclasses draw."""

    sought = Signal(float)
    """Somebody wants to be at this time stamp of the recording, in seconds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a recording."""
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time and space are drawn
        self._axis = TimeAxis()
        self._mouse_s: float | None = None
        self._pan_from: float | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # who wrote something is done

    def redraw(self) -> None:
        """Draw everything anew: another part is shown."""
        self.update()

    def write(self, text: str) -> None:
        """Write, while there is nothing to draw, what will be here."""
        with painting(self) as painter:
            painter.setPen(QColor(theme_of(self).muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)

    def x_of(self, time_s: float) -> float:
        """Return where on the widget a time stamp in seconds is, in pixels."""
        return self._axis.x_of(time_s)

    def time_of(self, x: float) -> float:
        """Return which time stamp in seconds is at a place on the widget, in pixels."""
        return self._axis.time_of(x)

    @property
    def axis(self) -> TimeAxis:
        """What is shown."""
        return self._axis

    # ---- the mouse ----

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seek with the left button, move along with another one."""
        if self._axis.span_s <= 0:
            return
        if event.button() == Qt.MouseButton.LeftButton:
            self.sought.emit(self.time_of(event.position().x()))
        else:
            self._pan_from = event.position().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the mouse; seek with the button down."""
        self._mouse_s = self.time_of(event.position().x())
        if event.buttons() & Qt.MouseButton.LeftButton and self._axis.span_s > 0:
            self.sought.emit(self._mouse_s)
        elif self._pan_from is not None:
            pixels = self._pan_from - event.position().x()
            self._pan_from = event.position().x()
            self._show(self._axis.moved(pixels / self._axis.width * self._axis.span_s))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._pan_from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole recording again."""
        self._show(self._axis.zoomed(0.0, self._axis.start_s) if self._axis.zoomed_in else self._axis)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom in on the place under the mouse; with a sideways wheel, move along."""
        turn = event.angleDelta()
        if abs(turn.x()) > abs(turn.y()):
            self._show(self._axis.moved(-turn.x() / _WHEEL_STEP * 0.1 * self._axis.span_s))
        else:
            about_s = self.time_of(event.position().x())
            self._show(self._axis.zoomed(_ZOOM_PER_STEP ** (turn.y() / _WHEEL_STEP), about_s))

    def _show(self, axis: TimeAxis) -> None:
        """Show another part."""
        if axis != self._axis:
            self._axis = axis
            self.redraw()

    def leaveEvent(self, event: QEvent) -> None:
        """Say nothing any more."""
        self._mouse_s = None
        self.update()
