"""The window: stage, answer, attention, timeline and controls around one session.

It holds no state of what it shows: one timer asks the session how things stand, and the mode that is on, live
or replay, tells the widgets, which repaint only where something has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QMenu,
)

from app.model.commands import COMMANDS, FILE
from app.model.language import tr
from app.model.measured import Measures
from app.model.messages import Message, describe
from app.model.palette import Palette
from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.widgets.answer_panel import AnswerPanel
from app.widgets.attention_panel import AttentionPanel
from app.widgets.banner import Banner
from app.widgets.clip_bar import ClipBar
from app.widgets.health_panel import HealthPanel
from app.widgets.live_bar import LiveBar
from app.widgets.shortcut_sheet import ShortcutSheet
from app.widgets.stage_area import StageArea
from app.widgets.status_line import StatusLine
from app.widgets.timeline import Timeline
from app.widgets.transport import Transport
from app.widgets.welcome import Welcome
from app.window.choices import Choices
from app.window.clips import Clips
from app.window.controls import Controls
from app.window.files import Files
from app.window.live_mode import LiveMode
from app.window.panes import Panes
from app.window.replay_mode import ReplayMode
from app.window.undo import Undo
from streaming.recognition.decision import Answer

MIN_SIZE = (960, 640)
"""Width and height of the smallest window in which everything can be used, in pixels."""

_SIZE = (1280, 800)
_FRAME_PX = (16, 48)  # of the system, around and above the window: known only once it is shown

_TICK_MS = 16  # once per refresh of a 60 Hz display


def first_size(available: tuple[int, int]) -> tuple[int, int]:
    """Return the width and height of a new window on a screen with so much room, in pixels.

    It fits, with its frame, wherever that is possible at all.
    """
    (width, height), (across, above) = available, _FRAME_PX
    return (
        max(min(_SIZE[0], width - across), MIN_SIZE[0]),
        max(min(_SIZE[1], height - above), MIN_SIZE[1]),
    )


class MainWindow(QMainWindow):
    """Shows a :class:`Session` and forwards to it what its user does."""

    def __init__(
        self, session: Session, store: PreferenceStore | None = None, bundled: Path | None = None
    ) -> None:
        """Build the window and start its timer.

        Args:
            session: what to show; the window closes it when it is closed.
            store: what the user has chosen; by default nothing, and nothing is remembered.
            bundled: the model that is used unless another one is chosen.
        """
        super().__init__()
        self.session = session
        self.store = store or PreferenceStore(None)
        self._palette: Palette | None = None
        self._mode: LiveMode | ReplayMode | None = None
        self._sheet: ShortcutSheet | None = None
        self.area, self.welcome = StageArea(), Welcome()
        self.stage = self.area.skeleton
        self.answer_panel, self.attention_panel = AnswerPanel(), AttentionPanel()
        self.timeline, self.transport, self.live_bar = Timeline(), Transport(), LiveBar()
        self.banner, self.status, self.health_panel = Banner(), StatusLine(), HealthPanel()
        self.health_panel.hide()
        self.clip_bar = ClipBar()
        self.measures = Measures()
        self.controls = Controls(session, self.area, self.attention_panel, self.measures)
        self.choices = Choices(self, bundled)
        self.files, self.clips, self.undoing = Files(self), Clips(self), Undo(self)
        self.panes = Panes(self)
        self.stage_stack, self.bar_stack = self.panes.stage_stack, self.panes.bar_stack
        self.setCentralWidget(self.panes)
        self.replay_mode, self.live_mode = ReplayMode(self), LiveMode(self)
        self.actions_by_name = self._make_actions()
        self._connect()
        self.choices.apply_all()
        self.setAcceptDrops(True)
        self.setMinimumSize(*MIN_SIZE)
        self.resize(*first_size(self.screen().availableGeometry().size().toTuple()))
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        super().resizeEvent(event)
        if hasattr(self, "actions_by_name"):
            self._make_room()

    def _make_room(self) -> None:
        """Show what there is room for."""
        health = self.actions_by_name["show_health"].isChecked()
        self.panes.make_room(health=health, presenting=self.presenting)

    def hold(self) -> None:
        """Stop the timer: whoever renders the window moment by moment calls :meth:`refresh` itself."""
        self._timer.stop()

    # ---- building ----

    def _make_actions(self) -> dict[str, QAction]:
        """Make an action, with its place in a menu, of every command."""
        actions: dict[str, QAction] = {}
        menus: dict[str, QMenu] = {}
        for command in COMMANDS:
            if command.menu not in menus:
                menus[command.menu] = self.menuBar().addMenu(f"&{tr(command.menu)}")
            action = menus[command.menu].addAction(tr(command.text))
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setAutoRepeat(command.repeats)
            self.addAction(action)  # its keys work also while the menus are hidden
            action.setCheckable(command.checkable)
            if not command.checkable or hasattr(self.controls, command.name):
                parts = (self, self.files, self.clips, self.undoing, self.choices, self.controls)
                does = next(part for part in parts if hasattr(part, command.name))
                action.triggered.connect(_without_argument(getattr(does, command.name)))
            actions[command.name] = action
        recent = QMenu(tr("Open recent"), self)
        recent.setToolTipsVisible(True)
        recent.aboutToShow.connect(lambda: self.files.fill_recent(recent))
        menus[FILE].insertMenu(actions["choose_model"], recent)
        return actions

    def _connect(self) -> None:
        """Forward what is done with the mouse."""
        self.welcome.open_pressed.connect(self.files.choose_recording)
        self.welcome.camera_pressed.connect(self.choices.start_camera)
        self.clip_bar.cancelled.connect(self.clips.cancel_clip)
        self.banner.dismissed.connect(self.session.messages.dismiss)
        self.actions_by_name["show_health"].toggled.connect(self._make_room)
        self.status.notes_pressed.connect(self.show_notes)
        self.timeline.sought.connect(self.controls.seek)
        self.transport.play_pressed.connect(self.controls.toggle_play)
        self.transport.stepped.connect(self.controls.step)
        self.transport.jumped.connect(self.session.jump)
        self.transport.speed_chosen.connect(self.controls.set_speed)
        self.area.video.chosen.connect(self.session.choose)
        self.area.video.painted.connect(self.live_mode.painted)
        self.live_bar.play_pressed.connect(self.controls.toggle_play)
        self.live_bar.record_pressed.connect(self.controls.toggle_recording)
        self.live_bar.images_toggled.connect(self.actions_by_name["record_images"].setChecked)
        self.live_bar.mirror_toggled.connect(self.actions_by_name["mirror"].setChecked)
        self.live_bar.close_pressed.connect(self.controls.close_live)
        self.actions_by_name["record_images"].toggled.connect(self.live_bar.images.setChecked)
        self.actions_by_name["record_images"].toggled.connect(self.choices.set_record_images)
        self.actions_by_name["mirror"].toggled.connect(self.live_bar.mirror.setChecked)
        self.actions_by_name["mirror"].toggled.connect(self.area.set_mirrored)
        self.actions_by_name["mirror"].toggled.connect(self.choices.set_mirror)
        self.attention_panel.frame_pointed.connect(self.controls.preview)
        self.attention_panel.pressed.connect(self.controls.pause)
        self.attention_panel.measure_chosen.connect(self.controls.show_measure)
        self.attention_panel.zoom.toggled.connect(self.actions_by_name["zoom_attention"].setChecked)

    # ---- the timer ----

    def refresh(self) -> None:
        """Ask the session how things stand and show it."""
        session = self.session
        session.pull()
        self.files.pull()
        self.clips.pull()
        self.undoing.pull()
        self.clip_bar.show_share(self.clips.share)
        self.banner.show_message(session.messages.newest)
        if session.palette is not self._palette:
            self._palette = session.palette
            if session.recogniser is not None:
                self.attention_panel.set_span(session.recogniser.window.span_s)
                self.attention_panel.name_attention(session.recogniser.attention)
        mode = self.live_mode if session.live.active else self.replay_mode
        if mode is not self._mode:
            self._mode = mode
            mode.enter()
        mode.refresh()

    def show_attention(self, answer: Answer | None, preview: int | None) -> None:
        """Show an answer's curves in the chosen measure, with a marker at a frame of its window."""
        measures, session = self.measures, self.session
        if (error := measures.failed()) is not None:
            session.messages.tell("saliency", describe(error, tr("Saliency could not be found")))
        prediction = None if answer is None else answer.prediction
        self.attention_panel.show_attention(
            measures.measure, measures.of(prediction, session.recogniser), preview
        )

    # ---- what the user does: files ----

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the files: at most one recording and one model make sense, the last of each wins."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.files.open(Path(url.toLocalFile()))
        event.acceptProposedAction()

    def quit(self) -> None:
        """Close the window."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the timer and all threads; out of sight, since a model half loaded takes its time."""
        self._timer.stop()
        self.hide()
        self.session.close()
        self.measures.close()
        self.files.close()
        self.clips.close()
        self.store.close()
        super().closeEvent(event)

    # ---- what the user does: reading ----

    def leave(self) -> None:
        """Go back to the current frame; if one is there already, dismiss the message."""
        if self.presenting:
            self.present()
        elif self.session.preview is not None:
            self.session.preview = None
        else:
            self.session.messages.dismiss()

    def show_notes(self) -> None:
        """Show what the reader had to derive, repair or leave out."""
        recording = self.session.recording
        if recording is not None and recording.notes:
            name = recording.path.name if recording.path is not None else tr("The recording")
            self.session.messages.tell(
                "notes",
                Message(
                    tr("{name} was read with notes").format(name=name),
                    "\n".join(recording.notes),
                    is_error=False,
                    stays=True,
                ),
            )

    def study(self) -> None:
        """Give F_A the width of the stage, to read it frame by frame; and back."""
        self.panes.study()
        self._make_room()

    def present(self) -> None:
        """Fill the screen with nothing but stage and answer; and back."""
        presenting = not self.presenting
        self.menuBar().setVisible(not presenting)
        self.answer_panel.headline.enlarge(presenting)
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        self._make_room()

    @property
    def presenting(self) -> bool:
        """Whether the window is in presentation mode."""
        return self.isFullScreen()

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
