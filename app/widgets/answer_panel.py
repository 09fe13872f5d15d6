"""Answer panel: the action in large letters, its confidence, and the five best classes."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.drawing.painting import painting
from app.drawing.theme import GAP, HALF_GAP, Theme, theme_of
from app.drawing.timeline import HEAT_PX, draw_heat
from app.model.analysis import HOLD_S
from app.model.history import SPAN_S, History
from app.model.language import tr
from app.model.palette import Palette
from app.model.verdict import BEST, Verdict
from app.model.wording import named, percent
from app.widgets.answer_bars import WORDS, ConfidenceBar, ProgressLine
from app.widgets.card import heading

# At 96 dpi a capital of 64 pixels is 12 mm high, which subtends 0.23 degrees at three metres: more than
# twice what normal sight needs to read it.
_LARGEST_PX = 64
_SMALLEST_PX = 15
_PRESENTED = 0.15  # of the height of a presentation
_ONE_LINE_PX = 40
# What is no action is written in letters of this share of the largest size: it is there most of the time.
_CALM = 0.42
# Of the best classes so many are shown at least, their names on so much of the width.
_FEWEST = 2


class Headline(QWidget):
    """Label with the largest font that fits, on one to three lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._text = ""
        self._dimmed = self._calm = False
        self._largest_px = _LARGEST_PX
        self._fitted: tuple[str, int, int, int, tuple[str, ...]] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(_ONE_LINE_PX + 12)
        self.setMaximumHeight(round(_LARGEST_PX * 1.35))

    def sizeHint(self) -> QSize:
        """Prefer room for the largest letters."""
        return QSize(420, self.maximumHeight())

    @property
    def text(self) -> str:
        """The text."""
        return self._text

    def set_text(self, text: str, *, dimmed: bool = False, calm: bool = False) -> None:
        """Set the text; dimmed if provisional, calm, in small letters, if it is no action."""
        if (text, dimmed, calm) != (self._text, self._dimmed, self._calm):
            self._text, self._dimmed, self._calm = text, dimmed, calm
            self._fitted = None
            self.setAccessibleName(text)
            self.setToolTip(text)
            self.update()

    def enlarge(self, largest_px: int) -> None:
        """Write letters of up to so many pixels: for whoever sits there, or for a whole room."""
        self._largest_px = largest_px
        presented = largest_px > _LARGEST_PX
        self.setMaximumHeight(round(largest_px * 1.35))
        self.setMinimumHeight(round(largest_px * 1.1) if presented else _ONE_LINE_PX + 12)
        self._fitted = None
        self.update()

    def compress(self, low: bool) -> None:
        """Take no more height than a line, or what there is."""
        self.setMaximumHeight(_ONE_LINE_PX + 12 if low else round(_LARGEST_PX * 1.35))
        self._fitted = None
        self.update()

    def _font(self, pixels: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setWeight(QFont.Weight.Normal if self._calm else QFont.Weight.DemiBold)
        return font

    def _fit(self) -> tuple[int, tuple[str, ...]]:
        """Return the largest size in pixels, and the lines, that fit."""
        key = (self._text, self.width(), self.height())
        if self._fitted is not None and self._fitted[:3] == key:
            return self._fitted[3], self._fitted[4]
        best: tuple[int, tuple[str, ...]] = (0, (self._text,))
        for lines in _broken(self._text):
            size = self._largest(lines)
            # Another line has to earn its place: a single one is read at a glance.
            enough = _ONE_LINE_PX if self._largest_px == _LARGEST_PX else self._largest_px * 0.7
            if size > best[0] and (len(lines) == 1 or best[0] < enough):
                best = (size, lines)
        if best[0] < _SMALLEST_PX:
            best = (_SMALLEST_PX, (self._text,))
        self._fitted = (*key, *best)
        return best

    def _largest(self, lines: tuple[str, ...]) -> int:
        """Return the largest size in pixels at which these lines fit."""
        metrics = QFontMetricsF(self._font(100))
        widest = max(metrics.horizontalAdvance(line) for line in lines)
        by_width = 100 * self.width() / max(widest, 1.0)
        by_height = 100 * self.height() / (metrics.height() * len(lines))
        return int(min(by_width, by_height, self._largest_px * (_CALM if self._calm else 1)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the lines."""
        size, lines = self._fit()
        with painting(self) as painter:
            painter.setFont(self._font(size))
            theme = theme_of(self)
            painter.setPen(QColor(theme.muted if self._dimmed or self._calm else theme.text))
            metrics = QFontMetricsF(painter.font())
            height = metrics.height()
            top = (self.height() - height * len(lines)) / 2
            for i, line in enumerate(lines):
                box = QRectF(0, top + i * height, self.width(), height)
                text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, self.width())
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _broken(text: str) -> list[tuple[str, ...]]:
    """Return a text on one line, on two and on three, of each number the most even breaks first."""
    words = text.split()
    ways = [
        tuple(" ".join(words[i:j]) for i, j in pairwise((0, *breaks, len(words))))
        for most in (1, 2)
        for breaks in combinations(range(1, len(words)), most)
    ]
    ways.sort(key=lambda lines: (len(lines), max(map(len, lines))))
    return [(text,), *ways]


class BestClasses(QWidget):
    """List of the most probable classes, with ribbons of the last seconds and an attention strip.

    Where there is little room, rows move together, and then those that are least probable are left out.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time is drawn
        self._best: tuple[tuple[str, float], ...] = ()
        self._palette = Palette()
        self._history: History | None = None
        self._row = self.fontMetrics().height() + 7
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMaximumHeight(self._row * (BEST + 1))

    def sizeHint(self) -> QSize:
        """Prefer room for all."""
        return QSize(300, self.maximumHeight())

    def minimumSizeHint(self) -> QSize:
        """Get by with the two that are most probable."""
        return QSize(200, self._row * _FEWEST)

    def set_best(
        self, best: tuple[tuple[str, float], ...], palette: Palette, history: History | None
    ) -> None:
        """Show other labels with their probabilities, 0..1, and how the last seconds went."""
        self._best, self._palette, self._history = best, palette, history
        self.setToolTip("\n".join(f"{named(label)}  {percent(share)}" for label, share in best))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a row per class: label, ribbon, percentage."""
        theme = theme_of(self)
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            metrics = self.fontMetrics()
            number = metrics.horizontalAdvance(">99 %") + HALF_GAP
            words = max(self.width() * WORDS, 90.0)
            rows = min(self.height() // (metrics.height() + 2), BEST + 1)
            high = min(self._row, self.height() / max(rows, 1))
            for i, (label, probability) in enumerate(self._best[:rows]):
                row = QRectF(0, i * high, self.width(), high)
                painter.setPen(QColor(theme.text if i == 0 else theme.muted))
                text = metrics.elidedText(named(label), Qt.TextElideMode.ElideRight, int(words - HALF_GAP))
                painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
                painter.drawText(
                    row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, percent(probability)
                )
                box = QRectF(words, row.y() + 2, self.width() - words - number, high - 4)
                self._draw_ribbon(painter, box, label, theme)
            if self._history is not None and rows > BEST:
                below = QRectF(words, BEST * high, self.width() - words - number, high)
                self._draw_heat(painter, below, self._history.heat(), theme)

    def _draw_heat(
        self, painter: QPainter, box: QRectF, values: npt.NDArray[np.float64], theme: Theme
    ) -> None:
        """Draw below the ribbons which moments got attention: the timeline's strip, up to now."""
        painter.setPen(QColor(theme.muted))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, box.y(), box.x(), box.height()), left, tr("attention"))
        strip = QRectF(box.x(), box.center().y() - HEAT_PX / 2, box.width(), HEAT_PX)
        painter.fillRect(strip, QColor(theme.raised))
        draw_heat(painter, strip, values, theme)

    def _draw_ribbon(self, painter: QPainter, box: QRectF, label: str, theme: Theme) -> None:
        """Draw the last seconds, now at the right, as an area that is full at certainty."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(box, 3, 3)
        if self._history is None:
            return
        painter.setBrush(QColor(self._palette.colour(label, dark=theme.dark)))
        for piece in self._history.ribbon(label, HOLD_S):
            points = [
                QPointF(box.x() + max(x, 0.0) * box.width(), box.bottom() - y * box.height())
                for x, y in piece
            ]
            points += [QPointF(points[-1].x(), box.bottom()), QPointF(points[0].x(), box.bottom())]
            painter.drawPolygon(points)


class AnswerPanel(QFrame):
    """Panel that shows one :class:`Verdict`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(tr("Predicted action"))
        self._verdict: Verdict | None = None
        self._short = self._presented = False
        self._palette: Palette | None = None
        self._newest: tuple[float, float] | None = None
        self.caution = QLabel(self)
        """That the answers are not to be relied on; hidden while they are."""
        self.caution.setText(tr("Too few frames a second: answers are often wrong"))
        self.caution.setObjectName("caution")
        self.caution.setWordWrap(True)
        self.caution.hide()
        self.headline = Headline(self)
        self.confidence = ConfidenceBar(self)
        self.classes = BestClasses(self)
        self.best_heading = heading(tr("Five best, over the last {span:.0f} s").format(span=SPAN_S))
        policy = self.best_heading.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.best_heading.setSizePolicy(policy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        layout.setSpacing(HALF_GAP)
        self.name = heading(tr("Predicted action"))
        layout.addWidget(self.name)
        layout.addWidget(self.caution)
        layout.addWidget(self.headline)
        layout.addWidget(self.confidence)
        self.progress = ProgressLine(self)
        layout.addWidget(self.progress)
        layout.addSpacing(HALF_GAP)
        layout.addWidget(self.best_heading)
        layout.addWidget(self.classes)
        layout.addStretch()

    def sizeHint(self) -> QSize:
        """Prefer room for an action of ten letters at full size."""
        return QSize(420, super().sizeHint().height())

    def shorten(self, short: bool) -> None:
        """Say what is done on one line and leave the best classes out; or show all again."""
        short = short or self._presented
        if short != self._short:
            self._short = short
            policy = self.best_heading.sizePolicy()
            policy.setRetainSizeWhenHidden(not short)
            self.best_heading.setSizePolicy(policy)
            self.classes.setVisible(not short)
            self.best_heading.setVisible(not short and self._verdict is not None and bool(self._verdict.best))
            self.name.setVisible(not short)
            upright = QSizePolicy.Policy.Maximum if short else QSizePolicy.Policy.Preferred
            self.setSizePolicy(QSizePolicy.Policy.Preferred, upright)
            if not self._presented:
                self.headline.compress(short)

    def present(self, presenting: bool, height: int) -> None:
        """Say what is done in letters for a whole room, and nothing else; or show all again.

        Args:
            presenting: which of the two.
            height: of the window, pixels: the letters grow with it.
        """
        self._presented = presenting
        self.headline.enlarge(max(round(height * _PRESENTED), _LARGEST_PX) if presenting else _LARGEST_PX)
        self.shorten(presenting)

    def show_caution(self, why: str) -> None:
        """Show a frame rate warning, with details in the tool tip; empty for none."""
        self.caution.setToolTip(why)
        self.caution.setVisible(bool(why))

    def show_verdict(self, verdict: Verdict, palette: Palette, history: History | None = None) -> None:
        """Show another verdict, and how the last seconds went."""
        newest = None if history is None else (history.newest_s, round(history.now_s, 1))
        if verdict == self._verdict and palette is self._palette and newest == self._newest:
            return
        self._verdict, self._palette, self._newest = verdict, palette, newest
        calm = verdict.label is None
        self.headline.set_text(verdict.headline, dimmed=verdict.provisional, calm=calm)
        # How sure it is that nothing is done is the first of the best classes' affair.
        confidence = None if calm else verdict.confidence
        self.confidence.set_value(confidence, verdict.note, verdict.label, palette)
        self.progress.show_progress(verdict.progress, palette)
        self.best_heading.setVisible(bool(verdict.best) and not self._short)
        self.classes.set_best(verdict.best, palette, history)
