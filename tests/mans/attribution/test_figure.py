"""``attention``: F_A of a recording as a picture, and as numbers that are the network's own."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from matplotlib import image

from cli.attention import run_attention
from mans.attribution.faithfulness import by_gradient
from mans.attribution.figure import choose_answer
from mans.attribution.measures import name_of, share_of_largest
from mans.checkpoint import load_model
from mans.recogniser import Recogniser
from mans.transforms.preprocessing import preprocess
from streaming.errors import MansError, ModelError, RecordingError, SettingsError
from streaming.readers import read_recording
from streaming.recognition.decision import Answer
from streaming.recognition.prediction import NO_ACTION
from streaming.recognition.replay import replay

from ...support.small_data import TINY

HEAD = ["window_end_s", "label", "probability", "frame", "time_s", "f_a_x", "f_a_y", "f_a_z", "f_a_mean"]
LAST = ["recording"]


@pytest.fixture(scope="module")
def recording(small_folder: Path, tmp_path_factory) -> Path:
    """The first four seconds of a recording."""
    path = tmp_path_factory.mktemp("recording") / "joints.txt"
    lines = (small_folder / "joints_s01_e01.txt").read_text().splitlines()
    path.write_text("\n".join(lines[:60]) + "\n")
    return path


def answers_of(file: Path, model: Path) -> list[Answer]:
    recogniser, recording = Recogniser.load(model, "cpu"), read_recording(file)
    found = replay(recording, recogniser, recogniser.window, recogniser.decision)
    return [answer for _, answer in found if answer is not None]


def test_the_numbers_are_the_predictions(recording, tiny_model, tmp_path):
    said = run_attention(recording, tiny_model, "cpu", tmp_path / "fa.png")
    with (tmp_path / "fa.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    answers, start_s = answers_of(recording, tiny_model), read_recording(recording).start_s
    assert head == HEAD + LAST
    assert len(answers) > 30 and len(rows) == len(answers) * TINY.frames
    assert f"{len(answers)} windows of {TINY.frames} frames" in said[1]
    for answer, block in zip(answers, np.array(rows).reshape(len(answers), TINY.frames, -1), strict=True):
        prediction = answer.prediction
        label, probability = prediction.top(1)[0]
        assert set(block[:, 1]) == {label}
        assert set(block[:, -1]) == {str(recording)}
        numbers = block[:, [0, 2, 3, 4, 5, 6, 7, 8]].astype(np.float64)
        assert numbers[:, 0] == pytest.approx(answer.time_s - start_s, abs=1e-4)
        assert numbers[:, 1] == pytest.approx(probability, abs=1e-6)
        assert numbers[:, 2].tolist() == list(range(TINY.frames))
        np.testing.assert_allclose(numbers[:, 3], prediction.window.times_s - start_s, atol=1e-4)
        np.testing.assert_allclose(numbers[:, 4:7], prediction.f_a.T, atol=1e-6)
        np.testing.assert_allclose(numbers[:, 7], prediction.f_a.mean(axis=0), atol=1e-6)


@pytest.mark.parametrize("measure", ["deviation", "saliency"])
def test_other_measures_are_drawn_and_saliency_is_written(recording, tiny_model, tmp_path, measure):
    run_attention(recording, tiny_model, "cpu", tmp_path / "fa.svg", measure=measure)
    recogniser = Recogniser.load(tiny_model, "cpu")
    with (tmp_path / "fa.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    named = [f"saliency_{of}" for of in ("x", "y", "z", "mean")] if measure == "saliency" else []
    assert head == HEAD + named + LAST
    assert name_of(measure) in (tmp_path / "fa.svg").read_text()
    if measure == "saliency":
        found = share_of_largest(recogniser.saliency(answers_of(recording, tiny_model)[0].prediction.window))
        first = np.array(rows)[: TINY.frames, 9:12].astype(np.float64)
        np.testing.assert_allclose(first, found.T, atol=1e-6)
        assert np.abs(first).max() == 1


def test_what_is_called_saliency_is_what_is_tested_as_one(recording, tiny_model):
    recogniser = Recogniser.load(tiny_model, "cpu")
    window = answers_of(recording, tiny_model)[-1].prediction.window
    network, _ = load_model(tiny_model, torch.device("cpu"))
    ranking = by_gradient(network, preprocess(window.positions, recogniser.card.recipe.preprocessing)[None])
    np.testing.assert_allclose(np.abs(recogniser.saliency(window).sum(axis=0)), ranking[0], rtol=1e-3)
    assert all(weights.grad is None for weights in network.parameters())


@pytest.mark.parametrize("name", ["fa.png", "FA.PNG"])
def test_a_png(recording, tiny_model, tmp_path, name):
    run_attention(recording, tiny_model, "cpu", tmp_path / "deep" / name)
    pixels = image.imread(tmp_path / "deep" / name, format="png")
    height, width = pixels.shape[:2]
    assert width > 1200 and height > 600
    # Film strip above, curves below: both are coloured, and no margin is larger than a tenth.
    coloured = np.ptp(pixels[..., :3], axis=2) > 0.2
    for half in (coloured[: height // 2], coloured[height // 2 :]):
        assert half.sum() > 500
    across = np.flatnonzero(coloured.any(axis=0))
    assert across[0] < 0.15 * width and across[-1] > 0.75 * width


def test_an_svg(recording, tiny_model, tmp_path):
    run_attention(recording, tiny_model, "cpu", tmp_path / "fa.svg")
    root = ElementTree.parse(tmp_path / "fa.svg").getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    said = [part.text for part in root.iter() if part.tag.endswith(("}title", "}source"))]
    assert str(recording) in said and any(text.startswith("joints.txt (") for text in said)
    assert sorted(file.name for file in tmp_path.glob("fa*")) == ["fa.csv", "fa.svg"]


def test_a_model_of_a_long_name_leaves_the_title_whole(recording, tiny_model, tmp_path, monkeypatch):
    monkeypatch.setattr(Recogniser, "name", property(lambda self: ", ".join(["a data set"] * 15)))
    run_attention(recording, tiny_model, "cpu", tmp_path / "fa.png")
    title = image.imread(tmp_path / "fa.png")[:40, :, :3]
    assert (title != 1).any()
    assert (title[:, :10] == 1).all() and (title[:, -10:] == 1).all()


def test_the_moment_that_is_asked_for(recording, tiny_model, tmp_path):
    said = run_attention(recording, tiny_model, "cpu", tmp_path / "fa.png", at_s=3.0)
    ends = [answer.time_s - read_recording(recording).start_s for answer in answers_of(recording, tiny_model)]
    nearest = min(ends, key=lambda end: abs(end - 3.0))
    assert said[0].startswith(f"Window ending at {nearest:.2f} s: ")


@pytest.mark.parametrize("at_s", [-5.0, 1e9, math.nan, math.inf])
def test_a_moment_at_which_no_window_ends_is_refused(recording, tiny_model, tmp_path, at_s):
    with pytest.raises(SettingsError, match=r"no window ends at \S+ s; expected a moment from 0\.8 to"):
        run_attention(recording, tiny_model, "cpu", tmp_path / "fa.png", at_s=at_s)
    assert not list(tmp_path.glob("fa*"))


def test_without_a_moment_it_is_the_surest_action(recording, tiny_model):
    def sureness(answer):
        return float(answer.prediction.probabilities.max())

    silent = [replace(answer, label=None) for answer in answers_of(recording, tiny_model)]
    surest = max(silent, key=sureness)
    assert choose_answer(silent, None) is surest  # where nothing is announced
    less_sure = min(silent, key=sureness)
    announced = [replace(answer, label="x") if answer is less_sure else answer for answer in silent]
    assert choose_answer(announced, None).label == "x"


def test_no_action_is_plotted_only_if_there_is_nothing_else(recording, tiny_model):
    answers = [replace(answer, label=None) for answer in answers_of(recording, tiny_model)]
    quiet = np.zeros_like(answers[0].prediction.probabilities)
    quiet[0] = 1.0
    labels = (NO_ACTION, *answers[0].prediction.labels[1:])
    still = [
        replace(each, prediction=replace(each.prediction, labels=labels, probabilities=quiet))
        for each in answers
    ]
    moving = replace(still[5], prediction=replace(still[5].prediction, probabilities=np.roll(quiet, 1) * 0.4))
    assert choose_answer(still, None) is still[0]
    assert choose_answer([*still, moving], None) is moving


@pytest.mark.parametrize("name", ["fa.jpg", "fa", "fa.csv", "fa.png.txt"])
def test_another_ending_is_refused_before_anything_is_done(recording, tiny_model, tmp_path, name):
    with pytest.raises(SettingsError, match=r"\.png or \.svg"):
        run_attention(recording, tiny_model, "cpu", tmp_path / "out" / name)
    assert not (tmp_path / "out").exists()


def test_a_recording_that_is_too_short(recording, tiny_model, tmp_path):
    short = tmp_path / "short.txt"
    short.write_text("\n".join(recording.read_text().splitlines()[:10]) + "\n")
    with pytest.raises(RecordingError, match=r"no window of 0\.8 s.*longer recording"):
        run_attention(short, tiny_model, "cpu", tmp_path / "fa.png")
    assert not (tmp_path / "fa.png").exists()


def test_a_missing_model(recording, tmp_path):
    with pytest.raises(ModelError, match="no such file"):
        run_attention(recording, tmp_path / "none.safetensors", "cpu", tmp_path / "fa.png")


def test_a_place_that_cannot_be_written_to(recording, tiny_model, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(MansError, match="cannot be written"):
        run_attention(recording, tiny_model, "cpu", tmp_path / "file" / "fa.png")
