"""Test-time multi-crop: a recogniser that classifies the end of each window as a second crop."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from mans.checkpoint import save_model, versions
from mans.model_card import ModelCard, load_card
from mans.networks.base import ActionNetwork
from mans.networks.mans import MansOutput
from mans.recogniser import Recogniser
from mans.runtime.torch_network import TorchNetwork
from mans.training.trainer import Trainer
from mans.transforms.temporal_crops import end_crop
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.window import SlidingWindow, Window, WindowSettings
from streaming.skeleton.layouts import KINECT_V2

from ..support.small_data import ACTIONS, CPU, perform, recording_of, samples
from ..support.small_networks import small


@pytest.fixture
def window() -> Window:
    """Two people, the second of whom is absent."""
    times_s = np.arange(60) / 20
    sliding = SlidingWindow(WindowSettings(span_s=1.6, frames=33, bodies=2))
    recording = recording_of(perform("wave hands", times_s), times_s)
    return [cut for frame in recording.frames if (cut := sliding.push(frame)) is not None][-1]


def test_the_end_of_a_window_fills_it(window):
    found = end_crop(window, 0.8)
    assert found.times_s.shape == window.times_s.shape and found.positions.dtype == np.float32
    assert found.end_s == window.end_s and found.span_s == pytest.approx(0.8)
    # every other frame is one of the whole window's last half, and those between lie half-way
    np.testing.assert_allclose(found.positions[::2], window.positions[16:], atol=1e-6)
    half_way = (window.positions[16:-1] + window.positions[17:]) / 2
    np.testing.assert_allclose(found.positions[1::2], half_way, atol=1e-6)
    assert np.isnan(found.positions[:, 1]).all()  # who is absent stays absent
    np.testing.assert_array_equal(found.states[::2], window.states[16:])


def test_a_window_that_is_no_longer_stays_as_it_is(window):
    assert end_crop(window, 1.6) is window and end_crop(window, 3.0) is window


def test_both_crops_decide(tmp_path, window):
    recipe = replace(small("mans-today"), epochs=1)
    trainer = Trainer(samples(1), ACTIONS, recipe, 0, CPU)
    trainer.run_epoch()
    decision = DecisionSettings(crop_s=0.5)
    card = ModelCard(
        ACTIONS, recipe, "three motions", 0, 1, KINECT_V2.name, "a test", versions(), {}, decision
    )
    path = tmp_path / "model.safetensors"
    save_model(path, trainer.result(), card)
    assert load_card(path).decision == decision

    at_s = np.linspace(window.times_s[0], window.end_s, recipe.frames)
    one = replace(end_crop(window, 10.0), times_s=at_s, positions=window.positions[: recipe.frames, :1])
    one = replace(one, states=window.states[: recipe.frames, :1])
    both, alone = Recogniser.load(path, "cpu"), Recogniser.load(path, "cpu")
    alone.decision = DecisionSettings()
    whole, end, joined = alone(one), alone(end_crop(one, 0.5)), both(one)
    assert np.abs(whole.probabilities - end.probabilities).max() > 1e-4
    expected = np.sqrt(whole.probabilities * end.probabilities)
    np.testing.assert_allclose(joined.probabilities, expected / expected.sum(), atol=1e-5)
    np.testing.assert_allclose(joined.f_a, whole.f_a, atol=1e-5)
    assert joined.window is one


class TwoMinds(ActionNetwork):
    """Certain of one class in the first crop, and as certain of another in the second."""

    def __init__(self, sure: float) -> None:
        super().__init__()
        self.sure = sure

    def forward(self, o: Tensor) -> MansOutput:
        logits = torch.zeros(len(o), 3)
        half = len(o) // 2
        logits[:half, 0] = logits[half:, 1] = self.sure
        return MansOutput(logits, None, None, o)


@pytest.mark.parametrize("sure", [1.0, 100.0, 1e4])
def test_two_crops_that_disagree_with_certainty_leave_both_open(tiny_card, sure):
    recipe = tiny_card.recipe
    network = TwoMinds(sure)
    recogniser = Recogniser(
        TorchNetwork(network, CPU), replace(tiny_card, decision=DecisionSettings(crop_s=0.5))
    )
    times_s = np.arange(60) / 20
    sliding = SlidingWindow(recogniser.window)
    recording = recording_of(perform("wave hands", times_s), times_s)
    windows = [cut for frame in recording.frames if (cut := sliding.push(frame)) is not None]
    expected = np.exp([sure / 2, sure / 2, 0.0] - np.float64(sure / 2))
    for prediction in recogniser.many(windows[:4]):
        np.testing.assert_allclose(prediction.probabilities, expected / expected.sum(), atol=1e-6)
    assert recipe.frames == windows[0].positions.shape[0]
