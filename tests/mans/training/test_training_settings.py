"""Settings of training that a small memory or a fast GPU asks for; without them nothing changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from mans.networks.mans import Mans
from mans.recipe import Recipe
from mans.training import precision as mixed_precision
from mans.training.checkpointing import load_training, save_training
from mans.training.sampling import network_input
from mans.training.trainer import Trainer, predict
from streaming.errors import SettingsError

from ...support.small_data import ACTIONS, CPU, TINY, TINY_SGD, samples
from ...support.small_networks import IN_STEPS, in_double, small


@pytest.fixture
def bfloat16_is_used(monkeypatch):
    """Also on a processor that has no instructions for it."""
    monkeypatch.setattr(mixed_precision, "has_bfloat16", lambda device: True)


def trained(recipe: Recipe, per_action: int = 2) -> Trainer:
    trainer = Trainer(samples(per_action), ACTIONS, recipe, 0, CPU)
    while not trainer.finished:
        trainer.run_epoch()
    return trainer


def flat(trainer: Trainer) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in trainer.network.parameters()])


@pytest.mark.parametrize("recipe", [TINY, TINY_SGD], ids=lambda recipe: recipe.name)
def test_without_settings_training_is_the_plain_loop_bit_for_bit(recipe):
    """Written out here as it was before there were stages, parts and precisions."""
    trainer = trained(recipe)
    given = samples(2)
    rng = np.random.default_rng(0)
    torch.manual_seed(0)
    net = Mans(recipe.network(3)).train()
    if recipe.optimiser == "adamw":
        optimiser = torch.optim.AdamW(net.parameters(), lr=recipe.learning_rate, weight_decay=0.0)
    else:
        optimiser = torch.optim.SGD(net.parameters(), lr=recipe.learning_rate, momentum=recipe.momentum)
    steps = round(len(given) / recipe.batch_size)
    total, done = recipe.epochs * steps, 0
    for _ in range(recipe.epochs):
        rng.choice(0, 0, replace=False)
        for part in np.array_split(rng.permutation(len(given)), steps):
            rng.random(len(part))  # who becomes a stranger: nobody
            o = torch.from_numpy(np.stack([network_input(given[i], recipe, rng) for i in part]))
            wanted = torch.tensor([ACTIONS.index(given[i].label) for i in part])
            warm = max(1, total // 10)
            rate = (done + 1) / warm
            if done >= warm:
                rate = 0.5 * (1 + float(np.cos(np.pi * min(1.0, (done - warm) / max(1, total - warm)))))
            for group in optimiser.param_groups:
                group["lr"] = recipe.learning_rate * (rate if recipe.schedule == "cosine" else 1.0)
            optimiser.zero_grad()
            nn.functional.cross_entropy(net(o).logits, wanted).backward()
            optimiser.step()
            done += 1
    own, theirs = net.state_dict(), trainer.network.state_dict()
    assert all(torch.equal(own[name], theirs[name]) for name in own | theirs)


def step_of(recipe: Recipe) -> tuple[float, torch.Tensor]:
    """Loss and gradients of the first batch, in double precision."""
    trainer = in_double(Trainer(samples(2), ACTIONS, recipe, 0, CPU))
    inputs, targets = trainer.batch(trainer.begin_epoch()[0])
    loss, _ = trainer._gradients(inputs, targets)
    learning = [p.grad.flatten() for p in trainer.network.parameters() if p.grad is not None]
    return loss, torch.cat(learning)


@pytest.mark.parametrize("parts", [2, 3, 99])
def test_a_batch_in_parts_takes_the_step_of_the_whole(parts):
    """STA-LSTM has no batch normalisation, so nothing but rounding may differ; its loss has a penalty."""
    recipe = replace(small("sta-lstm"), batch_size=5)
    (whole, gradient), (apart, again) = step_of(recipe), step_of(replace(recipe, gradient_accumulation=parts))
    assert apart == pytest.approx(whole, rel=1e-9)
    torch.testing.assert_close(again, gradient, atol=1e-9, rtol=1e-9)
    assert gradient.abs().max() > 1e-3


def test_an_epoch_in_parts_reports_what_the_whole_does():
    recipe = replace(small("sta-lstm"), epochs=1)
    reports = []
    for parts in (1, 3):
        trainer = in_double(
            Trainer(samples(2), ACTIONS, replace(recipe, gradient_accumulation=parts), 0, CPU)
        )
        reports.append(trainer.run_epoch())
    assert reports[0].loss == pytest.approx(reports[1].loss, rel=1e-6)
    assert reports[0].accuracy == reports[1].accuracy


def test_batch_normalisation_sees_one_part_at_a_time():
    """Why it is a setting and not done in secret: for MANs the step is another."""
    (_, whole), (_, apart) = step_of(TINY_SGD), step_of(replace(TINY_SGD, gradient_accumulation=2))
    assert (whole - apart).abs().max() > 1e-3


@pytest.mark.parametrize("name", IN_STEPS)
def test_bfloat16_keeps_the_weights_in_float32(name):
    trainer = trained(replace(small(name), precision="bfloat16"))
    result = trainer.result()
    assert {t.dtype for t in result.state_dict().values() if t.is_floating_point()} == {torch.float32}
    found = predict(result, samples(1, seed=1), trainer.recipe, CPU)
    assert found.dtype == np.float32 and np.isfinite(found).all()
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)


@pytest.mark.usefixtures("bfloat16_is_used")
def test_bfloat16_is_another_computation_near_the_same():
    """One step from the same start: the gradients point the same way, but are not the same bits."""
    gradients = []
    for precision in ("float32", "bfloat16"):
        trainer = Trainer(samples(2), ACTIONS, replace(TINY, precision=precision), 0, CPU)
        trainer.network.train()
        trainer._gradients(*trainer.batch(np.arange(6)))
        gradients.append(torch.cat([p.grad.flatten() for p in trainer.network.parameters()]))
    assert not torch.equal(*gradients)
    assert torch.cosine_similarity(*gradients, dim=0) > 0.95


@pytest.mark.usefixtures("bfloat16_is_used")
def test_bfloat16_learns_too():
    recipe = replace(TINY, epochs=20, precision="bfloat16")
    trainer = trained(recipe, per_action=4)
    given = samples(6, seed=1)
    found = predict(trainer.result(), given, recipe, CPU).argmax(axis=1)
    assert sum(ACTIONS[i] == s.label for i, s in zip(found, given, strict=True)) / len(given) > 0.8


def test_the_memorys_state_stays_in_float32(monkeypatch):
    """T steps of a recurrent network in bfloat16 would lose what they carry."""
    kinds = []
    original = torch.lerp
    monkeypatch.setattr(
        torch, "lerp", lambda a, b, w: (kinds.append((a.dtype, b.dtype, w.dtype)), original(a, b, w))[1]
    )
    net = Mans(TINY.network(3))
    with torch.autocast("cpu", torch.bfloat16):
        out = net(torch.randn(2, 12, 20, 3))
    assert set(kinds) == {(torch.float32,) * 3} and len(kinds) == 12
    assert out.f_m.dtype == torch.float32


@pytest.mark.usefixtures("bfloat16_is_used")
def test_settings_of_training_are_resumed_with(tmp_path):
    recipe = replace(TINY, precision="bfloat16", gradient_accumulation=2, epochs=3)
    whole, before = trained(recipe), Trainer(samples(2), ACTIONS, recipe, 0, CPU)
    before.run_epoch()
    save_training(tmp_path / "state.safetensors", before)
    after = Trainer(samples(2), ACTIONS, recipe, 0, CPU)
    load_training(tmp_path / "state.safetensors", after)
    while not after.finished:
        after.run_epoch()
    assert torch.equal(flat(after), flat(whole))


def test_a_batch_has_at_least_one_part():
    with pytest.raises(SettingsError):
        replace(TINY, gradient_accumulation=0)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", IN_STEPS)
def test_training_on_a_gpu(name, precision):
    device = torch.device("cuda")
    trainer = Trainer(samples(2), ACTIONS, replace(small(name), precision=precision), 0, device)
    while not trainer.finished:
        assert np.isfinite(trainer.run_epoch().loss)
    found = predict(trainer.result(), samples(1, seed=1), trainer.recipe, device)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-4)
