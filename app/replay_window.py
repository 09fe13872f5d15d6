"""The replay window: stage, answer, attention, timeline and controls around one session.

It holds no state of the replay: one timer asks the session how things stand and tells the widgets, which
repaint only where something has changed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.analysis import Analysis
from app.answer_panel import AnswerPanel
from app.attention_panel import AttentionPanel
from app.banner import Banner
from app.commands import COMMANDS
from app.controls import Controls
from app.messages import Message
from app.palette import Palette
from app.scene import Scene
from app.session import MODEL_SUFFIXES, ReplaySession
from app.shortcut_sheet import ShortcutSheet
from app.stage import Stage
from app.status_line import StatusLine
from app.theme import GAP, card
from app.timeline import Timeline
from app.transport import Transport
from app.verdict import verdict
from app.welcome import Welcome
from app.wording import plural
from streaming.prediction import Answer
from streaming.skeleton import Recording

MIN_SIZE = (960, 640)
"""Width and height of the smallest window in which everything can be used, in pixels."""

_TICK_MS = 16  # once per refresh of a 60 Hz display
_TIMELINE_S = 0.15  # the timeline's blocks are drawn anew no more often than this


class ReplayWindow(QMainWindow):
    """Shows a :class:`ReplaySession` and forwards to it what its user does."""

    def __init__(self, session: ReplaySession) -> None:
        """Build the window and start its timer.

        Args:
            session: what to show; the window closes it when it is closed.
        """
        super().__init__()
        self.session = session
        self._recording: Recording | None = None
        self._scene: Scene | None = None
        self._palette: Palette | None = None
        self._picture_key: tuple[object, ...] | None = None
        self._analysis_key: tuple[Analysis | None, int, bool] | None = None
        self._timeline_at = 0.0
        self._sheet: ShortcutSheet | None = None
        self.stage, self.welcome = Stage(), Welcome()
        self.answer_panel, self.attention_panel = AnswerPanel(), AttentionPanel()
        self.timeline, self.transport = Timeline(), Transport()
        self.banner, self.status = Banner(), StatusLine()
        self.controls = Controls(session, self.stage, self.attention_panel)
        self._lay_out()
        self.actions_by_name = self._make_actions()
        self._connect()
        self.setAcceptDrops(True)
        self.setMinimumSize(*MIN_SIZE)
        self.resize(1280, 800)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self.refresh()

    def hold(self) -> None:
        """Stop the timer: whoever renders the window moment by moment calls :meth:`refresh` itself."""
        self._timer.stop()

    # ---- building ----

    def _lay_out(self) -> None:
        """Put the parts in their places."""
        self.stage_stack = QStackedWidget()
        self.stage_stack.addWidget(self.welcome)
        self.stage_stack.addWidget(self.stage)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.answer_panel)
        column.addWidget(self.attention_panel, 1)
        side.setMinimumWidth(340)
        upper = QSplitter(Qt.Orientation.Horizontal)
        upper.setHandleWidth(GAP)
        upper.setChildrenCollapsible(False)
        upper.addWidget(self.stage_stack)
        upper.addWidget(side)
        upper.setStretchFactor(0, 5)
        upper.setStretchFactor(1, 3)
        upper.setSizes([800, 440])
        lower = card()
        rows = QVBoxLayout(lower)
        rows.setContentsMargins(GAP - 4, GAP - 4, GAP - 4, GAP - 4)
        rows.addWidget(self.timeline)
        rows.addWidget(self.transport)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(GAP, GAP // 2, GAP, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.banner)
        layout.addWidget(upper, 1)
        layout.addWidget(lower)
        layout.addWidget(self.status)
        layout.setStretchFactor(upper, 1)
        self.setCentralWidget(centre)

    def _make_actions(self) -> dict[str, QAction]:
        """Make an action, with its place in a menu, of every command."""
        actions: dict[str, QAction] = {}
        menus: dict[str, QMenu] = {}
        for command in COMMANDS:
            if command.menu not in menus:
                menus[command.menu] = self.menuBar().addMenu(f"&{command.menu}")
            action = menus[command.menu].addAction(command.text)
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setAutoRepeat(command.repeats)
            action.setCheckable(command.checkable)
            does = self if hasattr(self, command.name) else self.controls
            action.triggered.connect(_without_argument(getattr(does, command.name)))
            actions[command.name] = action
        return actions

    def _connect(self) -> None:
        """Forward what is done with the mouse."""
        self.welcome.open_pressed.connect(self.choose_recording)
        self.banner.dismissed.connect(self.session.messages.dismiss)
        self.status.notes_pressed.connect(self.show_notes)
        self.timeline.sought.connect(self.controls.seek)
        self.transport.play_pressed.connect(self.controls.toggle_play)
        self.transport.stepped.connect(self.controls.step)
        self.transport.jumped.connect(self.session.jump)
        self.transport.speed_chosen.connect(self.controls.set_speed)
        self.attention_panel.frame_pointed.connect(self.controls.preview)
        self.attention_panel.pressed.connect(self.controls.pause)
        self.attention_panel.zoom.toggled.connect(self.actions_by_name["zoom_attention"].setChecked)

    # ---- the timer ----

    def refresh(self) -> None:
        """Ask the session how things stand and show it."""
        session = self.session
        session.pull()
        self.banner.show_message(session.messages.newest)
        if session.recording is None:
            self.welcome.show_loading(session.loading)
        if session.recording is not self._recording:
            self._show_recording(session.recording)
        if session.palette is not self._palette:
            self._palette = session.palette
            if session.recogniser is not None:
                self.attention_panel.set_span(session.recogniser.window.span_s)
        answer = session.answer
        self._show_moment(answer)
        self._show_analysis()
        self._show_status()

    def _show_recording(self, recording: Recording | None) -> None:
        """Turn to another recording."""
        self._recording = recording
        if recording is None:
            return
        name = recording.path.name if recording.path is not None else recording.format
        self.setWindowTitle(f"{name} – Action recognition")  # noqa: RUF001 (an en dash is meant)
        self.stage_stack.setCurrentWidget(self.stage)
        self.timeline.set_recording(
            recording.start_s, recording.start_s + recording.duration_s, recording.labels
        )
        self.status.set_notes(len(recording.notes))
        self._analysis_key = None

    def _show_moment(self, answer: Answer | None) -> None:
        """Show what belongs to the current position."""
        session = self.session
        self.answer_panel.show_verdict(verdict(session, answer), session.palette)
        preview = session.preview if answer is not None else None
        prediction = answer.prediction if answer is not None else None
        self.attention_panel.show_attention(prediction, preview)
        playback = session.playback
        if playback is None or session.recording is None:
            return
        key = (session.scene, playback.index, preview, prediction if preview is not None else None)
        if key != self._picture_key:
            self._picture_key = key
            self.stage.show_picture(session.picture(answer))
        window = prediction.window if prediction is not None else None
        times = window.times_s if window is not None else None
        self.timeline.set_position(
            playback.position_s,
            None if times is None else (float(times[0]), float(times[-1])),
            None if times is None or preview is None else float(times[min(preview, len(times) - 1)]),
        )
        self.transport.show_state(playback, len(session.recording.frames))

    def _show_analysis(self) -> None:
        """Show what has been found so far, a few times a second while it grows."""
        analysis = self.session.analysis
        if analysis is None:
            return
        key = (analysis, analysis.frames_done, analysis.finished)
        now = time.monotonic()
        if key == self._analysis_key or (now - self._timeline_at < _TIMELINE_S and not analysis.finished):
            return
        self._analysis_key, self._timeline_at = key, now
        self.timeline.set_analysis(analysis.segments(), analysis.done_until_s, self.session.palette)

    def _show_status(self) -> None:
        """Write the status line."""
        session = self.session
        recording, recogniser, analysis = session.recording, session.recogniser, session.analysis
        source = session.loading if recording is None else ""
        if recording is not None and session.scene is not None:
            parts = [
                recording.path.name if recording.path is not None else "",
                recording.format,
                f"{recording.rate_hz:g} fps",
                plural(session.scene.most_people, "person", "people"),
                session.loading,
            ]
            source = " · ".join(part for part in parts if part)
        self.status.source.set_whole(source)
        named = "" if recogniser is None else f"{recogniser.name} · {recogniser.device}"
        self.status.model.set_whole(named)
        done = None
        if analysis is not None and recording is not None:
            done = 1.0 if analysis.finished else analysis.frames_done / (len(recording.frames) + 1)
        self.status.set_progress(done)

    # ---- what the user does: files ----

    def choose_recording(self) -> None:
        """Open a recording by dialog."""
        # No filter by ending: formats are recognised by content, and many of them share an ending.
        name, _ = QFileDialog.getOpenFileName(self, "Open recording", self._folder())
        if name:
            self.session.open_recording(Path(name), play=True)

    def choose_model(self) -> None:
        """Open a model by dialog."""
        filters = f"Trained models ({' '.join('*' + suffix for suffix in MODEL_SUFFIXES)});;All files (*)"
        name, _ = QFileDialog.getOpenFileName(self, "Open model", "", filters)
        if name:
            self.session.open_model(Path(name))

    def _folder(self) -> str:
        """Where the open recording lies."""
        recording = self.session.recording
        return str(recording.path.parent) if recording is not None and recording.path is not None else ""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the files: at most one recording and one model make sense, the last of each wins."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.session.open(Path(url.toLocalFile()))
        event.acceptProposedAction()

    def quit(self) -> None:
        """Close the window."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the timer and all threads; out of sight, since a model half loaded takes its time."""
        self._timer.stop()
        self.hide()
        self.session.close()
        super().closeEvent(event)

    # ---- what the user does: reading ----

    def leave(self) -> None:
        """Go back to the current frame; if one is there already, dismiss the message."""
        if self.session.preview is not None:
            self.session.preview = None
        else:
            self.session.messages.dismiss()

    def show_notes(self) -> None:
        """Show what the reader had to derive, repair or leave out."""
        recording = self.session.recording
        if recording is not None and recording.notes:
            name = recording.path.name if recording.path is not None else "The recording"
            self.session.messages.tell(
                "notes", Message(f"{name} was read with notes", "\n".join(recording.notes), is_error=False)
            )

    def show_shortcuts(self) -> None:
        """Show the sheet of keyboard shortcuts."""
        if self._sheet is None:
            self._sheet = ShortcutSheet(self)
        self._sheet.show()
        self._sheet.raise_()


def _without_argument(method: Callable[[], None]) -> Callable[[bool], None]:
    """Return a slot that drops what ``QAction.triggered`` passes: whether the action is checked."""

    def slot(_checked: bool = False) -> None:
        method()

    return slot
