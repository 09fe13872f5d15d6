"""Drawing of evidence: bars in the action's colour, hollow if it is not announced."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.drawing.theme import Theme, mixed
from app.model.attention_range import relative_times
from app.model.frame_evidence import FrameEvidence

BAR = 0.8
"""Width of a bar, as a share of a frame's time."""

_DIMMED = 0.4  # of what is not announced
_HOLLOW = 0.15


def bar_colours(shown: FrameEvidence, theme: Theme) -> list[tuple[QColor, QColor]]:
    """Return edge and filling of each frame's bar: the action's colour if positive, grey if negative.

    Edges stand out from the card, and so do fillings of what is announced; other bars are hollow.
    """

    def pair(colour: str) -> tuple[QColor, QColor]:
        return QColor(colour), mixed(colour, theme.card, 1.0 if shown.evidence.announced else _HOLLOW)

    above, below = pair(_colour(shown, theme)), pair(theme.edge)
    return [above if value > 0 else below for value in shown.evidence.values.tolist()]


def pose_colour(shown: FrameEvidence, frame: int, theme: Theme) -> QColor:
    """Return the colour of a frame's pose: from grey to the action's, the more the frame contributes."""
    share = float(shown.shares[frame]) * (1.0 if shown.evidence.announced else _DIMMED)
    return mixed(_colour(shown, theme), theme.edge, round(share, 2))


def _colour(shown: FrameEvidence, theme: Theme) -> str:
    return shown.palette.colour(shown.evidence.label, dark=theme.dark)


def draw_evidence(
    painter: QPainter,
    box: QRectF,
    shown: FrameEvidence,
    values: tuple[float, float],
    frame: int | None,
    theme: Theme,
) -> None:
    """Draw the caption and, below it, bars around a zero line.

    Args:
        painter: on a card.
        box: where, in pixels.
        shown: the evidence.
        values: range of the axis, in logits.
        frame: selected frame of the window, 0..T-1; None for none.
        theme: the colours.
    """
    painter.setPen(QColor(theme.muted))
    top = Qt.AlignmentFlag.AlignTop
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | top, shown.caption)
    if frame is not None:
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | top, shown.reading(frame))
    plot = box.adjusted(0, QFontMetricsF(painter.font()).height() + 2, 0, 0)
    times, heights = relative_times(shown.window), shown.evidence.values
    x = plot.left() + (times - times[0]) / max(float(-times[0]), 1e-9) * plot.width()
    per_logit = plot.height() / (values[1] - values[0])
    zero, wide = plot.bottom() + values[0] * per_logit, plot.width() / max(len(heights) - 1, 1) * BAR
    for at, value, (edge, filling) in zip(
        x.tolist(), heights.tolist(), bar_colours(shown, theme), strict=True
    ):
        bar = QRectF(at - wide / 2, zero - value * per_logit, wide, value * per_logit).normalized()
        painter.setPen(QPen(edge, 1))
        painter.setBrush(filling)
        painter.drawRect(bar.intersected(plot))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.muted), 1))
    painter.drawLine(QPointF(plot.left(), zero), QPointF(plot.right(), zero))
    if frame is not None:
        mark(painter, plot, float(x[frame]), theme)


def mark(painter: QPainter, plot: QRectF, x: float, theme: Theme) -> None:
    """Draw the marker of the selected frame at a number of pixels from the left."""
    painter.setPen(QPen(QColor(theme.accent), 2))
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
