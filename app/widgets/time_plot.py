"""Plot over a window's frames, in seconds from the newest one, with a marker."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.drawing.theme import theme_of
from app.model.language import tr
from app.model.wording import localised


class _Axis(pg.AxisItem):
    """An axis with the decimal sign of the window's language, and optionally a unit at its ticks."""

    unit = ""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Return what is written at each tick; those at the ends have no room for a unit."""
        texts = [localised(text) for text in super().tickStrings(values, scale, spacing)]
        return [*texts[:1], *(text + self.unit for text in texts[1:-1]), *texts[1:][-1:]]

    def set_unit(self, unit: str) -> None:
        """Write a unit, such as ``" s"``, behind the numbers."""
        if unit != self.unit:
            self.unit = unit
            self.picture = None  # drawn again
            self.update()


class TimePlot(pg.PlotWidget):
    """Axes and a marker. Ranges are always set: pyqtgraph's auto-range makes a repaint three times dearer."""

    edge_px = 9
    """Beyond the range, so that its ends have room for their numbers."""
    pointed = Signal(float)
    """The mouse is at this time, in seconds relative to the newest frame."""
    left = Signal()
    """The mouse has gone."""
    pressed = Signal()
    """The mouse button went down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Draw empty axes."""
        axes = {side: _Axis(side) for side in ("bottom", "left")}
        super().__init__(parent, enableMenu=False, axisItems=axes)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time is drawn
        self.getPlotItem().setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._values: tuple[float, float] | None = None
        self.setMouseTracking(True)
        for widget in (self, self.viewport()):  # keys walk through its frames, wherever the focus is
            widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.disableAutoRange()
        self.setLabel("bottom", tr("seconds from the newest frame"))
        self.getAxis("bottom").enableAutoSIPrefix(False)
        self.getAxis("left").enableAutoSIPrefix(False)
        self.getAxis("left").setWidth(60)
        for name in ("bottom", "left"):  # the ends of an axis are what one looks for first
            self.getAxis(name).setStyle(hideOverlappingLabels=False, maxTickLevel=0, tickLength=-4)
        self.zero = pg.InfiniteLine(angle=0)
        self.marker = pg.InfiniteLine(angle=90)
        for item in (self.zero, self.marker):
            self.addItem(item, ignoreBounds=True)
        self.marker.hide()
        self.getViewBox().sigResized.connect(self._resized)

    def set_span(self, span_s: float) -> None:
        """Give the time axis the length of a full window, in seconds."""
        self.setXRange(-span_s, 0.0, padding=0.015)

    def set_values(self, low: float, high: float) -> None:
        """Show these values from edge to edge."""
        self._values = (low, high)
        self.zero.setVisible(low < 0)
        self.setYRange(low, high, padding=self.edge_px / max(self.getViewBox().height(), 4 * self.edge_px))

    def show_time(self, *, axis: bool, words: bool) -> None:
        """Show the time axis, its unit in words or at the ticks, or leave its room to what is plotted."""
        self.getAxis("bottom").set_unit("" if words else " s")
        self.getPlotItem().showAxis("bottom", axis)
        self.getPlotItem().showLabel("bottom", axis and words)

    def _resized(self) -> None:
        """Keep the numbers at the ends of the axis, whatever the height."""
        if self._values is not None:
            self.set_values(*self._values)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the mouse is, in the plot's time; nothing in the plot itself moves."""
        scene_at = self.mapToScene(event.position().toPoint())
        self.pointed.emit(float(self.getViewBox().mapSceneToView(scene_at).x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell that somebody wants to look closely."""
        self.pressed.emit()
        self.mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the event: pyqtgraph has nothing to do with it."""

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the mouse has gone."""
        self.left.emit()

    def dress(self) -> None:
        """Apply the theme's colours."""
        theme = theme_of(self)
        self.setBackground(QColor(theme.card))
        for name in ("bottom", "left"):
            axis = self.getAxis(name)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
        self.showGrid(x=False, y=True, alpha=0.35)
        self.marker.setPen(pg.mkPen(theme.accent, width=1.5))
        self.zero.setPen(pg.mkPen(theme.muted, width=1))
