"""Movement panel at work: curves of the last seconds of what is live or played, found on a thread."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from app.model.background import Newest
from app.model.language import tr
from app.model.live_stream import LiveStream
from app.model.messages import describe
from app.model.movement_curves import SPAN_S, MovementCurves, curves_of, parse_chosen, toggled
from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.window.parts import Parts
from streaming.skeleton.frames import Frame

_AGAIN_S = 0.1  # curves are found anew no more often while something plays
_Wish = tuple[tuple[Frame, ...], int, tuple[str, ...], float]


class MovementTools:
    """Keeps the movement panel up to date while it is shown."""

    def __init__(
        self, session: Session, store: PreferenceStore, parts: Parts, make_room: Callable[[], None]
    ) -> None:
        """Serve a window.

        Args:
            session: what is shown.
            store: which curves are chosen, and whether they are shown.
            parts: has the panel and its switch.
            make_room: lays the window out anew.
        """
        self._session, self._store, self._make_room = session, store, make_room
        self._panel, self._toggle = parts.movement_panel, parts.toggles.show_movement
        self._worker: Newest[_Wish, MovementCurves | None] | None = None
        self._stream: LiveStream | None = None
        self._lately: deque[Frame] = deque()
        self._key: tuple[object, ...] = ()
        self._wish: _Wish | None = None
        self._asked_at = 0.0
        self._chosen = parse_chosen(store.current.curves)
        self._panel.choose(self._chosen)
        self._panel.curve_toggled.connect(self._choose)
        self._toggle.setChecked(store.current.movement)
        self._toggle.toggled.connect(self._show)

    def _show(self, on: bool) -> None:
        self._store.change(movement=on)
        self._make_room()

    def _choose(self, name: str) -> None:
        """Add or remove a curve."""
        self._chosen = toggled(self._chosen, name)
        self._store.change(curves="; ".join(self._chosen))
        self._panel.choose(self._chosen)
        self._key, self._asked_at = (), 0.0

    def refresh(self) -> None:
        """Ask for what belongs to the moment, and show what has been found."""
        self._listen()
        if not self._panel.isVisible():
            return
        moment = self._moment()
        if moment is None or not self._chosen:
            self._wish, self._key = None, ()
            self._panel.show_curves(None)
            return
        key, person, now_s, marked_s = moment
        now = time.monotonic()
        if key != self._key and now - self._asked_at >= _AGAIN_S:
            self._key, self._asked_at = key, now
            self._wish = (self._frames(now_s), person, self._chosen, now_s)
            self._ask(self._wish)
        self._panel.show_curves(self._found(), marked_s)

    def close(self) -> None:
        """End the thread, if there is one, and wait for it."""
        if self._worker is not None:
            self._worker.close()

    def _listen(self) -> None:
        """Keep the frames of what is live, shown or not: a curve begins in the past."""
        stream = self._session.live.stream
        if stream is not self._stream:
            self._stream = stream
            self._lately.clear()
        if stream is None or stream.sight is None:
            return
        frame = stream.sight.frame
        if self._lately and frame.time_s <= self._lately[-1].time_s:
            if frame is self._lately[-1]:
                return
            self._lately.clear()  # it begins again
        self._lately.append(frame)
        while self._lately[0].time_s < frame.time_s - SPAN_S:
            self._lately.popleft()

    def _moment(self) -> tuple[tuple[object, ...], int, float, float | None] | None:
        """Return what identifies the moment, the person, its time, and the marked time from it, seconds."""
        session = self._session
        answer = session.answer
        preview = session.previewed(answer)
        if session.live.active:
            if self._stream is None or not self._lately:
                return None
            newest = self._lately[-1]
            person, now_s = self._stream.person, newest.time_s
            if person is None:
                person = newest.bodies[0].identity if newest.bodies else None
        else:
            scene, playback, recording = session.scene, session.playback, session.recording
            if scene is None or playback is None or recording is None:
                return None
            person = min(scene.followed(playback.index), default=session.followed)
            now_s = recording.frames[playback.index].time_s
        if person is None:
            return None
        marked_s = None
        if preview is not None and answer is not None:
            marked_s = float(answer.prediction.window.times_s[preview]) - now_s
        return (session.recording, self._stream, person, now_s), person, now_s, marked_s

    def _frames(self, now_s: float) -> tuple[Frame, ...]:
        """Return the frames of the last seconds."""
        recording = self._session.recording
        if self._session.live.active or recording is None:
            return tuple(self._lately)
        first, last = np.searchsorted(recording.times_s, [now_s - SPAN_S, now_s])
        return tuple(recording.frames[int(first) : int(last) + 1])

    def _ask(self, wish: _Wish) -> None:
        if self._worker is None:
            self._worker = Newest("movement curves", _finder)
        self._worker.want(wish)

    def _found(self) -> MovementCurves | None:
        """Return the newest curves, a moment late, unless they are of something else."""
        if self._worker is None:
            return None
        if (error := self._worker.error) is not None:
            self._session.messages.tell("movement", describe(error, tr("Movement could not be measured")))
            self._worker = None
            return None
        found, wish = self._worker.newest, self._wish
        if found is None or wish is None or found[0][1:3] != wish[1:3]:
            return None
        return found[1]


@contextmanager
def _finder() -> Iterator[Callable[[_Wish], MovementCurves | None]]:
    """Give what finds curves."""
    yield lambda wish: curves_of(*wish)
