"""Events from answers: what is on show begins, changes and ends; what is confirmed has its dates."""

from __future__ import annotations

import json

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.events.maker import EventMaker
from streaming.events.types import (
    EVENTS,
    Action,
    Attention,
    Begin,
    Bye,
    Change,
    End,
    Event,
    Joints,
    People,
    Progress,
    Scores,
    json_schema,
    name_of,
    to_json,
)
from streaming.recognition.decision import Answer, Confirmed, Decider, DecisionSettings
from streaming.recognition.prediction import Prediction
from streaming.recognition.segments import MAX_GAP_S, segments

from ...support.movements import BY_MOVEMENTS, FRAMES, LABELS, predictions, swings, while_, window
from ...support.scripted import moving

UNIX_S = 1_700_000_000.0
BY_MOMENTS = DecisionSettings()


def answer(time_s: float, label: str | None, *, provisional: bool = False, confirmed=()) -> Answer:
    shares = np.array([0.7, 0.2, 0.1], np.float32)
    prediction = Prediction(window(time_s, swings()), LABELS, shares, np.ones((3, FRAMES), np.float32))
    return Answer(time_s, label, 0.75, shares, prediction, provisional=provisional, confirmed=confirmed)


def events_of(answers, decision=BY_MOMENTS, **options) -> list[Event]:
    maker = EventMaker(decision, **options)
    return [event for each in answers for event in maker.push_answer(each, 7, UNIX_S)]


def shown(events) -> list[tuple]:
    """What a display driven by these events shows: (name, action) of each."""
    return [(name_of(each), each.action) for each in events if isinstance(each, Begin | Change | End)]


def or_so(label: str, known) -> str:
    assert tuple(known) == LABELS
    return f"{label} or so" if label == "wave" else label


def test_what_is_displayed_begins_changes_and_ends():
    labels = [None, "wave", "wave", "squat", "squat", None, "wave"]
    events = events_of(answer(1.5 + 0.1 * k, label) for k, label in enumerate(labels))
    assert shown(events) == [("begin", "wave"), ("change", "squat"), ("end", "squat"), ("begin", "wave")]
    begin, change, end = [each for each in events if isinstance(each, Begin | Change | End)][:3]
    assert (begin.person, begin.time_s, begin.confidence, begin.provisional) == ("7", 1.6, 0.75, False)
    assert change.was == "wave"
    assert (end.began_s, end.time_s, end.confirmed) == (1.6, 2.0, True)


def test_a_provisional_action_is_confirmed_by_a_change_or_withdrawn_by_an_end():
    steps = [("wave", True), ("wave", True), ("wave", False), (None, False), ("squat", True), (None, False)]
    events = events_of(
        (answer(1.5 + 0.1 * k, label, provisional=early) for k, (label, early) in enumerate(steps)),
        name_provisional=or_so,
    )
    assert shown(events) == [
        ("begin", "wave or so"),
        ("change", "wave"),
        ("end", "wave"),
        ("begin", "squat"),
        ("end", "squat"),
    ]
    assert [each.provisional for each in events if isinstance(each, Begin | Change)] == [True, False, True]
    assert [each.confirmed for each in events if isinstance(each, End)] == [True, False]


def test_a_confirmed_action_comes_with_its_dates_and_again_when_it_goes_on():
    parts = [
        (answer(2.0, "wave", confirmed=(Confirmed("wave", 1.0, 2.0, 0.8),))),
        (answer(3.0, "wave", confirmed=(Confirmed("wave", 2.0, 3.0, 0.6),))),
        (answer(4.0, None)),
        (answer(6.0, "wave", confirmed=(Confirmed("wave", 5.0, 6.0, 0.9),))),
    ]
    maker = EventMaker(BY_MOVEMENTS)
    events = [event for part in parts for event in maker.push_answer(part, 7, UNIX_S)]
    events += maker.finish(UNIX_S)
    actions = [each for each in events if isinstance(each, Action)]
    assert [(each.start_s, each.end_s, each.count) for each in actions] == [(1, 2, 1), (1, 3, 1), (5, 6, 2)]
    assert actions[1].confidence == pytest.approx(0.7, abs=1e-6)


