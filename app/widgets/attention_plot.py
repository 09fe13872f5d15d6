"""Plot of three curves over a window's frames, their mean, and a marker at the selected frame."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.drawing.theme import theme_of
from app.model.attention_range import FULL_RANGE
from app.model.language import tr
from app.widgets.time_plot import TimePlot

AXES = "xyz"
"""What the curves are of."""


class AttentionPlot(TimePlot):
    """Draws a measure of attention."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Draw empty axes."""
        super().__init__(parent)
        self.curves = [pg.PlotCurveItem(antialias=True) for _ in AXES]
        self.mean = pg.PlotCurveItem(antialias=True)
        self.dots = pg.ScatterPlotItem(size=9, pxMode=True)
        for item in (self.mean, *self.curves, self.dots):
            self.addItem(item, ignoreBounds=True)
        self.name("")
        self.set_values(*FULL_RANGE)

    def name(self, name: str) -> None:
        """Set the label of the vertical axis."""
        self.setLabel("left", name)
        self.setAccessibleName(tr("{name} over the window's frames, for x, y and z").format(name=name))

    def dress(self) -> None:
        """Apply the theme's colours."""
        super().dress()
        theme = theme_of(self)
        self.mean.setPen(pg.mkPen(theme.muted, width=1.2, style=Qt.PenStyle.DashLine))
        for curve, colour in zip(self.curves, theme.axes, strict=True):
            curve.setPen(pg.mkPen(colour, width=2))

    def show_curves(self, times_s: npt.NDArray[np.float64], values: npt.NDArray[np.float32]) -> None:
        """Show three curves (3, T) and their mean over times (T,) in seconds from the newest frame."""
        for curve, of_axis in zip(self.curves, values, strict=True):
            curve.setData(times_s, of_axis)
        self.mean.setData(times_s, values.mean(axis=0))

    def mark(self, time_s: float, values: npt.NDArray[np.float32], *, line: bool) -> None:
        """Mark each curve (3,) at a time, in seconds from the newest frame, optionally with a line."""
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
