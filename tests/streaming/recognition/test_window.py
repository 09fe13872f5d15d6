"""The sliding window: a span of time, whatever the source's rate, and nothing across a gap."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streaming.errors import SettingsError
from streaming.recognition.window import (
    SlidingWindow,
    Window,
    WindowSettings,
    cut_window,
    interpolate,
    resample,
)
from streaming.skeleton.frames import Body, Frame

SETTINGS = WindowSettings()
STATES = np.full(25, 2, dtype=np.uint8)
SWING_M, TURNS_PER_S = 0.3, 0.8
_PHASE = np.arange(75).reshape(25, 3) / 10


def pose(time_s: float) -> npt.NDArray[np.float32]:
    """A smooth motion: every coordinate swings by 0.3 m, 0.8 times a second, about a place of its own."""
    swing = SWING_M * np.sin(2 * np.pi * TURNS_PER_S * time_s + _PHASE)
    return (swing + np.cos(_PHASE) + [0, 0, 2.5]).astype(np.float32)


def frame_at(time_s: float, number: int = 0, identity: int = 1) -> Frame:
    return Frame(number, float(time_s), (Body(identity, pose(time_s), STATES),))


def windows_of(
    times_s: Iterable[float], window: WindowSettings = SETTINGS, start_s: float = 0.0
) -> list[Window]:
    """All windows of a source with one person in view at these times."""
    sliding = SlidingWindow(window)
    pushed = (sliding.push(frame_at(start_s + time_s, i)) for i, time_s in enumerate(times_s))
    return [window for window in pushed if window is not None]


def at_rate(rate_hz: float, duration_s: float) -> npt.NDArray[np.float64]:
    return np.arange(round(duration_s * rate_hz) + 1) / rate_hz


def interpolation_error_m(step_s: float) -> float:
    """What linear interpolation between samples ``step_s`` apart can be off: step^2 / 8 * acceleration."""
    return step_s**2 / 8 * SWING_M * (2 * np.pi * TURNS_PER_S) ** 2


def true_positions(window: Window) -> npt.NDArray[np.float32]:
    return np.stack([pose(time_s) for time_s in window.times_s])


@pytest.mark.parametrize("rate_hz", [15.0, 24.0, 30.0, 60.0])
def test_rate_makes_no_difference(rate_hz):
    window = windows_of(at_rate(rate_hz, 3.0))[-1]
    assert window.end_s > 2.9 and window.span_s == pytest.approx(2.0)
    error = np.abs(window.positions[:, 0] - true_positions(window)).max()
    assert error < interpolation_error_m(1 / rate_hz) + 1e-6
    assert rate_hz > 15 or error > 1e-3  # the bound is no empty one


def test_15_and_60_frames_a_second_give_the_same_windows():
    slow, fast = (windows_of(at_rate(rate_hz, 4.0)) for rate_hz in (15.0, 60.0))
    fast_at = {round(window.end_s, 6): window for window in fast}
    common = [(a, fast_at[round(a.end_s, 6)]) for a in slow if round(a.end_s, 6) in fast_at]
    assert len(common) > 15
    for a, b in common:
        np.testing.assert_allclose(a.times_s, b.times_s, atol=1e-9)
        np.testing.assert_allclose(a.positions, b.positions, atol=interpolation_error_m(1 / 15))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(0.004, 0.09), min_size=60, max_size=90), st.floats(-1e4, 1e6))
def test_irregular_time_stamps(steps_s, start_s):
    times_s = np.cumsum([0.0, *steps_s])
    for window in windows_of(times_s, start_s=start_s)[::4]:
        assert window.positions.shape == (50, 1, 25, 3) and window.positions.dtype == np.float32
        np.testing.assert_allclose(np.diff(window.times_s), window.span_s / 49, atol=1e-7)
        error = np.abs(window.positions[:, 0] - true_positions(window)).max()
        assert error < interpolation_error_m(0.09) + 1e-5


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(0.004, 0.4), min_size=10, max_size=80))
def test_windows_never_exceed_the_span_nor_come_more_often_than_the_stride(steps_s):
    times_s = np.cumsum([0.0, *steps_s])
    found = windows_of(times_s)
    for window in found:
        assert SETTINGS.min_span_s - 1e-5 <= window.span_s <= SETTINGS.span_s + 1e-9
        assert window.end_s == times_s[window.frame_number]
        assert window.times_s[0] >= times_s[0]
    # Each on a step of its own of the grid that the first one began.
    for k, window in enumerate(found):
        assert window.end_s >= found[0].end_s + k * SETTINGS.stride_s - 1e-5


def test_the_first_window_comes_after_the_minimum_and_grows_to_the_span():
    found = windows_of(at_rate(30, 4.0))
    assert found[0].end_s == pytest.approx(0.8) and found[0].times_s[0] == 0.0
    spans = [window.span_s for window in found]
    assert spans[:12] == pytest.approx([0.8 + 0.1 * i for i in range(12)])
    assert spans[12:] == pytest.approx([2.0] * len(spans[12:])) and len(spans) == 33


def test_a_shorter_window_has_as_many_frames():
    first = windows_of(at_rate(30, 1.0))[0]
    assert len(first.times_s) == 50
    error = np.abs(first.positions[:, 0] - true_positions(first)).max()
    assert error < interpolation_error_m(1 / 30) + 1e-6


@pytest.mark.parametrize("start_s", [0.0, 0.7, 12345.678, 1.7e9])
def test_one_window_every_stride(start_s):
    """Also at the time stamps of a clock that has counted since 1970."""
    ends = [window.end_s for window in windows_of(at_rate(30, 10.0), start_s=start_s)]
    np.testing.assert_allclose(np.diff(ends), 0.1, atol=1e-6)
    assert len(ends) == 93


@pytest.mark.parametrize("dropped", range(1, 12))
def test_drop_outs_do_not_shift_the_grid_or_bunch_windows(dropped):
    """Frames from 1.5 s on are lost: some that windows were due at, some that none was."""
    times_s = np.delete(at_rate(30, 5.0), range(45, 45 + dropped))
    ends = [window.end_s for window in windows_of(times_s)]
    on_time = [0.8 + 0.1 * i for i in range(43)]
    missed = [due for due in on_time if np.abs(times_s - due).min() > 1e-6]
    # Whatever was missed is made up for once, at the first frame after it.
    first_after = times_s[45]
    late = [first_after] if missed and np.abs(np.array(on_time) - first_after).min() > 1e-6 else []
    assert ends == pytest.approx(sorted({*on_time, *late} - {*missed}))


def test_a_source_slower_than_the_stride_gives_a_window_a_frame():
    ends = [window.end_s for window in windows_of(at_rate(5, 4.0), WindowSettings(min_span_s=1.0))]
    assert ends == pytest.approx(np.arange(5, 21) / 5)


def test_a_gap_starts_afresh():
    """Nothing from before it is used, and the minimum must be seen anew."""
    times_s = np.concatenate([at_rate(30, 3.0), 3.6 + at_rate(30, 3.0)])
    after = [window for window in windows_of(times_s) if window.end_s > 3.0 + 1e-9]
    assert after[0].times_s[0] == 3.6 and after[0].end_s == pytest.approx(4.4)
    assert all(window.times_s[0] >= 3.6 for window in after)
    assert after[-1].span_s == pytest.approx(2.0)


def test_a_short_gap_is_bridged_in_a_straight_line():
    times_s = np.concatenate([at_rate(30, 2.0), 2.4 + at_rate(30, 0.5)])
    window = windows_of(times_s)[-1]
    inside = (window.times_s > 2.0) & (window.times_s < 2.4)
    share = ((window.times_s[inside] - 2.0) / 0.4)[:, None, None]
    expected = (1 - share) * pose(2.0) + share * pose(2.4)
    np.testing.assert_allclose(window.positions[inside, 0], expected, atol=1e-5)
    assert inside.sum() > 5


def test_nobody_in_view_is_no_window_and_a_gap():
    sliding = SlidingWindow(SETTINGS)
    for i, time_s in enumerate(at_rate(30, 2.0)):
        sliding.push(frame_at(time_s, i))
    for time_s in 2.0 + at_rate(30, 0.6)[1:]:
        assert sliding.push(Frame(0, float(time_s), ())) is None
    before = windows_of(at_rate(30, 2.0))[-1].person
    found = [w for t in 2.6 + at_rate(30, 1.0)[1:] if (w := sliding.push(frame_at(t))) is not None]
    assert {window.person for window in found} == {before + 1}
    assert found[0].times_s[0] > 2.6 and found[0].span_s == pytest.approx(0.8)


def test_a_new_number_for_the_same_person_is_no_gap():
    sliding = SlidingWindow(SETTINGS)
    pushed = [sliding.push(frame_at(t, identity=1 if t < 1.5 else 8)) for t in at_rate(30, 2.0)]
    whole = windows_of(at_rate(30, 2.0))
    found = [window for window in pushed if window is not None]
    assert len(found) == len(whole)
    np.testing.assert_array_equal(found[-1].positions, whole[-1].positions)


def test_another_person_starts_afresh():
    """Somebody else is followed once the first is gone for longer than the gap; no window holds both."""
    sliding = SlidingWindow(SETTINGS)
    found = []
    for time_s in at_rate(30, 6.0):
        far = Body(2, pose(time_s) + np.float32(5), STATES)
        here = frame_at(time_s).bodies if time_s < 3.0 else ()
        found.append(sliding.push(Frame(0, float(time_s), (*here, far))))
    ends = [window.end_s for window in found if window is not None]
    assert min(end for end in ends if end > 3.0) == pytest.approx(2.97 + 0.5 + 0.8, abs=0.1)
    people = [window.person for window in found if window is not None]
    assert people == [people[0]] * sum(end < 3.5 for end in ends) + [people[0] + 1] * sum(
        e > 3.5 for e in ends
    )
    for window in filter(None, found):
        middle = window.positions[:, 0, :, 0].mean(axis=1)
        assert (middle < 2).all() or (middle > 3).all()


def two_people(times_s: Iterable[float], second: Callable[[float], int | None]) -> list[Window]:
    """Windows of two slots; ``second`` gives the identity of the one further off, or None."""
    sliding = SlidingWindow(WindowSettings(bodies=2))
    found = []
    for i, time_s in enumerate(times_s):
        first = Body(1, pose(time_s), STATES)
        identity = second(time_s)
        shift = np.float32([10 * (identity or 0), 0, 3])
        other = () if identity is None else (Body(identity, pose(time_s) + shift, STATES),)
        found.append(sliding.push(Frame(i, float(time_s), (first, *other))))
    return [window for window in found if window is not None]


def test_two_people_lie_side_by_side():
    window = two_people(at_rate(30, 3.0), lambda t: 2)[-1]
    assert window.positions.shape == (50, 2, 25, 3) and window.states.shape == (50, 2, 25)
    np.testing.assert_allclose(
        window.positions[:, 1] - window.positions[:, 0], np.broadcast_to([20, 0, 3], (50, 25, 3)), atol=1e-4
    )


def test_a_second_person_who_never_comes_is_nan():
    window = two_people(at_rate(30, 3.0), lambda t: None)[-1]
    assert np.isnan(window.positions[:, 1]).all() and not window.states[:, 1].any()
    assert np.isfinite(window.positions[:, 0]).all()


def test_nothing_is_interpolated_across_a_second_persons_gap():
    """Away from 2 to 2.8 s, longer than the gap: the window holds only what came after."""
    last = two_people(at_rate(30, 3.5), lambda t: None if 2.0 < t < 2.8 else 2)[-1]
    before = last.positions[last.times_s < 2.8, 1]
    assert len(before) == 32
    shift = np.array([20, 0, 3])
    np.testing.assert_allclose(before, np.broadcast_to(pose(2.8) + shift, (32, 25, 3)), atol=1e-4)


def test_a_second_person_is_never_mixed_with_the_one_who_was_there_before():
    found = two_people(at_rate(30, 5.0), lambda t: 2 if t < 2.5 else 3)
    place = [np.round(window.positions[:, 1, :, 0].mean(axis=1) / 10) for window in found]
    assert all(len(np.unique(places)) == 1 for places in place)
    assert place[0][0] == 2 and place[-1][0] == 3


def test_memory_is_bounded_by_the_span():
    """Frames that are older than the span are let go of."""
    sliding = SlidingWindow(SETTINGS)
    alive: list[weakref.ref[npt.NDArray[np.float32]]] = []
    for i, time_s in enumerate(at_rate(30, 60.0)):
        frame = frame_at(time_s, i)
        alive.append(weakref.ref(frame.bodies[0].positions))
        sliding.push(frame)
    del frame
    held = [i for i, each in enumerate(alive) if each() is not None]
    assert len(held) <= 62 and held[0] >= 1800 - 61


@pytest.mark.parametrize("empty", [True, False])
def test_a_frame_that_is_not_later_is_a_bug_of_the_source(empty):
    sliding = SlidingWindow(SETTINGS)
    sliding.push(frame_at(1.0))
    sliding.push(Frame(1, 1.1, ()) if empty else frame_at(1.1))
    with pytest.raises(ValueError, match=r"not after 1\.1 s"):
        sliding.push(frame_at(1.1))


def test_a_state_is_the_less_certain_of_its_neighbours():
    states = np.zeros((3, 25), dtype=np.uint8)
    states[:, 0] = 2, 1, 2
    positions = np.zeros((3, 25, 3), dtype=np.float32)
    times_s = np.array([0.0, 1.0, 2.0])
    _, found = resample(times_s, positions, states, np.array([-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0]))
    assert found[:, 0].tolist() == [2, 2, 1, 1, 1, 2, 2]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.floats(0.001, 1), min_size=0, max_size=20),
    st.lists(st.floats(-1, 25), min_size=1, max_size=20),
)
def test_interpolation_is_numpys(steps_s, at_s):
    times_s = np.cumsum([0.0, *steps_s])
    values = np.sin(np.arange(len(times_s)) * 2).astype(np.float32)
    found = interpolate(times_s, values[:, None], np.array(at_s))
    np.testing.assert_allclose(found[:, 0], np.interp(at_s, times_s, values), atol=1e-5)
    assert found.dtype == np.float32


def test_given_values_are_met_exactly():
    times_s = np.array([0.1, 0.7, 0.9])
    values = np.array([[0.1], [0.2], [0.3]], dtype=np.float32)
    np.testing.assert_array_equal(interpolate(times_s, values, times_s), values)


def test_a_window_of_one_frame_stands_still():
    body = frame_at(1.0).bodies[0]
    window = cut_window([1.0], [(body,)], SETTINGS, 7, 0.0, 1.0)
    np.testing.assert_array_equal(window.positions[:, 0], np.repeat(body.positions[None], 50, axis=0))
    assert window.frame_number == 7 and window.end_s == 1.0


@pytest.mark.parametrize(
    "wrong",
    [
        *({"span_s": 0}, {"span_s": float("nan")}, {"min_span_s": 3.0}, {"frames": 1}),
        *({"stride_s": -0.1}, {"bodies": 0}, {"max_gap_s": 0.0}),
    ],
)
def test_settings_that_make_no_window(wrong):
    with pytest.raises(SettingsError):
        WindowSettings(**wrong)
