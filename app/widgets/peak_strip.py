"""Strip of poses at the peaks of the curves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.drawing.evidence import pose_colour
from app.drawing.painting import painting
from app.drawing.theme import Theme, scaled_font, theme_of
from app.model.frame_evidence import FrameEvidence
from app.model.joint_emphasis import SIDES, SMALL
from app.model.language import tr
from app.model.measured import Measured
from app.model.wording import number
from streaming.recognition.window import Window
from streaming.skeleton.layouts import KINECT_V2

_MOST = 4
_WEAKEST = 0.1  # of the largest evidence: what is below is no peak to look at
_POSE_PX = 50
_HEAD = KINECT_V2.index["Head"]


def peaks(values: npt.NDArray[np.floating], most: int = _MOST) -> list[int]:
    """Return the frames 0..T-1 of the highest peaks, in order of time, no two of them close together.

    Args:
        values: (T,) of anything that has peaks.
        most: how many at most.
    """
    apart = max(len(values) // (most + 2), 1)
    found: list[int] = []
    for frame in np.argsort(-values, kind="stable").tolist():
        around = values[max(frame - 1, 0) : frame + 2]
        if values[frame] >= around.max() and all(abs(frame - other) >= apart for other in found):
            found.append(frame)
        if len(found) == most:
            break
    return sorted(found)


class PeakStrip(QWidget):
    """Draws the skeleton at each peak, above its place on the curves' time axis.

    Where there is evidence the peaks are those of evidence times attention, and each pose is in the action's
    colour, the fuller the more it adds; else they are those of the curves' mean.
    """

    pointed = Signal(object)
    """A frame of the window, 0..T-1, is pointed at; None when no longer."""
    pressed = Signal()

    def __init__(self, x_of: Callable[[float], float], parent: QWidget | None = None) -> None:
        """Start empty.

        Args:
            x_of: gives the place on this widget, in pixels, of seconds relative to the newest frame.
            parent: as in Qt.
        """
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time and space are drawn
        self._x_of = x_of
        self._measured: Measured | None = None
        self._evidence: FrameEvidence | None = None
        self._window: Window | None = None
        self._peaks: list[int] = []
        self.setMouseTracking(True)
        self.setFixedHeight(_POSE_PX + self.fontMetrics().height())
        self.setAccessibleName(tr("Poses at the peaks of the curves"))
        self._say()

    def sizeHint(self) -> QSize:
        """Prefer the width of the curves."""
        return QSize(420, self.height())

    @property
    def frames(self) -> list[int]:
        """The frames that are drawn."""
        return self._peaks

    def show_peaks(self, measured: Measured | None, evidence: FrameEvidence | None = None) -> None:
        """Show the peaks of other evidence or, without any, of other curves."""
        if measured is self._measured and evidence is self._evidence:
            return
        self._measured, self._evidence, self._window, self._peaks = measured, evidence, None, []
        if evidence is not None:
            self._window = evidence.window
            self._peaks = [frame for frame in peaks(evidence.shares) if evidence.shares[frame] >= _WEAKEST]
        elif measured is not None:
            self._window = measured.prediction.window
            self._peaks = peaks(measured.strength)
        self._say()
        self.update()

    def _say(self) -> None:
        """Update the tool tip."""
        self.setToolTip(
            tr("Poses at the peaks of the curves' mean; point at one to see it large")
            if self._evidence is None
            else tr("Poses where evidence times attention is highest; point at one to see it large")
        )

    def _middle(self, frame: int) -> float:
        """Where a frame's picture is, in pixels."""
        assert self._window is not None
        times = self._window.times_s
        x = self._x_of(float(times[frame] - times[-1]))
        return min(max(x, _POSE_PX * 0.4), self.width() - _POSE_PX * 0.4)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which picture is pointed at."""
        near = [frame for frame in self._peaks if abs(self._middle(frame) - event.position().x()) < 20]
        self.pointed.emit(near[0] if near else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell that somebody wants to look closely."""
        self.pressed.emit()
        self.mouseMoveEvent(event)

    def leaveEvent(self, event: object) -> None:
        """Tell that the mouse has gone."""
        self.pointed.emit(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the poses, and when they were."""
        window = self._window
        if window is None:
            return
        theme = theme_of(self)
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pose = window.positions[:, 0].astype(np.float64)
            if np.isfinite(pose).all():
                height = max(float(np.ptp(pose[..., 1])), 0.5)
                for frame in self._peaks:
                    self._draw(painter, theme, frame, pose[frame], float(pose[..., 1].min()), height)

    def _draw(
        self,
        painter: QPainter,
        theme: Theme,
        frame: int,
        pose: npt.NDArray[np.float64],
        low: float,
        height: float,
    ) -> None:
        """Draw one pose as the sensor sees it."""
        assert self._window is not None
        middle, scale = self._middle(frame), (_POSE_PX - 6) / height
        x = middle - (pose[:, 0] - pose[:, 0].mean()) * scale
        y = _POSE_PX - 2 - (pose[:, 1] - low) * scale
        only = None
        if self._evidence is not None:
            only = pose_colour(self._evidence, frame, theme)
        for a, b in KINECT_V2.bones:
            if b not in SMALL:
                colour = only or QColor(getattr(theme, SIDES[b]))
                painter.setPen(QPen(colour, 2.2, c=Qt.PenCapStyle.RoundCap))
                painter.drawLine(QLineF(x[a], y[a], x[b], y[b]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(only or QColor(theme.trunk))
        painter.drawEllipse(QRectF(x[_HEAD] - 3.5, y[_HEAD] - 3.5, 7, 7))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(theme.muted))
        painter.setFont(scaled_font(self.font(), 0.8))
        times = self._window.times_s
        ago_s = float(times[-1] - times[frame])
        when = f"{number(-ago_s, '.1f')} s" if ago_s >= 0.05 else tr("now")
        painter.drawText(
            QRectF(middle - 40, _POSE_PX - 2, 80, self.height() - _POSE_PX + 2),
            Qt.AlignmentFlag.AlignCenter,
            when,
        )
