"""Health panel: graphs of frame rate, latency and drops over the last minute."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.drawing.painting import painting
from app.drawing.theme import GAP, HALF_GAP, Theme, mixed, theme_of
from app.model.language import later, tr
from app.model.wording import isolated
from app.widgets.card import heading
from streaming.pipeline.health import HealthReport

STAGES = {
    "pose": later("Image to pose"),
    "prediction": later("Image to answer"),
    "painting": later("Image to screen"),
}
"""Delays that are drawn, by the names of :class:`HealthReport`, and what they are called."""

CAUSES = (
    later("pose busy"),
    later("pose model still loading"),
    later("recogniser busy"),
    later("window busy"),
)
"""Why things are dropped, as chains call it; listed for translators, who find texts by ``later``."""

_KEPT = 120  # reports, two a second


def drops_words(drops: dict[str, int]) -> str:
    """Format the number of dropped items by cause."""
    return ", ".join(f"{count} {tr(cause)}" for cause, count in drops.items()) or tr("none")


class Graphs(QWidget):
    """A row for each figure: its name, its last minute, its newest value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.reports: deque[HealthReport] = deque(maxlen=_KEPT)
        self._row = self.fontMetrics().height() + 8
        self.setFixedHeight(self._row * (1 + len(STAGES)))
        self.setAccessibleName(tr("Rate and delays over the last minute"))

    def sizeHint(self) -> QSize:
        """Prefer the width of the answer."""
        return QSize(420, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            theme = theme_of(self)
            rates = [report.rates_hz.get("pose", 0.0) for report in self.reports]
            value = tr("{rate:.0f} per second").format(rate=rates[-1]) if rates else ""
            self._draw_row(painter, theme, 0, tr("Images with a pose"), value, [rates])
            for row, (stage, name) in enumerate(STAGES.items(), start=1):
                took = [report.durations[stage] for report in self.reports if stage in report.durations]
                value = f"{took[-1].median_ms:.0f} ms, 95 % {took[-1].p95_ms:.0f}" if took else ""
                curves = [[one.p95_ms for one in took], [one.median_ms for one in took]]
                self._draw_row(painter, theme, row, tr(name), value, curves)

    def _draw_row(
        self,
        painter: QPainter,
        theme: Theme,
        row: int,
        name: str,
        value: str,
        curves: Sequence[Sequence[float]],
    ) -> None:
        """Draw one figure; of several curves the last is the one that counts."""
        top = row * self._row
        line = QRectF(0, top, self.width(), self._row)
        painter.setPen(QColor(theme.muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(QColor(theme.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, isolated(value))
        metrics = self.fontMetrics()
        names = (tr("Images with a pose"), *(tr(name) for name in STAGES.values()))
        left = max(map(metrics.horizontalAdvance, names)) + GAP
        right = self.width() - metrics.horizontalAdvance("0000 ms, 95 % 0000") - GAP
        box = QRectF(left, top + 3, max(right - left, 20), self._row - 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(box, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        highest = max((max(curve, default=0.0) for curve in curves), default=0.0) * 1.15
        for i, curve in enumerate(curves):
            if len(curve) < 2 or highest <= 0:
                continue
            step = box.width() / (_KEPT - 1)
            points = [
                QPointF(box.right() - (len(curve) - 1 - k) * step, box.bottom() - y / highest * box.height())
                for k, y in enumerate(curve)
            ]
            counts = i == len(curves) - 1
            colour = QColor(theme.accent) if counts else mixed(theme.accent, theme.raised, 0.45)
            painter.setPen(QPen(colour, 1.8 if counts else 1.2))
            painter.drawPolyline(QPolygonF(points))


class HealthPanel(QFrame):
    """Panel of a live pipeline's health reports."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName("card")
        self.graphs = Graphs(self)
        self.drops = QLabel(self)
        self.drops.setObjectName("muted")
        self.drops.setTextFormat(Qt.TextFormat.PlainText)
        self.drops.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP + 4, HALF_GAP, GAP + 4, HALF_GAP)
        layout.setSpacing(2)
        layout.addWidget(heading(tr("Health, over the last minute")))
        layout.addWidget(self.graphs)
        layout.addWidget(self.drops)

    def clear(self) -> None:
        """Forget the chain before."""
        self.graphs.reports.clear()
        self.drops.setText("")
        self.graphs.update()

    def add(self, report: HealthReport) -> None:
        """Take the next report."""
        self.graphs.reports.append(report)
        self.drops.setText(tr("Dropped so far: {drops}").format(drops=drops_words(report.drops)))
        self.graphs.update()
