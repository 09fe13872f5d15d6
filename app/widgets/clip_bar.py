"""Progress bar of clip export, with a cancel button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from app.drawing.theme import GAP, HALF_GAP
from app.model.language import tr
from app.model.wording import percent
from app.widgets.status_line import Progress


class ClipBar(QFrame):
    """A line below the menus while a clip is being written."""

    cancelled = Signal()
    """Nobody wants it any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.setObjectName("card")
        self.text = QLabel(self)
        self.progress = Progress(self)
        self.cancel = QToolButton(self)
        self.cancel.setObjectName("text")
        self.cancel.setText(tr("Cancel"))
        self.cancel.setToolTip(tr("Give the clip up; nothing of it is kept"))
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel.clicked.connect(self.cancelled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GAP + 4, HALF_GAP, HALF_GAP, HALF_GAP)
        layout.setSpacing(GAP)
        layout.addWidget(self.text)
        layout.addWidget(self.progress)
        layout.addStretch()
        layout.addWidget(self.cancel)
        self.hide()

    def show_share(self, share: float | None) -> None:
        """Show how much is written, 0..1; hide for None."""
        if share is not None:
            self.text.setText(tr("Writing the clip … {percent}").format(percent=percent(share)))
            self.progress.set_share(share)
        self.setVisible(share is not None)
