"""train-everyday and evaluate-everyday, on small folders of all data sets."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

import main
from mans.checkpoint import load_model
from mans.everyday import evidence_training, training
from mans.everyday import run as everyday_run
from mans.everyday.evaluation import WINDOWS, scores_of, spans_of
from mans.everyday.results import EverydayResult, read_result
from mans.everyday.run import Folders, run_test
from mans.everyday.samples import split_people
from mans.everyday.training import EVERYDAY, LABELS, recipe_without
from mans.everyday.vocabulary import LEG_ACTIONS, TRAINED_ON
from mans.model_card import WeightsFile, load_card
from mans.recogniser import Recogniser
from mans.transforms.tracks import Sample
from streaming.errors import DataSetError, SettingsError
from streaming.recognition.prediction import NO_ACTION

from ...support.data_set_folders import WRITERS
from ...support.small_data import CPU


def run(*words: object) -> int:
    return main.main([str(word) for word in words])


@pytest.fixture(scope="module", autouse=True)
def short_epochs():
    """Two steps are an epoch, of sixteen windows of twelve frames, for a narrow network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence_training, "STEPS_PER_EPOCH", 2)
        patch.setattr(evidence_training, "_SCALE_BATCHES", 2)
        small = replace(EVERYDAY, batch_size=16, frames=12, hidden_size=8)
        patch.setitem(training.RECIPES, EVERYDAY.name, small)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("everyday")
    for name in TRAINED_ON:
        WRITERS[name](root / name)
    return root


@pytest.fixture(scope="module")
def model(folder, tmp_path_factory) -> Path:
    torch.set_num_threads(1)
    out = tmp_path_factory.mktemp("trained") / "everyday.safetensors"
    words = ("train-everyday", "--data", folder, "--epochs", 1, "--device", "cpu", "-o", out)
    assert run(*words) == 0
    return out


def test_the_card_tells_how_it_was_made(model, folder):
    card = load_card(model)
    assert card.labels == LABELS and card.labels[-1] == NO_ACTION
    assert card.data.startswith("UT-Kinect, UTD-MHAD, NW-UCLA")
    assert card.datasets == TRAINED_ON and card.recipe.left_out == ()
    assert card.leg_actions == LEG_ACTIONS and set(LEG_ACTIONS) < set(card.labels)
    assert card.recipe.name == EVERYDAY.name and card.epochs == card.recipe.epochs == 1
    assert 0 <= card.scores["calibration_error"] <= 1
    assert not model.with_suffix(".training.safetensors").exists()
    recogniser = Recogniser.load(model, "cpu")
    assert recogniser.labels == LABELS
    assert recogniser.decision == card.decision and recogniser.window.span_s == EVERYDAY.window_s


def test_it_is_tested_on_people_it_has_not_seen(model, folder, tmp_path):
    out = tmp_path / "everyday.json"
    words = ("evaluate-everyday", "--data", folder, "--model", model, "--device", "cpu", "--results", out)
    assert run(*words) == 0
    data = json.loads(out.read_text())
    tested, calibrating = set(data["people"]["test"]), set(data["people"]["calibration"])
    assert "utd-mhad/s8" in tested and "utd-mhad/s7" in calibrating and not tested & calibrating
    assert {name.split("/")[0] for name in tested} == set(TRAINED_ON)
    assert data["accuracy"]["utd-mhad"]["by_action"]["squat"][0] == 1
    wrong = data["wrongly_announced"]
    assert (
        set(wrong["by_action"]) == set(LABELS) - {NO_ACTION} and 0 < wrong["of_no_action"] < wrong["windows"]
    )


