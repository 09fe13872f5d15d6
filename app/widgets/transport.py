"""Replay controls: play and pause, step, jump to the next action, speed, and time."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from app.drawing.icons import icon
from app.drawing.theme import GAP, scaled_font, theme_of
from app.model.language import tr
from app.model.playback import SPEEDS, Playback
from app.model.wording import isolated, number, timecode
from app.widgets.buttons import keyed, press_by_space
from app.widgets.key_hints import set_hint


class Transport(QWidget):
    """Buttons and a clock. What it shows it is told; what is pressed it tells."""

    play_pressed = Signal()
    stepped = Signal(int)
    """By this many frames."""
    jumped = Signal(int)
    """To the next (1) or previous (-1) predicted action."""
    teach_toggled = Signal(bool)
    """Custom actions are to be marked and taught, or not any more."""
    speed_chosen = Signal(float)
    """Seconds of recording per second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start disabled: nothing is open."""
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time and space are drawn
        self._playing: bool | None = None
        self._shown: tuple[int, int, float] | None = None
        self.time = QLabel(self)
        self.time.setFont(scaled_font(self.font(), 1.25, bold=True))
        self.frame = QLabel(self)
        self.frame.setObjectName("muted")
        self.previous = self._button("previous", tr("Start of the previous action (P)"))
        self.back = self._button("step back", tr("One frame back (Left)"))
        self.play = self._button("play", tr("Play or pause (Space)"))
        self.play.setObjectName("main")
        self.play.setFixedSize(34, 34)
        self.on = self._button("step on", tr("One frame on (Right)"))
        self.next = self._button("next", tr("Start of the next action (N)"))
        self.teach = QToolButton(self)
        self.teach.setObjectName("text")
        self.teach.setText(tr("Custom actions"))
        self.teach.setToolTip(tr("Mark examples of your own actions, and teach them (Ctrl+T)"))
        self.teach.setCheckable(True)
        press_by_space(self.teach)
        self.teach.toggled.connect(self.teach_toggled)
        self.speed = QToolButton(self)
        self.speed.setObjectName("text")
        press_by_space(self.speed)
        self.speed.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_hint(self.speed, QWidget.setToolTip, tr("Speed: slower ([), faster (])"))
        self.speed.setMenu(self._speed_menu())
        self.previous.clicked.connect(lambda: self.jumped.emit(-1))
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.play.clicked.connect(self.play_pressed)
        self.on.clicked.connect(lambda: self.stepped.emit(1))
        self.next.clicked.connect(lambda: self.jumped.emit(1))
        left, middle, right = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        left.setSpacing(GAP)
        left.addWidget(self.time)
        left.addWidget(self.frame)
        left.addStretch()
        for button in (self.previous, self.back, self.play, self.on, self.next):
            middle.addWidget(button)
        right.addStretch()
        right.addWidget(self.teach)
        right.addWidget(self.speed)
        layout = QGridLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        for column, part, stretch in ((0, left, 1), (1, middle, 0), (2, right, 1)):
            layout.addLayout(part, 0, column)
            layout.setColumnStretch(column, stretch)
        self._dress()
        self.show_state(None)

    def _button(self, name: str, tip: str) -> QToolButton:
        """Return a button with an icon."""
        button = keyed(self, "", tip, "")
        button.setIconSize(QSize(20, 20))
        button.setProperty("icon name", name)
        return button

    def _speed_menu(self) -> QMenu:
        """Return the menu of speeds."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        self._speeds: dict[float, QAction] = {}
        for speed in SPEEDS:
            action = menu.addAction(isolated(f"{number(speed)} ×"))  # noqa: RUF001 (the sign is meant)
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _=False, speed=speed: self.speed_chosen.emit(speed))
            self._speeds[speed] = action
        return menu

    def changeEvent(self, event: QEvent) -> None:
        """Change colours with the system."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_speeds"):
            self._dress()

    def _dress(self) -> None:
        """Draw the icons in the theme's colour."""
        colour = theme_of(self).text
        for button in (self.previous, self.back, self.play, self.on, self.next):
            button.setIcon(icon(button.property("icon name"), colour))

    def show_state(self, playback: Playback | None, frames: int = 0) -> None:
        """Show where a replay stands; None for no replay.

        Args:
            playback: the replay.
            frames: the number of frames of its recording.
        """
        if playback is None:
            self.setEnabled(False)
            self.time.setText(timecode(0.0))
            self.frame.setText("")
            self.speed.setText(_speed_words(1.0))
            self._playing, self._shown = None, None
            return
        self.setEnabled(True)
        if playback.playing != self._playing:
            self._playing = playback.playing
            self.play.setProperty("icon name", "pause" if playback.playing else "play")
            self.play.setIcon(icon(self.play.property("icon name"), theme_of(self).text))
        shown = (playback.index, frames, playback.speed)
        if shown != self._shown:
            self._shown = shown
            length_s = playback.end_s - playback.start_s
            at_s = playback.frame_s - playback.start_s
            _set_steady(self.time, f"{timecode(at_s)} / {timecode(length_s)}")
            _set_steady(
                self.frame, tr("frame {frame} of {frames}").format(frame=playback.index + 1, frames=frames)
            )
            self.speed.setText(_speed_words(playback.speed))
            if playback.speed in self._speeds:
                self._speeds[playback.speed].setChecked(True)


def _set_steady(label: QLabel, text: str) -> None:
    """Change a text that counts; its label only ever grows, or its neighbours would dance."""
    label.setText(text)
    label.setMinimumWidth(max(label.minimumWidth(), label.sizeHint().width()))


def _speed_words(speed: float) -> str:
    return isolated(tr("Speed {speed} ×").format(speed=number(speed)))  # noqa: RUF001
