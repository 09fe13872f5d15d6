"""Where movements begin and end: speeds that do not depend on size, and two thresholds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streaming.recognition.movements import MEAN_S, MovementFinder, Turn, speeds, torso_m
from streaming.skeleton.frames import TrackingState
from streaming.skeleton.layouts import KINECT_V2

from ...support.movements import swings, window

STILL = swings()
WAVES = swings((0.0, 100.0))
LEGS = [KINECT_V2.index[name + side] for name in ("Hip", "Knee", "Ankle") for side in ("Left", "Right")]


def test_who_stands_still_does_not_move():
    np.testing.assert_allclose(speeds(window(2.0, STILL)), 0.0, atol=1e-5)


def test_one_hand_that_waves_is_a_movement_at_every_moment():
    """A hand turns round twice a second; between two turns it stands still, but the mean does not."""
    found = speeds(window(5.0, WAVES))[round(32 * MEAN_S / 1.5) + 2 :]
    assert found.min() > 0.5


@given(scale=st.floats(0.4, 2.0), end_s=st.floats(2.0, 20.0))
@settings(deadline=None, max_examples=40)
def test_speeds_do_not_depend_on_the_size_of_a_body(scale, end_s):
    np.testing.assert_allclose(
        speeds(window(end_s, WAVES, scale=scale)), speeds(window(end_s, WAVES)), rtol=1e-3, atol=1e-4
    )


@given(noise_m=st.floats(0.0, 0.01), end_s=st.floats(2.0, 20.0))
@settings(deadline=None, max_examples=40)
def test_the_noise_of_a_sensor_is_no_movement(noise_m, end_s):
    assert speeds(window(end_s, STILL, noise_m=noise_m)).max() < 0.4


def test_a_joint_that_is_not_tracked_does_not_move():
    seen = window(5.0, WAVES)
    states = seen.states.copy()
    for name in ("ElbowRight", "WristRight"):
        states[:, 0, KINECT_V2.index[name]] = TrackingState.NOT_TRACKED
    np.testing.assert_allclose(speeds(replace(seen, states=states)), 0.0, atol=1e-5)


def test_the_torso_is_measured_by_the_shoulders_where_hips_are_not_seen():
    seen = window(2.0, STILL)
    states, positions = seen.states.copy(), seen.positions.copy()
    states[:, 0, LEGS] = TrackingState.NOT_TRACKED
    positions[:, 0, LEGS] = 9.0  # made up, as a pose model does below a desk's edge
    assert torso_m(seen) == pytest.approx(0.5)
    assert torso_m(replace(seen, states=states, positions=positions)) == pytest.approx(0.5)


def turns(finder: MovementFinder, speeds_: list[float], step_s: float = 0.1) -> list[tuple[float, Turn]]:
    found = [(step_s * k, finder.push(step_s * k, speed)) for k, speed in enumerate(speeds_)]
    return [(time_s, turn) for time_s, turn in found if turn is not None]


def test_a_movement_begins_above_one_threshold_and_ends_well_below_another():
    finder = MovementFinder(0.5, 0.3, 0.3)
    course = [0.4] * 10 + [0.5, 0.9, 0.4, 0.35, 0.2, 0.2, 0.3, 0.29, 0.0, 0.0, 0.0]
    assert turns(finder, course) == [
        (pytest.approx(1.0), Turn.BEGAN),
        (pytest.approx(1.9), Turn.ENDED),  # 0.3 s after the last speed of 0.3
    ]
    assert finder.start_s == pytest.approx(1.0 - MEAN_S)
    assert finder.end_s == pytest.approx(1.6 - MEAN_S / 2)
    assert not finder.moving


@given(
    st.lists(st.floats(0.0, 3.0), max_size=200),
    st.floats(0.05, 1.0),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
    st.floats(0.02, 0.5),
)
@settings(deadline=None, max_examples=200)
def test_movements_follow_each_other_whatever_the_speeds(course, begin, share, quiet_s, step_s):
    finder, before_s, moving = MovementFinder(begin, share * begin, quiet_s), 0.0, False
    for k, speed in enumerate(course):
        turn = finder.push(step_s * k, speed)
        if turn is Turn.BEGAN:
            assert not moving and speed >= begin
            assert before_s <= finder.start_s <= step_s * k
            moving = True
        elif turn is Turn.ENDED:
            assert moving and speed < share * begin
            assert finder.start_s <= finder.end_s <= step_s * k
            moving, before_s = False, finder.end_s
        assert finder.moving == moving
