"""Undo of changes to examples, of removed marks, and of opening another file or closing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from app.model.commands import Command
from app.model.film import Film, Images
from app.model.language import tr
from app.model.messages import Message
from app.model.own_project import OwnProject
from app.model.scene import Scene
from app.model.session import Session
from app.window.clips import Clips
from app.window.menus import Does
from streaming.skeleton.frames import Recording


class _Open(NamedTuple):
    """A recording that is or was open; one of a video or a camera may be in no file."""

    recording: Recording
    scene: Scene
    position_s: float
    open_images: Callable[[], Images] | None


class Undo:
    """Remembers what was open before; undone twice, it is as it was."""

    def __init__(self, session: Session, clips: Clips, own: OwnProject) -> None:
        """Serve a window.

        Args:
            session: what was open in it comes back.
            clips: puts marks back that were removed.
            own: the project whose changes are taken back.
        """
        self._session, self._clips, self._own = session, clips, own
        self._seen = own.changes
        self._opened_last = False  # rather than the project changed
        self._now: _Open | None = None
        self._before: _Open | None = None

    def does(self) -> Mapping[Command, Does]:
        """What each command does."""
        return {Command.UNDO: self.undo, Command.REDO: self.redo}

    def pull(self) -> None:
        """Notice what is open, and where in it one is."""
        session = self._session
        if session.recording is None and self._now is not None:
            self._before, self._now, self._opened_last = self._now, None, True
        if session.recording is None or session.scene is None or session.playback is None:
            return
        images = None if session.film is None else session.film.open_images
        now = _Open(session.recording, session.scene, session.playback.position_s, images)
        if self._now is not None and self._now.recording is not now.recording:
            self._before, self._opened_last = self._now, True
        self._now = now
        if self._own.changes != self._seen:
            self._seen, self._opened_last = self._own.changes, False

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to undo."""
        self.pull()
        reopens_or_marks = self._before is not None or self._clips.can_mark_again
        return self._own.can_undo or (reopens_or_marks and not self._session.live.active)

    def undo(self) -> None:
        """Put removed marks back, or else take back what was done last.

        That is a change of the project, or another file over the one that was watched, which is open again
        then, at the same moment.
        """
        self.pull()
        live = self._session.live.active
        if not live and self._clips.mark_again():
            return
        reopens = not live and self._before is not None
        if not (reopens and self._opened_last) and self._own.undo():
            return
        if reopens:
            self.reopen()
        else:
            self._session.messages.tell("undo", Message(tr("There is nothing to undo."), is_error=False))

    def redo(self) -> None:
        """Do again what was undone last in the project."""
        if not self._own.redo():
            self._session.messages.tell("undo", Message(tr("There is nothing to redo."), is_error=False))

    def reopen(self) -> None:
        """Open what was open before, or was closed, at the moment that was shown of it."""
        self.pull()
        session, before, closed = self._session, self._before, self._now is None
        if before is None:
            return
        session.messages.settle("recording")
        session.show(before.recording, before.scene)
        if session.playback is not None:
            session.playback.seek(before.position_s)
        if before.open_images is not None:
            session.film = Film(before.open_images)
        self._before = None if closed else before
        self.pull()
        self._opened_last = False
