"""Painters of widgets, which write in the widget's direction."""

from __future__ import annotations

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget


def painting(widget: QWidget) -> QPainter:
    """Return a painter of a widget.

    By itself a painter takes the direction of the program, from right to left in some languages, also where
    time or space is drawn from left to right.
    """
    painter = QPainter(widget)
    painter.setLayoutDirection(widget.layoutDirection())
    return painter
