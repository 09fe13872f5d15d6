"""What F_A usually is at each position: measured, kept in the card, and taken off."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import f_a_mean
from mans.attribution.measures import curves
from mans.model_card import load_card
from mans.recogniser import Recogniser
from streaming.readers import read_recording


@pytest.fixture
def run(small_folder, tiny_model, monkeypatch):
    def measure(*people: str, model: Path = tiny_model) -> None:
        words = ["f_a_mean", str(model), "ut-kinect", str(small_folder), *people]
        monkeypatch.setattr(sys, "argv", words)
        f_a_mean.main()

    return measure


def test_the_mean_over_all_windows_goes_into_the_card(run, small_folder, tiny_model, capsys):
    before = json.loads(tiny_model.with_suffix(".json").read_text())
    run("s01")
    recogniser = Recogniser.load(tiny_model, "cpu")
    files = sorted(small_folder.glob("joints_s01_*.txt"))
    recordings = [read_recording(file) for file in files]
    windows = [w for recording in recordings for w in f_a_mean.windows_of(recording, recogniser)]
    predictions = recogniser.many(windows)
    mean = np.mean([prediction.f_a for prediction in predictions], axis=0)
    np.testing.assert_allclose(load_card(tiny_model).f_a_mean, mean, atol=2e-5)
    assert f"mean over {len(windows)} windows" in capsys.readouterr().out
    # A window ends at each frame from the first one on, and nothing else of the card has changed.
    first = recordings[0]
    ends = [window.end_s for window in f_a_mean.windows_of(first, recogniser)]
    assert ends == [f.time_s for f in first.frames if f.time_s >= ends[0]]
    after = json.loads(tiny_model.with_suffix(".json").read_text())
    assert {**after, "f_a_mean": None} == before
    # What is left over all these windows is nothing, at every position.
    left = [curves("deviation", prediction, usual=recogniser.f_a_mean) for prediction in predictions]
    np.testing.assert_allclose(np.mean(left, axis=0), 0, atol=2e-5)


def test_nobody_of_that_name_changes_nothing(run, tiny_model):
    before = tiny_model.with_suffix(".json").read_bytes()
    with pytest.raises(SystemExit, match="no window"):
        run("nobody")
    assert tiny_model.with_suffix(".json").read_bytes() == before


def test_the_papers_model_has_it():
    card = load_card(Path(__file__).resolve().parents[3] / "models" / "ut-kinect-mans9.safetensors")
    assert np.shape(card.f_a_mean) == (3, card.recipe.frames)