def test_a_model_without_a_data_set_is_tested_on_all_of_it(folder, tmp_path):
    out = tmp_path / "without.safetensors"
    words = ("train-everyday", "--data", folder, "--epochs", 1, "--device", "cpu", "-o", out)
    assert run(*words, "--without", "msr-action3d") == 0
    card = load_card(out)
    assert "MSR-Action3D" not in card.data and card.scores == {}
    assert card.recipe.left_out == ("msr-action3d",)
    assert set(card.datasets) == set(TRAINED_ON) - {"msr-action3d"}
    result = tmp_path / "result.json"
    assert (
        run("evaluate-everyday", "--data", folder, "--model", out, "--device", "cpu", "--results", result)
        == 0
    )
    data = json.loads(result.read_text())
    assert data["without"] == "msr-action3d" and list(data["accuracy"]) == ["msr-action3d"]
    # Of the two actions of the small folder, four people each but one file of zeros.
    assert data["accuracy"]["msr-action3d"]["sequences"] == 7 and "calibration" not in data


def test_a_model_without_actions_is_asked_what_it_says_about_them(folder, tmp_path):
    out = tmp_path / "without.safetensors"
    words = ("train-everyday", "--data", folder, "--epochs", 1, "--device", "cpu", "-o", out)
    changes = ("--set", "precision=bfloat16", "--set", "evidence_loss.necessity=0")
    assert run(*words, "--without-action", "squat", "--without-action", "lunge", *changes) == 0
    card = load_card(out)
    assert card.recipe.left_out_actions == ("squat", "lunge") and card.recipe.left_out == ()
    assert card.recipe.name.startswith("everyday-without-squat-without-lunge-precision")
    assert card.labels == LABELS and card.datasets == TRAINED_ON
    result = tmp_path / "result.json"
    words = ("evaluate-everyday", "--data", folder, "--model", out, "--device", "cpu")
    assert run(*words, "--results", result) == 0
    data = read_result(result, EverydayResult)
    split = split_people(Folders(folder).load(TRAINED_ON))
    squats = [s for s in (*split.calibration, *split.test) if s.label == "squat"]
    # The people who are held out are asked about it; of the small folder, nobody lunges.
    assert list(data.left_out_actions) == ["squat"]
    found = data.left_out_actions["squat"]
    assert found.live.clips == len(squats) >= 2
    assert found.clips_announced <= found.clips_named == sum(found.named.values()) / len(squats)
    assert all("squat" not in group.by_action for group in data.accuracy.values())
    assert found.live.right == 0 and found.live.announced <= found.live.shown


def test_a_refined_model_needs_a_model_to_start_from(folder, tmp_path, capsys):
    words = ("train-everyday", "--data", folder, "--recipe", "everyday-refined", "--teacher", "x.safetensors")
    assert run(*words, "-o", tmp_path / "x") == 2
    assert "--recipe everyday-refined without --start" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_what_is_left_out_is_not_shown_in_training(folder, tmp_path, monkeypatch):
    """Nor are other people tested for it: who is held out is decided before."""
    seen: list[tuple[Sample, ...]] = []

    def init(self, samples, *others):
        seen.append(tuple(samples))
        raise SettingsError("enough is seen")

    monkeypatch.setattr(evidence_training.EvidenceTrainer, "__init__", init)
    words = ("train-everyday", "--data", folder, "--epochs", 1, "--device", "cpu")
    assert run(*words, "-o", tmp_path / "a.safetensors") == 2
    assert run(*words, "-o", tmp_path / "b.safetensors", "--without-action", "squat") == 2
    whole, part = seen
    assert [s.name for s in part] == [s.name for s in whole if s.label != "squat"]
    assert len(part) < len(whole)


def test_a_training_starts_from_a_model_that_its_card_names(model, folder, tmp_path):
    out = tmp_path / "tuned.safetensors"
    words = ("train-everyday", "--data", folder, "--epochs", 1, "--device", "cpu", "-o", out)
    assert run(*words, "--start", model, "--set", "learning_rate=1e-9") == 0
    (before, _), (after, card) = load_model(model, CPU), load_model(out, CPU)
    for one, other in zip(after.parameters(), before.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=1e-6)
    assert card.start == WeightsFile.of(model) and card.datasets == TRAINED_ON
    assert card.recipe.name == "everyday-learning_rate1e-9-start-everyday"


