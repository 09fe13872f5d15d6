"""Folds trained as one stack of networks: each learns what it would learn alone, and predicts the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from main import main
from mans.evaluation import evaluate, evaluate_folds
from mans.protocols import LEAVE_ONE_SUBJECT_OUT, Fold
from mans.results import FoldResult, Results
from mans.stacking import lstm
from mans.together import TrainersTogether
from mans.training import EpochReport, Trainer, predict
from streaming.errors import SettingsError

from .small_data import ACTIONS, CPU, TINY, TINY_SGD, samples
from .small_networks import FAST, small

# Of other sizes: 2, 2 and 3 steps an epoch, and batches of 3, 4 and 5 samples.
PARTS = (samples(3)[:7], samples(3, seed=5), samples(4, seed=9)[:11])


def alone(recipe) -> list[tuple[Trainer, list[EpochReport]]]:
    found = []
    for part in PARTS:
        trainer, epochs = Trainer(part, ACTIONS, recipe, 0, CPU), []
        while not trainer.finished:
            epochs.append(trainer.run_epoch())
        found.append((trainer, epochs))
    return found


def side_by_side(recipe) -> list[tuple[Trainer, list[EpochReport]]]:
    together = TrainersTogether()
    for part in PARTS:
        together.add(Trainer(part, ACTIONS, recipe, 0, CPU))
    epochs = []
    while not together.trainers[0].finished:
        epochs.append(together.run_epoch())
    return list(zip(together.trainers, map(list, zip(*epochs, strict=True)), strict=True))


@pytest.mark.parametrize("name", FAST)
def test_every_network_learns_what_it_learns_alone(name):
    """Weights and running statistics within 0.0001, losses too; AdamW is tested below."""
    # At higher rates rounding grows from step to step, whichever way the steps are computed.
    recipe = replace(small(name), epochs=3, optimiser="sgd", learning_rate=0.002, schedule="constant")
    start = Trainer(PARTS[0], ACTIONS, recipe, 0, CPU).network.state_dict()
    for (one, losses), (other, again) in zip(alone(recipe), side_by_side(recipe), strict=True):
        for before, after in zip(losses, again, strict=True):
            assert after.loss == pytest.approx(before.loss, abs=1e-4)
            assert (after.accuracy, after.steps, after.stage) == (before.accuracy, before.steps, before.stage)
        for network in ("network", "averaged"):
            own, theirs = getattr(one, network).state_dict(), getattr(other, network).state_dict()
            for key in own:
                torch.testing.assert_close(theirs[key], own[key], atol=1e-4, rtol=1e-4, msg=key)
        moved = [(own - start[key]).abs().max() for key, own in one.network.state_dict().items()]
        assert max(moved) > 2e-3


@pytest.mark.parametrize("recipe", [TINY, TINY_SGD], ids=lambda recipe: recipe.name)
def test_the_plain_recipes_predict_the_same(recipe):
    strangers = samples(4, seed=1)
    for (one, _), (other, _) in zip(alone(recipe), side_by_side(recipe), strict=True):
        apart, together = (predict(each.result(), strangers, recipe, CPU) for each in (one, other))
        np.testing.assert_allclose(together, apart, atol=0.02)  # AdamW makes whole steps of rounding
        np.testing.assert_array_equal(together.argmax(axis=1), apart.argmax(axis=1))
        assert one.rng.bit_generator.state == other.rng.bit_generator.state


def test_products_in_bfloat16_come_as_close_as_they_can():
    recipe = replace(TINY_SGD, precision="bfloat16", learning_rate=0.01)
    for (_, losses), (_, again) in zip(alone(recipe), side_by_side(recipe), strict=True):
        assert [epoch.loss for epoch in again] == pytest.approx([epoch.loss for epoch in losses], rel=0.05)


def test_an_lstm_in_steps_is_torchs():
    torch.manual_seed(0)
    whole, x = nn.LSTM(5, 7, 3, batch_first=True), torch.randn(2, 6, 5)
    zeros = torch.zeros(3, 2, 7)
    out, (h, c) = whole(x)
    found = lstm(x, (zeros, zeros), [*whole.parameters()], True, 3, 0.0, True, False, True)
    for ours, theirs in zip(found, (out, h, c), strict=True):
        torch.testing.assert_close(ours, theirs, atol=1e-6, rtol=1e-5)
    with pytest.raises(NotImplementedError, match="another kind"):
        lstm(x, (zeros, zeros), [*whole.parameters()], True, 3, 0.0, True, True, True)


def test_what_cannot_go_together():
    together = TrainersTogether()
    with pytest.raises(SettingsError, match="accumulate 2.*--together"):
        together.add(Trainer(PARTS[0], ACTIONS, replace(TINY, accumulate=2), 0, CPU))
    together.add(Trainer(PARTS[0], ACTIONS, TINY, 0, CPU))
    with pytest.raises(SettingsError, match="several recipes"):
        together.add(Trainer(PARTS[0], ACTIONS, TINY_SGD, 0, CPU))


# The evaluation


@pytest.mark.parametrize("option", ["--together", "--folds", "--jobs"])
@pytest.mark.parametrize("number", ["-1", "1.5", "many"])
def test_numbers_of_folds_that_are_none(option, number, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["evaluate", "ut-kinect", "--data", ".", "--protocol", "p", option, number])
    assert caught.value.code == 2 and f"argument {option}" in capsys.readouterr().err


def said(results: list[FoldResult]) -> list[tuple]:
    return [(fold.fold, fold.samples, fold.truth, fold.predicted) for fold in results]


def test_folds_evaluated_together_predict_what_they_predict_alone(small_data):
    folds = LEAVE_ONE_SUBJECT_OUT.folds(small_data.samples)
    uneven = [*folds[:2], Fold("two people", folds[2].train[:4], folds[2].test)]
    apart = [evaluate_folds(small_data, [fold], TINY, 0, CPU, curves=True)[0] for fold in uneven]
    together = evaluate_folds(small_data, uneven, TINY, 0, CPU, curves=True)
    assert said(together) == said(apart)
    for one, other in zip(apart, together, strict=True):
        assert other.confidence == pytest.approx(one.confidence, abs=0.02)
        assert other.train_accuracy == one.train_accuracy
        assert len(other.curve.test_error) == TINY.epochs


def test_an_evaluation_in_stacks_is_stopped_and_gone_on_with(small_data, small_source, tmp_path):
    path = tmp_path / "results.json"

    def rounds(**options):
        protocol = LEAVE_ONE_SUBJECT_OUT.name
        return evaluate(small_data, small_source, protocol, TINY, 0, "cpu", 1, path, **options)

    stopped = rounds(together=2)
    assert next(stopped).folds == ()
    assert len(next(stopped).folds) == 2
    stopped.close()
    start, done = rounds(together=2)
    assert len(start.folds) == 2 and len(done.folds) == 3
    assert done.device.endswith("2 folds at a time in 1 stack of 2") and Results.load(path) == done
    folds = LEAVE_ONE_SUBJECT_OUT.folds(small_data.samples)
    assert said(done.folds) == said([evaluate_folds(small_data, [f], TINY, 0, CPU)[0] for f in folds])
