"""People come and go for days: nothing that watches them keeps more than the last few of those who left."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

import numpy as np
import pytest

from streaming.events.address import parse_address
from streaming.events.lsl import LslSender
from streaming.events.maker import EventMaker
from streaming.events.rerun import RerunSender
from streaming.events.types import Attention, Begin, Joints
from streaming.latest import Latest
from streaming.pipeline.results import newest_of_each
from streaming.recognition.assignment import Assignment, Due, Follower
from streaming.recognition.decision import Answer, Decider, DecisionSettings
from streaming.recognition.window import Window
from streaming.skeleton.frames import Frame
from streaming.sources.source_check import checked
from streaming.tracking.identity import IdentityTracker
from streaming.tracking.one_euro import OneEuroFilter
from streaming.tracking.person_selection import PersonSelector
from streaming.writers.foxglove import AnswerLog

from ..support.scripted import WINDOW, moving, recognise

VISITORS = 70
STAY, GONE = 48, 48  # frames, of which there are 30 a second
Watching = Callable[[Frame], object]
_CODE = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType)


def held(thing: object) -> int:
    """Count the objects that can be reached from something, without code."""
    seen, waiting = {id(thing): thing}, [thing]
    while waiting:
        for other in gc.get_referents(waiting.pop()):
            if id(other) not in seen and not isinstance(other, _CODE):
                seen[id(other)] = other
                waiting.append(other)
    return len(seen)


class Deaf:
    """A library that takes whatever it is given."""

    def __getattr__(self, name: str) -> Callable[..., Deaf]:
        return self

    def __call__(self, *arguments: object, **named: object) -> Deaf:
        return self


def person_of(frame: Frame) -> str:
    return str(frame.bodies[0].identity) if frame.bodies else ""


def by_maker() -> tuple[object, Watching]:
    """One who leaves while nobody is told what they do: as one who is not followed any more."""
    maker, decide = EventMaker(DecisionSettings()), Decider(DecisionSettings())
    follower = Follower(Assignment(recognise, WINDOW))

    def watch(frame: Frame) -> None:
        maker.push_frame(frame, frame.time_s)
        for due in follower.push(frame):
            if frame.number % (STAY + GONE) < STAY / 4:
                maker.push_answer(decide(recognise(due.window)), due.identity, frame.time_s)

    return maker, watch


def by_lsl() -> tuple[object, Watching]:
    sender = LslSender(parse_address("lsl:test"))
    sender._lsl = sender._markers = sender._joints = Deaf()

    def watch(frame: Frame) -> None:
        if frame.bodies:
            sender.send(Joints(person_of(frame), {}, frame.time_s, frame.time_s))

    return sender, watch


def by_rerun() -> tuple[object, Watching]:
    sender = RerunSender(parse_address("rerun://127.0.0.1:9"))
    sender._rr = sender._recording = Deaf()

    def watch(frame: Frame) -> None:
        if frame.bodies:
            at = (frame.time_s, frame.time_s)
            sender.send(Attention(person_of(frame), "wave", (frame.time_s,), (1.0,), None, *at))
            sender.send(Begin(person_of(frame), "wave", 0.9, False, *at))

    return sender, watch


def by_log() -> tuple[object, Watching]:
    log = AnswerLog()
    window = Window(np.zeros(8), np.zeros((8, 1, 25, 3), np.float32), np.zeros((8, 1, 25), np.uint8), 0)
    prediction = recognise(window)

    def watch(frame: Frame) -> None:
        of = replace(prediction, window=replace(window, person=frame.number // (STAY + GONE)))
        list(log.push(Answer(frame.time_s, "wave", 0.9, of.probabilities, of), 0))

    return log, watch


def by_check() -> tuple[object, Watching]:
    given: list[Frame] = []
    frames = checked(iter(given.pop, None))  # type: ignore[arg-type]

    def watch(frame: Frame) -> None:
        given.append(frame)
        next(frames)

    return frames, watch


def by_follower() -> tuple[object, Watching]:
    follower = Follower(Assignment(recognise, WINDOW, who="everyone"))
    newest: dict[Decider, Due] = {}

    def watch(frame: Frame) -> None:
        kept, _ = newest_of_each(newest, {due.decide: due for due in follower.push(frame)})
        newest.clear()
        newest.update(kept)

    return [follower, newest], watch


def by_tracking() -> tuple[object, Watching]:
    who, smooth, select = IdentityTracker(), OneEuroFilter(), PersonSelector(2, None, 0.5)

    def watch(frame: Frame) -> None:
        who(frame.time_s, np.array([body.positions[0] for body in frame.bodies]).reshape(-1, 3))
        select(smooth.frame(frame))

    return [who, smooth, select], watch


@pytest.mark.parametrize(
    "make", [by_maker, by_lsl, by_rerun, by_log, by_check, by_follower, by_tracking], ids=lambda f: f.__name__
)
def test_visitors_leave_nothing_behind(make: Callable[[], tuple[object, Watching]]):
    thing, watch = make()
    sizes = []
    for visitor in range(2 * VISITORS):
        for step in range(STAY + GONE):
            if step % 4 == 0:  # as a slow camera gives them
                identities = (visitor + 1000,) if step < STAY else ()
                watch(moving(visitor * (STAY + GONE) + step, identities))
        sizes.append(held(thing) if visitor in (VISITORS - 1, 2 * VISITORS - 1) else 0)
    assert sizes[-1] <= sizes[VISITORS - 1] + 20


def test_the_newest_keys_are_kept():
    latest = Latest[str, int](2)
    for name, value in (("a", 1), ("b", 2), ("a", 3), ("c", 4)):
        latest[name] = value
    assert latest == {"a": 3, "c": 4}
