"""Three curves over a window's frames, their mean, and a marker at the frame that is looked at."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.drawing.theme import theme_of
from app.model.attention_range import FULL_RANGE
from app.model.language import tr

AXES = "xyz"
"""What the curves are of."""

_EDGE_PX = 9  # beyond the range, so that its ends have room for their numbers


class AttentionPlot(pg.PlotWidget):
    """Axes and curves. Ranges are always set: pyqtgraph's auto-range makes a repaint three times dearer."""

    pointed = Signal(float)
    """The mouse is at this time, in seconds relative to the newest frame."""
    left = Signal()
    """The mouse has gone."""
    pressed = Signal()
    """The mouse button went down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Draw empty axes."""
        super().__init__(parent, enableMenu=False)
        self.setMouseTracking(True)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.disableAutoRange()
        self.setLabel("bottom", tr("seconds from the newest frame"))
        self.getAxis("bottom").enableAutoSIPrefix(False)
        self.getAxis("left").enableAutoSIPrefix(False)
        self.getAxis("left").setWidth(60)
        for name in ("bottom", "left"):  # the ends of an axis are what one looks for first
            self.getAxis(name).setStyle(hideOverlappingLabels=False, maxTickLevel=0, tickLength=-4)
        self.curves = [pg.PlotCurveItem(antialias=True) for _ in AXES]
        self.mean = pg.PlotCurveItem(antialias=True)
        self.zero = pg.InfiniteLine(angle=0)
        self.marker = pg.InfiniteLine(angle=90)
        self.dots = pg.ScatterPlotItem(size=9, pxMode=True)
        for item in (self.zero, self.marker, self.mean, *self.curves, self.dots):
            self.addItem(item, ignoreBounds=True)
        self.marker.hide()
        self.name("")
        self.set_values(*FULL_RANGE)

    def name(self, name: str) -> None:
        """Say at the vertical axis what the curves are."""
        self.setLabel("left", name)
        self.setAccessibleName(tr("{name} over the window's frames, for x, y and z").format(name=name))

    def set_values(self, low: float, high: float) -> None:
        """Show these values from edge to edge."""
        self._values = (low, high)
        self.zero.setVisible(low < 0)
        self.setYRange(low, high, padding=_EDGE_PX / max(self.getViewBox().height(), 4 * _EDGE_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the numbers at the ends of the axis, whatever the height."""
        super().resizeEvent(event)
        if hasattr(self, "_values"):
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
        """Put on the theme's colours."""
        theme = theme_of(self)
        self.setBackground(QColor(theme.card))
        for name in ("bottom", "left"):
            axis = self.getAxis(name)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
        self.showGrid(x=False, y=True, alpha=0.35)
        self.marker.setPen(pg.mkPen(theme.accent, width=1.5))
        self.zero.setPen(pg.mkPen(theme.muted, width=1))
        self.mean.setPen(pg.mkPen(theme.muted, width=1.2, style=Qt.PenStyle.DashLine))
        for curve, colour in zip(self.curves, theme.axes, strict=True):
            curve.setPen(pg.mkPen(colour, width=2))

    def show_curves(self, times_s: npt.NDArray[np.float64], values: npt.NDArray[np.float32]) -> None:
        """Show three curves (3, T) and their mean over times (T,) in seconds from the newest frame."""
        for curve, of_axis in zip(self.curves, values, strict=True):
            curve.setData(times_s, of_axis)
        self.mean.setData(times_s, values.mean(axis=0))

    def mark(self, time_s: float, values: npt.NDArray[np.float32], *, line: bool) -> None:
        """Put a dot on each curve (3,) at a time, in seconds from the newest frame, perhaps a line too."""
        theme = theme_of(self)
        self.marker.setVisible(line)
        self.marker.setValue(time_s)
        brushes = [pg.mkBrush(colour) for colour in theme.axes]
        self.dots.setData(np.full(3, time_s), values, brush=brushes, pen=pg.mkPen(theme.card))

    def clear_curves(self) -> None:
        """Show none."""
        for curve in (*self.curves, self.mean, self.dots):
            curve.setData([], [])
        self.marker.hide()
