"""Buttons of the bars and cards, each with what it does in its tool tip."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget


def keyed(parent: QWidget, text: str, tip: str, name: str = "text") -> QToolButton:
    """Return a button that takes no focus: it has its key, and Space is to play.

    Args:
        parent: of the button.
        text: on it.
        tip: what it does, with its key.
        name: how it looks: ``text`` or ``offer``.
    """
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
