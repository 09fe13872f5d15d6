import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.attention_range import FULL_RANGE, frame_at, relative_times, zoomed_range
from streaming.recognition.window import Window

shares = st.floats(0, 1)


def window(span_s: float = 2.0, frames: int = 50) -> Window:
    return Window(
        np.linspace(5 - span_s, 5, frames), np.zeros((frames, 1, 25, 3)), np.zeros((frames, 1, 25)), 9
    )


def test_times_count_back_from_the_newest_frame():
    times = relative_times(window())
    assert (times[0], times[-1]) == (pytest.approx(-2.0), 0.0)


@pytest.mark.parametrize(("at_s", "frame"), [(0.0, 49), (5.0, 49), (-2.0, 0), (-9.0, 0), (-1.02, 24)])
def test_pointing_finds_the_nearest_frame(at_s, frame):
    assert frame_at(window(), at_s) == frame


@given(st.lists(shares, min_size=2, max_size=60), shares, shares)
def test_the_zoomed_range_holds_all_values_and_stays_in_the_full_one(values, a, b):
    f_a = np.array(values)
    low, high = zoomed_range(f_a, (min(a, b), max(a, b)))
    assert low <= f_a.min() + 1e-9
    assert f_a.max() <= high + 1e-9
    assert 0 <= low < high <= 1 or (low, high) == (min(a, b), max(a, b))


def test_a_range_that_fits_is_kept_so_that_the_axis_is_calm():
    first = zoomed_range(np.array([0.50, 0.53]), FULL_RANGE)
    assert zoomed_range(np.array([0.505, 0.53]), first) == first
    assert zoomed_range(np.array([0.50, 0.60]), first) != first


def test_flat_attention_is_not_blown_up_to_noise():
    low, high = zoomed_range(np.full(50, 0.5), FULL_RANGE)
    assert high - low >= 0.002
