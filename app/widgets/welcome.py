"""Welcome screen: how to start, or loading progress."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.drawing.theme import GAP, HALF_GAP, scaled_font
from app.model.language import tr


class Welcome(QFrame):
    """An invitation to open a recording, or to start the camera."""

    open_pressed = Signal()
    """Somebody wants to choose a file."""
    camera_pressed = Signal()
    """Somebody wants the camera."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Invite."""
        super().__init__(parent)
        self.setObjectName("card")
        self.title = QLabel(self)
        self.title.setFont(scaled_font(self.font(), 1.7, bold=True))
        self.text = QLabel(self)
        self.text.setObjectName("muted")
        self.button = QPushButton(tr("Open file …"), self)
        self.camera = QPushButton(tr("Start camera"), self)
        for button, pressed in ((self.button, self.open_pressed), (self.camera, self.camera_pressed)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(pressed)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch()
        buttons.addWidget(self.button)
        buttons.addWidget(self.camera)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setSpacing(GAP)
        layout.addStretch()
        for widget in (self.title, self.text):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            widget.setWordWrap(True)
            layout.addWidget(widget)
        layout.addSpacing(HALF_GAP)
        layout.addLayout(buttons)
        layout.addStretch()
        self.show_loading("")

    def show_loading(self, what: str) -> None:
        """Say what is being loaded; with an empty text, what to do."""
        self.title.setText(tr("One moment") if what else tr("Open a recording, a video or the camera"))
        self.text.setText(
            what
            or tr(
                "Drop a file anywhere in this window, or press Ctrl+O; Ctrl+L starts the camera.\n"
                "A file's format is recognised by what it holds, whatever it is called."
            )
        )
        self.button.setVisible(not what)
        self.camera.setVisible(not what)
