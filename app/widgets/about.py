"""About the program: version, licence, and what stays on this computer."""

from __future__ import annotations

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.drawing.theme import GAP, scaled_font
from app.model.language import tr
from app.widgets.buttons import tabbed
from app.widgets.card import card, heading
from app.widgets.fitting_dialog import FittingDialog
from streaming.program import NAME, program_version

_WIDTH_PX = 460


class AboutDialog(FittingDialog):
    """Says what the program is, under which licence, and what it sends."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Lay it out."""
        super().__init__(parent)
        self.setWindowTitle(tr("About this program"))
        layout = QVBoxLayout(self.content)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.setSpacing(GAP)
        name = QLabel(f"{NAME} {program_version()}", self.content)
        name.setFont(scaled_font(self.font(), 1.4, bold=True))
        layout.addWidget(name)
        layout.addWidget(
            self._text(
                tr(
                    "Recognises actions from skeletons with Memory Attention Networks (Xie et al., IJCAI "
                    "2018), and shows which frames an answer rests on."
                )
            )
        )
        for title, words in (
            (
                tr("What stays on this computer"),
                tr(
                    "Everything. Images, skeletons, recordings and answers are worked on here and kept only "
                    "where you save them; nothing is counted or reported. Two things use the network, and "
                    "only when you ask for them: the pose model is downloaded once, the first time a camera "
                    "or a video is opened; and answers are sent to the addresses that you name under "
                    "Settings."
                ),
            ),
            (
                tr("Licence"),
                tr(
                    "MIT: free to use, change and pass on, without any warranty. The data that models were "
                    "trained on have terms of their own; each model's card names them."
                ),
            ),
            (tr("Versions"), self.versions()),
        ):
            frame = card(self.content)
            lines = QVBoxLayout(frame)
            lines.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
            lines.addWidget(heading(title))
            lines.addWidget(self._text(words))
            layout.addWidget(frame)
        buttons = QHBoxLayout()
        self.copy = tabbed(self, tr("Copy versions"), tr("Copy the versions, to send them with a question"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.versions()))
        self.shut = tabbed(self, tr("Close"), tr("Close this (Escape)"), "quiet")
        self.shut.clicked.connect(self.close)
        buttons.addStretch()
        buttons.addWidget(self.copy)
        buttons.addWidget(self.shut)
        layout.addLayout(buttons)

    @staticmethod
    def versions() -> str:
        """Return the versions that a question should come with, on one line."""
        return (
            f"{NAME} {program_version()} · Python {platform.python_version()} · Qt {qVersion()} · "
            f"{platform.system()} {platform.machine()}"
        )

    def _text(self, words: str) -> QLabel:
        label = QLabel(words, self.content)
        label.setWordWrap(True)
        label.setFixedWidth(_WIDTH_PX)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return label
