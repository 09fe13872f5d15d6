"""The bars of the answer: how sure it is, and how far a custom action is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.drawing.painting import painting
from app.drawing.theme import GAP, HALF_GAP, scaled_font, theme_of
from app.model.language import tr
from app.model.palette import Palette
from app.model.wording import named, percent

WORDS = 0.42
"""Share of the width that names have beside bars."""


class ConfidenceBar(QWidget):
    """Confidence bar with a note and a percentage."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as shares are drawn
        self._share: float | None = None
        self._label: str | None = None
        self._note, self._palette = "", Palette()
        self.setFixedHeight(self.fontMetrics().height() + 16)

    def set_value(self, share: float | None, note: str, label: str | None, palette: Palette) -> None:
        """Show a share of 0..1 (None for no bar) and a note, in the colour of an action."""
        self._share, self._note, self._label, self._palette = share, note, label, palette
        self.setToolTip(note)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar, and below it note and percentage."""
        theme = theme_of(self)
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._share is None:
                painter.setPen(QColor(theme.muted))
                wrapped = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
                painter.drawText(QRectF(self.rect()), wrapped, self._note)
                return
            below = QRectF(0, 12, self.width(), self.height() - 12)
            colour = self._palette.colour(self._label, dark=theme.dark)
            _draw_bar(painter, QRectF(0, 0, self.width(), 8), self._share, theme.raised, colour)
            painter.setPen(QColor(theme.text))
            painter.setFont(scaled_font(self.font(), 1.0, bold=True))
            sure = tr("{percent} confidence").format(percent=percent(self._share))
            painter.drawText(below, Qt.AlignmentFlag.AlignRight, sure)
            room = below.width() - painter.fontMetrics().horizontalAdvance(sure) - GAP
            painter.setFont(self.font())
            painter.setPen(QColor(theme.muted))
            note = self.fontMetrics().elidedText(self._note, Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, note)


class ProgressLine(QWidget):
    """How far an action is in its course: its name, and a thin bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as shares are drawn
        self._shown: tuple[str, float, Palette] | None = None
        self.setFixedHeight(self.fontMetrics().height() + 2)
        self.hide()

    def show_progress(self, progress: tuple[str, float] | None, palette: Palette) -> None:
        """Show how far an action is, 0..1; hide for None."""
        self.setVisible(progress is not None)
        shown = None if progress is None else (*progress, palette)
        if shown != self._shown:
            self._shown = shown
            if shown is not None:
                self.setAccessibleName(
                    tr("{action}, progress {percent}").format(
                        action=named(shown[0]), percent=percent(shown[1])
                    )
                )
                self.setToolTip(self.accessibleName())
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name and bar."""
        if self._shown is None:
            return
        label, share, palette = self._shown
        theme = theme_of(self)
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(theme.muted))
            words = self.width() * WORDS
            text = self.fontMetrics().elidedText(
                tr("Progress: {action}").format(action=named(label)),
                Qt.TextElideMode.ElideRight,
                int(words - HALF_GAP),
            )
            middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, 0, words - HALF_GAP, self.height()), middle, text)
            bar = QRectF(words, self.height() / 2 - 3, self.width() - words, 6)
            _draw_bar(painter, bar, share, theme.raised, palette.colour(label, dark=theme.dark))


def _draw_bar(painter: QPainter, box: QRectF, share: float, track: str, colour: str) -> None:
    """Draw a rounded bar that fills a share of its track."""
    painter.setPen(Qt.PenStyle.NoPen)
    radius = box.height() / 2
    painter.setBrush(QColor(track))
    painter.drawRoundedRect(box, radius, radius)
    # The track's own shape, cut off at the share: a bar with a round end of its own would be too long
    # where the share is small.
    painter.save()
    painter.setClipRect(QRectF(box.x(), box.y(), box.width() * share, box.height()))
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(box, radius, radius)
    painter.restore()
