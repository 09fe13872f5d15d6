"""Events of a stream: from frames and answers to what begins, changes and ends."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from streaming.events.types import (
    Action,
    Attention,
    Begin,
    Change,
    End,
    Event,
    Joints,
    People,
    Progress,
    Scores,
)
from streaming.pipeline.results import Result, Sight
from streaming.recognition.decision import Answer, DecisionSettings
from streaming.recognition.segments import MAX_GAP_S, Segmenter
from streaming.skeleton.frames import Frame
from streaming.skeleton.layouts import KINECT_V2
from streaming.sources.clock import now_s

_KEPT_S = 60.0  # of segments that are over; one that goes on is kept whole

NameProvisional = Callable[[str, Collection[str]], str]
"""Takes a provisional label and all labels, and returns the name to display it under."""


@dataclass(slots=True)
class _Person:
    """What is known of one person."""

    segmenter: Segmenter
    newest: Answer | None = None
    shown: str | None = None
    provisional: bool = False
    began_s: float = 0.0
    sent: dict[float, float] = field(default_factory=dict)  # ends of actions by their starts
    counts: Counter[str] = field(default_factory=Counter)


class EventMaker:
    """Maker of the events of one stream; frames and answers are pushed in temporal order."""

    def __init__(
        self,
        decision: DecisionSettings,
        *,
        include: Collection[str] = (),
        name_provisional: NameProvisional = lambda label, known: label,
    ) -> None:
        """Start with nobody in view.

        Args:
            decision: settings that the answers are made with.
            include: samples to make, too, of :data:`streaming.events.types.INCLUDABLE`.
            name_provisional: how a provisional label is called.
        """
        self.decision = decision
        self._include, self._name = frozenset(include), name_provisional
        self._people: dict[int, _Person] = {}
        self._in_view: tuple[int, ...] | None = None

    def push_sight(self, sight: Sight) -> list[Event]:
        """Return the events of a frame of the live pipeline."""
        return self.push_frame(sight.frame, _unix(sight.captured_s))

    def push_result(self, result: Result) -> list[Event]:
        """Return the events of an answer of the live pipeline."""
        return self.push_answer(result.answer, result.identity, _unix(result.captured_s))

    def push_frame(self, frame: Frame, unix_s: float) -> list[Event]:
        """Return the events of a frame: people, joints, and actions of those who are gone.

        Args:
            frame: the frame.
            unix_s: when it was captured, on the computer's clock.
        """
        events: list[Event] = []
        at = (frame.time_s, unix_s)
        in_view = tuple(body.identity for body in frame.bodies)
        if sorted(in_view) != sorted(self._in_view or ()) or self._in_view is None:
            events.append(People(tuple(map(str, in_view)), *at))
            self._in_view = in_view
        if "joints" in self._include:
            events += [
                Joints(str(body.identity), _joints(body.positions, body.states), *at) for body in frame.bodies
            ]
        for identity, person in list(self._people.items()):
            if person.newest is not None and frame.time_s - person.newest.time_s > MAX_GAP_S:
                events += self._leave(identity, *at)
            if person.newest is None and identity not in in_view:
                del self._people[identity]
        return events

    def push_answer(self, answer: Answer, identity: int, unix_s: float) -> list[Event]:
        """Return the events of an answer.

        Args:
            answer: the answer.
            identity: whose it is.
            unix_s: when the newest frame of its window was captured, on the computer's clock.
        """
        person = self._people.get(identity)
        if person is None:
            person = self._people[identity] = _Person(Segmenter(self.decision))
        at = (answer.time_s, unix_s)
        events = self._show(person, str(identity), answer, *at)
        person.segmenter.push(answer)
        person.newest = answer
        events += self._dated(person, str(identity), *at)
        return events + list(self._samples(answer, str(identity), *at))

    def restart(self, decision: DecisionSettings, unix_s: float) -> list[Event]:
        """End everything, since answers come from another model from now on.

        Args:
            decision: settings of the answers to come.
            unix_s: now, on the computer's clock.
        """
        events = self.finish(unix_s)
        self.decision = decision
        self._people.clear()
        return events

    def finish(self, unix_s: float) -> list[Event]:
        """End everything at the end of the stream; ``unix_s`` is now, on the computer's clock."""
        return [
            event
            for identity, person in self._people.items()
            if person.newest is not None
            for event in self._leave(identity, person.newest.time_s, unix_s)
        ]

    def _show(
        self, person: _Person, identity: str, answer: Answer, time_s: float, unix_s: float
    ) -> list[Event]:
        """Compare what is displayed with what was."""
        label, was = answer.label, person.shown
        if label is not None and answer.provisional:
            label = self._name(label, answer.prediction.labels)
        if label is None:
            return self._hide(person, identity, time_s, unix_s)
        if was is None:
            person.shown, person.provisional, person.began_s = label, answer.provisional, time_s
            return [Begin(identity, label, _plain(answer.confidence), answer.provisional, time_s, unix_s)]
        if (was, person.provisional) == (label, answer.provisional):
            return []
        person.shown, person.provisional = label, answer.provisional
        confidence = _plain(answer.confidence)
        return [Change(identity, label, was, confidence, answer.provisional, time_s, unix_s)]

    def _hide(self, person: _Person, identity: str, time_s: float, unix_s: float) -> list[Event]:
        """End what is displayed."""
        if person.shown is None:
            return []
        event = End(identity, person.shown, person.began_s, not person.provisional, time_s, unix_s)
        person.shown = None
        return [event]

    def _dated(
        self, person: _Person, identity: str, time_s: float, unix_s: float, *, over: bool = False
    ) -> list[Event]:
        """Return the actions confirmed now, or whose end is later now; ``over`` if no more answers follow."""
        found = person.segmenter.segments()
        # By moments, the last segment still grows, and its end is not known.
        complete = found if over or self.decision.by_movements else found[:-1]
        events: list[Event] = []
        for part in complete:
            if part.label is None or person.sent.get(part.start_s, -np.inf) >= part.end_s:
                continue
            if part.start_s not in person.sent:
                person.counts[part.label] += 1
            person.sent[part.start_s] = part.end_s
            dates = (_plain(part.start_s), _plain(part.end_s))
            count = person.counts[part.label]
            sure = _plain(part.confidence)
            events.append(Action(identity, part.label, *dates, sure, count, time_s, unix_s))
        person.segmenter.forget(time_s - _KEPT_S)
        person.sent = {start: end for start, end in person.sent.items() if end >= time_s - 2 * _KEPT_S}
        return events

    def _leave(self, identity: int, time_s: float, unix_s: float) -> list[Event]:
        """End what a person does, of whom no more answers come."""
        person = self._people[identity]
        events = self._hide(person, str(identity), time_s, unix_s)
        events += self._dated(person, str(identity), time_s, unix_s, over=True)
        person.newest = None
        return events

    def _samples(self, answer: Answer, identity: str, time_s: float, unix_s: float) -> Iterator[Event]:
        """Return the samples that are asked for."""
        prediction, at = answer.prediction, (time_s, unix_s)
        labels = prediction.labels
        if "scores" in self._include:
            scores = dict(zip(labels, _plain_all(answer.probabilities), strict=True))
            yield Scores(identity, scores, *at)
        if "attention" in self._include:
            best = labels[int(np.argmax(prediction.probabilities))]
            parts = prediction.contributions(best)
            yield Attention(
                identity,
                best,
                _plain_all(prediction.window.times_s),
                _plain_all(prediction.attention_share),
                None if parts is None or np.isnan(parts).any() else _plain_all(parts),
                *at,
            )
        if "progress" in self._include and prediction.progress is not None:
            for label, share in zip(labels, prediction.progress, strict=True):
                if np.isfinite(share):
                    yield Progress(identity, label, _plain(share), *at)


def _unix(captured_s: float) -> float:
    """Convert a time of the pipeline's clock to the computer's."""
    return time.time() - (now_s() - captured_s)


def _plain(value: float) -> float:
    """Return a Python float with at most six decimals, which is below any sensor's accuracy."""
    return round(float(value), 6)


def _plain_all(values: npt.NDArray[np.floating]) -> tuple[float, ...]:
    return tuple(map(_plain, values.tolist()))


def _joints(
    positions: npt.NDArray[np.float32], states: npt.NDArray[np.uint8]
) -> dict[str, tuple[float, float, float, float]]:
    rows = np.round(positions.astype(np.float64), 4).tolist()
    return {
        name: (x, y, z, float(state))
        for name, (x, y, z), state in zip(KINECT_V2.joints, rows, states.tolist(), strict=True)
    }
