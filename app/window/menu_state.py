"""State of the menus: which commands are greyed, and which have a check mark."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app.model.commands import Command
from app.model.own_project import OwnProject
from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.window.clips import Clips
from app.window.closing import Closing
from app.window.marking_tools import MarkingTools
from app.window.panes import Panes
from app.window.parts import Parts
from app.window.sample import Sample
from app.window.teaching_tools import TeachingTools
from app.window.undo import Undo

_OF_A_RECORDING = (
    Command.STEP_BACK,
    Command.STEP_ON,
    Command.SECOND_BACK,
    Command.SECOND_ON,
    Command.GO_TO_START,
    Command.GO_TO_END,
    Command.MARK_START,
    Command.MARK_END,
    Command.SLOWER,
    Command.FASTER,
    Command.EXPORT_CLIP,
    Command.TOGGLE_LOOP,
)
_OF_WHAT_IS_OPEN = (
    Command.TOGGLE_PLAY,
    Command.FOLLOW_NEXT,
    Command.MIRROR,
    Command.VIEW_HOME,
    Command.VIEW_FRONT,
    Command.VIEW_SIDE,
    Command.VIEW_TOP,
    Command.NEARER,
    Command.FARTHER,
    Command.BEGIN_EXAMPLE,
    Command.NAME_EXAMPLE,
    Command.SAVE_REPORT,
    Command.PRESENT,
)
_OF_AN_ANSWER = (
    Command.EXPORT_ATTENTION,
    Command.EXPORT_WINDOW_CLIP,
    Command.ATTENTION_BACK,
    Command.ATTENTION_ON,
)
_OF_AN_EXAMPLE = (Command.MOVE_START, Command.MOVE_END, Command.REMOVE_EXAMPLE)
_OF_WHAT_IS_TAUGHT = (Command.USE_TAUGHT, Command.GO_LIVE)

_ONE_OF = (
    (Command.SHOW_VIDEO, Command.SHOW_SKELETON, Command.SHOW_BOTH),
    (Command.COLOUR_SIDES, Command.COLOUR_TRACKING, Command.COLOUR_ATTENTION),
)


class MenuState:
    """Greys and checks the entries of menus while these are open.

    A closed menu greys nothing: the keys of its commands work, and say what is missing.
    """

    def __init__(
        self,
        session: Session,
        store: PreferenceStore,
        own: OwnProject,
        parts: Parts,
        panes: Panes,
        clips: Clips,
        tools: MarkingTools,
        teaching: TeachingTools,
        sample: Sample,
        closing: Closing,
        undoing: Undo,
    ) -> None:
        """Read the state of a window's parts."""
        recording = self._when(lambda: session.playback is not None, *_OF_A_RECORDING)
        opened = self._when(
            lambda: session.playback is not None or session.live.stream is not None, *_OF_WHAT_IS_OPEN
        )
        answered = self._when(lambda: session.answer is not None, *_OF_AN_ANSWER)
        chosen = self._when(lambda: tools.marking.mark is not None, *_OF_AN_EXAMPLE)
        taught = self._when(lambda: teaching.outcome is not None, *_OF_WHAT_IS_TAUGHT)

        def several_actions() -> bool:
            analysis = session.analysis if session.playback is not None else None
            return analysis is not None and any(part.label is not None for part in analysis.segments())

        def labelled() -> bool:
            return session.playback is not None and bool(session.recording and session.recording.labels)

        self.can: Mapping[Command, Callable[[], bool]] = {
            **recording,
            **opened,
            **answered,
            **chosen,
            **taught,
            **self._when(lambda: sample.path is not None, Command.OPEN_SAMPLE),
            **self._when(several_actions, Command.PREVIOUS_ACTION, Command.NEXT_ACTION),
            **self._when(lambda: parts.area.has_video, Command.SHOW_VIDEO, Command.SHOW_BOTH),
            **self._when(lambda: bool(tools.marking.marks), Command.PREVIOUS_EXAMPLE, Command.NEXT_EXAMPLE),
            Command.UNMARK: lambda: clips.marked is not None,
            Command.TOGGLE_RECORDING: lambda: session.live.stream is not None,
            Command.CLOSE: lambda: closing.can,
            Command.UNDO: lambda: undoing.can_undo,
            Command.REDO: lambda: own.can_redo,
            Command.END_EXAMPLE: lambda: tools.marking.begun_s is not None,
            Command.TAKE_LABELS: labelled,
            Command.TEACH: lambda: bool(own.project.examples) and not teaching.running,
        }
        """Whether a command can do anything; what is not named always can."""
        self.on: Mapping[Command, Callable[[], bool]] = {
            Command.SHOW_VIDEO: lambda: parts.area.has_video and store.current.arrangement == "video",
            Command.SHOW_SKELETON: lambda: (
                not parts.area.has_video or store.current.arrangement == "skeleton"
            ),
            Command.SHOW_BOTH: lambda: parts.area.has_video and store.current.arrangement == "both",
            Command.COLOUR_SIDES: lambda: store.current.colouring == "sides",
            Command.COLOUR_TRACKING: lambda: store.current.colouring == "tracking",
            Command.COLOUR_ATTENTION: lambda: store.current.colouring == "attention",
            Command.TOGGLE_TRAIL: lambda: store.current.trail,
            Command.STUDY: lambda: panes.studying,
            Command.TOGGLE_LOOP: lambda: sample.repeats,
        }
        """Whether what a command turns on is on."""

    @staticmethod
    def _when(can: Callable[[], bool], *commands: Command) -> dict[Command, Callable[[], bool]]:
        return dict.fromkeys(commands, can)

    def follow(self, menus: Mapping[str, QMenu], actions: Mapping[Command, QAction]) -> None:
        """Update each menu from now on whenever it is opened."""
        for command in self.on:
            actions[command].setCheckable(True)
        for exclusive in _ONE_OF:
            group = QActionGroup(actions[exclusive[0]])
            for command in exclusive:
                group.addAction(actions[command])
        for menu in menus.values():
            here = {command: action for command, action in actions.items() if action in menu.actions()}
            menu.aboutToShow.connect(lambda here=here: self._open(here))
            menu.aboutToHide.connect(lambda here=here: self._close(here))

    def _open(self, actions: Mapping[Command, QAction]) -> None:
        for command, action in actions.items():
            can = self.can.get(command)
            action.setEnabled(can is None or can())
            if command in self.on:
                action.setChecked(self.on[command]())

    def _close(self, actions: Mapping[Command, QAction]) -> None:
        for action in actions.values():
            action.setEnabled(True)
