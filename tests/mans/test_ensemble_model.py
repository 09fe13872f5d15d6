"""Ensembles as model files: made of trained models, loaded, and fine-tuned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

import main
from mans.checkpoint import load_model, load_single, save_model, versions
from mans.ensemble_model import make_ensemble
from mans.everyday.training import EVERYDAY, LABELS
from mans.model_card import ModelCard, WeightsFile, load_card
from mans.networks.build import build_network
from mans.networks.ensemble import EvidenceEnsemble
from mans.recipe import LIVE, Recipe
from mans.training.fine_tuning import Start
from streaming.errors import ModelError, SettingsError
from streaming.skeleton.layouts import KINECT_V2

from ..support.small_data import CPU


def written(
    path: Path,
    seed: int,
    labels: tuple[str, ...] = LABELS,
    recipe: Recipe = EVERYDAY,
    data_sets: tuple[str, ...] = ("ut-kinect",),
) -> Path:
    torch.manual_seed(seed)
    network = build_network(recipe.network(len(labels)))
    made = f"train-everyday --seed {seed}"
    data = ", ".join(data_sets)
    card = ModelCard(labels, recipe, data, seed, 1, KINECT_V2.name, made, versions(), {}, datasets=data_sets)
    save_model(path, network, card)
    return path


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    one = written(tmp_path / "one.safetensors", 1)
    other = written(
        tmp_path / "other.safetensors", 2, recipe=replace(EVERYDAY, epochs=7), data_sets=("nw-ucla",)
    )
    return [one, other]


def test_its_card_says_how_to_train_each_member_again(two, tmp_path, capsys):
    out = tmp_path / "both"
    assert main.main(["ensemble", *map(str, two), "-o", str(out)]) == 0
    assert "Wrote" in capsys.readouterr().out
    card = load_card(out.with_suffix(".safetensors"))
    assert [member.file for member in card.members] == [WeightsFile.of(path) for path in two]
    assert [member.seed for member in card.members] == [1, 2]
    assert [member.recipe.epochs for member in card.members] == [EVERYDAY.epochs, 7]
    assert card.members[1].command == "train-everyday --seed 2"
    assert (
        card.datasets == ("ut-kinect", "nw-ucla") and card.name == "2 MANs with evidence, ut-kinect, nw-ucla"
    )
    assert card.has_seen("nw-ucla", "")


def test_it_loads_as_the_average_and_trains_on_from_its_first_member(two, tmp_path):
    path = tmp_path / "both.safetensors"
    save_model(path, *make_ensemble(two))
    loaded, _ = load_model(path, CPU)
    assert isinstance(loaded, EvidenceEnsemble)
    for member, file in zip(loaded.members, two, strict=True):
        own = load_model(file, CPU)[0].state_dict()
        assert all(torch.equal(own[name], weight) for name, weight in member.state_dict().items())
    first = load_model(two[0], CPU)[0].state_dict()
    assert all(torch.equal(first[n], w) for n, w in load_single(path, CPU)[0].state_dict().items())
    assert Start.load(path).recipe(LIVE).architecture.family == "mans-evidence"


def test_models_that_cannot_be_averaged_are_refused(two, tmp_path):
    fewer = written(tmp_path / "fewer.safetensors", 3, LABELS[:5])
    longer = written(tmp_path / "longer.safetensors", 3, recipe=replace(EVERYDAY, frames=40))
    both = tmp_path / "both.safetensors"
    save_model(both, *make_ensemble(two))
    for path, found in ((fewer, "other labels"), (longer, "other network"), (both, "2 MANs with evidence")):
        with pytest.raises(ModelError, match=found) as caught:
            make_ensemble([two[0], path])
        assert caught.value.path == path
    with pytest.raises(SettingsError, match="1 model"):
        make_ensemble(two[:1])


def test_nothing_is_written_over_a_member(two, capsys):
    before = two[0].read_bytes()
    assert main.main(["ensemble", *map(str, two), "-o", str(two[0]), "--overwrite"]) == 2
    assert "error" in capsys.readouterr().err and two[0].read_bytes() == before


@pytest.mark.parametrize("count", [1, 17])
def test_a_card_with_too_few_or_too_many_members_is_refused(two, count):
    card = make_ensemble(two)[1]
    with pytest.raises(SettingsError, match="member"):
        replace(card, members=card.members[:1] * count)