def test_by_moments_an_action_is_told_when_its_end_is_known():
    times = np.arange(1.5, 4.0, 0.1)
    maker = EventMaker(BY_MOMENTS)
    answers = [answer(float(t), "wave" if 2.0 < t < 3.0 else None) for t in times]
    told = [
        (each.time_s, event)
        for each in answers
        for event in maker.push_answer(each, 7, UNIX_S)
        if isinstance(event, Action)
    ]
    assert len(told) == 1
    at, action = told[0]
    assert at == pytest.approx(3.0, abs=0.11)
    expected = [part for part in segments(answers, BY_MOMENTS) if part.label == "wave"]
    assert (action.start_s, action.end_s) == pytest.approx((expected[0].start_s, expected[0].end_s))


def test_at_the_end_an_action_that_goes_on_is_told():
    maker = EventMaker(BY_MOMENTS)
    for k in range(10):
        events = maker.push_answer(answer(1.5 + 0.1 * k, "wave"), 7, UNIX_S)
    assert not [each for each in events if isinstance(each, Action)]
    ended = maker.finish(UNIX_S + 1)
    assert [name_of(each) for each in ended] == ["end", "action"]
    assert maker.finish(UNIX_S + 2) == []


def test_actions_are_those_of_the_timeline():
    stretches = [(2.0, 3.5), (6.0, 7.5), (10.0, 11.0)]
    decide = Decider(BY_MOVEMENTS)
    answers = [decide(each) for each in predictions(swings(*stretches), while_(stretches), 14.0)]
    events = events_of(answers, BY_MOVEMENTS)
    newest = {each.start_s: each for each in events if isinstance(each, Action)}
    expected = [part for part in segments(answers, BY_MOVEMENTS) if part.label is not None]
    assert len(expected) == 3
    assert [(each.action, each.start_s, each.end_s) for each in newest.values()] == [
        (part.label, pytest.approx(part.start_s, abs=1e-6), pytest.approx(part.end_s, abs=1e-6))
        for part in expected
    ]
    assert [each.count for each in newest.values()] == [1, 2, 3]


def test_people_come_and_go_and_what_they_did_ends_with_them():
    maker = EventMaker(BY_MOMENTS)
    events = maker.push_frame(moving(45, (7, 8)), UNIX_S)
    assert [each.people for each in events if isinstance(each, People)] == [("7", "8")]
    assert maker.push_frame(moving(46, (8, 7)), UNIX_S) == []  # the same two
    maker.push_answer(answer(1.5, "wave"), 7, UNIX_S)
    assert [each.people for each in maker.push_frame(moving(47, (8,)), UNIX_S)] == [("8",)]
    late = maker.push_frame(moving(46 + round((MAX_GAP_S + 0.1) * 30), (8,)), UNIX_S)
    assert [name_of(each) for each in late] == ["end", "action"]
    assert late[0].person == "7"
    assert [each.people for each in maker.push_frame(moving(100, ()), UNIX_S)] == [()]


def test_an_empty_room_is_told_at_the_start():
    assert [each.people for each in EventMaker(BY_MOMENTS).push_frame(moving(0, ()), UNIX_S)] == [()]


def test_with_another_model_everything_begins_anew():
    maker = EventMaker(BY_MOMENTS)
    maker.push_answer(answer(1.5, "wave"), 7, UNIX_S)
    assert [name_of(each) for each in maker.restart(BY_MOVEMENTS, UNIX_S)] == ["end", "action"]
    assert maker.decision is BY_MOVEMENTS
    assert shown(maker.push_answer(answer(1.6, "wave"), 7, UNIX_S)) == [("begin", "wave")]


