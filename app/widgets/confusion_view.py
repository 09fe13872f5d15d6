"""A small confusion matrix: what examples are, by row, and what they are taken for, by column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.drawing.painting import painting
from app.drawing.theme import HALF_GAP, mixed, scaled_font, theme_of
from app.model.language import tr
from app.model.palette import ink_on
from app.model.wording import named

_CELL_PX, _LEAST_PX = 22, 17
_WORDS, _WIDEST_PX = 0.42, 480
_DASH = "–"  # noqa: RUF001 (an en dash is meant)


class ConfusionView(QWidget):
    """Draws counts; a click on one asks for the examples behind it."""

    pressed = Signal(int, int)
    """The cell of a row and a column, both counted from 0, is to be looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time and space are drawn
        self._labels: Sequence[str] = ()
        self._counts: npt.NDArray[np.int64] = np.zeros((0, 1), np.int64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def show_counts(self, labels: Sequence[str], counts: npt.NDArray[np.int64]) -> None:
        """Show counts.

        Args:
            labels: (A,) the actions.
            counts: (A, A + 1) of examples; the last column is "no action".
        """
        self._labels, self._counts = labels, counts
        self.setFixedHeight(self._top + self._cell * len(labels) + 2)
        told = [
            self._told(row, column)
            for row in range(len(labels))
            for column in range(len(labels) + 1)
            if counts[row, column]
        ]
        self.setAccessibleName(tr("Confusion matrix"))
        self.setAccessibleDescription("\n".join(told))
        self.updateGeometry()
        self.update()

    # ---- geometry ----

    @property
    def _cell(self) -> int:
        """Width and height of a cell, in pixels."""
        columns = len(self._labels) + 1
        return int(min(max((1 - _WORDS) * min(self.width(), _WIDEST_PX) / columns, _LEAST_PX), _CELL_PX))

    @property
    def _top(self) -> int:
        return self.fontMetrics().height() + HALF_GAP

    @property
    def _left(self) -> int:
        return min(self.width(), _WIDEST_PX) - self._cell * (len(self._labels) + 1)

    def sizeHint(self) -> QSize:
        """Prefer room for all."""
        return QSize(300, self._top + self._cell * len(self._labels) + 2)

    def resizeEvent(self, event: QEvent) -> None:
        """Take the height that the cells need."""
        self.setFixedHeight(self._top + self._cell * len(self._labels) + 2)

    def _at(self, x: float, y: float) -> tuple[int, int] | None:
        row, column = int((y - self._top) // self._cell), int((x - self._left) // self._cell)
        inside = 0 <= row < len(self._labels) and 0 <= column <= len(self._labels)
        return (row, column) if inside else None

    # ---- the mouse ----

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what a cell counts."""
        cell = self._at(event.position().x(), event.position().y())
        self.setToolTip("" if cell is None else self._told(*cell))
        hit = cell is not None and self._counts[cell] > 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if hit else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the examples of a cell."""
        cell = self._at(event.position().x(), event.position().y())
        if cell is not None and self._counts[cell] > 0:
            self.pressed.emit(*cell)

    def _told(self, row: int, column: int) -> str:
        count = int(self._counts[row, column])
        is_, of = named(self._labels[row]), int(self._counts[row].sum())
        if column == len(self._labels):
            return tr("{action}: {count} of {of} not recognised").format(action=is_, count=count, of=of)
        if column == row:
            return tr("{action}: {count} of {of} recognised").format(action=is_, count=count, of=of)
        return tr("{action}: {count} of {of} taken for {other}").format(
            action=is_, count=count, of=of, other=named(self._labels[column])
        )

    # ---- drawing ----

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw names at the left, numbers above, and a cell for each count."""
        theme, cell, left, top = theme_of(self), self._cell, self._left, self._top
        count = len(self._labels)
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            small = scaled_font(self.font(), 0.9)
            painter.setFont(small)
            metrics = painter.fontMetrics()
            painter.setPen(QColor(theme.muted))
            for column in range(count + 1):
                box = QRectF(left + column * cell, 0, cell, top)
                painter.drawText(
                    box, Qt.AlignmentFlag.AlignCenter, str(column + 1) if column < count else _DASH
                )
            for row, label in enumerate(self._labels):
                box = QRectF(0, top + row * cell, left - HALF_GAP, cell)
                words = metrics.elidedText(
                    f"{row + 1}  {named(label)}", Qt.TextElideMode.ElideRight, int(box.width())
                )
                painter.setPen(QColor(theme.text))
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
                for column in range(count + 1):
                    self._draw_cell(painter, row, column)

    def _draw_cell(self, painter: QPainter, row: int, column: int) -> None:
        theme, cell = theme_of(self), self._cell
        box = QRectF(self._left + column * cell + 1, self._top + row * cell + 1, cell - 2, cell - 2)
        value, whole = int(self._counts[row, column]), max(int(self._counts[row].sum()), 1)
        colour = theme.accent if row == column else theme.error
        ground = mixed(colour, theme.raised, 0.15 + 0.7 * value / whole) if value else QColor(theme.raised)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 3, 3)
        if value:
            painter.setPen(QPen(QColor(ink_on(ground.name()))))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(value))