@pytest.fixture
def two_trained_on(folder, tmp_path, monkeypatch) -> tuple[str, ...]:
    """Two data sets that count as all that is trained on, beside which a test puts others."""
    names = ("ut-kinect", "utd-mhad")
    monkeypatch.setattr(everyday_run, "TRAINED_ON", names)
    for name in names:
        (tmp_path / name).symlink_to(folder / name)
    return names


def test_data_sets_that_are_only_tested_are_tested_where_they_share_an_action(
    model, two_trained_on, tmp_path
):
    """Signs before a webcam are none of the actions: there is nothing to be right about."""
    for name in ("hdm05-11", "videos-everyday"):
        WRITERS[name](tmp_path / name)
    out = tmp_path / "everyday.json"
    words = ("evaluate-everyday", "--data", tmp_path, "--model", model, "--device", "cpu", "--results", out)
    assert run(*words) == 0
    accuracy = json.loads(out.read_text())["accuracy"]
    assert set(accuracy) <= {*two_trained_on, "hdm05-11", "videos-everyday"}
    assert accuracy["videos-everyday"]["sequences"] == 1


@pytest.mark.usefixtures("two_trained_on")
def test_a_folder_without_a_single_action_is_told(model, tmp_path, capsys):
    table = WRITERS["videos-everyday"](tmp_path / "videos-everyday") / "spans.csv"
    table.write_text("\n".join(row for row in table.read_text().splitlines() if "wave" not in row))
    words = ("evaluate-everyday", "--data", tmp_path, "--model", model, "--device", "cpu")
    assert run(*words, "--results", tmp_path / "x.json") == 2
    assert "no sequence of videos-everyday shows an action; expected one of" in capsys.readouterr().err


def test_people_are_tested_by_both_looks_as_the_recogniser_takes_them(model, folder):
    network, card = load_model(model, CPU)
    samples = Folders(folder).load(["ut-kinect"])[:4]
    one = scores_of(network, samples, card.recipe, CPU)

    def ends(sample: Sample, window_s: float) -> list[tuple[float, float]]:
        return [(end_s - 0.8, end_s) for _, end_s in spans_of(sample, window_s)]

    end = scores_of(network, samples, card.recipe, CPU, ends)
    both = scores_of(network, samples, card.recipe, CPU, crop_s=0.8)
    assert both.shape == (4, WINDOWS, len(LABELS)) and not np.allclose(one, end)
    np.testing.assert_allclose(both, (one + end) / 2, atol=1e-4)
    np.testing.assert_allclose(
        scores_of(network, samples, card.recipe, CPU, crop_s=9.0), one, atol=1e-4
    )  # a window that is no longer than the second crop is one crop


def test_what_is_refused(folder, model, tmp_path):
    with pytest.raises(DataSetError, match="'sbu'; expected ut-kinect or"):
        recipe_without(None, "sbu")
    with pytest.raises(DataSetError, match="action 'fly'; expected walk or"):
        recipe_without(None, None, ["fly"])
    with pytest.raises(DataSetError, match="'swipe left' is left out.*give --without-action 'swipe right'"):
        recipe_without(None, None, ["swipe left"])
    both = recipe_without(None, None, ["swipe left", "swipe right"])
    assert both.left_out_actions == ("swipe left", "swipe right")
    with pytest.raises(SettingsError, match="setting 'left_out_actions"):
        recipe_without(None, None, settings=['left_out_actions=["bow"]'])
    card = json.loads(model.with_suffix(".json").read_text())
    other = tmp_path / "other.safetensors"
    other.write_bytes(model.read_bytes())
    renamed = {**card, "labels": [f"x{k}" for k in range(len(LABELS))], "leg_actions": []}
    other.with_suffix(".json").write_text(json.dumps(renamed))

    with pytest.raises(DataSetError, match="an everyday model"):
        run_test(Folders(folder), other, "cpu", tmp_path / "x.json")
