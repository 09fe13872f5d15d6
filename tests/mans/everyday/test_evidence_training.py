"""Training of the live network."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mans.attribution.faithfulness import keep_frames as one_window
from mans.everyday import evidence_training
from mans.everyday.evidence_training import EvidenceTrainer, keep_frames
from mans.everyday.training import EVERYDAY, LABELS
from mans.recipe import Recipe
from mans.training import precision as mixed_precision
from mans.training.checkpointing import load_training, save_training
from streaming.recognition.prediction import NO_ACTION

from ...support.raised_hand import sample_of
from ...support.small_data import CPU

SMALL = replace(EVERYDAY, epochs=4, batch_size=16, frames=12, hidden_size=8)


@pytest.fixture(autouse=True)
def short_epochs(monkeypatch):
    monkeypatch.setattr(evidence_training, "STEPS_PER_EPOCH", 3)
    monkeypatch.setattr(evidence_training, "_SCALE_BATCHES", 2)


def trainer(seed: int = 0, recipe: Recipe = SMALL) -> EvidenceTrainer:
    rest, other = sample_of(NO_ACTION, kind="rest after"), sample_of(NO_ACTION, kind="other movement")
    samples = [sample_of("bow"), sample_of("clap"), rest, other]
    return EvidenceTrainer(samples, LABELS, recipe, seed, CPU)


@given(st.integers(0, 2**32 - 1), st.integers(2, 12))
def test_frames_that_are_left_out_are_interpolated_as_in_the_test_of_faithfulness(seed, frames):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(frames, 2, 3)).astype(np.float32)
    kept = rng.random(frames) < 0.4
    kept[rng.integers(frames)] = True
    found = keep_frames(torch.from_numpy(values)[None], torch.from_numpy(kept)[None])[0]
    np.testing.assert_allclose(found, one_window(values, kept), atol=1e-5)


def test_the_input_has_the_scale_of_the_training_windows():
    made = trainer()
    std = made.network.std
    assert float(std.min()) > 0 and not torch.equal(std, torch.ones_like(std))
    assert torch.equal(made.averaged.module.mean, made.network.mean)


def test_an_epoch_moves_every_weight_and_the_mean_of_them():
    made = trainer()
    before = {name: p.detach().clone() for name, p in made.network.named_parameters()}
    report = made.run_epoch()
    assert (report.epoch, report.step, report.steps) == (1, 3, 3) and np.isfinite(report.loss)
    assert all(not torch.equal(p, before[name]) for name, p in made.network.named_parameters())
    assert made.steps_done == 3 and not made.finished


def test_what_suffices_and_what_is_needed_counts_only_later():
    made = trainer()
    assert made._ramp() == 0.0
    made.schedule.last_epoch = 5
    assert 0 < made._ramp() < 1
    made.schedule.last_epoch = 9
    assert made._ramp() == 1.0


def test_the_recipe_says_in_what_precision_products_are_computed(monkeypatch):
    """Losses are not: an attended frame that is sure in bfloat16 would cost infinity."""
    monkeypatch.setattr(mixed_precision, "has_bfloat16", lambda device: True)
    monkeypatch.setattr(evidence_training, "STEPS_PER_EPOCH", 1)
    seen: list[torch.dtype] = []
    for precision in ("float32", "bfloat16"):
        made = trainer(recipe=replace(SMALL, precision=precision))
        made.network.head.register_forward_hook(lambda _, __, out: seen.append(out.dtype))
        made.schedule.last_epoch = 9  # sufficiency and necessity count
        with torch.no_grad():
            made.network.head.bias[LABELS.index("bow")] = 50.0
        assert np.isfinite(made.run_epoch().loss)
        assert all(weight.dtype == torch.float32 for weight in made.network.parameters())
    assert set(seen[: len(seen) // 2]) == {torch.float32} and set(seen[len(seen) // 2 :]) == {torch.bfloat16}


def test_the_attention_of_rest_is_what_the_loss_holds_down():
    """With nothing else in the loss, a step against it lowers F_A where somebody waits."""
    made = trainer()
    batch = made.cut(torch.full((16,), 2))
    assert batch.rest.any()
    o = torch.cat([batch.joints, batch.tracked.unsqueeze(3)], dim=3)

    def resting() -> torch.Tensor:
        return (made.network(o, batch.before_end_s).f_a.mean(dim=1) * batch.rest).sum() / batch.rest.sum()

    gradient = torch.autograd.grad(made.batch_loss(batch)[0], list(made.network.attention.parameters()))
    wanted = torch.autograd.grad(resting(), list(made.network.attention.parameters()))
    along = sum(float((a * b).sum()) for a, b in zip(gradient, wanted, strict=True))
    assert along > 0


def test_the_share_of_the_attention_outside_an_action_is_over_labelled_frames_of_windows_with_both():
    share = torch.tensor([[0.1, 0.2, 0.3, 0.4], [0.25] * 4, [0.25] * 4])
    known = torch.tensor([[True, True, True, False], [True] * 4, [True] * 4])
    none = torch.tensor([[True, False, False, True], [True] * 4, [False] * 4])
    assert float(evidence_training._outside(share, known, none)) == pytest.approx(0.1 / 0.6)
    assert float(evidence_training._outside(share, known, none & False)) == 0.0


def test_the_disagreement_of_overlapping_windows_is_what_training_on_it_lowers():
    made = trainer()
    batch = made.cut(torch.full((16,), 0))
    o = torch.cat([batch.joints, batch.tracked.unsqueeze(3)], dim=3)
    weights = list(made.network.attention.parameters())
    optimiser = torch.optim.Adam(weights, lr=3e-3)

    def disagreement() -> torch.Tensor:
        torch.manual_seed(3)  # the same overlap
        return made._disagreement(batch, made.network.f_a_of(o))

    before = float(disagreement().detach())
    for _ in range(15):
        optimiser.zero_grad()
        disagreement().backward()
        optimiser.step()
    assert 0 < float(disagreement().detach()) < 0.8 * before
    with torch.no_grad():
        made.network.attention.w2.linear.weight.zero_()
    assert float(disagreement().detach()) == 0.0


@pytest.mark.parametrize("frames", [8, 12])
def test_windows_of_few_frames_overlap_too(frames):
    made = trainer(recipe=replace(SMALL, frames=frames))
    batch = made.cut(made.draw())
    o = torch.cat([batch.joints, batch.tracked.unsqueeze(3)], dim=3)
    with torch.no_grad():
        found = [float(made._disagreement(batch, made.network.f_a_of(o))) for _ in range(8)]
    assert np.isfinite(found).all()


def test_f_a_alone_is_that_of_the_whole_pass():
    made = trainer()
    batch = made.cut(made.draw())
    o = torch.cat([batch.joints, batch.tracked.unsqueeze(3)], dim=3)
    with torch.no_grad():
        assert torch.equal(made.network.f_a_of(o), made.network.eval()(o, batch.before_end_s).f_a)


def test_a_training_that_was_stopped_goes_on_as_if_it_had_not(tmp_path):
    whole = trainer()
    whole.run_epoch()
    whole.run_epoch()
    part = trainer()
    part.run_epoch()
    save_training(tmp_path / "x.safetensors", part)
    rest = trainer()
    load_training(tmp_path / "x.safetensors", rest)
    rest.run_epoch()
    for one, other in zip(whole.result().parameters(), rest.result().parameters(), strict=True):
        assert torch.equal(one, other)
