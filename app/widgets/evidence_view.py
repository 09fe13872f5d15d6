"""Bar plot of each frame's contribution to the action's score."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.drawing.evidence import BAR, bar_colours
from app.drawing.theme import HALF_GAP, theme_of
from app.model.attention_range import evidence_range, relative_times
from app.model.frame_evidence import FrameEvidence
from app.model.language import tr
from app.model.wording import number
from app.widgets.status_line import Elided
from app.widgets.time_plot import TimePlot

LOWEST_PX = 44
"""Height below which bars and words have no room."""


class EvidencePlot(TimePlot):
    """Draws a bar a frame: for the action upwards in its colour, against it downwards in grey.

    Those of an action that is not announced are hollow.
    """

    edge_px = 5

    def __init__(self, parent: QWidget | None = None) -> None:
        """Draw empty axes."""
        super().__init__(parent)
        self.bars = pg.BarGraphItem(x=[], height=[], width=1.0)
        self.addItem(self.bars, ignoreBounds=True)
        self.zero.setZValue(1)
        self.setAccessibleName(tr("Evidence over the window's frames"))

    def set_values(self, low: float, high: float) -> None:
        """Show these values from edge to edge, the line at zero, and numbers where they do not collide."""
        super().set_values(low, high)
        self.zero.show()
        px = self.getViewBox().height() / (high - low)
        ends = [end for end in (low, high) if abs(end) * px >= self.fontMetrics().height()]
        self.getAxis("left").setTicks([[(value, number(value)) for value in (0.0, *ends)]])

    def show_bars(self, shown: FrameEvidence) -> None:
        """Show the bars of a window."""
        values = shown.evidence.values
        colours = bar_colours(shown, theme_of(self))
        self.bars.setOpts(
            x=relative_times(shown.window),
            height=values,
            width=BAR * shown.window.span_s / max(len(values) - 1, 1),
            brushes=[filling for _, filling in colours],
            pens=[pg.mkPen(edge) for edge, _ in colours],
        )

    def clear_bars(self) -> None:
        """Show none."""
        self.bars.setOpts(x=[], height=[], brushes=None, pens=None)
        self.marker.hide()


class EvidenceView(QWidget):
    """The bars, above them whose evidence it is and how much of it the frame has that is looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden: a network may have no evidence."""
        super().__init__(parent)
        self._shown: FrameEvidence | None = None
        self._frame: int | None = None
        self._range = (0.0, 0.0)
        self.caption = Elided(self)
        self.caption.setMinimumHeight(self.fontMetrics().height())  # the bars stay where they are without it
        self.value = QLabel(self)
        self.value.setToolTip(
            tr(
                "What the frame adds to the action's score: its evidence times its attention. "
                "All frames together add up to the score."
            )
        )
        self.plot = EvidencePlot(self)
        row = QHBoxLayout()
        row.setSpacing(HALF_GAP)
        row.addWidget(self.caption)
        row.addStretch()
        row.addWidget(self.value)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self.plot, 1)
        self.dress()
        self.hide()

    def minimumSizeHint(self) -> QSize:
        """Need room for bars that can be told apart."""
        return QSize(200, LOWEST_PX)

    def dress(self) -> None:
        """Apply the theme's colours."""
        self.plot.dress()
        self.value.setStyleSheet(f"color: {theme_of(self).text}; font-weight: 600;")
        self._refresh()

    def show_evidence(self, shown: FrameEvidence | None, frame: int | None) -> None:
        """Show other evidence, with a marker at a frame of its window, 0..T-1, or without one."""
        if shown is not self._shown or frame != self._frame:
            self._shown, self._frame = shown, frame
            self._refresh()

    def _refresh(self) -> None:
        shown = self._shown
        if shown is None:
            self.plot.clear_bars()
            self.caption.set_whole("")
            self.value.clear()
            return
        self.caption.set_whole(shown.caption)
        self.plot.show_bars(shown)
        wanted = evidence_range(shown.evidence.values, self._range)
        if wanted != self._range:
            self._range = wanted
            self.plot.set_values(*wanted)
        last = len(shown.evidence.values) - 1
        k = last if self._frame is None else min(self._frame, last)
        self.plot.marker.setVisible(self._frame is not None)
        self.plot.marker.setValue(float(relative_times(shown.window)[k]))
        self.value.setText(shown.reading(k))
