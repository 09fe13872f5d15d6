"""Closing of what is open, until the start screen is back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.model.commands import Command
from app.model.language import tr
from app.model.messages import Message, Offer
from app.model.session import Session
from app.window.menus import Does
from app.window.parts import Parts


class Closing:
    """Closes the camera or video, or else the recording. Nothing that was recorded or marked is lost."""

    def __init__(
        self,
        session: Session,
        parts: Parts,
        reopen: Callable[[], None],
        end_presentation: Callable[[], None],
    ) -> None:
        """Serve a window.

        Args:
            session: what is open; it finishes what is recorded.
            parts: the widgets.
            reopen: opens the recording again that was closed last, with its marks.
            end_presentation: shows the whole window again.
        """
        self._session, self._parts = session, parts
        self._reopen, self._end_presentation = reopen, end_presentation

    def does(self) -> Mapping[Command, Does]:
        """What each command does."""
        return {Command.CLOSE: self.close}

    @property
    def can(self) -> bool:
        """Whether there is anything to close."""
        session = self._session
        return session.live.active or session.recording is not None or session.reading is not None

    def close(self) -> None:
        """Close the camera or video; the recording behind it, if any, is there again, and closed next."""
        session = self._session
        if session.live.active:
            session.live.leave()
        elif self.can:
            recording = session.recording
            session.close_recording()
            if recording is not None:
                name = recording.path.name if recording.path is not None else tr("The recording")
                again = Offer(tr("Open again"), self._reopen)
                message = Message(tr("{name} was closed").format(name=name), is_error=False, offers=(again,))
                session.messages.tell("recording", message)
        if not self.can:
            self._parts.toggles.teach.setChecked(False)
            self._end_presentation()
