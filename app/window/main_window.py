"""Main window: stage, answer, attention, timeline and controls of one session.

It is stateless: a timer polls the session, and the current mode, live or replay, updates the widgets, which
repaint only on changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QMenu,
)

from app.model.commands import FILE, Command
from app.model.language import tr
from app.model.measured import Measures
from app.model.own_project import OwnProject
from app.model.palette import Palette
from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.widgets.key_hints import use_character_keys
from app.window.choices import Choices
from app.window.clips import Clips
from app.window.closing import Closing
from app.window.controls import Controls
from app.window.files import Files
from app.window.help import Help
from app.window.live_mode import LiveMode
from app.window.marking_tools import MarkingTools
from app.window.menu_state import MenuState
from app.window.menus import Does, fill_menus, set_keys
from app.window.movement_tools import MovementTools
from app.window.panes import Panes
from app.window.parts import Parts
from app.window.projects import Projects, new_path
from app.window.replay_mode import ReplayMode
from app.window.sample import Sample
from app.window.shown_attention import ShownAttention
from app.window.sizes import MIN_SIZE, first_size
from app.window.teaching_tools import TeachingTools
from app.window.undo import Undo

_TICK_MS = 16  # once per refresh of a 60 Hz display


class MainWindow(QMainWindow):
    """Main window of a :class:`Session`."""

    def __init__(
        self,
        session: Session,
        store: PreferenceStore | None = None,
        bundled: Path | None = None,
        sample: Path | None = None,
    ) -> None:
        """Build the window and start its timer.

        Args:
            session: what to show; the window closes it when it is closed.
            store: what the user has chosen; by default nothing, and nothing is remembered.
            bundled: the model that is used unless another one is chosen.
            sample: a recording to try the program with.
        """
        super().__init__()
        self.session = session
        self.store = store or PreferenceStore(None)
        self._palette: Palette | None = None
        self._mode: LiveMode | ReplayMode | None = None
        self._title = ""
        self.parts = parts = Parts()
        self.area, self.stage, self.welcome = parts.area, parts.stage, parts.welcome
        self.answer_panel, self.attention_panel = parts.answer_panel, parts.attention_panel
        self.timeline, self.transport, self.live_bar = parts.timeline, parts.transport, parts.live_bar
        self.banner, self.status, self.health_panel = parts.banner, parts.status, parts.health_panel
        self.toggles, self.clip_bar = parts.toggles, parts.clip_bar
        self.measures = Measures()
        self.controls = Controls(session, parts.stage, self.measures)
        self.choices = Choices(session, self.store, parts, bundled, self)
        self.own = OwnProject(session.messages, lambda: new_path(self.store))
        self.projects = Projects(self.own, self.store, self)
        self.tools = MarkingTools(session, self.own, parts)
        self.teaching = TeachingTools(session, self.own, self.tools.marking, self.store, parts, bundled, self)
        self.files = Files(session, self.store, self.measures, self.own, self)
        self.clips = Clips(session, self.store, self.measures, parts.stage, lambda: self.live_mode.scene)
        self.undoing = Undo(session, self.clips, self.own)
        self.closing = Closing(session, parts, self.undoing.reopen, self._end_presentation)
        attention = ShownAttention(session, parts.attention_panel, self.measures)
        self.replay_mode = ReplayMode(session, parts, attention, lambda: self.clips.marked, self._set_title)
        self.live_mode = LiveMode(session, self.store, parts, attention, self._set_title)
        self.panes = Panes(parts, self)
        self.movement = MovementTools(session, self.store, parts, self._make_room)
        self.setCentralWidget(self.panes)
        self.help = Help(session, self)
        self.sample = Sample(session, parts, sample, self.panes.strip)
        self.commands, menus = fill_menus(self, self._does())
        self.menu_state = MenuState(
            session,
            self.store,
            self.own,
            parts,
            self.panes,
            self.clips,
            self.tools,
            self.teaching,
            self.sample,
            self.closing,
            self.undoing,
        )
        self.menu_state.follow(menus, self.commands)
        recent = QMenu(tr("Open recent"), self)
        recent.setToolTipsVisible(True)
        recent.aboutToShow.connect(lambda: self.files.fill_recent(recent))
        menus[FILE].insertMenu(self.commands[Command.CLOSE], recent)
        self._connect()
        self.choices.use_character_keys = self._use_character_keys
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
        self._make_room()

    def _make_room(self) -> None:
        """Show what there is room for."""
        health, tools = self.toggles.show_health.isChecked(), self.tools
        self.panes.make_room(
            health=health, marking=tools.shown, teaching=tools.teaching, presenting=self.presenting
        )

    def hold(self) -> None:
        """Stop the timer: whoever renders the window moment by moment calls :meth:`refresh` itself."""
        self._timer.stop()

    # ---- building ----

    def _does(self) -> Mapping[Command, Does]:
        """Return the handler of each command."""
        toggles = self.toggles
        return {
            **self.projects.does(),
            **self.tools.does(),
            **self.teaching.does(),
            **self.sample.does(),
            **self.help.does(),
            **self.files.does(),
            **self.closing.does(),
            **self.clips.does(),
            **self.undoing.does(),
            **self.choices.does(),
            **self.controls.does(),
            Command.RECORD_IMAGES: toggles.record_images,
            Command.SHOW_HEALTH: toggles.show_health,
            Command.MIRROR: toggles.mirror,
            Command.SHOW_MOVEMENT: toggles.show_movement,
            Command.ZOOM_ATTENTION: toggles.zoom_attention,
            Command.STUDY: self.study,
            Command.PRESENT: self.present,
            Command.LEAVE: self.leave,
            Command.QUIT: self.quit,
        }

    def _connect(self) -> None:
        """Forward what is done with the mouse."""
        self.tools.make_room = self._make_room
        self.own.asked_for = lambda: self.toggles.teach.setChecked(True)
        self.teaching.use_model = self.files.open
        self.teaching.start_camera = self.sample.start_camera = self.choices.start_camera
        self.sample.teach = lambda: self.toggles.teach.setChecked(True)
        self.welcome.open_pressed.connect(self.files.choose_recording)
        self.welcome.camera_pressed.connect(self.choices.start_camera)
        self.welcome.recent_pressed.connect(lambda path: self.files.open(path, play=True))
        self.welcome.shown.connect(lambda: self.welcome.show_recent(self.files.recent()))
        self.clip_bar.cancelled.connect(self.clips.cancel_clip)
        self.banner.dismissed.connect(self.session.messages.dismiss)
        self.toggles.show_health.toggled.connect(self._make_room)
        self.status.notes_pressed.connect(self.help.show_notes)
        self.timeline.sought.connect(self.controls.seek)
        self.transport.play_pressed.connect(self.controls.toggle_play)
        self.transport.stepped.connect(self.controls.step)
        self.transport.jumped.connect(self.controls.jump)
        self.transport.speed_chosen.connect(self.controls.set_speed)
        self.area.video.chosen.connect(self.session.choose)
        self.area.video.painted.connect(self.live_mode.painted)
        self.live_bar.play_pressed.connect(self.controls.toggle_play)
        self.live_bar.record_pressed.connect(self.controls.toggle_recording)
        self.live_bar.images_toggled.connect(self.toggles.record_images.setChecked)
        self.live_bar.mirror_toggled.connect(self.toggles.mirror.setChecked)
        self.live_bar.close_pressed.connect(self.closing.close)
        self.toggles.record_images.toggled.connect(self.live_bar.images.setChecked)
        self.toggles.record_images.toggled.connect(self.choices.set_record_images)
        self.toggles.mirror.toggled.connect(self.live_bar.mirror.setChecked)
        self.toggles.mirror.toggled.connect(self.area.set_mirrored)
        self.toggles.mirror.toggled.connect(self.choices.set_mirror)
        self.attention_panel.frame_pointed.connect(self.controls.preview)
        self.attention_panel.pressed.connect(self.controls.pause)
        self.attention_panel.needs_changed.connect(self._make_room)
        self.attention_panel.measure_chosen.connect(self.controls.show_measure)
        self.attention_panel.zoom.toggled.connect(self.toggles.zoom_attention.setChecked)
        self.toggles.zoom_attention.toggled.connect(self.attention_panel.zoom.setChecked)

    def _use_character_keys(self, on: bool) -> None:
        set_keys(self.commands, characters=on)
        self.help.use_character_keys(on)
        use_character_keys(on)
        self.update()  # some name keys where they are painted

    # ---- the timer ----

    def refresh(self) -> None:
        """Poll the session and update the widgets."""
        session = self.session
        session.pull()
        self.files.pull()
        self.clips.pull()
        self.own.pull()
        self.undoing.pull()
        self.sample.pull()
        self.clip_bar.show_share(self.clips.share)
        self.banner.show_message(session.messages.newest)
        if session.palette is not self._palette:
            self._palette = session.palette
            if session.recogniser is not None:
                recogniser = session.recogniser
                self.attention_panel.set_span(recogniser.window.span_s)
                usual_known = recogniser.f_a_mean is not None
                self.attention_panel.name_attention(recogniser.attention, usual_known=usual_known)
        if self.panes.set_empty(session.recording is None and not session.live.active):
            self._make_room()
        mode = self.live_mode if session.live.active else self.replay_mode
        if mode is not self._mode:
            self._mode = mode
            mode.enter()
        mode.refresh()
        self.movement.refresh()
        self.tools.refresh()
        self.teaching.refresh(self.tools.palette)
        name = self.own.name
        title = f"{self._title} – {name}" if name else self._title  # noqa: RUF001 (an en dash is meant)
        if title != self.windowTitle():
            self.setWindowTitle(title)

    def _set_title(self, title: str) -> None:
        """Name the window by what is open in it; the project is named beside it."""
        self._title = title

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
        self.teaching.close()
        self.tools.close()
        self.own.close()
        self.session.close()
        self.measures.close()
        self.movement.close()
        self.files.close()
        self.clips.close()
        self.help.close()
        self.store.close()
        super().closeEvent(event)

    # ---- what the user does: reading ----

    def leave(self) -> None:
        """Go back to the current frame; if one is there already, dismiss the message."""
        if self.presenting:
            self.present()
        elif self.session.preview is not None:
            self.session.preview = None
        elif self.tools.marking.begun_s is not None or self.session.messages.newest is None:
            self.tools.marking.cancel()
        else:
            self.session.messages.dismiss()

    def study(self) -> None:
        """Give F_A the width of the stage, to read it frame by frame; and back."""
        self.panes.study()
        self._make_room()

    def present(self) -> None:
        """Fill the screen with nothing but stage and answer; and back."""
        presenting = not self.presenting
        self.menuBar().setVisible(not presenting)
        self.answer_panel.present(presenting, self.screen().size().height())
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        self._make_room()

    def _end_presentation(self) -> None:
        if self.presenting:
            self.present()

    @property
    def presenting(self) -> bool:
        """Whether the window is in presentation mode."""
        return self.isFullScreen()
