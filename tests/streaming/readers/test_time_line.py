"""No frame is thrown away because of what a clock did, and none is put where it was not."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.readers.support.time_line import TimeLine, put_in_order, usual_step

STEP_S = 1 / 32  # exact in binary


def _steps(*numbers: float) -> list[float]:
    return [STEP_S * number for number in numbers]


def _put(stamps_s: Sequence[float]) -> TimeLine:
    return put_in_order(np.array(stamps_s, dtype=np.float64))


@pytest.mark.parametrize(
    ("stamps_s", "wanted_s", "said"),
    [
        # Nothing to do.
        (_steps(0, 1, 2, 50, 51), _steps(0, 1, 2, 50, 51), ""),
        # Two share a stamp: in the gap behind them, or before them where that is the longer one.
        (_steps(0, 1, 2, 2, 4, 5, 6), _steps(0, 1, 2, 3, 4, 5, 6), "1 frame with the time stamp of"),
        (_steps(0, 1, 3, 3, 4, 5, 6), _steps(0, 1, 2, 3, 4, 5, 6), "1 frame with the time stamp of"),
        (_steps(0, 1, 2, 2, 3, 4), _steps(0, 1, 2, 2.5, 3, 4), "1 frame with the time stamp of"),
        (_steps(0, 1, 2, 3, 4, 4), _steps(0, 1, 2, 3, 4, 5), "1 frame with the time stamp of"),
        # A pause is no room for frames.
        (_steps(0, 1, 2, 2, 99, 100, 101), _steps(0, 1, 2, 3, 99, 100, 101), "1 frame with the time"),
        # Whole seconds, the first and the last of them not whole.
        ([7] * 8 + [8] * 32 + [9] * 32 + [10] * 4, 7.75 + STEP_S * np.arange(76), "steps of 1 s, 32 frames"),
        (
            [7] * 4 + [8] * 4 + [9] * 4 + [20] * 4,
            [*np.arange(7, 10, 0.25), *np.arange(20, 21, 0.25)],
            "of 1 s",
        ),
        # A frame that came late; one with a stamp that means nothing.
        (_steps(0, 1, 3, 2, 4, 5), _steps(0, 1, 2, 3, 4, 5), "1 frame came after the one that follows"),
        (
            _steps(0, 1, 0, 3, 4, 5),
            _steps(0, 1, 2, 3, 4, 5),
            "1 frame with a time stamp that is not between",
        ),
        (_steps(0, 1, 1e9, 3, 4, 5), _steps(0, 1, 2, 3, 4, 5), "1 frame with a time stamp that is not"),
        # The clock was set back; recordings were joined.
        (
            _steps(40, 41, 42, 43, 20, 21, 22),
            _steps(40, 41, 42, 43, 44, 45, 46),
            "step back once at frame 5, by 0.7188 s",
        ),
        (
            _steps(0, 1, 2, 0, 1, 2, 0, 1, 2),
            _steps(*range(9)),
            "step back 2 times, first at frame 4, by 0.0625 s",
        ),
        # Midnight, forwards and, by a late frame, back.
        ([86399.5, 86399.75, 0, 0.25], [86399.5, 86399.75, 86400, 86400.25], "crosses midnight"),
        ([86399.5, 0, 86399.75, 0.25], [86399.5, 86399.75, 86400, 86400.25], "crosses midnight"),
        # A clock that stands still.
        ([5, 5, 5], [5, 5 + 1 / 30, 5 + 2 / 30], "2 frames with the time stamp of"),
    ],
)
def test_every_frame_gets_its_time(stamps_s: list[float], wanted_s: list[float], said: str) -> None:
    line = _put(stamps_s)
    np.testing.assert_allclose(line.times_s, wanted_s, rtol=0, atol=1e-9)
    assert (said in line.notes[0]) if said else line.notes == ()


def test_frames_change_places_and_breaks_are_marked() -> None:
    late = _put(_steps(0, 1, 3, 2, 4, 5))
    assert late.order is not None and late.order.tolist() == [0, 1, 3, 2, 4, 5] and not len(late.breaks)
    joined = _put(_steps(0, 1, 2, 0, 1, 2))
    assert joined.order is None and joined.breaks.tolist() == [3]


def test_the_usual_step_minds_neither_repeats_nor_steps_back() -> None:
    assert usual_step(np.repeat([3.0, 4.0, 5.0, 6.0], 30)) == pytest.approx(1 / 30)
    assert usual_step(np.array(_steps(0, 1, 1, 2, 3, 0, 1, 2))) == STEP_S
    assert usual_step(np.array([5.0, 5.0])) == usual_step(np.array([5.0])) == 0


STAMPS = st.one_of(
    st.floats(-1e19, 1e19),
    st.integers(0, 3).map(float),
    st.integers(0, 90000).map(lambda second: second * 0.96),
)


@given(st.lists(STAMPS, min_size=1, max_size=40))
def test_any_stamps_give_increasing_times_of_all_frames(stamps_s: list[float]) -> None:
    line = _put(stamps_s)
    assert len(line.times_s) == len(stamps_s) and (np.diff(line.times_s) > 0).all()
    assert all(map(math.isfinite, line.times_s.tolist()))
    if line.order is not None:
        assert sorted(line.order.tolist()) == list(range(len(stamps_s)))


@given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=40).map(np.cumsum))
def test_times_that_increase_stay_as_they_are(stamps_s: np.ndarray) -> None:
    line = put_in_order(stamps_s)
    assert line.times_s.tobytes() == stamps_s.tobytes() and line.order is None and line.notes == ()
