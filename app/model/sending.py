"""Events of a replay for other programs: what passes while it plays, as if it were live."""

from __future__ import annotations

import time
from collections import deque

import numpy as np

from app.model.analysis import Analysis
from app.model.language import tr
from app.model.messages import Message, MessageBoard
from app.model.playback import Playback
from streaming.events.broadcast import Broadcast
from streaming.events.maker import EventMaker
from streaming.events.types import Event
from streaming.skeleton.frames import Recording

_LONGEST_S = 1.0  # of recording between two looks; more is a leap


class Sending:
    """Sends the events of the frames and answers that playback passes, and watches over the receivers.

    A leap in the recording ends what was shown before it. Live streams send their events by themselves.
    """

    def __init__(self, broadcast: Broadcast, messages: MessageBoard) -> None:
        """Send to these receivers, and tell of trouble with them here."""
        self._broadcast, self._messages = broadcast, messages
        self._told: dict[str, str] = {}  # trouble of each receiver
        self._analysis: Analysis | None = None
        self._maker: EventMaker | None = None
        self._since_s = -np.inf  # what is before has been sent

    def pull(self, recording: Recording | None, analysis: Analysis | None, playback: Playback | None) -> None:
        """Send what has been passed since the last call.

        Args:
            recording: what is played.
            analysis: its answers.
            playback: its position; None while something live is shown.
        """
        self._watch()
        if recording is None or analysis is None or playback is None:
            self._end()
            self._analysis = None
            return
        # The time stamp of a frame: positions between two frames have no exact binary form.
        now_s = min(playback.frame_s, analysis.done_until_s)
        leap_s = _LONGEST_S * max(playback.speed, 1.0)
        if analysis is not self._analysis or not 0 <= now_s - self._since_s <= leap_s:
            self._end()
            if analysis is not self._analysis:
                self._greet(recording, analysis)
            self._since_s = now_s
        elif now_s > self._since_s:
            if self._maker is None:
                self._maker = self._broadcast.maker(analysis.recogniser.decision)
            self._broadcast.put(self._passed(self._maker, recording, analysis, now_s))
            self._since_s = now_s

    def _greet(self, recording: Recording, analysis: Analysis) -> None:
        """Tell what is played, and by what it is recognised."""
        name = recording.path.name if recording.path is not None else recording.format
        self._broadcast.hello(name, analysis.recogniser.name, analysis.recogniser.labels)
        self._analysis = analysis

    def _end(self) -> None:
        """End what was shown."""
        if self._maker is not None:
            self._broadcast.put(self._maker.finish(time.time()))
            self._maker = None

    def _passed(
        self, maker: EventMaker, recording: Recording, analysis: Analysis, now_s: float
    ) -> list[Event]:
        """Return the events from the last look up to ``now_s``, in order of time."""
        unix_s = time.time()
        first, last = np.searchsorted(recording.times_s, [self._since_s, now_s], side="right")
        waiting = deque(analysis.between(self._since_s, now_s))
        events: list[Event] = []
        for index in range(int(first), int(last)):
            frame = recording.frames[index]
            events += maker.push_frame(frame, unix_s)
            while waiting and waiting[0].time_s <= frame.time_s:
                answer = waiting.popleft()
                events += maker.push_answer(answer, answer.prediction.window.person, unix_s)
        return events

    def _watch(self) -> None:
        """Tell of receivers that get nothing, once for each trouble, and of those that are back."""
        for state in self._broadcast.states():
            if state.trouble == self._told.get(state.address, ""):
                continue
            self._told[state.address] = state.trouble
            key = f"send {state.address}"
            if state.trouble:
                text = tr("{address} gets no events: {trouble}")
                self._messages.tell(key, Message(text.format(address=state.address, trouble=state.trouble)))
            else:
                text = tr("{address} gets events again; it missed {count}.")
                text = text.format(address=state.address, count=state.lost)
                self._messages.tell(key, Message(text, is_error=False))