def test_samples_come_only_if_they_are_asked_for():
    assert events_of([answer(1.5, None)]) == []
    sampled = events_of([answer(1.5, None)], include=("attention", "scores", "progress"))
    scores, attention = sampled
    assert isinstance(scores, Scores) and isinstance(attention, Attention)  # no course, no progress
    assert scores.scores == pytest.approx({"wave": 0.7, "squat": 0.2, "no action": 0.1}, abs=1e-6)
    assert sum(attention.attention) == pytest.approx(1.0, abs=1e-4)
    assert len(attention.frame_times_s) == FRAMES and attention.frame_times_s[-1] == 1.5
    assert attention.contributions is None and attention.action == "wave"


def test_contributions_add_up_to_the_score():
    base = answer(1.5, None)
    evidence = np.random.default_rng(0).normal(size=(FRAMES, 3)).astype(np.float32)
    f_a = np.random.default_rng(1).random((3, FRAMES), np.float32)
    told = Prediction(base.prediction.window, LABELS, base.probabilities, f_a, evidence=evidence)
    (event,) = events_of([Answer(1.5, None, 0.1, base.probabilities, told)], include=("attention",))
    assert sum(event.contributions) == pytest.approx(told.contributions("wave").sum(), abs=1e-4)


def test_progress_of_actions_that_have_a_course():
    base = answer(1.5, None)
    progress = np.array([0.25, np.nan, np.nan], np.float32)
    told = Prediction(
        base.prediction.window, LABELS, base.probabilities, base.prediction.f_a, progress=progress
    )
    events = events_of([Answer(1.5, None, 0.1, base.probabilities, told)], include=("progress",))
    assert events == [Progress("7", "wave", 0.25, 1.5, UNIX_S)]


def test_joints_by_name_in_metres():
    (people, joints) = EventMaker(BY_MOMENTS, include=("joints",)).push_frame(moving(0), UNIX_S)
    assert isinstance(people, People) and isinstance(joints, Joints)
    body = moving(0).bodies[0]
    assert len(joints.joints) == 25
    assert joints.joints["HandLeft"][:3] == pytest.approx(body.positions[7], abs=1e-4)
    assert joints.joints["HandLeft"][3] == body.states[7]


def test_each_event_is_a_line_of_json_that_its_schema_describes():
    every = [
        *events_of([answer(1.5, "wave"), answer(1.6, None)], include=("attention", "scores")),
        *EventMaker(BY_MOMENTS, include=("joints",)).push_frame(moving(0), UNIX_S),
        Bye(),
    ]
    for event in every:
        text = to_json(event)
        assert "\n" not in text and json.loads(text)["event"] == name_of(event)
        assert msgspec.json.decode(text, type=Event) == event
    definitions = json_schema()["$defs"]
    assert {each["properties"]["event"]["enum"][0] for each in definitions.values()} == {
        kind.__struct_config__.tag for kind in EVENTS
    }


@given(
    st.lists(
        st.tuples(st.sampled_from([None, "wave", "squat"]), st.booleans(), st.floats(0.05, 3.0)), max_size=60
    )
)
def test_a_display_driven_by_events_shows_what_the_window_shows(steps):
    maker, now_s, display = EventMaker(BY_MOMENTS), 1.5, None
    for label, provisional, pause_s in steps:
        now_s += pause_s
        frames = maker.push_frame(moving(round(now_s * 30)), UNIX_S)
        early = label is not None and provisional
        for event in frames + maker.push_answer(answer(now_s, label, provisional=early), 7, UNIX_S):
            if isinstance(event, Begin):
                assert display is None
                display = event.action
            elif isinstance(event, Change):
                assert display == event.was
                display = event.action
            elif isinstance(event, End):
                assert display == event.action
                display = None
        assert display == label
    actions = {(each.person, each.start_s) for each in maker.finish(UNIX_S) if isinstance(each, Action)}
    assert len(actions) <= 1
