"""The sample recording: played again and again, with a tour of the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.model.commands import Command
from app.model.session import Session
from app.model.tour import Part, Tour
from app.window.menus import Does
from app.window.parts import Parts
from streaming.skeleton.frames import Recording


class Sample:
    """Opens the sample, repeats it, and tells about it."""

    def __init__(self, session: Session, parts: Parts, path: Path | None, timeline: QWidget) -> None:
        """Serve a window.

        Args:
            session: plays it.
            parts: the widgets that the tour is about.
            path: the sample; None where there is none.
            timeline: what the timeline is in.
        """
        self._session, self.path = session, path
        self.tour = Tour()
        self._bar = parts.tour_bar
        self._about: Mapping[Part, QWidget] = {
            "stage": parts.area,
            "answer": parts.answer_panel,
            "attention": parts.attention_panel,
            "timeline": timeline,
        }
        self._asked: Path | None = None
        self._repeated: Recording | None = None
        self._toured: Recording | None = None
        self._was_at_s = 0.0
        self.start_camera: Callable[[], None] = lambda: None
        """Shows the camera."""
        self.teach: Callable[[], None] = lambda: None
        """Shows what custom actions are taught with."""
        parts.welcome.offer_sample(path is not None)
        parts.welcome.sample_pressed.connect(self.open)
        parts.welcome.teach_pressed.connect(lambda: self.teach())
        self._bar.gone.connect(self.tour.go)
        self._bar.ended.connect(self.tour.end)
        self._bar.camera_pressed.connect(lambda: self._leave_for(self.start_camera))
        self._bar.teach_pressed.connect(lambda: self._leave_for(self.teach))

    def does(self) -> Mapping[Command, Does]:
        """What each command does."""
        return {Command.OPEN_SAMPLE: self.open, Command.TOGGLE_LOOP: self.toggle_repeat}

    def open(self) -> None:
        """Play the sample, with the tour."""
        if self.path is not None:
            self.play(self.path)

    def play(self, path: Path) -> None:
        """Play a recording again and again, with the tour."""
        self._asked = path
        self._session.open_recording(path, play=True)

    @property
    def repeats(self) -> bool:
        """Whether the open recording is played again and again."""
        return self._session.recording is not None and self._repeated is self._session.recording

    def toggle_repeat(self) -> None:
        """Play the open recording again and again, or once."""
        self._repeated = None if self.repeats else self._session.recording

    def _leave_for(self, other: Callable[[], None]) -> None:
        self.tour.end()
        other()

    def pull(self) -> None:
        """Notice what is open, and tell about it."""
        session, recording = self._session, self._session.recording
        if self._asked is not None and recording is not None and recording.path == self._asked:
            self._asked, self._repeated, self._toured = None, recording, recording
            self.tour.begin()
        elif not session.loading:
            self._asked = None  # it could not be read
        if session.live.active or recording is not self._toured:
            self.tour.end()
        if session.playback is not None:
            session.playback.repeats = self.repeats
            at_s = session.playback.position_s
            if session.playback.playing and at_s < self._was_at_s:
                self.tour.sample_repeats()
            self._was_at_s = at_s
        self._bar.show_tour(self.tour)
        step = self.tour.step
        for part, widget in self._about.items():
            _point_at(widget, step is not None and step.part == part)


def _point_at(widget: QWidget, pointed: bool) -> None:
    """Frame a widget, or no longer."""
    if bool(widget.property("pointed")) != pointed:
        widget.setProperty("pointed", pointed)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
