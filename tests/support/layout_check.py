"""Whether everything in a window has its room: nothing cut off, nothing over anything else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import Any

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenuBar,
    QWidget,
)

from app.widgets.status_line import Elided

_SLACK_PX = 2.0  # letters lean a little out of their boxes


def faults(window: QWidget, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is wrong with a shown window, as it is now."""
    found = [*_misplaced(window), *_cut_off(window)]
    with _painted(monkeypatch) as texts:
        window.grab()
    return found + _badly_painted(texts)


def _name(widget: QWidget) -> str:
    text = getattr(widget, "text", "")
    text = text() if callable(text) else text
    return f"{type(widget).__name__} {str(text)[:40]!r} {widget.geometry().getRect()}"


def _visible(window: QWidget) -> Iterator[QWidget]:
    """Every visible widget of a window; not what is inside of a plot."""
    for child in window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if child.isVisible() and not child.isWindow():
            yield child
            if not isinstance(child, pg.GraphicsView):
                yield from _visible(child)


def _misplaced(window: QWidget) -> Iterator[str]:
    """Say which widgets leave their parents, or lie over their siblings."""
    for parent in (window, *_visible(window)):
        if isinstance(parent, (pg.GraphicsView, QAbstractScrollArea, QComboBox)):
            continue  # their parts are Qt's affair
        children = [child for child in parent.children() if isinstance(child, QWidget)]
        shown = [child for child in children if child.isVisible() and not child.isWindow()]
        scrolls = isinstance(parent.parentWidget(), QAbstractScrollArea)
        for child in shown:
            if not scrolls and not parent.rect().contains(child.geometry()):
                yield f"{_name(child)} leaves {_name(parent)}"
        for one, other in combinations(shown, 2):
            if one.geometry().intersects(other.geometry()):
                yield f"{_name(one)} and {_name(other)} overlap"


def _cut_off(window: QWidget) -> Iterator[str]:
    """Say which words have too little room in their widgets."""
    for widget in _visible(window):
        width, height = widget.width(), widget.height()
        if isinstance(widget, Elided):
            if widget.text() != widget.whole and not widget.toolTip():
                yield f"{_name(widget)} is cut without a tool tip"
        elif isinstance(widget, QLabel) and widget.text():
            need = (0, widget.heightForWidth(width)) if widget.wordWrap() else widget.sizeHint().toTuple()
            if need[0] > width or need[1] > height:
                yield f"{_name(widget)} needs {need}"
        elif isinstance(widget, (QAbstractButton, QMenuBar)):
            need = widget.sizeHint().toTuple()
            if need[0] > width or need[1] > height:
                yield f"{_name(widget)} needs {need}"
        elif isinstance(widget, (QComboBox, QLineEdit)):
            combo = isinstance(widget, QComboBox)
            words = widget.currentText() if combo else widget.text() or widget.placeholderText()
            need = widget.fontMetrics().horizontalAdvance(words) + (40 if combo else 20)
            if need > width:
                yield f"{type(widget).__name__} {words!r} needs {need}"


_Text = tuple[Any, QRectF, QRectF, str, bool]
"""What is painted on, where it was to go, where it went, what it says, whether lines break."""


@contextmanager
def _painted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[_Text]]:
    """Watch what is written with painters."""
    texts: list[_Text] = []
    plain = QPainter.drawText

    def spy(painter: QPainter, *words: Any) -> Any:
        if len(words) == 3 and isinstance(words[0], (QRect, QRectF)):
            box = QRectF(words[0])
            went = QRectF(painter.boundingRect(box, int(words[1]), words[2]))
            turned = painter.worldTransform()
            wraps = bool(int(words[1]) & int(Qt.TextFlag.TextWordWrap))
            texts.append((painter.device(), turned.mapRect(box), turned.mapRect(went), words[2], wraps))
        return plain(painter, *words)

    with monkeypatch.context() as patch:
        patch.setattr(QPainter, "drawText", spy)
        yield texts


def _badly_painted(texts: list[_Text]) -> list[str]:
    """Say which words leave their boxes or their widgets, or are written over others."""
    found = []
    by_device: dict[int, list[_Text]] = {}
    for text in texts:
        by_device.setdefault(id(text[0]), []).append(text)
        device, box, went, words, wraps = text
        if not words.strip():
            continue
        if went.width() > box.width() + _SLACK_PX or (wraps and went.height() > box.height() + _SLACK_PX):
            found.append(f"{words!r} takes {went.getRect()} of {box.getRect()}")
        if isinstance(device, QWidget):
            room = QRectF(device.rect()).adjusted(-_SLACK_PX, -_SLACK_PX, _SLACK_PX, _SLACK_PX)
            if not room.contains(went):
                found.append(f"{words!r} at {went.getRect()} leaves {_name(device)}")
    for group in by_device.values():
        for one, other in combinations(group, 2):
            common = one[2].intersected(other[2])
            if common.width() > _SLACK_PX and common.height() > _SLACK_PX:
                found.append(f"{one[3]!r} is written over {other[3]!r}")
    return found


def below(window: QWidget, widget: QWidget) -> QPoint:
    """Return a widget's lower right corner in a window, in pixels."""
    return widget.mapTo(window, widget.rect().bottomRight())
