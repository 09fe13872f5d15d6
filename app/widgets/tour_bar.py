"""What the tour says about a part of the window, with buttons to go on, back and away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.drawing.theme import GAP, HALF_GAP
from app.model.language import tr
from app.model.tour import STEPS, Tour
from app.widgets.buttons import tabbed


class TourBar(QFrame):
    """A card above the stage; hidden outside of the tour."""

    gone = Signal(int)
    """By so many steps: 1 or -1."""
    ended = Signal()
    camera_pressed = Signal()
    teach_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.setObjectName("card")
        self._shown: int | None = None
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.count = QLabel(self)
        self.count.setObjectName("muted")
        self.back = tabbed(self, tr("Back"), tr("What was said before"), "quiet")
        self.next = tabbed(self, tr("Next"), tr("The next part of the window"))
        self.camera = tabbed(self, tr("Start camera"), tr("Recognise your own movements (Ctrl+L)"))
        self.teach = tabbed(self, tr("Teach"), tr("Mark and teach your own actions (Ctrl+T)"), "quiet")
        self.end = tabbed(self, tr("End the tour"), tr("Hide this; the recording plays on"), "quiet")
        self.back.clicked.connect(lambda: self.gone.emit(-1))
        self.next.clicked.connect(lambda: self.gone.emit(1))
        self.camera.clicked.connect(self.camera_pressed)
        self.teach.clicked.connect(self.teach_pressed)
        self.end.clicked.connect(self.ended)
        buttons = QHBoxLayout()
        buttons.setSpacing(HALF_GAP)
        buttons.addWidget(self.count)
        buttons.addStretch()
        for button in (self.end, self.back, self.next, self.teach, self.camera):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP + 4, HALF_GAP + 2, HALF_GAP + 2, HALF_GAP + 2)
        layout.setSpacing(HALF_GAP)
        layout.addWidget(self.text)
        layout.addLayout(buttons)
        self.hide()

    def show_tour(self, tour: Tour) -> None:
        """Show where somebody is in the tour."""
        if tour.at == self._shown:
            return
        self._shown = tour.at
        if tour.at is not None and tour.step is not None:
            last = tour.at == len(STEPS) - 1
            self.text.setText(tr(tour.step.text))
            self.setAccessibleName(tr(tour.step.text))
            self.count.setText(tr("{step} of {steps}").format(step=tour.at + 1, steps=len(STEPS)))
            self.back.setEnabled(tour.at > 0)
            self.next.setVisible(not last)
            self.camera.setVisible(last)
            self.teach.setVisible(last)
        self.setVisible(tour.at is not None)
