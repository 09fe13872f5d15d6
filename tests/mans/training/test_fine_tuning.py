"""Fine-tuning: weights taken over, frozen first, and the input of a network that reads tracking, too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

import main
from mans.checkpoint import save_model
from mans.model_card import ModelCard, WeightsFile, load_card
from mans.networks.build import build_network
from mans.networks.registry import Architecture
from mans.recipe import LIVE, Recipe
from mans.training.checkpointing import load_training, save_training
from mans.training.fine_tuning import FineTuner, Start, class_weights, take_over
from mans.training.sampling import network_input
from mans.training.trainer import Trainer, predict
from mans.transforms.live_window import JOINTS
from mans.transforms.preprocessing import ANY_SENSOR
from streaming.errors import SettingsError
from streaming.recognition.window import resample_slots

from ...support.small_data import ACTIONS, CPU, TINY, samples

EVIDENCE = replace(
    TINY,
    name="tiny-evidence",
    architecture=Architecture(family="mans-evidence"),
    preprocessing=ANY_SENSOR,
    hidden_size=8,
    reduction=16,
    blocks=(2, 2),
)
LABELS = ("sit down", "hop", "walk")
"""Two of them are among those that the model to start from knows."""


def written(path: Path, recipe: Recipe, card: ModelCard) -> Path:
    """Write a model with random weights and the three actions as its labels."""
    torch.manual_seed(1)
    save_model(path, build_network(recipe.network(len(ACTIONS))), replace(card, recipe=recipe))
    return path


@pytest.fixture
def start(tmp_path: Path, tiny_card: ModelCard) -> Start:
    return Start.load(written(tmp_path / "base.safetensors", EVIDENCE, tiny_card))


def own_samples() -> list:
    renamed = {"wave hands": "hop"}
    return [replace(sample, label=renamed.get(sample.label, sample.label)) for sample in samples()]


def tuner(start: Start, epochs: int = 4, seed: int = 0) -> FineTuner:
    recipe = replace(start.recipe(TINY), epochs=epochs, batch_size=4)
    return FineTuner(own_samples(), LABELS, recipe, seed, CPU, start)


def test_the_recipe_is_of_the_starts_network_and_the_chosen_training(start: Start):
    recipe = start.recipe(replace(TINY, background_share=0.2, label_smoothing=0.1, frames=7))
    assert recipe.name == "tiny-start-base"
    assert recipe.architecture.family == "mans-evidence"
    assert (recipe.frames, recipe.hidden_size, recipe.preprocessing.joints) == (TINY.frames, 8, JOINTS)
    assert (recipe.background_share, recipe.label_smoothing) == (0.2, 0.1)


@pytest.mark.parametrize("recipe", [EVIDENCE, TINY], ids=lambda recipe: recipe.name)
def test_the_class_weights_are_those_of_the_last_layer(recipe: Recipe):
    names = class_weights(recipe)
    assert {name.rpartition(".")[2] for name in names} == {"weight", "bias"}
    assert len({name.rpartition(".")[0] for name in names}) == 1


def test_weights_are_taken_over_and_rows_of_known_labels():
    torch.manual_seed(0)
    there = build_network(EVIDENCE.network(3))
    own = build_network(EVIDENCE.network(3))
    before = {name: weight.clone() for name, weight in own.state_dict().items()}
    rows = [ACTIONS.index(label) if label in ACTIONS else None for label in LABELS]
    take_over(own, there, rows, class_weights(EVIDENCE))
    for name, weight in own.state_dict().items():
        expected = there.state_dict()[name]
        if name.startswith("head."):
            assert torch.equal(weight[0], expected[ACTIONS.index("sit down")])
            assert torch.equal(weight[1], before[name][1])
            assert torch.equal(weight[2], expected[ACTIONS.index("walk")])
        else:
            assert torch.equal(weight, expected), name


def test_at_first_only_the_class_weights_are_trained_then_all(start: Start):
    trainer = tuner(start)
    own = trainer.network.state_dict()
    before = {name: weight.clone() for name, weight in own.items()}

    def changed() -> set[str]:
        return {name for name, weight in own.items() if not torch.equal(weight, before[name])}

    frozen = [trainer.is_frozen]
    trainer.run_epoch()
    assert changed() == {"head.weight", "head.bias"}
    frozen.append(trainer.is_frozen)
    trainer.run_epoch()
    assert frozen == [True, False]
    left = {name for name in own if name not in changed() and not name.endswith("num_batches_tracked")}
    assert left <= {"mean", "std"}  # measured once, on the data of the model to start from


def test_it_is_kept_and_gone_on_with_bit_for_bit(start: Start, tmp_path: Path):
    whole = tuner(start)  # each seeds what chance there is, and is run before the next
    for _ in range(3):
        whole.run_epoch()
    first = tuner(start)
    for _ in range(2):
        first.run_epoch()
    save_training(tmp_path / "state.safetensors", first)
    second = tuner(start)
    load_training(tmp_path / "state.safetensors", second)
    second.run_epoch()
    for one, other in zip(
        whole.result().state_dict().values(), second.result().state_dict().values(), strict=True
    ):
        assert torch.equal(one, other)


def test_the_averaged_weights_begin_with_those_of_the_start(start: Start):
    trainer = tuner(start)
    for name, weight in trainer.result().state_dict().items():
        assert torch.equal(weight, trainer.network.state_dict()[name]), name


def test_a_network_that_reads_tracking_is_trained_on_what_it_reads_live():
    sample = samples()[0]
    track = sample.track
    at_s = np.linspace(sample.start_s, sample.end_s, EVIDENCE.frames)
    positions, states = resample_slots(track.times_s, track.positions, track.states, at_s, track.begins)
    plain = network_input(sample, EVIDENCE)
    assert plain.shape == (EVIDENCE.frames, len(JOINTS), 4)
    assert np.array_equal(plain, EVIDENCE.input_of(positions, states))
    varied = network_input(sample, EVIDENCE, np.random.default_rng(0))
    assert varied.shape == plain.shape
    assert not np.array_equal(varied, plain)
    strange = network_input(sample, EVIDENCE, np.random.default_rng(0), strange=True)
    assert np.abs(strange[..., :3] - varied[..., :3]).max() > 0.05


def test_a_mirrored_sample_has_its_tracking_mirrored():
    sample = samples()[0]
    states = sample.track.states.copy()
    left, right = (JOINTS.index(f"Wrist{side}") for side in ("Left", "Right"))
    states[:, 0, 6] = 0  # the left wrist is not tracked
    hidden = replace(sample, track=replace(sample.track, states=states))
    always, never = (
        replace(EVIDENCE, augmentation=replace(TINY.augmentation, mirror=mirror))  # type: ignore[type-var]
        for mirror in (1.0, 0.0)
    )
    seen = [network_input(hidden, recipe, np.random.default_rng(0))[..., 3] for recipe in (never, always)]
    assert not seen[0][:, left].any() and seen[0][:, right].all()
    assert not seen[1][:, right].any() and seen[1][:, left].all()


def test_training_with_tracking_learns_and_predicts():
    trainer = Trainer(samples(), ACTIONS, replace(EVIDENCE, epochs=2), seed=0, device=CPU)
    while not trainer.finished:
        report = trainer.run_epoch()
    assert np.isfinite(report.loss)
    probabilities = predict(trainer.result(), samples(), EVIDENCE, CPU)
    assert probabilities.shape == (len(samples()), len(ACTIONS))


def test_a_model_of_padded_windows_is_trained_on_padded_ones(tmp_path: Path, tiny_card: ModelCard):
    padded = replace(TINY, cut="pad", augmentation=None)
    start = Start.load(written(tmp_path / "padded.safetensors", padded, tiny_card))
    recipe = start.recipe(LIVE)
    assert (recipe.cut, recipe.augmentation, recipe.sliding_window_share) == ("pad", None, 0.0)


def test_a_model_of_held_windows_is_trained_on_held_ones(tmp_path: Path, tiny_card: ModelCard):
    held = replace(TINY, cut="hold", window_s=3.5)
    start = Start.load(written(tmp_path / "held.safetensors", held, tiny_card))
    recipe = start.recipe(LIVE)
    assert (recipe.cut, recipe.window_s, recipe.sliding_window_share) == ("hold", 3.5, 0.0)
    assert recipe.augmentation == LIVE.augmentation


def run(*words: object) -> int:
    return main.main([str(word) for word in words])


def test_the_command_fine_tunes_a_model_and_says_what_it_has_seen(
    small_folder: Path, tmp_path: Path, tiny_card: ModelCard, capsys: pytest.CaptureFixture[str]
):
    base = written(tmp_path / "base.safetensors", EVIDENCE, replace(tiny_card, datasets=("sbu",), data="SBU"))
    out = tmp_path / "model.safetensors"
    words = ("train", "ut-kinect", "--data", small_folder, "--device", "cpu", "--start", base, "-o", out)
    assert run(*words, "--recipe", "current", "--epochs", 1) == 0
    card = load_card(out)
    assert card.datasets == ("sbu", "ut-kinect")
    assert card.recipe.name == "current-start-base-epochs1"
    assert card.start == WeightsFile.of(base)
    assert run(*words, "--network", "ctr-gcn", "--overwrite") == 2
    assert "--start has its own network" in capsys.readouterr().err


def test_each_fold_is_fine_tuned(
    small_folder: Path, tmp_path: Path, tiny_card: ModelCard, folds_in_this_process: None
):
    base = written(tmp_path / "base.safetensors", EVIDENCE, tiny_card)
    words = ("evaluate", "ut-kinect", "--data", small_folder, "--device", "cpu", "--start", base)
    protocol = ("--protocol", "leave-one-subject-out", "--results", tmp_path / "r.json")
    assert run(*words, *protocol, "--epochs", 1, "--jobs", 1) == 0


def test_what_cannot_be_started_from_is_refused(tmp_path: Path, tiny_card: ModelCard, start: Start):
    staged = replace(TINY, architecture=Architecture(family="sta-lstm"))
    with pytest.raises(SettingsError, match="a network that is trained in stages"):
        Start.load(written(tmp_path / "staged.safetensors", staged, tiny_card))

    class TwoPeople:
        bodies, title = 2, "pairs"

    with pytest.raises(SettingsError, match="a model of 1 person; expected one of 2 people for pairs"):
        start.check_fits(TwoPeople())  # type: ignore[arg-type]
