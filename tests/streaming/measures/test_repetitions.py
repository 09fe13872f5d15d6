"""Counting: exact where movements are clear, whatever rate, place and size; and doubt where they are not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.errors import RecordingError, SettingsError
from streaming.measures.course import Course, course_of
from streaming.measures.excursions import excursions, prominences
from streaming.measures.exercises import EXERCISES, exercise_named
from streaming.measures.repetitions import count_repetitions

from ...support.exercising import body, course, recording, repeated

SQUAT, JACK, JUMP = map(exercise_named, ("squat", "jumping-jacks", "Jump"))


def squats(times: int, depth_deg: float = 100.0, **timing: float) -> np.ndarray:
    return np.stack([body(knee_deg=depth_deg * share) for share in repeated(times, **timing)])


@given(
    st.integers(1, 6),
    st.floats(60, 120),
    st.floats(0.7, 3),
    st.floats(0.2, 1),
    st.sampled_from([15.0, 30.0, 60.0]),
    st.floats(0.5, 2),
)
def test_squats_are_counted_at_any_pace_depth_rate_and_size(times, depth_deg, each_s, rest_s, rate_hz, scale):
    positions = scale * squats(times, depth_deg, each_s=each_s, rest_s=rest_s, rate_hz=rate_hz)
    for exercise in (SQUAT, None):
        count = count_repetitions(course(positions, rate_hz), exercise)
        assert len(count) == times and count.is_sure, count.doubts


def test_when_each_squat_began_how_long_it_took_and_how_deep_it_was():
    count = count_repetitions(course(squats(3, 100, rest_s=1.0, each_s=2.0), start_s=50.0), SQUAT)
    for number, each in enumerate(count.repetitions):
        begins_s = 51.0 + 3.0 * number
        assert begins_s < each.start_s < begins_s + 0.6 and each.peak_s == pytest.approx(
            begins_s + 1, abs=0.1
        )
        assert 1.0 < each.duration_s < 2.0
        ranges = dict(each.ranges)
        assert ranges["knee flexion (deg)"] == pytest.approx(100, abs=5)
        assert ranges["drop of the hips (m)"] == pytest.approx(0.8 * (1 - np.cos(np.radians(50))), rel=0.15)


@pytest.mark.parametrize("exercise", [JACK, None], ids=["its own measure", "any movement"])
def test_jumping_jacks_without_a_pause_are_counted(exercise):
    arms = np.concatenate([np.zeros(30), repeated(12, rest_s=0.0, each_s=0.8), np.zeros(30)])
    count = count_repetitions(course(np.stack([body(arm_deg=160 * share) for share in arms])), exercise)
    assert len(count) == 12 and count.is_sure


def test_jumps_are_counted_by_the_feet_and_not_by_the_bending_before_and_after():
    pieces = []
    for share in repeated(5, rest_s=0.8, each_s=0.6):
        pieces.append(body(lifted_m=0.3 * share))
    bends = repeated(10, rest_s=0.3, each_s=0.4)[: len(pieces)]
    bent = [one + (body(knee_deg=40 * b) - body()) for one, b in zip(pieces, bends, strict=False)]
    count = count_repetitions(course(np.stack(bent)), JUMP)
    assert len(count) == 5
    assert all(dict(each.ranges)["rise of the lower foot (m)"] > 0.15 for each in count.repetitions)


def test_somebody_who_stands_does_nothing_and_that_is_sure():
    rng = np.random.default_rng(1)
    still = np.stack([body()] * 150)
    still += rng.normal(0, 0.005, still.shape)  # the jitter of a sensor
    for exercise in (*EXERCISES, None):
        count = count_repetitions(course(still), exercise)
        assert len(count) == 0 and count.is_sure, exercise


def test_a_movement_that_does_not_come_back_is_not_counted_and_leaves_doubt():
    down = squats(1, each_s=3.0)[:60]
    count = count_repetitions(course(down), SQUAT)
    assert len(count) == 0 and not count.is_sure


def test_a_movement_that_is_cut_at_the_end_leaves_doubt():
    whole = squats(4)
    assert count_repetitions(course(whole), SQUAT).is_sure
    count = count_repetitions(course(whole[:-40]), SQUAT)
    assert len(count) == 3 and any("ends after" in doubt for doubt in count.doubts)


def test_half_squats_among_squats_leave_doubt():
    deep, half = squats(3, 110), squats(3, 75)
    count = count_repetitions(course(np.concatenate([deep, half])), SQUAT)
    assert not count.is_sure and any("smaller" in doubt for doubt in count.doubts)


def test_a_repetition_that_looks_different_leaves_doubt():
    """The arms move as in all the others, but the person also goes down."""
    arms = np.stack([body(arm_deg=15 * share) for share in repeated(12)])
    lower = np.stack([body(knee_deg=120 * share, arm_deg=15 * share) for share in repeated(1)])
    count = count_repetitions(course(np.concatenate([arms, lower, arms])))
    assert len(count) == 25 and count.doubts == ("1 of 25 movements differ from the others",)


def test_another_movement_among_the_repetitions_leaves_doubt():
    """The larger one is counted. Its top has a dip, where the arms are beyond the vertical, and is one."""
    arms = np.stack([body(arm_deg=170 * share) for share in repeated(1)])
    both = course(np.concatenate([squats(3), arms, squats(3)]))
    count = count_repetitions(both)
    assert not count.is_sure
    assert len(count) == 1 and count.doubts == ("6 smaller movements not counted",)
    assert len(count_repetitions(both, SQUAT)) == 6


def test_time_out_of_view_and_guessed_joints_leave_doubt():
    whole = course(squats(4))
    kept = (whole.times_s < 3.0) | (whole.times_s > 4.0)
    gap = Course(whole.times_s[kept], whole.positions[kept], whole.states[kept])
    assert any("in view" in doubt for doubt in count_repetitions(gap, SQUAT).doubts)
    guessed = Course(whole.times_s, whole.positions, np.ones_like(whole.states))
    assert any("tracked" in doubt for doubt in count_repetitions(guessed, SQUAT).doubts)


def test_a_joint_that_is_lost_for_a_moment_is_interpolated():
    whole = course(squats(3))
    positions, states = whole.positions.copy(), whole.states.copy()
    states[40:44], positions[40:44] = 0, positions[40:44] + 5.0
    count = count_repetitions(Course(whole.times_s, positions, states), SQUAT)
    assert len(count) == 3 and count.is_sure


def test_a_span_of_a_recording_is_counted_alone():
    one = course_of(recording(course(squats(5, rest_s=1.0, each_s=2.0))))
    assert len(count_repetitions(one.between(3.4, 9.6), SQUAT)) == 2


def test_what_cannot_be_counted_is_refused():
    with pytest.raises(RecordingError, match="too short"):
        count_repetitions(course(squats(1)[:10]), SQUAT)
    with pytest.raises(SettingsError, match="jumping jack"):
        exercise_named("juggling")
    with pytest.raises(RecordingError, match="one of 7"):
        course_of(recording(course(squats(1))), person=3)


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=60), st.integers(0, 2**32 - 1))
def test_prominences_agree_with_those_of_scipy(values, seed):
    """Of equal peaks the first counts as a little higher: rounding, whichever it raises, changes nothing."""
    from scipy.signal import find_peaks

    curve = np.array(values, dtype=np.float64)
    levels = np.concatenate([[0], np.cumsum(np.diff(curve) != 0)])  # level stretches stay level
    peaks, properties = find_peaks(curve - 1e-9 * levels, prominence=1e-12)
    ours, heights = prominences(curve)
    assert ours.tolist() == peaks.tolist()
    assert heights == pytest.approx(properties["prominences"], abs=1e-6)
    noise = 1e-12 * np.random.default_rng(seed).normal(size=int(levels[-1]) + 1)[levels]
    rounded = prominences(curve + noise)[1]
    assert sorted(rounded[rounded > 1e-6]) == pytest.approx(sorted(heights), abs=1e-6)


def test_a_top_with_a_dip_is_one_excursion():
    """The dip of arms that are raised beyond the vertical is as deep on the way up as on the way down."""
    found = excursions(np.array([0, 1, 2, 3, 2.9, 3, 2, 1, 0.0]), 0.5)
    assert len(found) == 1 and found.is_stable and found.ends[0] > 6


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=80))
def test_excursions_are_in_order_and_do_not_overlap_their_neighbours_peaks(values):
    found = excursions(np.array(values), 0.1)
    assert (found.starts <= found.peaks).all() and (found.peaks <= found.ends).all()
    assert (found.starts[1:] >= found.peaks[:-1]).all() and (found.ends[:-1] <= found.peaks[1:]).all()
