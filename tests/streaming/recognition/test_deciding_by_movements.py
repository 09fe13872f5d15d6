"""The decision by movements: what is provisional, what is confirmed, and the segments of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from streaming.errors import SettingsError
from streaming.recognition.decision import Answer, Confirmed, Decider, DecisionSettings
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.replay import replay
from streaming.recognition.segments import Segment, segments
from streaming.recognition.window import Window, WindowSettings
from streaming.skeleton.frames import Body, Frame, Recording

from ...support.movements import BY_MOVEMENTS, LABELS, predictions, swings, while_, window

WAVED = (3.0, 4.0)


def answers(given_, settings_: DecisionSettings = BY_MOVEMENTS, *, finish: bool = True) -> list[Answer]:
    decide = Decider(settings_)
    found = [decide(each) for each in given_]
    last = decide.finish() if finish else None
    return found if last is None else [*found, last]


def confirmed(found: list[Answer]) -> list[Confirmed]:
    return [part for answer in found for part in answer.confirmed]


def test_a_movement_is_provisional_first_and_confirmed_when_it_is_over():
    found = answers(predictions(swings(WAVED), while_([WAVED]), 7.0))
    provisional = [answer.time_s for answer in found if answer.provisional]
    assert 3.3 <= min(provisional) <= 3.6 and {a.label for a in found if a.provisional} == {"wave"}
    [part] = confirmed(found)
    assert part.label == "wave" and part.confidence >= 0.85
    assert part.start_s == pytest.approx(3.0, abs=0.3) and part.end_s == pytest.approx(4.0, abs=0.3)
    [said_s] = [answer.time_s for answer in found if answer.confirmed]
    assert said_s - 4.0 <= 1.0 and max(provisional) < said_s


def test_what_is_confirmed_stays_on_show_for_a_while_and_then_goes():
    found = answers(predictions(swings(WAVED), while_([WAVED]), 7.0))
    [said_s] = [answer.time_s for answer in found if answer.confirmed]
    shown = [a.time_s for a in found if a.label == "wave" and not a.provisional]
    assert min(shown) == pytest.approx(said_s)
    assert max(shown) == pytest.approx(said_s + BY_MOVEMENTS.hold_s, abs=0.051)


def test_a_moment_within_a_movement_is_withdrawn_and_never_confirmed():
    """Half-way through an unknown movement the network is sure for 0.3 s, as it is live."""
    found = answers(predictions(swings((3.0, 5.0)), while_([(3.4, 3.4)], share=0.95), 8.0))
    by_moments = answers(predictions(swings((3.0, 5.0)), while_([(3.4, 3.4)], share=0.95), 8.0), MOMENTS)
    assert "wave" in {answer.label for answer in by_moments}
    assert any(answer.provisional for answer in found)
    assert confirmed(found) == [] and found[-1].label is None
    assert {part.label for part in segments(found, BY_MOVEMENTS)} == {None}


MOMENTS = DecisionSettings(smoothing_s=0.15, enter=0.5, leave=0.25)


def test_a_movement_that_lasts_is_confirmed_while_it_does_and_is_one_segment():
    found = answers(predictions(swings((3.0, 12.0)), while_([(3.0, 12.0)], share=0.8), 14.0))
    said = [answer.time_s for answer in found if answer.confirmed]
    assert said[0] <= 3.0 + BY_MOVEMENTS.every_s + 0.1
    assert all(b - a <= BY_MOVEMENTS.every_s + 0.11 for a, b in pairwise(said))
    actions = [part for part in segments(found, BY_MOVEMENTS) if part.label is not None]
    [whole] = actions
    assert whole.start_s == pytest.approx(3.0, abs=0.3) and whole.end_s == pytest.approx(12.0, abs=0.3)
    shown = [a for a in found if said[0] <= a.time_s <= 12.0]
    assert {(a.label, a.provisional) for a in shown} == {("wave", False)}


def test_what_is_very_sure_is_confirmed_early():
    given_ = list(predictions(swings((3.0, 6.0)), while_([(3.0, 6.0)], share=0.97), 8.0))
    first_s = next(answer.time_s for answer in answers(given_) if answer.confirmed)
    assert first_s <= 3.0 + BY_MOVEMENTS.least_s + 0.5
    late = replace(BY_MOVEMENTS, early=1.0)
    assert next(answer.time_s for answer in answers(given_, late) if answer.confirmed) > first_s


def test_what_another_action_begins_with_is_not_confirmed_early():
    given_ = list(predictions(swings((3.0, 6.0)), while_([(3.0, 6.0)], share=0.97), 8.0))
    first_s = next(answer.time_s for answer in answers(given_) if answer.confirmed)
    beginning = replace(BY_MOVEMENTS, beginnings=("wave",))
    said = answers(given_, beginning)
    confirmed_s = next(answer.time_s for answer in said if answer.confirmed)
    assert first_s < confirmed_s <= 3.0 + BY_MOVEMENTS.every_s + 0.2
    assert any(
        answer.provisional and answer.label == "wave" for answer in said if answer.time_s < confirmed_s
    )


def test_a_posture_that_is_held_is_confirmed_without_a_movement():
    found = answers(predictions(swings(), lambda now_s: [0.02, 0.9, 0.08] if now_s > 3 else [0, 0, 1], 6.0))
    [part] = [part for part in segments(found, BY_MOVEMENTS) if part.label is not None]
    assert part.label == "squat" and 3.0 <= part.start_s <= 3.0 + BY_MOVEMENTS.least_s + 0.1
    assert part.end_s == pytest.approx(6.0, abs=BY_MOVEMENTS.least_s)
    assert not any(answer.provisional for answer in found)


def test_a_movement_that_windows_still_show_after_its_end_is_no_posture():
    given_ = predictions(swings(WAVED), while_([(3.0, 4.6)], share=0.99), 7.0)
    found = segments(answers(given_), BY_MOVEMENTS)
    assert [part.label for part in found] == [None, "wave", None]


def test_an_end_that_nobody_sees_is_decided_on_by_what_was_seen():
    given_ = list(predictions(swings((3.0, 9.0)), while_([(3.0, 9.0)], share=0.8), 4.2))
    assert confirmed(answers(given_, finish=False)) == []
    found = answers(given_)
    assert [part.label for part in confirmed(found)] == ["wave"]
    assert (found[-1].label, found[-1].provisional) == ("wave", False)
    assert Decider(MOMENTS).finish() is None


def test_another_person_starts_afresh_and_ends_what_the_one_before_did():
    given_ = list(predictions(swings((3.0, 9.0)), while_([(3.0, 9.0)], share=0.8), 4.2))
    other = [
        replace(each, window=replace(each.window, person=1))
        for each in predictions(swings(), while_([]), 8.0, start_s=6.0)
    ]
    found = answers([*given_, *other])
    [part] = confirmed(found)
    assert found[len(given_)].confirmed == (part,) and part.end_s <= 4.2 + 1e-6
    assert {answer.label for answer in found[len(given_) :]} == {None}
    assert [(p.label, p.start_s) for p in segments(found, BY_MOVEMENTS)][-1] == (None, pytest.approx(6.0))


def test_two_actions_without_a_pause_are_told_apart():
    def at(now_s: float) -> list[float]:
        return [0.9, 0.05, 0.05] if now_s < 6.0 else [0.05, 0.9, 0.05]

    found = answers(predictions(swings((3.0, 9.0)), at, 10.0, start_s=3.0))
    actions = [part for part in segments(found, BY_MOVEMENTS) if part.label is not None]
    assert [part.label for part in actions] == ["wave", "squat"]
    assert actions[1].start_s == pytest.approx(6.0, abs=BY_MOVEMENTS.every_s)


def test_a_card_that_does_not_name_movements_decides_by_moments():
    assert not DecisionSettings().by_movements
    found = answers(predictions(swings(WAVED), while_([WAVED]), 6.0), MOMENTS)
    assert not any(answer.provisional or answer.confirmed for answer in found)
    assert [part.label for part in segments(found, MOMENTS)] == [None, "wave", None]


@pytest.mark.parametrize(
    "wrong", [{"begin_m_s": -0.1}, {"every_s": 1e3}, {"early": 1.1}, {"provisional_leave": float("nan")}]
)
def test_settings_out_of_their_range_are_refused(wrong):
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        replace(BY_MOVEMENTS, **wrong)


def test_no_prediction_is_changed():
    given_ = list(predictions(swings(WAVED), while_([WAVED]), 6.0))
    before = [each.probabilities.copy() for each in given_]
    answers(given_)
    for each, probabilities in zip(given_, before, strict=True):
        np.testing.assert_array_equal(each.probabilities, probabilities)


@settings(deadline=None, max_examples=60)
@given(
    arrays(np.float32, (60, 3), elements=st.floats(1 / 64, 1, width=32)),
    st.lists(st.tuples(st.floats(0.0, 7.0), st.floats(0.1, 3.0)), max_size=4),
    st.sampled_from([0.05, 0.1, 0.3]),
)
def test_whatever_comes_what_is_confirmed_is_in_order_and_sure_enough(raw, moved, step_s):
    angle = swings(*[(start_s, start_s + length_s) for start_s, length_s in moved])
    rows = iter(raw / raw.sum(axis=1, keepdims=True))
    given_ = list(predictions(angle, lambda _: next(rows), 1.5 + 59 * step_s, step_s=step_s))
    found = answers(given_)
    parts = confirmed(found)
    for part in parts:
        assert part.label != NO_ACTION and part.start_s <= part.end_s
        assert part.confidence >= BY_MOVEMENTS.leave
    assert all(a.end_s <= b.start_s for a, b in pairwise(parts))
    for answer in found:
        assert answer.label != NO_ACTION
        assert all(part.end_s <= answer.time_s for part in answer.confirmed)
        assert not answer.provisional or answer.label is not None
    timeline = segments(found, BY_MOVEMENTS)
    assert all(a.end_s <= b.start_s for a, b in pairwise(timeline))
    assert sum(p.end_s - p.start_s for p in timeline if p.label) == pytest.approx(
        sum(part.end_s - part.start_s for part in parts)
    )


def said(time_s: float, *parts: Confirmed, label: str | None = None, confidence: float = 0.2) -> Answer:
    given_ = Prediction(
        window(time_s, swings()), LABELS, np.full(3, 1 / 3, np.float32), np.ones((3, 32), np.float32)
    )
    return Answer(time_s, label, confidence, given_.probabilities, given_, confirmed=parts)


def test_segments_are_what_is_confirmed_and_the_pauses_between():
    first, on, other = (
        Confirmed("wave", 2.0, 3.0, 0.9),
        Confirmed("wave", 3.0, 5.0, 0.6),
        Confirmed("squat", 5.5, 6.0, 0.8),
    )
    given_ = [said(1.5), said(2.4), said(3.3, first), said(5.0, on), said(5.9), said(6.3, other)]
    assert segments(given_, BY_MOVEMENTS, max_gap_s=2.0) == [
        Segment(None, 1.5, 2.0, pytest.approx(0.2)),
        Segment("wave", 2.0, 5.0, pytest.approx(0.7)),
        Segment(None, 5.0, 5.5, pytest.approx(0.2)),
        Segment("squat", 5.5, 6.0, 0.8),
        Segment(None, 6.0, 6.3, pytest.approx(0.2)),
    ]


def test_nothing_is_said_of_the_time_without_answers():
    found = segments([said(1.0), said(1.5), said(4.0), said(4.5)], BY_MOVEMENTS)
    assert [(part.start_s, part.end_s) for part in found] == [(1.0, 1.5), (4.0, 4.5)]
    begun = segments([said(1.0), said(1.5), said(4.0, Confirmed("wave", 3.2, 3.9, 0.9))], BY_MOVEMENTS)
    assert [(part.label, part.start_s) for part in begun] == [(None, 1.0), ("wave", 3.2), (None, 3.9)]
    assert [part.label for part in segments([said(1.0)], BY_MOVEMENTS)] == [None]


def recording(end_s: float = 5.2) -> Recording:
    """At 30 fps, somebody who waves from 3 s on."""
    frames = []
    for k in range(round(end_s * 30)):
        seen = window(k / 30, swings((3.0, 100.0)), span_s=1.0)
        frames.append(Frame(k, k / 30, (Body(1, seen.positions[-1, 0], seen.states[-1, 0]),)))
    return Recording(frames, 30.0, "made by a test")


def by_arm(seen: Window) -> Prediction:
    """A recogniser that needs no network: a right hand that has been raised is "wave"."""
    raised = seen.positions[:, 0, 11, 1].max() > 0.3
    shares = [0.8, 0.05, 0.15] if raised else [0.05, 0.05, 0.9]
    return Prediction(seen, LABELS, np.array(shares, np.float32), np.ones((3, len(seen.times_s)), np.float32))


def test_a_second_replay_confirms_the_same_bit_for_bit_and_decides_at_the_end():
    runs = [
        [answer for _, answer in replay(recording(), by_arm, WindowSettings(1.5, 32), BY_MOVEMENTS)]
        for _ in range(2)
    ]
    assert len(runs[0]) == len(recording().frames)
    for first, second in zip(*runs, strict=True):
        assert (first is None) == (second is None)
        if first is not None and second is not None:
            assert (first.time_s, first.label, first.confidence, first.provisional, first.confirmed) == (
                second.time_s,
                second.label,
                second.confidence,
                second.provisional,
                second.confirmed,
            )
    found = [answer for answer in runs[0] if answer is not None]
    assert runs[0][-1] is not None and runs[0][-1].confirmed
    assert [part.label for part in segments(found, BY_MOVEMENTS)][:2] == [None, "wave"]
    assert segments(found, BY_MOVEMENTS)[1].end_s == pytest.approx(5.2, abs=0.11)
