"""Painters of widgets, which write in the widget's direction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget


@contextmanager
def painting(widget: QWidget) -> Iterator[QPainter]:
    """Paint a widget; for ``with``.

    By itself a painter takes the direction of the program, from right to left in some languages, also where
    time or space is drawn from left to right.
    """
    with QPainter(widget) as painter:
        painter.setLayoutDirection(widget.layoutDirection())
        yield painter
