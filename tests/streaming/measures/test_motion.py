"""Speeds: a steady one is the same at both ends of what is seen, at any frame rate."""

from __future__ import annotations

import numpy as np
import pytest

from streaming.measures.course import Course
from streaming.measures.motion import speeds
from streaming.skeleton.layouts import KINECT_V2


def moving(times_s: np.ndarray, speed_m_s: float = 1.0) -> Course:
    """Somebody whose joints all go to the right."""
    positions = np.zeros((len(times_s), KINECT_V2.size, 3))
    positions[..., 0] = speed_m_s * times_s[:, np.newaxis]
    positions[..., 2] = 3.0
    return Course(times_s, positions, np.full(positions.shape[:2], 2, np.uint8))


@pytest.mark.parametrize("rate_hz", [5, 10, 30, 240])
@pytest.mark.parametrize("frames", [2, 3, 60])
def test_a_steady_speed_is_steady_to_both_ends(rate_hz, frames):
    for name, found in speeds(moving(np.arange(frames) / rate_hz)).items():
        np.testing.assert_allclose(found, 1.0, rtol=1e-6, err_msg=name)


def test_it_is_on_both_sides_of_a_gap():
    times_s = np.concatenate([np.arange(30) / 30, 4 + np.arange(30) / 30])
    np.testing.assert_allclose(speeds(moving(times_s, 0.5))["hips"], 0.5, rtol=1e-6)


def test_jitter_is_smoothed_at_the_ends_too():
    times_s = np.arange(90) / 30
    still = moving(times_s, 0.0)
    jitter = np.random.default_rng(0).normal(0, 0.005, still.positions.shape)
    found = speeds(Course(times_s, still.positions + jitter, still.states))["wrist left"]
    assert found.max() < 0.2 < np.abs(np.diff(jitter[:, KINECT_V2.index["WristLeft"], 0])).max() * 30
