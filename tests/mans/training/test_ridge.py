"""Training in closed form: its solution against equations solved one by one, and a network that it trains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional

from mans.checkpoint import save_model
from mans.recipe import Recipe, with_network
from mans.training import ridge
from mans.training.fine_tuning import Start, trainer_of
from mans.training.ridge import RidgeTrainer, solve
from mans.training.trainer import Trainer, predict
from streaming.errors import SettingsError

from ...support.small_data import ACTIONS, CPU, TINY, samples
from ...support.small_networks import small


def ridge_weights(x, y, penalty):
    """Weights (F, C) of y on x, without an intercept, by the normal equations."""
    return np.linalg.solve(x.T @ x + penalty * np.eye(x.shape[1]), x.T @ y)


def test_the_solution_is_the_best_for_groups_that_were_left_out():
    rng = np.random.default_rng(0)
    features = rng.normal(size=(30, 5)) * [1, 10, 0.1, 3, 1] + [0, 5, 1, 0, -2]
    targets = rng.integers(3, size=30)
    features[np.arange(30), targets] += 1.5
    groups = np.repeat(["a", "b", "c"], 10)
    rng.shuffle(groups)

    x = (features - features.mean(0)) / (features.std(0, ddof=1) + 1e-4)
    wanted = 2.0 * np.eye(3)[targets] - 1
    middle = wanted.mean(0)
    losses = {}
    for penalty in ridge._PENALTIES:
        scores = np.zeros((30, 3))
        for name in "abc":
            out = groups == name
            scores[out] = x[out] @ ridge_weights(x[~out], wanted[~out] - middle, penalty) + middle
        for scale in ridge._SCALES:
            losses[penalty, scale] = float(
                functional.cross_entropy(torch.from_numpy(scale * scores), torch.from_numpy(targets))
            )
    penalty, scale = min(losses, key=losses.__getitem__)

    found = solve(torch.from_numpy(features), torch.from_numpy(targets), list(groups), 3)
    assert found.penalty == penalty
    assert found.loss == pytest.approx(losses[penalty, scale], rel=1e-6)
    expected = scale * (x @ ridge_weights(x, wanted - middle, penalty) + middle)
    np.testing.assert_allclose(features @ found.weight.numpy().T + found.bias.numpy(), expected, rtol=1e-6)


@pytest.mark.parametrize("alone", [False, True], ids=["subjects", "one subject"])
def test_it_learns_and_is_the_same_for_a_seed(alone):
    given = [replace(s, subject="s01") if alone else s for s in samples(4)]
    recipe, found = small("rocket"), []
    for _ in range(2):
        trainer = trainer_of(given, ACTIONS, recipe, 0, CPU)
        assert isinstance(trainer, RidgeTrainer)
        done = trainer.run_epoch()
        assert trainer.finished and done.accuracy > 0.9 and 0 < done.loss < 1.2
        found.append(predict(trainer.result(), samples(6, seed=1), recipe, CPU))
    np.testing.assert_array_equal(*found)
    right = [ACTIONS[i] == s.label for i, s in zip(found[0].argmax(1), samples(6, seed=1), strict=True)]
    assert np.mean(right) > 0.8


def test_more_windows_than_fit_in_memory(monkeypatch):
    monkeypatch.setattr(ridge, "_MOST_ROWS", 15)
    for epochs, remedy in ((3, "Give --epochs 2 or fewer"), (1, "Give another --network")):
        given = samples(2) if epochs > 1 else samples(6)
        said = rf"^18 windows .*, {18 // epochs} in each of {epochs} epochs.*expected 15 at most\. {remedy}$"
        with pytest.raises(SettingsError, match=said):
            trainer_of(given, ACTIONS, replace(small("rocket"), epochs=epochs), 0, CPU).run_epoch()


def test_progress_says_what_is_done_before_there_are_figures():
    said: list[str] = []
    trainer = trainer_of(samples(2), ACTIONS, small("rocket"), 0, CPU)
    done = trainer.run_epoch(lambda progress: said.append(progress.figures))
    assert said == ["cutting windows", "cutting windows", "solving"] and "accuracy" in done.figures


def test_it_cannot_be_trained_in_steps():
    with pytest.raises(
        SettingsError, match=r"closed form, not in steps\. Train it in one process, or give another"
    ):
        Trainer(samples(1), ACTIONS, small("rocket"), 0, CPU)


@pytest.mark.parametrize(
    "changes",
    [{"optimiser": "adamw"}, {"learning_rate": 0.5}, {"ema_decay": 0.5}, {"cut": "hold"}],
    ids=str,
)
def test_settings_that_are_not_read(changes):
    (name,) = changes
    with pytest.raises(SettingsError, match=rf"^{name} .*; expected .*(ridge|rocket)"):
        replace(with_network(TINY, "rocket"), **changes)
    with pytest.raises(SettingsError, match="^optimiser 'ridge'; expected sgd or adamw"):
        replace(TINY, optimiser="ridge")


def test_it_cannot_be_started_from(tmp_path, tiny_card):
    recipe: Recipe = small("rocket")
    trainer = trainer_of(samples(1), ACTIONS, recipe, 0, CPU)
    trainer.run_epoch()
    path = tmp_path / "model.safetensors"
    ridge_card = replace(tiny_card, recipe=recipe, labels=ACTIONS)
    save_model(path, trainer.result(), ridge_card)
    with pytest.raises(SettingsError, match=r"model\.safetensors, a network that is trained in closed form"):
        Start.load(path)
