"""Start screen: ways to start, or loading progress."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.drawing.theme import GAP, HALF_GAP, scaled_font
from app.model.language import tr
from app.widgets.card import heading
from app.widgets.links import Link
from app.widgets.tile import Tile

_WIDTH_PX = 720
_MOST_RECENT = 5


class Welcome(QFrame):
    """An invitation to try the sample, and other ways to start."""

    sample_pressed = Signal()
    """Somebody wants to see the sample."""
    open_pressed = Signal()
    """Somebody wants to choose a file."""
    camera_pressed = Signal()
    """Somebody wants the camera."""
    teach_pressed = Signal()
    """Somebody wants to teach custom actions."""
    recent_pressed = Signal(object)
    """The path of a recent file, to be opened again."""
    shown = Signal()
    """It is on screen again: the recent files may have changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Invite."""
        super().__init__(parent)
        self.setObjectName("card")
        self._has_sample = True
        self.title, self.text = QLabel(self), QLabel(self)
        self.title.setFont(scaled_font(self.font(), 1.7, bold=True))
        self.text.setObjectName("muted")
        self.sample = Tile(
            tr("Try the sample"),
            tr("A recorded person, the answers of the network, and a short tour of this window"),
            first=True,
            parent=self,
        )
        self.camera = Tile(tr("Start camera"), tr("Recognise your own movements live"), parent=self)
        self.button = Tile(tr("Open file …"), tr("A Kinect recording, or a video of a person"), parent=self)
        self.teach = Tile(
            tr("Teach your own actions"), tr("By a few examples, in a few minutes"), parent=self
        )
        pressed = (self.sample_pressed, self.camera_pressed, self.open_pressed, self.teach_pressed)
        tiles = (self.sample, self.camera, self.button, self.teach)
        for tile, signal in zip(tiles, pressed, strict=True):
            tile.clicked.connect(signal)
        self.recent = QWidget(self)
        self._links = QVBoxLayout(self.recent)
        self._links.setContentsMargins(0, 0, 0, 0)
        self._links.setSpacing(2)
        self.hint = QLabel(
            tr(
                "Or drop a file anywhere in this window. Its format is recognised by what it holds, whatever "
                "it is called. Nothing leaves this computer."
            ),
            self,
        )
        self.hint.setObjectName("muted")
        self.hint.setWordWrap(True)
        self._ways = QWidget(self)
        ways = QVBoxLayout(self._ways)
        ways.setContentsMargins(0, 0, 0, 0)
        ways.setSpacing(GAP)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for tile in tiles[1:]:
            row.addWidget(tile)
        ways.addWidget(self.sample)
        ways.addLayout(row)
        ways.addWidget(self.recent)
        ways.addWidget(self.hint)
        column = QWidget(self)
        column.setMaximumWidth(_WIDTH_PX)
        lines = QVBoxLayout(column)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(HALF_GAP)
        for label in (self.title, self.text):
            label.setWordWrap(True)
            lines.addWidget(label)
        lines.addSpacing(GAP)
        lines.addWidget(self._ways)
        layout = QVBoxLayout(self)
        layout.addStretch()
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(column, 100)
        middle.addStretch(1)
        layout.addLayout(middle)
        layout.addStretch()
        self.show_recent(())
        self.show_loading("")

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the recent files."""
        super().showEvent(event)
        self.shown.emit()
        if self.sample.isVisible():
            self.sample.setFocus()

    def offer_sample(self, there_is_one: bool) -> None:
        """Say whether there is a sample."""
        self._has_sample = there_is_one
        self.show_loading("")

    def show_recent(self, paths: Sequence[Path]) -> None:
        """Offer files that were open lately, newest first."""
        while (item := self._links.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if paths:
            self._links.addWidget(heading(tr("Recent files")))
        for path in paths[:_MOST_RECENT]:
            link = Link(f"{path.name}   ({path.parent.name})", self.recent)
            link.setToolTip(str(path))
            link.clicked.connect(lambda _=False, path=path: self.recent_pressed.emit(path))
            self._links.addWidget(link)
        self.recent.setVisible(bool(paths))

    def show_loading(self, what: str, *, teaching: bool = False) -> None:
        """Say what is being loaded; with an empty text, how to start.

        Args:
            what: what is being loaded; empty for nothing.
            teaching: whether custom actions are to be taught.
        """
        title = tr("See which action a person performs")
        text = tr("From a camera, a video or a recording, and which moments the answer rests on.")
        if teaching:
            title = tr("First, somebody who performs your actions")
            text = tr(
                "Start the camera, perform each action three times or more, and record it (Ctrl+R); or open "
                "a recording of it. Then mark each one."
            )
        self.title.setText(tr("One moment") if what else title)
        self.text.setText(what or text)
        self.sample.setVisible(self._has_sample and not teaching)
        self.teach.setVisible(not teaching)
        self._ways.setVisible(not what)
