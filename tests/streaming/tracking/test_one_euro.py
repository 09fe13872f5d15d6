"""The One-Euro filter: stiller at rest, quick when moving, each person by their own past."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streaming.errors import SettingsError
from streaming.skeleton.frames import Frame
from streaming.tracking.one_euro import OneEuroFilter, OneEuroSettings

from ...support.small_files import person

RATE_HZ = 30.0


def by_hand(times, values, settings):
    """The filter of the paper for one joint (F, 3), with the speed of the joint, step by step."""

    def share(cutoff, step):
        return 1 / (1 + 1 / (2 * math.pi * cutoff * step))

    smooth, velocity, result = values[0].copy(), np.zeros(3), [values[0].copy()]
    for k in range(1, len(times)):
        step = times[k] - times[k - 1]
        measured = (values[k] - values[k - 1]) / step
        velocity = velocity + share(settings.speed_cutoff_hz, step) * (measured - velocity)
        cutoff = settings.min_cutoff_hz + settings.beta_hz_per_m_s * math.sqrt((velocity**2).sum())
        smooth = smooth + share(cutoff, step) * (values[k] - smooth)
        result.append(smooth.copy())
    return np.array(result)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_all_joints_of_all_people_at_once_are_each_filtered_as_in_the_paper(seed, people):
    rng = np.random.default_rng(seed)
    times = np.cumsum(rng.uniform(0.01, 0.1, 12))
    values = rng.normal(0, 0.3, (12, people, 25, 3)).cumsum(axis=0)
    numbers = [int(i) for i in rng.permutation(10)[:people]]
    one_euro = OneEuroFilter()
    result = np.stack([one_euro(t, numbers, v) for t, v in zip(times, values, strict=True)])
    assert result.dtype == np.float32
    for b, j in [(0, 0), (people - 1, 24)]:
        wanted = by_hand(times, values[:, b, j], one_euro.settings)
        np.testing.assert_allclose(result[:, b, j], wanted, rtol=1e-5, atol=1e-5)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_order_and_the_company_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(0, 0.3, (15, 3, 25, 3)).cumsum(axis=0)
    together, alone = OneEuroFilter(), OneEuroFilter()
    for f in range(15):
        order = [int(i) for i in rng.permutation(3) if i == 1 or rng.random() > 0.2]  # others come and go
        both = together(f / RATE_HZ, order, values[f, order])
        single = alone(f / RATE_HZ, [1], values[f, [1]])
        np.testing.assert_array_equal(both[order.index(1)], single[0])


def test_who_stands_still_comes_out_unchanged():
    body = person()
    one_euro = OneEuroFilter()
    for f in range(10):
        out = one_euro(f / RATE_HZ, [1], body.positions[np.newaxis])
        np.testing.assert_allclose(out[0], body.positions, atol=1e-6)


def _trembling(amplitude_m=0.005, frames=150, seed=0):
    rng = np.random.default_rng(seed)
    return person().positions + rng.normal(0, amplitude_m, (frames, 25, 3))


def _run(values, rate_hz=RATE_HZ, settings=None):
    one_euro = OneEuroFilter(settings or OneEuroSettings())
    return np.stack([one_euro(f / rate_hz, [1], v[np.newaxis])[0] for f, v in enumerate(values)])


def test_trembling_is_taken_away():
    values = _trembling()
    assert _run(values)[30:].std(axis=0).mean() < 0.6 * values[30:].std(axis=0).mean()


def test_a_fast_movement_is_delayed_by_less_than_a_frame():
    t = np.arange(60) / RATE_HZ
    hand = np.zeros((60, 25, 3))
    hand[:, :, 1] = (0.4 * np.sin(2 * np.pi * 1.0 * t))[:, np.newaxis]  # a wave, up to 2.5 m/s
    out = _run(hand)[:, 0, 1]
    shifts = np.arange(0, 0.1, 0.001)
    errors = [np.abs(np.interp(t - s, t, hand[:, 0, 1]) - out)[15:].mean() for s in shifts]
    assert shifts[int(np.argmin(errors))] < 1 / RATE_HZ
    assert np.abs(out).max() > 0.95 * 0.4


def test_the_rate_hardly_matters():
    def out(rate_hz):
        t = np.arange(int(4 * rate_hz)) / rate_hz
        values = np.zeros((len(t), 25, 3))
        values[:, :, 0] = (0.2 * np.sin(2 * np.pi * 0.5 * t))[:, np.newaxis]
        return _run(values, rate_hz)[:: int(rate_hz / 15), 0, 0]

    np.testing.assert_allclose(out(60), out(30), atol=0.012)


def test_a_person_starts_afresh_after_an_absence_and_others_do_not():
    one_euro = OneEuroFilter()
    a, b = np.zeros((1, 25, 3)), np.ones((1, 25, 3))
    one_euro(0.0, [1, 2], np.concatenate([a, b]))
    one_euro(0.1, [2], b)
    near = one_euro(0.4, [1, 2], np.concatenate([a + 0.1, b]))  # 0.4 s is short enough
    assert (near[0] < 0.1).all()
    one_euro(0.5, [2], b)
    after = one_euro(1.1, [1], a + 3)
    np.testing.assert_allclose(after[0], 3.0)
    new = one_euro(1.2, [5], a + 7)
    np.testing.assert_allclose(new[0], 7.0)


def test_it_forgets_who_does_not_come_back():
    one_euro = OneEuroFilter()
    for f in range(200):
        one_euro(f / RATE_HZ, [f], np.zeros((1, 25, 3)))
    assert len(one_euro._rows) <= 17 and len(one_euro._smooth) <= 17  # half a second's


def test_a_frame_keeps_states_identities_and_empty_moments():
    one_euro = OneEuroFilter()
    frame = Frame(3, 0.1, (person(1, 4), person(2, 9)))
    out = one_euro.frame(frame)
    assert [body.identity for body in out.bodies] == [4, 9] and (out.number, out.time_s) == (3, 0.1)
    assert (out.bodies[1].states == frame.bodies[1].states).all()
    empty = replace(frame, number=4, time_s=0.2, bodies=())
    assert one_euro.frame(empty) is empty


@pytest.mark.parametrize("bad", [{"min_cutoff_hz": 0}, {"beta_hz_per_m_s": -1}, {"reset_s": float("nan")}])
def test_settings_that_make_no_filter_are_refused(bad):
    with pytest.raises(SettingsError):
        OneEuroSettings(**bad)
