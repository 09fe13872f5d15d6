"""Replay: every frame in turn, the same each time, and the timeline that comes of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.demo import timeline
from mans.transforms.temporal_crops import held
from streaming.recognition.decision import Answer, DecisionSettings
from streaming.recognition.prediction import Prediction
from streaming.recognition.replay import replay
from streaming.recognition.segments import Segment, segments
from streaming.recognition.window import Window, WindowSettings
from streaming.skeleton.frames import Body, Frame, Recording

LABELS = ("down", "up")
DECISION = DecisionSettings()
STATES = np.full(25, 2, dtype=np.uint8)


def by_height(window: Window) -> Prediction:
    """A recogniser that needs no network: who is high up is "up"."""
    high = float(window.positions[:, 0, :, 1].mean())
    up = np.float32(1 / (1 + np.exp(-20 * high)))
    return Prediction(window, LABELS, np.array([1 - up, up]), np.full((3, window.positions.shape[0]), up))


def person(time_s: float, identity: int = 1) -> Body:
    """Low in the first 4 s, then high."""
    rng = np.random.default_rng(round(time_s * 1000))
    positions = rng.normal((0, -0.3 if time_s < 4 else 0.3, 2.5), 0.05, (25, 3))
    return Body(identity, positions.astype(np.float32), STATES)


@pytest.fixture(scope="module")
def recording() -> Recording:
    """8 s at 30 fps: alone, out of view from 6 to 7 s."""
    frames = []
    for i in range(240):
        time_s = i / 30
        frames.append(Frame(i, time_s, () if 6 <= time_s < 7 else (person(time_s),)))
    return Recording(frames, 30.0, "made by a test")


def run(recording: Recording, **follow: int) -> list[tuple[int, Answer | None]]:
    return list(replay(recording, by_height, WindowSettings(), DECISION, **follow))


def test_every_frame_comes_once_in_order(recording):
    assert [index for index, _ in run(recording)] == list(range(240))


def test_a_second_replay_is_the_same_bit_for_bit(recording):
    first, second = run(recording), run(recording)
    for (_, a), (_, b) in zip(first, second, strict=True):
        assert (a is None) == (b is None)
        if a is not None and b is not None:
            assert (a.time_s, a.label, a.confidence) == (b.time_s, b.label, b.confidence)
            assert a.probabilities.tobytes() == b.probabilities.tobytes()
            assert a.prediction.f_a.tobytes() == b.prediction.f_a.tobytes()
            assert a.prediction.window.positions.tobytes() == b.prediction.window.positions.tobytes()


def test_answers_come_where_windows_are_due(recording):
    times_s = [answer.time_s for _, answer in run(recording) if answer is not None]
    before, after = [t for t in times_s if t < 6], [t for t in times_s if t >= 7]
    assert before == pytest.approx(np.arange(8, 60) / 10)
    assert after == pytest.approx(np.arange(78, 80) / 10) and len(before) + len(after) == len(times_s)
    for index, answer in run(recording):
        assert answer is None or answer.time_s == recording.frames[index].time_s


def test_a_replay_is_lazy():
    """A frame is recognised when it is asked for: the window can be closed at any time."""

    def never(window: Window) -> Prediction:
        raise AssertionError("asked for a window that nobody wants yet")

    frames = [Frame(i, i / 30, (person(i / 30),)) for i in range(60)]
    steps = replay(Recording(frames, 30.0, "made by a test"), never, WindowSettings(), DECISION)
    assert [next(steps) for _ in range(24)] == [(i, None) for i in range(24)]
    with pytest.raises(AssertionError, match="nobody wants"):
        next(steps)


def test_a_named_person_is_followed():
    frames = []
    for i in range(90):
        near, far = person(i / 30, 1), person(5.0, 2)
        frames.append(Frame(i, i / 30, (near, Body(2, far.positions + np.float32([0, 0, 2]), STATES))))
    both = Recording(frames, 30.0, "made by a test")
    assert {a.label for _, a in run(both) if a} == {"down"}
    assert {a.label for _, a in run(both, follow=2) if a} == {"up"}
    assert not [a for _, a in run(both, follow=3) if a]


def test_the_timeline_of_a_recording(recording):
    found = segments((answer for _, answer in run(recording) if answer is not None), DECISION)
    assert [part.label for part in found] == ["down", "up", "up"]
    down, up, again = found
    assert down.start_s == pytest.approx(0.8) and down.end_s == up.start_s
    assert 4.5 < up.start_s < 5.7  # half of a window of two seconds, and some smoothing
    assert up.end_s == pytest.approx(5.9) and again.start_s == pytest.approx(7.8)


def answer(time_s: float, label: str | None, confidence: float = 0.8) -> Answer:
    window = Window(
        np.array([time_s - 1, time_s]), np.zeros((2, 1, 25, 3), np.float32), np.zeros((2, 1, 25), np.uint8), 0
    )
    probabilities = np.array([0.5, 0.5], dtype=np.float32)
    return Answer(
        time_s,
        label,
        confidence,
        probabilities,
        Prediction(window, LABELS, probabilities, np.zeros((3, 2), np.float32)),
    )


def test_like_answers_join_and_a_segment_lasts_until_the_next():
    found = segments(
        [answer(1, "up", 0.6), answer(1.5, "up", 0.8), answer(2, None, 0.3), answer(2.5, "up", 0.9)], DECISION
    )
    assert found == [
        Segment("up", 1, 2, pytest.approx(0.7)),
        Segment(None, 2, 2.5, 0.3),
        Segment("up", 2.5, 2.5, 0.9),
    ]


def test_a_segment_begins_with_the_first_pose_that_was_seen():
    """Of a window that is longer than what was seen, the first part is the first pose, held."""
    first = answer(2.0, "up")
    window = held(first.prediction.window, 4.0)  # seen from 1 s on
    assert (window.times_s[0], window.seen_from_s) == (-2.0, 1.0)
    assert held(held(window, 5.0), 6.0).seen_from_s == 1.0
    late = replace(first, prediction=replace(first.prediction, window=window))
    (found,) = segments([late], DecisionSettings(onset_latency_s=2.5))
    assert (found.label, found.start_s) == ("up", 1.0)


def test_answers_far_apart_are_not_joined():
    found = segments([answer(1, "up"), answer(2, "up"), answer(3.5, "up"), answer(4, "up")], DECISION, 1.0)
    assert [(part.start_s, part.end_s) for part in found] == [(1, 2), (3.5, 4)]
    closed = segments([answer(1, "up"), answer(3.5, "down")], DECISION, 1.0)
    assert [(part.start_s, part.end_s) for part in closed] == [(1, 1), (3.5, 3.5)]


def test_no_answers_make_no_segments():
    assert segments([], DECISION) == []


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.floats(0.01, 2), st.sampled_from(["up", "down", None])), max_size=30))
def test_segments_cover_every_answer_in_order_without_overlap(steps):
    times_s = np.cumsum([step for step, _ in steps])
    given_ = [answer(float(t), label) for t, (_, label) in zip(times_s, steps, strict=True)]
    found = segments(given_, DECISION)
    for each in given_:
        assert any(s.start_s <= each.time_s <= s.end_s and s.label == each.label for s in found)
    for a, b in pairwise(found):
        assert a.start_s <= a.end_s <= b.start_s
        assert a.label != b.label or b.start_s - a.end_s > 1.0
    assert len({part.start_s for part in found}) == len(found)


def dated(
    steps: str, onset_latency_s: float, offset_latency_s: float, step_s: float = 0.5
) -> list[tuple[str | None, float, float]]:
    """Segments of answers half a second apart from 1 s on: u for up, d for down, a dot for none."""
    names = {"u": "up", "d": "down", ".": None}
    given_ = [answer(1 + step_s * i, names[letter]) for i, letter in enumerate(steps)]
    parts = segments(
        given_, DecisionSettings(onset_latency_s=onset_latency_s, offset_latency_s=offset_latency_s)
    )
    return [(part.label, part.start_s, part.end_s) for part in parts]


def test_segments_are_dated_back_by_the_usual_delays():
    assert dated("..uu..", 0.4, 0.2) == [(None, 1, 1.6), ("up", 1.6, pytest.approx(2.8)), (None, 2.8, 3.5)]
    # straight from one action to the next, it is the delay of what begins
    assert dated("uudd", 0.4, 0.2) == [("up", 0.6, pytest.approx(1.6)), ("down", 1.6, 2.5)]


def test_what_still_goes_on_lasts_until_now():
    assert dated(".uu", 0.4, 0.2)[-1] == ("up", pytest.approx(1.1), 2.0)


def test_no_segment_begins_within_the_one_before_it_or_before_its_first_window():
    # "up" would be over 0.3 s before it began
    assert dated(".u..", 0.0, 0.8) == [(None, 1, 1.5), ("up", 1.5, 1.5), (None, 1.5, 2.5)]
    # the pause is over before it began: no trace of it
    assert dated("uu.uu", 0.8, 0.1) == [("up", pytest.approx(0.2), 1.9), ("up", 1.9, 3)]
    assert dated("uu", 5.0, 0.0) == [("up", 0.0, 1.5)]  # the window of the first answer begins at 0 s


def test_where_answers_stop_an_action_lasts_until_the_last():
    given_ = [answer(1, "up"), answer(2, "up"), answer(4, "up")]
    found = segments(given_, DecisionSettings(onset_latency_s=0.3, offset_latency_s=0.6))
    assert [(part.start_s, part.end_s) for part in found] == [(0.7, 2), (3.7, 4)]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.floats(0.01, 2), st.sampled_from(["up", "down", None])), max_size=30),
    st.floats(0, 1.5),
    st.floats(0, 1.5),
)
def test_dated_segments_never_overlap(steps, onset_latency_s, offset_latency_s):
    times_s = np.cumsum([step for step, _ in steps])
    given_ = [answer(float(t), label) for t, (_, label) in zip(times_s, steps, strict=True)]
    found = segments(
        given_, DecisionSettings(onset_latency_s=onset_latency_s, offset_latency_s=offset_latency_s)
    )
    announced = [part for part in segments(given_, DECISION) if part.label is not None]
    kept = [part for part in found if part.label is not None]
    assert [(part.label, part.confidence) for part in kept] == [(p.label, p.confidence) for p in announced]
    assert all(part.start_s <= shown.start_s for part, shown in zip(kept, announced, strict=True))
    assert all(part.start_s <= part.end_s for part in found)
    assert all(a.end_s <= b.start_s for a, b in pairwise(found))


def test_the_timeline_in_words():
    lines = timeline([Segment("up", 10.0, 12.5, 0.876), Segment(None, 12.5, 13.0, 0.2)], start_s=10.0)
    assert lines[0].split() == ["0.00", "to", "2.50", "s", "up", "87.6%"]
    assert "no action" in lines[1] and lines[1].split()[:4] == ["2.50", "to", "3.00", "s"]
