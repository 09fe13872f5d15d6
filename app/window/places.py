"""Going to a moment of a recording that is not open, and to an example whose recording may be gone."""

from __future__ import annotations

from pathlib import Path

from app.model.language import tr
from app.model.marking import Marking
from app.model.messages import Message
from app.model.session import Session
from mans.teaching.example import Example, as_recording
from streaming.paths import is_file_in_sight


class Places:
    """Opens recordings at a moment."""

    def __init__(self, session: Session, marking: Marking) -> None:
        """Serve a window.

        Args:
            session: opens recordings.
            marking: chooses examples.
        """
        self._session, self._marking = session, marking
        self._going: tuple[Path, float, str | None] | None = None

    def go_to(self, path: Path, time_s: float, key: str | None = None) -> None:
        """Show a moment of a recording, a time stamp in seconds, and choose an example there."""
        self._going = (path, time_s, key)
        recording = self._session.recording
        if recording is None or recording.path != path:
            self._session.open_recording(path)
        self.pull()

    def go_to_example(self, example: Example) -> None:
        """Show an example in its recording; if that is gone, what the project has kept of it."""
        session, key = self._session, example.key
        if example.place is not None and is_file_in_sight(example.place):
            self.go_to(example.place, example.start_s, key)
            return
        if key not in {mark.key for mark in self._marking.marks}:
            session.show(as_recording(example))
            what = tr("{name} is gone: this is what the project has kept of it.")
            message = Message(what.format(name=example.recording), is_error=False)
            session.messages.tell("place", message)
        self._marking.choose(key)
        if session.playback is not None:
            session.playback.seek(example.start_s)

    def pull(self) -> None:
        """Go on to the moment as soon as its recording is there."""
        session = self._session
        if self._going is None or session.recording is None or session.playback is None:
            return
        path, time_s, key = self._going
        if session.recording.path == path:
            self._going = None
            session.playback.pause()
            session.playback.seek(time_s)
            if key is not None:
                self._marking.choose(key)
