"""The actions of a project: each with its colour, how many examples it has, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.drawing.painting import painting
from app.drawing.theme import HALF_GAP, theme_of
from app.model.findings import ActionLine
from app.model.language import tr
from app.model.palette import Palette
from app.model.wording import isolated, named

_CHIP_PX = 10
_WORDS = 0.45


class ActionRows(QWidget):
    """Draws a row for each action."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without actions."""
        super().__init__(parent)
        self._lines: Sequence[ActionLine] = ()
        self._palette = Palette()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def _row(self) -> int:
        return self.fontMetrics().height() + 6

    def sizeHint(self) -> QSize:
        """Prefer room for all."""
        return QSize(280, self._row * len(self._lines))

    def show_lines(self, lines: Sequence[ActionLine], palette: Palette) -> None:
        """Show other actions."""
        if list(lines) == list(self._lines) and palette is self._palette:
            return
        self._lines, self._palette = lines, palette
        told = [f"{named(line.label)}: {self._told(line)}" for line in lines]
        self.setAccessibleName("\n".join(told))
        self.setToolTip("\n".join(told))
        self.setFixedHeight(self._row * len(lines))
        self.setVisible(bool(lines))
        self.update()

    def _told(self, line: ActionLine) -> str:
        words = tr("%n example(s)", "", line.count)
        return f"{words}, {line.note}" if line.note else words

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw chip, name, number and note."""
        theme, high = theme_of(self), self._row
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            metrics = painter.fontMetrics()
            left = _CHIP_PX + HALF_GAP
            middle = left + (self.width() - left) * _WORDS
            for i, line in enumerate(self._lines):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self._palette.colour(line.label, dark=theme.dark)))
                chip = QRectF(0, i * high + (high - _CHIP_PX) / 2, _CHIP_PX, _CHIP_PX)
                painter.drawRoundedRect(chip, 3, 3)
                sides = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                painter.setPen(QColor(theme.text))
                box = QRectF(left, i * high, middle - left - HALF_GAP, high)
                name = metrics.elidedText(named(line.label), Qt.TextElideMode.ElideRight, int(box.width()))
                painter.drawText(box, sides, isolated(name))
                painter.setPen(QColor(theme.error if line.stops else theme.muted))
                box = QRectF(middle, i * high, self.width() - middle, high)
                words = f"{line.count} · {line.note}" if line.note else str(line.count)
                told = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
                painter.drawText(box, sides, isolated(told))
