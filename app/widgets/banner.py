"""Message banner with actions and a dismiss button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.drawing.icons import icon
from app.drawing.painting import painting
from app.drawing.theme import GAP, HALF_GAP, RADIUS, theme_of
from app.model.language import tr
from app.model.messages import Message
from app.widgets.buttons import press_by_space

_MOST_OFFERS = 2


_MOST_LINES = 5  # of a message are shown at once: the rest scrolls
# Somebody else's file may say anything at any length; the details that can be copied have all of it.
_MOST_LETTERS = 4_000


def _cut(text: str) -> str:
    """Return a text that is no longer than anybody reads."""
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]} …"


class Words(QScrollArea):
    """Some words, as high as they need, but for very many."""

    def __init__(self, words: QWidget, parent: QWidget | None = None) -> None:
        """Show a widget whose height depends on its width."""
        super().__init__(parent)
        self._words = words
        self.setWidget(words)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        words.setAutoFillBackground(False)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Lines break."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines, or of the most there may be."""
        return min(self._words.heightForWidth(width), _MOST_LINES * self.fontMetrics().lineSpacing())

    def sizeHint(self) -> QSize:
        """Prefer one line."""
        return QSize(300, self.fontMetrics().lineSpacing())

    def minimumSizeHint(self) -> QSize:
        """Get by with one line."""
        return QSize(100, self.fontMetrics().lineSpacing())


class Banner(QFrame):
    """Banner of one :class:`Message`; hidden without one."""

    dismissed = Signal()
    """The message has been read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self._message: Message | None = None
        self.headline = QLabel(self)
        self.headline.setStyleSheet("font-weight: 600;")
        self.detail = QLabel(self)
        self.detail.setObjectName("muted")
        for label in (self.headline, self.detail):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)  # a file's text must not become markup
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.dismiss = QToolButton(self)
        self.dismiss.setIconSize(QSize(16, 16))
        self.dismiss.setToolTip(tr("Dismiss (Escape)"))
        self.dismiss.setAccessibleName(tr("Dismiss message"))
        press_by_space(self.dismiss)
        self.dismiss.clicked.connect(self.dismissed)
        self.copy = self._button(tr("Copy details"))
        self.copy.setToolTip(tr("Copy all that is known about this, to send it to whoever is asked to help"))
        self.copy.clicked.connect(self._copy)
        self.offers = [self._button("") for _ in range(_MOST_OFFERS)]
        """What can be done about the message."""
        for i, button in enumerate(self.offers):
            button.setObjectName("offer")
            button.clicked.connect(lambda _=False, i=i: self._take(i))
        words = QWidget(self)
        lines = QVBoxLayout(words)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addWidget(self.headline)
        lines.addWidget(self.detail)
        self.words = Words(words, self)
        self.words.setAccessibleName(tr("Message"))
        buttons = QHBoxLayout()
        buttons.setSpacing(HALF_GAP)
        for button in (*self.offers, self.copy):
            buttons.addWidget(button)
        buttons.addStretch()
        text = QVBoxLayout()
        text.setSpacing(HALF_GAP)
        text.addWidget(self.words)
        text.addLayout(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GAP + HALF_GAP, HALF_GAP + 2, HALF_GAP, HALF_GAP + 2)
        layout.addLayout(text, 1)
        layout.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignTop)
        self._dress()
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Change colours with the system."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "dismiss"):
            self._dress()

    def _button(self, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("text")
        button.setText(text)
        press_by_space(button)
        return button

    def _take(self, index: int) -> None:
        """Do what the message offers."""
        if self._message is not None and index < len(self._message.offers):
            self._message.offers[index].do()

    def _copy(self) -> None:
        if self._message is not None:
            text = f"{self._message.headline}\n{self._message.detail}\n\n{self._message.report}"
            QGuiApplication.clipboard().setText(text)

    def _dress(self) -> None:
        self.dismiss.setIcon(icon("close", theme_of(self).muted))

    def show_message(self, message: Message | None) -> None:
        """Show a message; hide for None."""
        if message is self._message:
            return
        self._message = message
        if message is not None:
            self.headline.setText(_cut(message.headline))
            self.detail.setText(_cut(message.detail))
            self.detail.setVisible(bool(message.detail))
            self.copy.setVisible(bool(message.report))
            for i, button in enumerate(self.offers):
                button.setVisible(i < len(message.offers))
                button.setText(message.offers[i].text if i < len(message.offers) else "")
            self.setAccessibleName(f"{message.headline} {message.detail}")
            self.words.verticalScrollBar().setValue(0)
            self.words.updateGeometry()
            self.update()
        self.setVisible(message is not None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a card with a coloured edge."""
        theme = theme_of(self)
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            is_error = self._message is not None and self._message.is_error
            painter.setBrush(QColor(theme.error if is_error else theme.accent))
            painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)
            painter.setBrush(QColor(theme.card))
            painter.drawRoundedRect(self.rect().adjusted(4, 0, 0, 0), RADIUS - 2, RADIUS - 2)
