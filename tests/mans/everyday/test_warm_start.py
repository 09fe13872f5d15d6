"""A training of the everyday model that begins with the weights of a trained one."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from mans.checkpoint import load_model, save_model, versions
from mans.everyday import evidence_training
from mans.everyday.evidence_training import EvidenceTrainer
from mans.everyday.training import EVERYDAY, LABELS
from mans.everyday.warm_start import WarmStart
from mans.model_card import ModelCard, WeightsFile, card_text, load_card
from mans.networks.build import build_network
from mans.recipe import Recipe
from mans.training.checkpointing import load_training, save_training
from streaming.errors import ModelError
from streaming.recognition.prediction import NO_ACTION
from streaming.skeleton.layouts import KINECT_V2

from ...support.raised_hand import sample_of
from ...support.small_data import CPU

SMALL = replace(EVERYDAY, epochs=2, batch_size=16)


@pytest.fixture(autouse=True)
def short_epochs(monkeypatch):
    monkeypatch.setattr(evidence_training, "STEPS_PER_EPOCH", 2)
    monkeypatch.setattr(evidence_training, "_SCALE_BATCHES", 2)


def trainer(recipe: Recipe = SMALL) -> EvidenceTrainer:
    samples = [sample_of("bow"), sample_of("clap"), sample_of(NO_ACTION, kind="rest after")]
    return EvidenceTrainer(samples, LABELS, recipe, 0, CPU)


def written(
    path: Path, labels: tuple[str, ...] = LABELS, recipe: Recipe = SMALL, data_sets: tuple[str, ...] = ()
) -> Path:
    """Write a model with random weights, other than a trainer's."""
    torch.manual_seed(7)
    network = build_network(recipe.network(len(labels)))
    card = ModelCard(labels, recipe, "", 0, 1, KINECT_V2.name, "", versions(), {}, datasets=data_sets)
    save_model(path, network, card)
    return path


def test_it_begins_with_the_weights_and_the_scale_of_the_start_class_by_class(tmp_path):
    path = written(tmp_path / "start.safetensors", LABELS[::-1])
    start, made = load_model(path, CPU)[0].state_dict(), trainer()
    WarmStart.load(path, SMALL).put_into(made)
    assert made.averaged is not None
    for state in (made.network.state_dict(), made.averaged.module.state_dict()):
        for name, weight in state.items():
            wanted = start[name].flip(0) if name.startswith("head.") else start[name]
            assert torch.equal(weight, wanted), name


def test_the_card_names_the_start_by_its_checksum(tmp_path):
    path = written(tmp_path / "start.safetensors")
    file = WarmStart.load(path, SMALL).file
    assert file == WeightsFile("start.safetensors", hashlib.sha256(path.read_bytes()).hexdigest())
    card = replace(load_card(path), start=file)
    (tmp_path / "new.json").write_text(card_text(card))
    assert load_card(tmp_path / "new.safetensors") == card


@pytest.mark.parametrize(
    ("recipe", "data_sets", "found"),
    [
        (replace(SMALL, left_out=("utd-mhad",)), ("ut-kinect", "utd-mhad"), "was trained on utd-mhad"),
        (replace(SMALL, left_out=("utd-mhad",)), (), "does not name its data sets"),
        (replace(SMALL, left_out_actions=("squat",)), ("ut-kinect",), "was shown 'squat'"),
    ],
)
def test_a_start_that_has_seen_what_is_held_out_is_refused(tmp_path, recipe, data_sets, found):
    path = written(tmp_path / "start.safetensors", data_sets=data_sets)
    with pytest.raises(ModelError, match=f"{found}; expected one made by train-everyday --without"):
        WarmStart.load(path, recipe)


def test_a_start_that_held_the_same_out_is_taken(tmp_path):
    recipe = replace(SMALL, left_out=("utd-mhad",), left_out_actions=("squat",))
    path = written(tmp_path / "start.safetensors", recipe=recipe, data_sets=("ut-kinect",))
    assert WarmStart.load(path, recipe).file.name == "start.safetensors"


def test_another_network_is_refused(tmp_path):
    path = written(tmp_path / "start.safetensors", recipe=replace(SMALL, hidden_size=32))
    with pytest.raises(ModelError, match="expected one of the same network"):
        WarmStart.load(path, SMALL).put_into(trainer())


def test_a_stopped_training_goes_on_from_the_same_start_only(tmp_path):
    state, one, other = tmp_path / "x.training.safetensors", trainer(), trainer()
    path = written(tmp_path / "start.safetensors")
    WarmStart.load(path, SMALL).put_into(one)
    save_training(state, one)
    with pytest.raises(ModelError, match="a run with another start"):
        load_training(state, other)
    other.start = one.start
    load_training(state, other)
    assert torch.equal(other.network.head.bias, one.network.head.bias)
