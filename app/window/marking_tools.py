"""Annotation tools: timeline row of examples, controls and commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from app.model.commands import Command
from app.model.language import tr
from app.model.marking import Marking
from app.model.messages import Offer
from app.model.own_project import OwnProject
from app.model.palette import Palette
from app.model.session import Session
from app.window.menus import Does
from app.window.parts import Parts


class MarkingTools:
    """Shows a :class:`Marking` and does to it what the user does."""

    def __init__(self, session: Session, own: OwnProject, parts: Parts) -> None:
        """Serve a window.

        Args:
            session: what is open.
            own: the project that examples go into.
            parts: the widgets.
        """
        self._session, self._own, self._parts = session, own, parts
        self.marking = Marking(session, own)
        self._was_shown = (False, False)
        self.make_room: Callable[[], None] = lambda: None
        """Is called when examples come up or go."""
        self._palette: tuple[Palette, tuple[str, ...], Palette] | None = None
        lane, bar = parts.example_lane, parts.example_bar
        lane.chosen.connect(self.marking.choose)
        lane.moved.connect(self.marking.move)
        lane.sought.connect(self._seek)
        lane.name_wanted.connect(bar.write_label)
        bar.begin_pressed.connect(self.begin)
        bar.end_pressed.connect(self.end)
        bar.remove_pressed.connect(self.marking.remove)
        bar.labels_pressed.connect(self.take_labels)
        bar.label_entered.connect(self.marking.relabel)
        bar.person_entered.connect(self.marking.name_person)
        bar.refused.connect(self.marking.refuse_name)
        for controls in (parts.transport, parts.live_bar):
            controls.teach_toggled.connect(parts.toggles.teach.setChecked)
            parts.toggles.teach.toggled.connect(controls.teach.setChecked)
        session.live.offers = lambda path: (
            Offer(tr("Mark custom actions in it"), lambda: self.mark_in(path)),
        )

    def does(self) -> Mapping[Command, Does]:
        """Return the handler of each annotation command."""
        return {
            Command.SHOW_TEACHING: self._parts.toggles.teach,
            Command.BEGIN_EXAMPLE: self.begin,
            Command.END_EXAMPLE: self.end,
            Command.NAME_EXAMPLE: self.name,
            Command.PREVIOUS_EXAMPLE: lambda: self._go(-1),
            Command.NEXT_EXAMPLE: lambda: self._go(1),
            Command.MOVE_START: self.marking.move_start,
            Command.MOVE_END: self.marking.move_end,
            Command.REMOVE_EXAMPLE: self.marking.remove,
            Command.TAKE_LABELS: self.take_labels,
        }

    # ---- what the user does ----

    def _show(self) -> None:
        """Show examples and controls: somebody uses their keys."""
        if self._session.playback is not None or self._session.live.recording is not None:
            self._parts.toggles.teach.setChecked(True)

    def mark_in(self, path: Path) -> None:
        """Open a recording that was made a moment ago, to mark examples in it."""
        self._session.messages.settle("record")
        self._session.open_recording(path)
        self._parts.toggles.teach.setChecked(True)

    def begin(self) -> None:
        """Begin an example at the frame that is shown."""
        self._show()
        self.marking.begin()

    def end(self) -> None:
        """End it; the first one of all is to be named at once."""
        self._show()
        is_first = not self._own.project.examples and not self.marking.is_named
        live = self._session.live.active  # who stands before the camera writes later
        if self.marking.finish() and is_first and not live:
            self.name()

    def name(self) -> None:
        """Write what the chosen example, or the next one, is called."""
        if self.marking.take is not None:
            if not self._session.live.active:
                self._session.pause()  # it would go on behind whoever writes
            self._show()
            self.refresh()  # what is not visible takes no focus
            self._parts.example_bar.write_label()

    def take_labels(self) -> None:
        """Make examples of the recording's labels."""
        self._show()
        self.marking.take_labels()

    def _go(self, direction: int) -> None:
        self._show()
        self.marking.choose_next(direction)

    def _seek(self, time_s: float) -> None:
        if self._session.playback is not None:
            self._session.playback.seek(time_s)

    # ---- the timer ----

    @property
    def palette(self) -> Palette:
        """The colours of the model's actions and of the own ones."""
        now = self._session.palette
        labels = tuple(dict.fromkeys(example.label for example in self._own.project.examples))
        if self._palette is None or self._palette[:2] != (now, labels):
            self._palette = (now, labels, now.joined(labels))
        return self._palette[2]

    @property
    def shown(self) -> bool:
        """Whether examples are shown: they are wanted, and there is a recording, or one can be made."""
        there = self._session.playback is not None or self._session.live.stream is not None
        return there and self._parts.toggles.teach.isChecked()

    @property
    def teaching(self) -> bool:
        """Whether custom actions are taught: it is wanted, and nothing is live."""
        return self._parts.toggles.teach.isChecked() and not self._session.live.active

    def refresh(self) -> None:
        """Show how things stand."""
        shown = self.shown
        self.marking.pull()
        if (shown, self.teaching) != self._was_shown:
            self._was_shown = (shown, self.teaching)
            self.make_room()
        for part in (self._parts.example_lane, self._parts.example_bar):
            part.setVisible(shown)
        if shown:
            self._show_marks()

    def _show_marks(self) -> None:
        session, parts, marking = self._session, self._parts, self.marking
        playback, stream, recording = session.playback, session.live.stream, session.recording
        position_s = 0.0 if stream is None else stream.now_s
        if playback is not None:
            position_s = playback.position_s
        parts.example_lane.show_state(
            marking.marks, marking.chosen, marking.begun_s, position_s, self.palette
        )
        parts.example_bar.show_state(
            marking.mark,
            marking.label if marking.named is None else marking.named.label,
            marking.suggestions(),
            begun=marking.begun_s is not None,
            can_begin=marking.take is not None,
            labelled=playback is not None and recording is not None and bool(recording.labels),
        )

    def close(self) -> None:
        """Wait for what is under way."""
        self.marking.close()
