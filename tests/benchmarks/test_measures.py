"""Benchmarks outside of ``make bench``, on the bundled recordings or a small data set."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import (
    attention_effect,
    bones,
    calibration_clips,
    data_sets,
    left_out_clips,
    plausibility,
    pose_noise,
    predicted_actions,
    recogniser_time,
    recorder,
    runtimes,
    smoothing,
    swipes,
    tarm,
)
from benchmarks.json_figures import write_figures
from cli.options import SAMPLE
from mans.datasets import find_data_set
from streaming.errors import ModelError
from streaming.readers import read_recording
from streaming.recognition.prediction import Prediction
from streaming.tracking.one_euro import SMOOTHING

from ..support.data_set_folders import write_utd_mhad
from ..support.small_data import samples, write_ut_kinect


@pytest.fixture(scope="module")
def squat():
    return read_recording(SAMPLE)


def said(monkeypatch, capsys, module, *words: object) -> str:
    """What a benchmark prints, given these words."""
    monkeypatch.setattr("sys.argv", [module.__name__, *map(str, words)])
    module.main()
    return capsys.readouterr().out


def test_runtimes_are_compared(monkeypatch, capsys):
    some = runtimes.windows
    monkeypatch.setattr(runtimes, "windows", lambda recogniser: some(recogniser)[:2])
    text = said(monkeypatch, capsys, runtimes, runtimes.MODELS[0])
    assert text.count("| everyday-mans-evidence | ") == 2


def test_two_recognisers_take_turns(monkeypatch, capsys):
    monkeypatch.setattr(recogniser_time, "ROUNDS", 2)
    monkeypatch.setattr(recogniser_time, "WARM_UP", 1)
    text = said(monkeypatch, capsys, recogniser_time, runtimes.MODELS[0], runtimes.MODELS[0])
    assert text.count("| everyday-mans-evidence | ") == 2 and " | 1.00 |" in text


def test_memories_together_and_apart(monkeypatch, capsys):
    monkeypatch.setattr(tarm, "ROUNDS", 1)
    monkeypatch.setattr(tarm, "FRAMES", 4)
    monkeypatch.setattr(tarm, "UNITS", 4)
    assert said(monkeypatch, capsys, tarm).count(" ms ") == 16


def test_recordings_that_are_changed_are_doubted(monkeypatch, capsys, tmp_path):
    shutil.copy(SAMPLE, tmp_path)
    text = said(monkeypatch, capsys, plausibility, tmp_path, 1)
    assert "1 recordings (0 other files), 0 doubted" in text
    assert "y down (y negated)         noticed in 1 of 1" in text


def test_a_recording_s_cost(monkeypatch, capsys, tmp_path, squat):
    monkeypatch.setattr(recorder, "SECONDS", 1)
    recorder.measure(list(squat.frames), True, tmp_path / "take.mcap")
    assert capsys.readouterr().out.startswith("with answers: ")


def test_f_a_is_replaced(monkeypatch, capsys, tmp_path):
    folder = write_ut_kinect(tmp_path / "ut-kinect", subjects=1)
    text = said(monkeypatch, capsys, attention_effect, runtimes.MODELS[1], folder)
    assert "as computed                      0.0000      0.00000" in text and "one half" in text


def test_what_is_in_a_data_set(tmp_path):
    data = find_data_set("ut-kinect").load(write_ut_kinect(tmp_path / "ut-kinect", subjects=2))
    rows = data_sets.contents(data)
    assert rows[0][1:4] == ["6 of 199", "3 of 10", "2"] and len({len(row) for row in rows}) == 1


def test_a_swipe_goes_to_one_side():
    wave = next(sample for sample in samples(1) if sample.label == "wave hands")
    assert 0.1 < abs(swipes.farthest(wave)) < 1.0


def test_smoothing_takes_noise_away_and_comes_later(squat):
    times, still = smoothing.track_of(squat)
    noisy = np.repeat(still[:1], len(times), axis=0) + np.random.default_rng(0).normal(0, 0.01, still.shape)
    assert smoothing.jitter_mm(smoothing.smoothed(times, noisy, SMOOTHING)) < 0.7 * smoothing.jitter_mm(noisy)
    late = np.concatenate([np.repeat(still[:1], 3, axis=0), still[:-3]])  # three frames
    assert smoothing.delay_ms(times, still, late, list(range(25))) == pytest.approx(100, abs=10)


def test_tracks_and_bones_have_a_value_for_each_joint(squat):
    track, sure = pose_noise.track_of(squat)
    assert track.shape == (*sure.shape, 3) and pose_noise.slow(track).shape == (
        len(track) - 8,
        *track.shape[1:],
    )
    found = bones.lengths(np.stack([frame.bodies[0].positions for frame in squat.frames]))
    assert len(found) == len(bones.NAMES) and np.all((found > 0.05) & (found < 2))


def test_predictions_are_listed_action_by_action(monkeypatch, capsys, tmp_path):
    write_utd_mhad(tmp_path / "utd-mhad")
    words = (runtimes.MODELS[0], tmp_path, "utd-mhad", "--names", "--cache", tmp_path / "cache")
    lines = said(monkeypatch, capsys, predicted_actions, *words).splitlines()
    rows = [line for line in lines if line.startswith("| squat | ")]
    assert len(rows) == 1
    _, _, count, right, told, *_ = map(str.strip, rows[0].split("|"))
    assert sum(int(part.rsplit(" ", 1)[1]) for part in told.split(", ")) == int(count) > 0
    wrong = [line for line in lines if line.startswith("| utd-mhad/") and "| squat | " in line]
    assert len(wrong) == int(count) - int(right)


def test_the_mean_of_models_is_the_geometric_mean_of_their_probabilities():
    window = SimpleNamespace()
    one, other = (
        Prediction(window, ("a", "b"), np.array(shares, np.float32), np.ones((3, 2), np.float32))
        for shares in ((0.9, 0.1), (0.5, 0.5))
    )
    (mean,) = calibration_clips.averaged([[one], [other]])
    np.testing.assert_allclose(mean.probabilities, (0.75, 0.25), atol=1e-6)


def test_each_model_is_run_on_what_it_was_trained_without(monkeypatch, capsys, tmp_path):
    bundled = runtimes.MODELS[0]
    with pytest.raises(ModelError, match="--without"):
        left_out_clips.left_out_of(bundled)
    write_utd_mhad(tmp_path / "utd-mhad")
    model = Path(shutil.copy(bundled, tmp_path / "without.safetensors"))
    card = json.loads(bundled.with_suffix(".json").read_text())
    card["recipe"]["left_out"] = ["utd-mhad"]
    model.with_suffix(".json").write_text(json.dumps(card))
    text = said(monkeypatch, capsys, left_out_clips, tmp_path, model, "--cache", tmp_path / "c", "--clips", 2)
    own, *means = [line for line in text.splitlines() if "| without |" in line or "| mean of 1 |" in line]
    assert own.split(" | ")[1:3] == ["2", "0"] and len(means) == len(calibration_clips.THRESHOLDS)


def test_figures_without_a_value_are_null_in_json(tmp_path):
    write_figures(tmp_path / "f.json", {"a": [float("nan"), np.float64("nan")], "b": (np.float32(0.5), 1)})
    assert json.loads((tmp_path / "f.json").read_text()) == {"a": [None, None], "b": [0.5, 1]}
