"""Status line: open file, model and analysis progress."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from app.drawing.painting import painting
from app.drawing.theme import GAP, HALF_GAP, scaled_font, theme_of
from app.model.language import tr
from app.model.wording import model_in_short, model_tip, percent
from app.widgets.buttons import press_by_space


class Elided(QLabel):
    """A line of text that gives way: it is cut in the middle, and whole in its tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._whole = ""
        self.setObjectName("muted")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    @property
    def whole(self) -> str:
        """The text, uncut."""
        return self._whole

    def set_whole(self, text: str, tip: str = "") -> None:
        """Show a text."""
        if text != self._whole or (tip and tip != self.toolTip()):
            self._whole = text
            self.setToolTip(tip or text)
            self.updateGeometry()
            self._cut()

    def sizeHint(self) -> QSize:
        """Prefer room for the whole text."""
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Get by with a few letters."""
        return QSize(min(40, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        self._cut()

    def _cut(self) -> None:
        cut = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, self.width())
        self.setText(cut)


class Progress(QWidget):
    """A thin bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start at nothing."""
        super().__init__(parent)
        self._share = 0.0
        self.setFixedSize(90, 12)

    def set_share(self, share: float) -> None:
        """Show a share of 0..1."""
        if share != self._share:
            self._share = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar."""
        theme = theme_of(self)
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.raised))
            painter.drawRoundedRect(QRectF(0, 4, self.width(), 4), 2, 2)
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(QRectF(0, 4, self.width() * self._share, 4), 2, 2)


class StatusLine(QWidget):
    """Recording on the left, model in the middle, analysis on the right."""

    notes_pressed = Signal()
    """Somebody wants to read the reader's notes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setFont(scaled_font(self.font(), 0.95))
        self._model: tuple[str, str, Sequence[str]] | None = None
        self.source = Elided(self)
        self.notes = QToolButton(self)
        self.notes.setObjectName("text")
        press_by_space(self.notes)
        self.notes.setToolTip(tr("What had to be derived, repaired or left out in reading the file"))
        self.notes.clicked.connect(self.notes_pressed)
        self.model = Elided(self)
        self.analysis = QLabel(self)
        self.analysis.setObjectName("muted")
        self.progress = Progress(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(HALF_GAP, 0, HALF_GAP, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.source)
        layout.addWidget(self.notes)
        layout.addStretch()
        layout.addWidget(self.model)
        layout.addWidget(self.analysis)
        layout.addWidget(self.progress)
        self.setFixedHeight(max(self.fontMetrics().height() + 10, 26))
        self.set_notes(0)
        self.set_progress(None)

    def show_model(self, name: str, device: str, labels: Sequence[str]) -> None:
        """Say what the model recognises; its name, and all that it knows, is in the tool tip.

        Args:
            name: the model's.
            device: what it runs on.
            labels: what it can answer.
        """
        if (name, device, labels) != self._model:
            self._model = (name, device, labels)
            self.model.set_whole(model_in_short(name, labels), model_tip(name, device, labels))

    def set_notes(self, count: int) -> None:
        """Offer this many notes to read."""
        self.notes.setVisible(count > 0)
        self.notes.setText(tr("%n note(s)", "", count))

    def set_progress(self, share: float | None) -> None:
        """Show how much of the recording is analysed, 0..1; None for nothing to analyse."""
        self.analysis.setVisible(share is not None)
        self.progress.setVisible(share is not None and share < 1)
        self.analysis.setToolTip("")
        if share is not None:
            self.progress.set_share(share)
            self.analysis.setText(
                tr("analysed") if share >= 1 else tr("analysing {percent}").format(percent=percent(share))
            )

    def set_health(self, text: str, tip: str) -> None:
        """Show how a live chain is doing, in place of an analysis."""
        self.progress.hide()
        self.analysis.setVisible(bool(text))
        self.analysis.setText(text)
        self.analysis.setToolTip(tip)
