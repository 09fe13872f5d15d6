"""The plot of F_A: the attention that the network gave each frame of its window, for x, y and z.

Pointing at it picks a frame of the window; the window puts that frame's skeleton on the stage.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.attention import FULL_RANGE, frame_at, relative_times, zoomed_range
from app.peaks import PeakStrip
from app.theme import GAP, HALF_GAP, heading, theme_of
from streaming.prediction import Prediction

_AXES = "xyz"
_ROOM_FOR_PEAKS_PX = 262
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
        self.setAccessibleName("Frame attention F_A over the window's frames, for x, y and z")
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.disableAutoRange()
        self.setLabel("bottom", "seconds from the newest frame")
        self.getAxis("bottom").enableAutoSIPrefix(False)
        self.getAxis("left").enableAutoSIPrefix(False)
        self.getAxis("left").setWidth(44)
        for name in ("bottom", "left"):  # the ends of an axis are what one looks for first
            self.getAxis(name).setStyle(hideOverlappingLabels=False, maxTickLevel=0, tickLength=-4)
        self.curves = [pg.PlotCurveItem(antialias=True) for _ in _AXES]
        self.mean = pg.PlotCurveItem(antialias=True)
        self.marker = pg.InfiniteLine(angle=90)
        self.dots = pg.ScatterPlotItem(size=9, pxMode=True)
        for item in (self.marker, self.mean, *self.curves, self.dots):
            self.addItem(item, ignoreBounds=True)
        self.marker.hide()
        self.set_values(*FULL_RANGE)

    def set_values(self, low: float, high: float) -> None:
        """Show these values of F_A from edge to edge."""
        self._values = (low, high)
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


class AttentionPanel(QFrame):
    """The plot with its heading, its reading and the switch for its range."""

    frame_pointed = Signal(object)
    """A frame of the window, 0..T-1, is pointed at; None when no longer."""
    pressed = Signal()
    """The plot was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without attention."""
        super().__init__(parent)
        self.setObjectName("card")
        self._prediction: Prediction | None = None
        self._range = FULL_RANGE
        self._frame: int | None = None
        self.plot = AttentionPlot(self)
        self.zoom = QToolButton(self)
        self.zoom.setObjectName("text")
        self.zoom.setText("Zoom to range")
        self.zoom.setCheckable(True)
        self.zoom.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.zoom.setToolTip("Show only the range of values in this window, instead of 0 to 1 (Z)")
        self.zoom.toggled.connect(self._refresh)
        self.peaks = PeakStrip(self._x_on_strip, self)
        self.moment = QLabel(self)
        self.moment.setObjectName("muted")
        self.values = [QLabel(self) for _ in (*_AXES, "mean")]
        top = QHBoxLayout()
        self.title = heading("Frame attention F_A")
        top.addWidget(self.title)
        top.addStretch()
        top.addWidget(self.zoom)
        reading = QHBoxLayout()
        reading.setSpacing(GAP)
        reading.addWidget(self.moment)
        reading.addStretch()
        for label in self.values:
            reading.addWidget(label)
        for label in self.values[:3]:
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance("x 0.000") + 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP + 4, HALF_GAP, GAP, HALF_GAP)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addLayout(reading)
        layout.addWidget(self.peaks)
        layout.addWidget(self.plot, 1)
        self.peaks.pointed.connect(self.frame_pointed)
        self.peaks.pressed.connect(self.pressed)
        self.plot.pointed.connect(self._point)
        self.plot.left.connect(lambda: self.frame_pointed.emit(None))
        self.plot.pressed.connect(self.pressed)
        self.set_span(2.0)
        self._dress()

    def minimumSizeHint(self) -> QSize:
        """Need room for curves that can be told apart."""
        return QSize(300, 150)

    def sizeHint(self) -> QSize:
        """Prefer the width of the answer."""
        return QSize(420, 310)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the curves where there is too little for both."""
        super().resizeEvent(event)
        self.peaks.setVisible(self.height() >= _ROOM_FOR_PEAKS_PX)

    def changeEvent(self, event: QEvent) -> None:
        """Change colours with the system."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "values"):
            self._dress()

    def _dress(self) -> None:
        """Put on the theme's colours."""
        theme = theme_of(self)
        self.plot.setBackground(QColor(theme.card))
        for name in ("bottom", "left"):
            axis = self.plot.getAxis(name)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
        self.plot.showGrid(x=False, y=True, alpha=0.35)
        self.plot.marker.setPen(pg.mkPen(theme.accent, width=1.5))
        self.plot.mean.setPen(pg.mkPen(theme.muted, width=1.2, style=Qt.PenStyle.DashLine))
        self.values[3].setStyleSheet(f"color: {theme.muted};")
        for curve, label, colour in zip(self.plot.curves, self.values, theme.axes, strict=False):
            curve.setPen(pg.mkPen(colour, width=2))
            label.setStyleSheet(f"color: {colour}; font-weight: 600;")
        self._refresh()

    def set_span(self, span_s: float) -> None:
        """Give the time axis the length of a full window, in seconds."""
        self.plot.setXRange(-span_s, 0.0, padding=0.015)

    def show_attention(self, prediction: Prediction | None, frame: int | None) -> None:
        """Show the attention of a prediction, with a marker at a frame 0..T-1 of its window."""
        if prediction is not self._prediction or frame != self._frame:
            self._prediction, self._frame = prediction, frame
            self._refresh()

    def _x_on_strip(self, relative_s: float) -> float:
        """Where a time of the curves is on the strip of poses above them, in pixels."""
        at = self.plot.getViewBox().mapViewToScene(QPointF(relative_s, 0.0))
        return float(self.peaks.mapFromGlobal(self.plot.mapToGlobal(self.plot.mapFromScene(at))).x())

    def name_attention(self, kind: str) -> None:
        """Say what the curves are: ``"F_A"``, ``"gates"`` or ``"none"``."""
        names = {"F_A": "Frame attention F_A", "gates": "Temporal gates of STA-LSTM, share of the largest"}
        self.title.setText(names.get(kind, "This network has no attention"))

    def _point(self, relative_s: float) -> None:
        if self._prediction is not None:
            self.frame_pointed.emit(frame_at(self._prediction.window, relative_s))

    def _refresh(self) -> None:
        """Draw curves, marker and reading."""
        if self._prediction is None:
            self._clear()
            return
        self.peaks.show_prediction(self._prediction)
        window, f_a = self._prediction.window, self._prediction.f_a
        mean = f_a.mean(axis=0)
        times = relative_times(window)
        for curve, values in zip(self.plot.curves, f_a, strict=True):
            curve.setData(times, values)
        self.plot.mean.setData(times, mean)
        wanted = zoomed_range(f_a, self._range) if self.zoom.isChecked() else FULL_RANGE
        if wanted != self._range:
            self._range = wanted
            self.plot.set_values(*wanted)
        last = len(times) - 1
        k = last if self._frame is None else min(self._frame, last)
        self.plot.marker.setVisible(self._frame is not None)
        self.plot.marker.setValue(times[k])
        theme = theme_of(self)
        brushes = [pg.mkBrush(colour) for colour in theme.axes]
        self.plot.dots.setData(np.full(3, times[k]), f_a[:, k], brush=brushes, pen=pg.mkPen(theme.card))
        digits = 2 if self._range == FULL_RANGE else 3
        shown = (*f_a[:, k].tolist(), float(mean[k]))
        for axis, label, value in zip((*_AXES, "mean"), self.values, shown, strict=True):
            label.setText(f"{axis} {value:.{digits}f}")
        where = "newest" if k == last else f"\N{MINUS SIGN}{-times[k]:.2f} s"
        self.moment.setText(f"Frame {k + 1}, {where}")

    def _clear(self) -> None:
        """Show that there is no attention to show."""
        for curve in self.plot.curves:
            curve.setData([], [])
        self.plot.mean.setData([], [])
        self.peaks.show_prediction(None)
        self.plot.dots.setData([], [])
        self.plot.marker.hide()
        for label in self.values:
            label.setText("")
        self.moment.setText("Shown with the first answer")
