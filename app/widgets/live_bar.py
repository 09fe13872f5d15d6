"""Live controls: pause, record, mirror, close; with duration and size of the recording."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from app.drawing.icons import icon
from app.drawing.theme import GAP, scaled_font, theme_of
from app.model.language import tr
from app.model.live_stream import LiveRecording, LiveStream
from app.model.wording import number, timecode
from app.widgets.buttons import keyed
from app.widgets.status_line import Elided


class LiveBar(QWidget):
    """Buttons and a clock. What it shows it is told; what is pressed it tells."""

    play_pressed = Signal()
    record_pressed = Signal()
    images_toggled = Signal(bool)
    mirror_toggled = Signal(bool)
    teach_toggled = Signal(bool)
    close_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing live."""
        super().__init__(parent)
        self._shown: tuple[object, ...] | None = None
        self.badge = QLabel(self)
        self.badge.setFont(scaled_font(self.font(), 1.25, bold=True))
        self.note = Elided(self)
        self.play = keyed(self, "", tr("Play or pause (Space)"))
        self.play.setObjectName("main")
        self.play.setFixedSize(34, 34)
        self.play.setIconSize(QSize(20, 20))
        self.teach = self._switch(
            tr("Custom actions"),
            tr("Mark custom actions in what is recorded: where one begins (B) and where it ends (E)"),
        )
        self.images = self._switch(tr("With images"), tr("Record the camera's images too (Ctrl+I)"))
        self.record = keyed(
            self, tr("Record"), tr("Record skeletons, answers and F_A into a new file (Ctrl+R)")
        )
        self.record.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.mirror = self._switch(
            tr("Mirror"), tr("Show the video as in a mirror; what is recognised stays (M)")
        )
        self.shut = keyed(self, tr("Close"), tr("Close the camera or video (Ctrl+W)"))
        self.play.clicked.connect(self.play_pressed)
        self.record.clicked.connect(self.record_pressed)
        self.images.toggled.connect(self.images_toggled)
        self.mirror.toggled.connect(self.mirror_toggled)
        self.teach.toggled.connect(self.teach_toggled)
        self.shut.clicked.connect(self.close_pressed)
        left, right = QHBoxLayout(), QHBoxLayout()
        left.setSpacing(GAP)
        left.addWidget(self.badge)
        left.addWidget(self.note)
        left.addStretch()
        right.addStretch()
        for part in (self.teach, self.images, self.record, self.mirror, self.shut):
            right.addWidget(part)
        layout = QGridLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.addLayout(left, 0, 0)
        layout.addWidget(self.play, 0, 1)
        layout.addLayout(right, 0, 2)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(2, 1)
        self._dress()

    def _switch(self, text: str, tip: str) -> QToolButton:
        button = keyed(self, text, tip)
        button.setCheckable(True)
        return button

    def changeEvent(self, event: QEvent) -> None:
        """Change colours with the system."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "shut"):
            self._shown = None
            self._dress()

    def _dress(self, *, paused: bool = False, recording: bool = False) -> None:
        theme = theme_of(self)
        self.play.setIcon(icon("play" if paused else "pause", theme.text))
        self.record.setIcon(icon("stop" if recording else "record", theme.error))
        self.record.setText(tr("Stop recording") if recording else tr("Record"))
        self.badge.setStyleSheet(f"color: {theme.error if recording else theme.text};")

    def show_state(self, stream: LiveStream | None, recording: LiveRecording | None) -> None:
        """Show how things stand."""
        self.play.setEnabled(stream is not None)
        self.record.setEnabled(stream is not None)
        self.images.setEnabled(recording is None)
        shown = (stream is not None and stream.paused, recording is not None, stream is None)
        if shown != self._shown:
            self._shown = shown
            self._dress(paused=shown[0], recording=shown[1])
            playing = tr("Live") if stream is not None and not stream.feed.ends else tr("Playing")
            self.badge.setText(tr("Paused") if shown[0] else tr("Opening") if stream is None else playing)
        if recording is None:
            self.note.set_whole("")
            return
        length = timecode(recording.seconds, 0)
        self.badge.setText(tr("Recording"))
        said = f"{length} · {number(recording.size / 1e6, '.1f')} MB · {recording.path.name}"
        self.note.set_whole(said, str(recording.path))
