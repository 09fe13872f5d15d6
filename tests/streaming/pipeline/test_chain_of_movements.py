"""A chain whose answers are decided on by movements: nothing that was confirmed is lost on its way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from streaming.pipeline.chain import Chain
from streaming.pipeline.results import Result, newest_results
from streaming.recognition.assignment import Assignment
from streaming.recognition.decision import Answer, Confirmed, Decider
from streaming.recognition.prediction import Prediction
from streaming.recognition.replay import replay
from streaming.recognition.window import Window, WindowSettings
from streaming.skeleton.frames import Body, Frame, Recording

from ...support.movements import BY_MOVEMENTS, LABELS, predictions, swings, while_, window
from ...support.scripted import Scripted

WINDOW = WindowSettings(span_s=1.5, frames=32, min_span_s=0.8)


def frames(end_s: float = 6.1) -> list[Frame]:
    """At 30 fps, somebody who waves from 2 to 3.5 s, and from 5 s on."""
    arm = swings((2.0, 3.5), (5.0, 100.0))
    seen = [window(k / 30, arm, span_s=1.0) for k in range(round(end_s * 30))]
    return [
        Frame(k, k / 30, (Body(1, each.positions[-1, 0], each.states[-1, 0]),)) for k, each in enumerate(seen)
    ]


def by_arm(seen: Window) -> Prediction:
    """A recogniser that needs no network: a right hand that has been raised is "wave"."""
    raised = seen.positions[:, 0, 11, 1].max() > 0.3
    shares = [0.8, 0.05, 0.15] if raised else [0.05, 0.05, 0.9]
    return Prediction(seen, LABELS, np.array(shares, np.float32), np.ones((3, len(seen.times_s)), np.float32))


def test_the_chain_of_a_file_confirms_what_a_replay_does_to_the_very_end():
    chain = Chain(Scripted(frames()), Assignment(by_arm, WINDOW, BY_MOVEMENTS))
    with chain:
        found = [result.answer for result in chain]
    recording = Recording(frames(), 30.0, "made by a test")
    replayed = [answer for _, answer in replay(recording, by_arm, WINDOW, BY_MOVEMENTS) if answer is not None]
    confirmed = [part for answer in found for part in answer.confirmed]
    assert confirmed == [part for answer in replayed for part in answer.confirmed]
    assert [part.label for part in confirmed][-1] == "wave" and confirmed[-1].end_s > 5.9
    assert found[-1].confirmed and not found[-1].provisional


def test_a_result_that_nobody_pulled_hands_on_what_it_confirmed():
    decide = Decider(BY_MOVEMENTS)
    given = predictions(swings((2.0, 3.0)), while_([(2.0, 3.0)]), 4.0)
    answers: list[Answer] = [decide(each) for each in given]
    [index] = [i for i, answer in enumerate(answers) if answer.confirmed]
    results = [Result(answer, 1, 0.0, 0.0, 0.0) for answer in answers[index : index + 3]]
    waiting: dict[object, Result] = {"one": results[0], "other": results[0]}
    for result in results[1:]:
        waiting, lost = newest_results(waiting, {"one": result})
        assert lost == 1
    assert waiting["one"].answer.time_s == results[2].answer.time_s
    assert waiting["one"].answer.confirmed == results[0].answer.confirmed
    assert waiting["other"] is results[0]


def test_what_both_confirmed_is_in_order():
    given = next(iter(predictions(swings(), while_([]), 1.5)))
    answer = Answer(1.5, None, 0.0, given.probabilities, given)
    first, second = Confirmed("wave", 0.0, 0.5, 0.9), Confirmed("squat", 0.6, 1.0, 0.8)
    old = Result(replace(answer, confirmed=(first,)), 1, 0.0, 0.0, 0.0)
    new = Result(replace(answer, confirmed=(second,)), 1, 0.0, 0.0, 0.0)
    merged, _ = newest_results({1: old}, {1: new})
    assert merged[1].answer.confirmed == (first, second)
