"""Buttons of the bars and cards, each with what it does in its tool tip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget

from app.widgets.key_hints import set_hint


class _Space(QObject):
    """Lets Space press the button that has the focus, in a window where Space plays otherwise."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Space before it is a shortcut."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
        ):
            event.accept()
        return super().eventFilter(watched, event)


def press_by_space(button: QAbstractButton) -> None:
    """Let Tab lead to a button, and Space press it there; a click leaves Space to play."""
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.installEventFilter(_Space(button))


def keyed(parent: QWidget, text: str, tip: str, name: str = "text") -> QToolButton:
    """Return a button for what has a key, too; Tab leads to it, a click does not: afterwards, Space plays.

    Args:
        parent: of the button.
        text: on it.
        tip: what it does, with its key.
        name: how it looks: ``text`` or ``offer``.
    """
    button = QToolButton(parent)
    button.setObjectName(name)
    for set_text, words in (
        (QToolButton.setText, text),
        (QWidget.setToolTip, tip),
        (QWidget.setAccessibleName, tip),
    ):
        set_hint(button, set_text, words)
    press_by_space(button)
    return button


def tabbed(parent: QWidget, text: str, tip: str, name: str = "small") -> QPushButton:
    """Return a button that Tab leads to, and a click does not: afterwards, Space plays.

    Args:
        parent: of the button.
        text: on it.
        tip: what it does.
        name: how it looks: ``small`` or ``quiet``.
    """
    button = QPushButton(text, parent)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    press_by_space(button)
    return button
