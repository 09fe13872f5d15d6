"""Windows of a recording that are cut again: the same ones, whoever comes and goes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streaming.recognition.recut import RecuttingWindow
from streaming.recognition.window import SlidingWindow, Window, WindowSettings
from streaming.skeleton.frames import Body, Frame

STATES = np.full(25, 2, dtype=np.uint8)


def body(identity: int, seed: int) -> Body:
    rng = np.random.default_rng(seed)
    at = np.array([1.5 * identity, 0.0, 2.0 + 0.1 * identity])
    return Body(identity, (at + rng.normal(0, 0.1, (25, 3))).astype(np.float32), STATES)


def same(a: Window, b: Window) -> bool:
    arrays = ("times_s", "positions", "states")
    alike = (np.array_equal(getattr(a, name), getattr(b, name), equal_nan=True) for name in arrays)
    return all(alike) and (a.frame_number, a.person) == (b.frame_number, b.person)


@pytest.mark.parametrize("bodies", [1, 2])
@settings(max_examples=60, deadline=None)
@given(
    who=st.lists(st.sets(st.integers(1, 3)), min_size=1, max_size=30),
    rates=st.lists(st.sampled_from([0.01, 0.033, 0.1, 0.7]), min_size=1, max_size=30),
)
def test_each_window_is_cut_again_bit_for_bit(who, rates, bodies):
    settings_ = WindowSettings(span_s=0.6, min_span_s=0.2, frames=12, bodies=bodies, stride_s=0.05)
    frames, time_s = [], 0.0
    for turn, people in enumerate(who):
        for _ in range(6):
            time_s += rates[turn % len(rates)]
            number = 3 * len(frames)
            frames.append(Frame(number, time_s, tuple(body(i, 100 * number + i) for i in sorted(people))))
    plain, sliding = SlidingWindow(settings_), RecuttingWindow(frames, settings_)
    found = {}
    for index, frame in enumerate(frames):
        expected, cut = plain.push(frame), sliding.push(frame)
        assert (expected is None) == (cut is None)
        if cut is not None:
            assert sliding.cut_at == index
            found[index] = expected
    for index, window in found.items():
        assert same(sliding.again(index), window)
