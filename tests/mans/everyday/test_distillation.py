"""Several trained models as teachers of one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from mans.checkpoint import load_model, save_model, versions
from mans.everyday import evidence_training
from mans.everyday.distillation import Teachers
from mans.everyday.evidence_training import EvidenceTrainer
from mans.everyday.run import Folders, run_training
from mans.everyday.training import EVERYDAY, LABELS
from mans.model_card import ModelCard, WeightsFile, card_text, load_card
from mans.networks.build import build_network
from mans.recipe import Recipe
from mans.training.checkpointing import load_training, save_training
from mans.transforms.live_variation import EvidenceLoss
from streaming.errors import ModelError, SettingsError
from streaming.recognition.prediction import NO_ACTION
from streaming.skeleton.layouts import KINECT_V2

from ...support.raised_hand import sample_of
from ...support.small_data import CPU

SMALL = replace(EVERYDAY, epochs=2, batch_size=16, evidence_loss=EvidenceLoss(distillation=1.0))


@pytest.fixture(autouse=True)
def short_epochs(monkeypatch):
    monkeypatch.setattr(evidence_training, "STEPS_PER_EPOCH", 2)
    monkeypatch.setattr(evidence_training, "_SCALE_BATCHES", 2)


def trainer() -> EvidenceTrainer:
    samples = [sample_of("bow"), sample_of("clap"), sample_of(NO_ACTION, kind="rest after")]
    return EvidenceTrainer(samples, LABELS, SMALL, 0, CPU)


def written(
    path: Path, seed: int = 7, labels: tuple[str, ...] = LABELS, data_sets: tuple[str, ...] = ()
) -> Path:
    """Write a model with random weights."""
    torch.manual_seed(seed)
    network = build_network(EVERYDAY.network(len(labels)))
    card = ModelCard(labels, EVERYDAY, "", 0, 1, KINECT_V2.name, "", versions(), {}, datasets=data_sets)
    save_model(path, network, card)
    return path


def teachers(*paths: Path, recipe: Recipe = SMALL) -> Teachers:
    return Teachers.load(paths, LABELS, recipe, CPU)


def test_the_loss_is_the_divergence_from_the_mean_class_scores(tmp_path):
    paths = [written(tmp_path / f"{seed}.safetensors", seed) for seed in (7, 8)]
    made = trainer()
    batch = made.cut(made.draw())
    o = torch.cat([batch.joints, batch.tracked.unsqueeze(3)], dim=3)
    with torch.no_grad():
        one, other, own = (
            network.eval()(o, batch.before_end_s).logits
            for network in (load_model(paths[0], CPU)[0], load_model(paths[1], CPU)[0], made.network)
        )
    wanted, found = ((one + other) / 2).softmax(dim=1), own.softmax(dim=1)
    expected = (wanted * (wanted / found).log()).sum(dim=1).mean()
    both = teachers(*paths)
    torch.testing.assert_close(both(batch, own), expected)
    assert float(both(batch, (one + other) / 2 + 3.0)) == pytest.approx(0.0, abs=1e-6)


def test_only_the_student_changes_and_its_state_and_card_name_the_teachers(tmp_path):
    path = written(tmp_path / "teacher.safetensors")
    made, taught = trainer(), teachers(path)
    before = {name: weight.clone() for name, weight in taught.networks[0].state_dict().items()}
    made.learn_from(taught)
    made.run_epoch()
    assert all(torch.equal(weight, before[n]) for n, weight in taught.networks[0].state_dict().items())
    assert made.teachers == (WeightsFile.of(path),)
    state = tmp_path / "x.training.safetensors"
    save_training(state, made)
    with pytest.raises(ModelError, match="a run with another teacher"):
        load_training(state, trainer())
    card = replace(load_card(path), teachers=made.teachers)
    (tmp_path / "new.json").write_text(card_text(card))
    assert load_card(tmp_path / "new.safetensors") == card


def test_a_teacher_of_other_classes_or_that_has_seen_what_is_held_out_is_refused(tmp_path):
    other = written(tmp_path / "other.safetensors", labels=LABELS[1:])
    with pytest.raises(
        ModelError, match=r"a teacher of the family mans-evidence, with 32 classes.*made by train-ev"
    ):
        teachers(other)
    seen = written(tmp_path / "seen.safetensors", data_sets=("ut-kinect", "utd-mhad"))
    with pytest.raises(ModelError, match="a teacher that was trained on utd-mhad"):
        teachers(seen, recipe=replace(SMALL, left_out=("utd-mhad",)))
    assert len(teachers(seen, recipe=replace(SMALL, left_out=("sbu",))).networks) == 1


def test_a_teacher_is_checked_before_any_data_is_read(tmp_path):
    other = written(tmp_path / "other.safetensors", labels=LABELS[1:])
    nowhere = Folders(tmp_path / "none")
    with pytest.raises(ModelError, match="a teacher of the family"):
        run_training(print, nowhere, SMALL, 0, "cpu", tmp_path / "x", False, "", teachers=[other])
    with pytest.raises(SettingsError, match=r"distillation -1\.0; expected 0 or above"):
        EvidenceLoss(distillation=-1.0)


@pytest.mark.parametrize(("weight", "count"), [(1.0, 0), (0.0, 1)])
def test_teachers_without_a_weight_and_a_weight_without_teachers_are_refused(tmp_path, weight, count):
    recipe = replace(SMALL, evidence_loss=EvidenceLoss(distillation=weight))
    given = [tmp_path / "teacher.safetensors"] * count
    with pytest.raises(SettingsError, match="expected teachers and a weight above 0, or neither"):
        run_training(print, Folders(tmp_path), recipe, 0, "cpu", tmp_path / "x", False, "", teachers=given)
    assert not list(tmp_path.iterdir())
