"""Events for other programs: of what is live, and of what a replay passes while it plays."""

from __future__ import annotations

import time
from collections import deque

import numpy as np

from app.model.analysis import Analysis
from app.model.background import Task
from app.model.language import tr
from app.model.messages import Message, MessageBoard, describe
from app.model.playback import Playback
from mans.everyday.beginnings import provisional_name
from streaming.events.broadcast import Broadcast
from streaming.events.maker import EventMaker
from streaming.events.outlet import OutletState
from streaming.events.types import Event
from streaming.pipeline.chain import Chain
from streaming.pipeline.live import Feed
from streaming.pipeline.results import Result, Sight
from streaming.pipeline.tap import Tap
from streaming.skeleton.frames import Recording
from streaming.sources.source import Image

_LONGEST_S = 1.0  # of recording between two looks; more is a leap


class Sending:
    """Sends events of live streams, and of the frames and answers that playback passes, to chosen receivers.

    A leap in the recording ends what was shown before it.
    """

    def __init__(self, messages: MessageBoard, broadcast: Broadcast | None = None) -> None:
        """Start with receivers that are connected already, or none.

        Args:
            messages: where to tell of trouble with them.
            broadcast: the receivers.
        """
        self._messages = messages
        self._broadcast = broadcast or Broadcast([])
        self._opening: Task[Broadcast] | None = None
        self._tasks: list[Task[None]] = []
        self._live: tuple[Feed, Chain[Image]] | None = None
        self._tap: Tap[Sight | Result] | None = None
        self._told: dict[str, str] = {}  # trouble of each receiver
        self._analysis: Analysis | None = None
        self._maker: EventMaker | None = None
        self._since_s = -np.inf  # what is before has been sent

    @property
    def receivers(self) -> tuple[OutletState, ...]:
        """The state of each receiver."""
        return self._broadcast.states()

    def use(self, addresses: str, include: str) -> None:
        """Send to other receivers, as soon as they are connected; nothing if they are those in use.

        Args:
            addresses: separated by semicolons; empty to send nothing.
            include: samples to send, too, separated by commas or blanks.
        """
        wanted = [each.strip() for each in addresses.split(";") if each.strip()]
        also = include.replace(",", " ").split()
        if (tuple(wanted), frozenset(also)) == (self._broadcast.given, self._broadcast.include):
            return
        before, self._broadcast = self._broadcast, Broadcast([])
        self._end()
        self._detach()
        self._messages.settle("send")

        def connect() -> Broadcast:
            before.close()  # its ports are free before
            return Broadcast(wanted, include=also, name_provisional=provisional_name)

        self._await_opening()
        self._opening = Task("connect receivers", connect)

    def attach(self, feed: Feed, chain: Chain[Image]) -> None:
        """Send the events of a chain, which takes the place of the one before."""
        self._detach()
        self._live = (feed, chain)
        if self._broadcast.given:
            self._tap = self._broadcast.attach(chain, feed.name, lambda it: (it.name, it.labels))

    def close(self) -> None:
        """Disconnect from all receivers, and wait until that is done."""
        self._await_opening()
        self._take_opened()
        self._end()
        self._broadcast.close()
        for task in self._tasks:
            task.join()

    def pull(self, recording: Recording | None, analysis: Analysis | None, playback: Playback | None) -> None:
        """Send what has been passed since the last call.

        Args:
            recording: what is played.
            analysis: its answers.
            playback: its position; None while something live is shown.
        """
        self._take_opened()
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

    def _await_opening(self) -> None:
        """Have what is still connecting closed as soon as it is there."""
        opening, self._opening = self._opening, None
        if opening is not None:
            self._tasks.append(Task("disconnect receivers", lambda: _discard(opening)))

    def _take_opened(self) -> None:
        """Take over receivers that are connected now."""
        self._tasks = [task for task in self._tasks if not task.done]
        if self._opening is None or not self._opening.done:
            return
        opening, self._opening = self._opening, None
        try:
            self._broadcast = opening.result()
        except Exception as error:  # noqa: BLE001 (the user reads it)
            self._messages.tell("send", describe(error, tr("Events cannot be sent")))
            return
        self._end()
        self._analysis = None  # they are to be told what is played
        if self._live is not None:
            self.attach(*self._live)

    def _detach(self) -> None:
        if self._tap is not None:
            self._tap.shut()
            self._tap = None

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
        for state in self.receivers:
            if state.trouble == self._told.get(state.address, ""):
                continue
            self._told[state.address] = state.trouble
            key = f"send {state.address}"
            if state.trouble:
                text = tr("{address} gets no events").format(address=state.address)
                self._messages.tell(key, Message(text, _sentence(state.trouble)))
            else:
                text = tr("{address} gets events again; it missed {count}.")
                text = text.format(address=state.address, count=state.lost)
                self._messages.tell(key, Message(text, is_error=False))


def _sentence(words: str) -> str:
    """Return words as a sentence of their own: they are in English, whatever the window speaks."""
    return f"{words[:1].upper()}{words[1:]}".removesuffix(".") + "."


def _discard(opening: Task[Broadcast]) -> None:
    """Disconnect from receivers that nobody wants any more."""
    if opening.error() is None:
        opening.result().close()
