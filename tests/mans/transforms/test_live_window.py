"""What the live network reads where it runs, in numpy: what it read in training, in torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mans.transforms import live_input
from mans.transforms.live_window import COLUMNS, INDEX, JOINTS, high_quantile, live_inputs, smoothed
from streaming.readers import read_recording
from streaming.recognition.window import SlidingWindow, WindowSettings

CLOSE = 2e-6
"""Metres: single precision has steps of 2.4e-7 m where people stand, and sums round differently."""
SAMPLES = sorted((Path(__file__).parents[3] / "samples").glob("*.skeleton"))
LEGS = [i for i, name in enumerate(JOINTS) if name.startswith(("Hip", "Knee", "Ankle"))]


@pytest.fixture(scope="module")
def real() -> tuple[np.ndarray, np.ndarray]:
    """Every window of the bundled recordings: joints (B, 32, 13, 3) and the tracking mask (B, 32, 13)."""
    cut = []
    for sample in SAMPLES:
        sliding = SlidingWindow(WindowSettings(span_s=1.5, frames=32, stride_s=1e-3))
        cut += [w for frame in read_recording(sample).frames if (w := sliding.push(frame)) is not None]
    positions = np.stack([window.positions[:, 0][:, COLUMNS] for window in cut])
    tracked = np.stack([window.states[:, 0][:, COLUMNS] > 0 for window in cut]).astype(np.float32)
    assert len(cut) > 200
    return positions, tracked


def by_torch(positions: np.ndarray, tracked: np.ndarray) -> np.ndarray:
    return live_input.live_input(torch.from_numpy(positions), torch.from_numpy(tracked)).numpy()


def test_real_windows_are_those_of_training(real):
    np.testing.assert_allclose(live_inputs(*real), by_torch(*real), atol=CLOSE)


@pytest.mark.parametrize("lost", [LEGS, [INDEX["WristLeft"], INDEX["Head"]], list(range(len(JOINTS)))])
def test_and_so_they_are_where_joints_are_not_tracked(real, lost):
    positions, tracked = real[0].copy(), real[1].copy()
    rng = np.random.default_rng(0)
    for b in range(0, len(positions), 2):  # hips that are seen in less than half of some windows' frames
        tracked[b, : rng.integers(1, 33), lost[0] : lost[-1] + 1] = 0
    positions[1::7, :, LEGS] = positions[1::7, :, :1]  # bones of no length
    # Bones are stretched fourfold here, and their rounding with them.
    np.testing.assert_allclose(live_inputs(positions, tracked), by_torch(positions, tracked), atol=4 * CLOSE)


@pytest.mark.parametrize("frames", [1, 3, 5, 40])
def test_a_window_alone_or_short_is_as_one_in_a_batch(real, frames):
    positions, tracked = (each[:4, :frames] for each in real)
    together = live_inputs(positions, tracked)
    np.testing.assert_allclose(together, by_torch(positions, tracked), atol=CLOSE)
    np.testing.assert_array_equal(live_inputs(positions[1:2], tracked[1:2])[0], together[1])


@given(arrays.arrays(np.float32, (2, 7, 3), elements=st.floats(-10, 10, width=32)))
def test_its_quantile_is_numpys(values):
    np.testing.assert_allclose(high_quantile(values), np.quantile(values, 0.9, axis=1), atol=1e-5)


def test_a_mean_of_five_frames_is_of_those_in_which_a_joint_is_tracked():
    x = np.tile(np.arange(9, dtype=np.float32)[:, None], 3)[None, :, None]
    seen = np.ones((1, 9, 1), np.float32)
    np.testing.assert_allclose(smoothed(x, seen)[0, :, 0, 0], [1, 1.5, 2, 3, 4, 5, 6, 6.5, 7], rtol=1e-6)
    x[0, 4], seen[0, 4] = 1000.0, 0
    np.testing.assert_allclose(smoothed(x, seen)[0, [2, 6], 0, 0], [1.5, 6.5], atol=0.3)
