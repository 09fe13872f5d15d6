"""Drawing of clips: stage above, action and curves below; on an image, on any thread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from app.drawing.evidence import draw_evidence, mark
from app.drawing.qimages import ThinImage
from app.drawing.shot import ShotDrawing, fitted
from app.drawing.stage import Look, StageDrawing
from app.drawing.theme import GAP, HALF_GAP, RADIUS, Theme
from app.model.attention_range import FULL_RANGE, range_for, relative_times
from app.model.clip import Still
from app.model.measured import Measured
from app.model.palette import Palette
from app.model.verdict import of_answer

SIZE = (1280, 720)
"""Width and height of a clip, in pixels."""

_BAND_PX = 150
_CURVES_PX = 470
_BARS = 0.47  # of the curves' height, with their words
_HEADLINE_PX, _SMALL_PX = 52, 17


@dataclass(frozen=True, slots=True, eq=False)
class ClipDrawing:
    """Drawing of the stills of a clip.

    Attributes:
        palette: colours of the actions.
        look: view of the stage.
        theme: its colours.
        font: its letters.
        measure: name of the curves.
        source: name of the recording, written above them.
    """

    palette: Palette
    look: Look
    theme: Theme
    font: QFont
    measure: str
    source: str = ""

    def draw(self, still: Still) -> QImage:
        """Return the image of a still."""
        width, height = SIZE
        image = QImage(width, height, QImage.Format.Format_RGB888)
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(image.rect(), QColor(self.theme.ground))
            stage = QRectF(GAP, GAP, width - 2 * GAP, height - _BAND_PX - 2 * GAP)
            if still.shot is not None and still.picture is not None:
                half = (stage.width() - GAP) / 2
                self._draw_shot(painter, QRectF(stage.x(), stage.y(), half, stage.height()), still)
                self._draw_stage(
                    painter, QRectF(stage.right() - half, stage.y(), half, stage.height()), still
                )
            elif still.shot is not None:
                self._draw_shot(painter, stage, still)
            else:
                self._draw_stage(painter, stage, still)
            band = QRectF(GAP, height - _BAND_PX, width - 2 * GAP, _BAND_PX - GAP)
            self._card(painter, band)
            self._draw_answer(painter, band.adjusted(2 * GAP, GAP, -_CURVES_PX, -GAP), still)
            curves = band.adjusted(band.width() - _CURVES_PX + 2 * GAP, GAP, -2 * GAP, -GAP)
            self._draw_source(painter, curves)
            if still.evidence is not None:
                below = curves.adjusted(0, curves.height() * (1 - _BARS), 0, 0)
                curves.setBottom(below.top() - HALF_GAP)
                painter.setFont(self._letters(_SMALL_PX))
                draw_evidence(painter, below, still.evidence, still.evidence_range, still.frame, self.theme)
            if still.measured is not None:
                self._draw_curves(painter, curves, still.measured, still.frame)
        return image

    def _card(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.card))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_stage(self, painter: QPainter, box: QRectF, still: Still) -> None:
        self._card(painter, box)
        if still.picture is None:
            return
        painter.save()
        painter.setClipRect(box)
        painter.translate(box.topLeft())
        size = (round(box.width()), round(box.height()))
        StageDrawing(still.picture, self.look, *size, self.theme, self.font).draw(painter)
        painter.restore()

    def _draw_shot(self, painter: QPainter, box: QRectF, still: Still) -> None:
        assert still.shot is not None
        self._card(painter, box)
        place = fitted(still.shot.rgb, box.width(), box.height()).translated(box.topLeft())
        thin = ThinImage(still.shot.rgb, place.width())
        ShotDrawing(still.shot, place, self.look.mirrored, self.font, self.theme).draw(painter, thin.image)

    def _letters(self, pixels: int, *, bold: bool = False) -> QFont:
        font = QFont(self.font)
        font.setPixelSize(pixels)
        font.setBold(bold)
        return font

    def _draw_answer(self, painter: QPainter, box: QRectF, still: Still) -> None:
        """Draw the action and its confidence."""
        if still.answer is None:
            return
        verdict = of_answer(still.answer)
        font = self._letters(_HEADLINE_PX, bold=True)
        wide = QFontMetricsF(font).horizontalAdvance(verdict.headline)
        if wide > box.width():
            font = self._letters(int(_HEADLINE_PX * box.width() / wide), bold=True)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.muted if verdict.provisional else self.theme.text))
        top = box.adjusted(0, 0, 0, -box.height() * 0.4)
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, verdict.headline)
        if verdict.confidence is None:
            return
        bar = QRectF(box.x(), box.bottom() - box.height() * 0.3, box.width(), 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.raised))
        painter.drawRoundedRect(bar, 4, 4)
        painter.setBrush(QColor(self.palette.colour(verdict.label, dark=self.theme.dark)))
        painter.drawRoundedRect(QRectF(bar.x(), bar.y(), bar.width() * verdict.confidence, 8), 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_source(self, painter: QPainter, box: QRectF) -> None:
        """Draw the name of the recording and of the curves."""
        painter.setFont(self._letters(_SMALL_PX))
        painter.setPen(QColor(self.theme.muted))
        letters = QFontMetricsF(painter.font())
        room = box.width() - letters.horizontalAdvance(self.measure) - 2 * GAP
        text = letters.elidedText(self.source, Qt.TextElideMode.ElideLeft, room)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, text)

    def _draw_curves(self, painter: QPainter, box: QRectF, measured: Measured, frame: int | None) -> None:
        """Draw the three curves, with a marker at a frame."""
        painter.setFont(self._letters(_SMALL_PX))
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self.measure)
        plot = box.adjusted(0, QFontMetricsF(painter.font()).height() + 4, 0, 0)
        low, high = range_for(measured, FULL_RANGE, zoomed=False)
        times = relative_times(measured.prediction.window)
        x = plot.left() + (times - times[0]) / max(float(-times[0]), 1e-9) * plot.width()
        y = plot.bottom() - (measured.values - low) / (high - low) * plot.height()
        painter.setPen(QPen(QColor(self.theme.line), 1))
        for level in (low, (low + high) / 2, high):
            at = plot.bottom() - (level - low) / (high - low) * plot.height()
            painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at))
        for row, colour in zip(y, self.theme.axes, strict=True):
            painter.setPen(QPen(QColor(colour), 2))
            points = [QPointF(*point) for point in np.stack([x, row], axis=1).tolist()]
            painter.drawPolyline(QPolygonF(points))
        if frame is not None:
            mark(painter, plot, float(x[frame]), self.theme)
