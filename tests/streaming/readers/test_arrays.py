"""Recordings from arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from streaming.errors import RecordingError
from streaming.readers.arrays import recording_of
from streaming.skeleton.frames import TrackingState

from ...support.small_files import person


def joints(frames: int) -> np.ndarray:
    return np.stack([person(seed=k).positions for k in range(frames)])


def test_one_person_at_a_rate():
    given_m = joints(5)
    recording = recording_of(given_m, rate_hz=25)
    assert recording.times_s.tolist() == [0, 0.04, 0.08, 0.12, 0.16] and recording.rate_hz == 25
    for frame, expected in zip(recording.frames, given_m, strict=True):
        (body,) = frame.bodies
        assert (body.positions == expected).all() and (body.states == TrackingState.TRACKED).all()


def test_several_people_with_times_and_states():
    states = np.full((4, 2, 25), 1)
    recording = recording_of(np.stack([joints(4)] * 2, axis=1), times_s=[3, 4, 6, 7], states=states)
    assert recording.times_s.tolist() == [3, 4, 6, 7]
    assert [body.identity for body in recording.frames[2].bodies] == [1, 2]
    assert (recording.frames[2].bodies[1].states == TrackingState.INFERRED).all()


def test_what_is_missing_is_not_tracked_and_not_at_the_sensor():
    given_m = joints(3)
    given_m[1, 7] = np.nan
    given_m[2] = np.nan
    first, second, third = recording_of(given_m).frames
    assert third.bodies == ()
    (body,) = second.bodies
    assert body.states[7] == TrackingState.NOT_TRACKED and body.states[6] == TrackingState.TRACKED
    assert (body.positions[7] == first.bodies[0].positions[7]).all()


@pytest.mark.parametrize(
    ("given_m", "options", "says"),
    [
        (np.zeros((5, 24, 3)), {}, "shape"),
        (np.zeros((0, 25, 3)), {}, "shape"),
        (np.zeros((5, 75)), {}, "shape"),
        (joints(2), {"rate_hz": 0}, "frames per second"),
        (joints(2), {"rate_hz": float("nan")}, "frames per second"),
        (joints(2), {"times_s": [1, 1]}, "increasing"),
        (joints(2), {"times_s": [1]}, "increasing"),
        (joints(2), {"times_s": [0, np.inf]}, "increasing"),
        (joints(2), {"states": np.full((2, 25), 3)}, "states"),
        (joints(2), {"states": np.full((2, 24), 2)}, "states"),
    ],
)
def test_what_does_not_fit_is_refused(given_m, options, says):
    with pytest.raises(RecordingError, match=says):
        recording_of(given_m, **options)


@given(arrays(np.float64, array_shapes(min_dims=1, max_dims=4, max_side=26)) | arrays(np.float32, (3, 25, 3)))
def test_any_array_is_read_or_refused(values):
    try:
        recording = recording_of(values)
    except RecordingError:
        return
    for frame in recording.frames:
        for body in frame.bodies:
            assert np.isfinite(body.positions).all()


@given(st.integers(1, 6), st.floats(0.5, 500))
def test_time_stamps_follow_the_rate(frames, rate_hz):
    assert np.allclose(recording_of(joints(frames), rate_hz=rate_hz).times_s, np.arange(frames) / rate_hz)
