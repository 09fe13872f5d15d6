"""Note beside the plot of F_A: the paper's depends on position, or custom actions have no evidence."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from app.model.language import tr
from app.widgets.status_line import Elided


class PositionNote(QWidget):
    """One sentence, and the switch that takes each position's usual value off."""

    subtracted = Signal(bool)
    """The usual values are to be taken off, or to be put back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden: a network may have another attention."""
        super().__init__(parent)
        self.words = Elided(self)
        self.subtract = QToolButton(self)
        self.subtract.setObjectName("text")
        self.subtract.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.subtract.setCheckable(True)
        self.subtract.setText(tr("Subtract"))
        self.subtract.setToolTip(tr("Subtract each position's mean"))
        self.subtract.setAccessibleName(tr("Subtract each position's mean"))
        self.subtract.clicked.connect(self.subtracted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.words)
        layout.addStretch()
        layout.addWidget(self.subtract)
        self.show_state(usual_known=False, less=False, taught=False)
        self.hide()

    def show_state(self, *, usual_known: bool, less: bool, taught: bool) -> None:
        """Say how things stand.

        Args:
            usual_known: whether it is known what F_A usually is at each position.
            less: whether that is taken off.
            taught: whether it is a model to which custom actions were taught.
        """
        self.subtract.setVisible(usual_known and not taught)
        self.subtract.setChecked(less)
        if taught:
            self.words.set_whole(
                tr("No evidence per frame: custom actions are compared as a whole"),
                tr(
                    "Custom actions are recognised by comparing movements with your examples as a whole. "
                    "What each frame contributes can be told for the bundled actions only."
                ),
            )
        elif less and usual_known:
            self.words.set_whole(
                tr("What is left without the position"),
                tr("F_A less its mean at each position of the window, over the recordings of the training."),
            )
        else:
            self.words.set_whole(
                tr("Most of F_A is the position in the window."),
                tr(
                    "Equation 8 gives every position of the window weights of its own: four fifths and more "
                    "of how F_A varies is the same whatever is done."
                ),
            )
