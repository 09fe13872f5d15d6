"""STA-LSTM: its equations, its loss, and its training in stages, stopped and gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
import torch
from torch import nn

from mans.networks.base import Stage
from mans.networks.settings import StaLstmSettings
from mans.networks.sta_lstm import StaLstm, StaLstmOutput
from mans.training.checkpointing import load_training, save_training
from mans.training.trainer import Trainer, predict

from ...support.small_data import ACTIONS, CPU, samples
from ...support.small_networks import double_by_default, small

SETTINGS = StaLstmSettings(classes=4, frames=7, columns=5, units=6)
RECIPE = replace(small("sta-lstm"), epochs=10, learning_rate=0.01)


@pytest.fixture
def net() -> Iterator[StaLstm]:
    with double_by_default():
        torch.manual_seed(0)
        yield StaLstm(SETTINGS).eval()


def trainer_of(**changes) -> Trainer:
    return Trainer(samples(2), ACTIONS, replace(RECIPE, **changes), 0, CPU)


@cache
def trained(average: float) -> Trainer:
    """A trainer that has finished; tests must not train it on."""
    trainer = trainer_of(ema_decay=average)
    while not trainer.finished:
        trainer.run_epoch()
    return trainer


def bytes_of(network: nn.Module) -> dict[str, bytes]:
    return {name: tensor.numpy().tobytes() for name, tensor in network.state_dict().items()}


# Equations


def test_the_spatial_gates_by_their_equation(net):
    """s_t = U tanh(W_x x_t + W_h h_(t-1) + b) + b_u, alpha_t = softmax(s_t), the LSTM stepped by hand."""
    gate, x = net.spatial, torch.randn(2, 7, 15)
    cell = nn.LSTMCell(15, 6)
    with torch.no_grad():
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            getattr(cell, name).copy_(getattr(gate.lstm, f"{name}_l0"))
    found, h, c = gate(x), torch.zeros(2, 6), torch.zeros(2, 6)
    for t in range(7):
        inner = x[:, t] @ gate.from_frame.weight.T + gate.from_frame.bias + h @ gate.from_memory.weight.T
        s = torch.tanh(inner) @ gate.scores.weight.T + gate.scores.bias
        torch.testing.assert_close(found[:, t], torch.softmax(s, dim=1))
        h, c = cell(x[:, t], (h, c))


def test_scores_are_those_of_the_frames_weighted_by_beta(net):
    o = torch.randn(3, 7, 5, 3)
    out = net(o)
    assert out.joint_gates.shape == (3, 7, 5) and out.frame_gates.shape == (3, 7)
    torch.testing.assert_close(out.joint_gates.sum(dim=2), torch.ones(3, 7))
    h = net.main((o * 5 * out.joint_gates[..., None]).flatten(2))[0]  # of even attention, N alpha is one
    expected = sum(out.frame_gates[:, t, None] * net.fc(h[:, t]) for t in range(7))
    torch.testing.assert_close(out.logits, expected)


def test_no_gate_sees_a_frame_to_come(net):
    o = torch.randn(1, 7, 5, 3)
    later = o.clone()
    later[:, 4:] += 1.0
    a, b = net(o), net(later)
    assert torch.equal(a.joint_gates[:, :4], b.joint_gates[:, :4])
    assert torch.equal(a.frame_gates[:, :4], b.frame_gates[:, :4])
    assert not torch.equal(a.joint_gates[:, 4:], b.joint_gates[:, 4:])


def test_the_size_is_by_its_layers():
    """Four gates of an LSTM layer have (in + units) weights a unit and two biases each."""

    def lstm(size_in: int, units: int) -> int:
        return 4 * units * (size_in + units + 2)

    x, u, n, c = 150, 100, 50, 60
    spatial = lstm(x, u) + (x * u + u) + u * u + (u * n + n)
    temporal = lstm(x, u) + (x + 1) + u
    main = lstm(x, u) + 2 * lstm(u, u) + (u * c + c)
    net = StaLstm(StaLstmSettings(classes=c))
    assert sum(p.numel() for p in net.parameters()) == spatial + temporal + main


# The loss


def gates(alpha, beta) -> StaLstmOutput:
    return StaLstmOutput(torch.zeros(1, 4), torch.tensor([alpha]), torch.tensor([beta]))


@pytest.mark.parametrize(
    ("factors", "alpha", "beta", "expected"),
    [
        # Two joints over two frames: means 0.75 and 0.25, so 0.25^2 + 0.75^2.
        ((1.0, 0.0, 0.0), [[1.0, 0.0], [0.5, 0.5]], [3.0, 3.0], 0.625),
        ((2.0, 0.0, 0.0), [[1.0, 1.0], [1.0, 1.0]], [3.0, 3.0], 0.0),
        ((0.0, 1.0, 0.0), [[1.0, 0.0], [0.5, 0.5]], [1.0, 4.0], 2.5),
        ((0.0, 0.0, 0.0), [[1.0, 0.0], [0.5, 0.5]], [1.0, 4.0], 0.0),
    ],
)
def test_the_regularisers_of_the_gates(factors, alpha, beta, expected):
    net = StaLstm(replace(SETTINGS, regularisers=factors))
    assert net.penalty(gates(alpha, beta)).item() == pytest.approx(expected)


def test_the_regulariser_of_the_weights_is_their_l1_norm_without_biases():
    net = StaLstm(replace(SETTINGS, regularisers=(0.0, 0.0, 0.5)))
    expected = 0.5 * sum(p.abs().sum().item() for name, p in net.named_parameters() if "weight" in name)
    assert net.penalty(gates([[1.0]], [1.0])).item() == pytest.approx(expected, rel=1e-5)


def test_training_minimises_the_loss_with_its_regularisers():
    """A strong lambda 2 drives the temporal gates towards zero, which without it stay near one."""
    sizes = {}
    for factor in (0.0, 30.0):
        which = replace(RECIPE.architecture, staged=False, regularisers=(0.0, factor, 0.0))
        trainer = trainer_of(architecture=which, ema_decay=0.0)
        while not trainer.finished:
            trainer.run_epoch()
        inputs, _ = trainer.batch(torch.arange(6).numpy())
        sizes[factor] = trainer.result()(inputs).frame_gates.mean().item()
    assert sizes[30.0] < 0.7 * sizes[0.0]


# Stages


@pytest.mark.parametrize(
    ("epochs", "expected"),
    [(10, (2, 2, 2, 4)), (100, (20, 20, 20, 40)), (3, (1, 0, 1, 1)), (1, (0, 0, 1, 0))],
)
def test_stages_share_the_epochs(epochs, expected):
    stages = StaLstm(SETTINGS).stages(epochs)
    assert tuple(stage.epochs for stage in stages) == expected and sum(expected) == epochs
    assert [stage.name for stage in stages] == [
        *("spatial attention", "temporal attention", "main network", "all")
    ]
    at_once = StaLstm(replace(SETTINGS, staged=False))
    assert at_once.stages(epochs) == (Stage("all", epochs),)


def test_in_each_stage_learns_what_should():
    """And each gate is at work, or fixed at one, as the paper has it."""
    trainer = trainer_of(ema_decay=0.0)
    learning = []
    for _ in range(RECIPE.epochs):
        before = bytes_of(trainer.network)
        trainer.run_epoch()
        after = bytes_of(trainer.network)
        learning.append({name.split(".")[0] for name in before if before[name] != after[name]} - {"gates_on"})
        on = trainer.network.gates_on.tolist()
        stage = (trainer.epoch - 1) // 2
        assert on == [[1, 0], [0, 1], [1, 1], [1, 1], [1, 1]][stage]
        with torch.inference_mode():
            out = trainer.network.eval()(trainer.batch(torch.arange(3).numpy())[0])
        assert bool((out.joint_gates == 1).all()) is (on[0] == 0)
        assert bool((out.frame_gates == 1).all()) is (on[1] == 0)
    first, second, third = {"spatial", "main", "fc"}, {"temporal", "main", "fc"}, {"main", "fc"}
    every = {"spatial", "temporal", "main", "fc"}
    assert learning == [first, first, second, second, third, third, every, every, every, every]


def test_progress_says_what_learns():
    trainer, seen = trainer_of(), []
    while not trainer.finished:
        seen.append(trainer.run_epoch().stage)
    names = ("spatial attention", "temporal attention", "main network", "all", "all")
    assert seen == [name for name in names for _ in range(2)]
    at_once = trainer_of(architecture=replace(RECIPE.architecture, staged=False))
    assert at_once.run_epoch().stage == ""


def test_the_main_network_of_an_attention_network_is_its_own():
    """It is drawn anew where the next stage begins, and not in the middle of one."""
    trainer = trainer_of(ema_decay=0.0)
    trainer.run_epoch()
    trainer.run_epoch()
    network, drawn = trainer.network, []
    network.main.reset_parameters = lambda reset=network.main.reset_parameters: (
        drawn.append(trainer.epoch),
        reset(),
    )
    while not trainer.finished:
        trainer.run_epoch()
    assert drawn == [2, 4]


@pytest.mark.parametrize("average", [0.0, 0.5])
@pytest.mark.parametrize("stop", [1, 2, 5, 6])
def test_a_training_stopped_in_any_stage_goes_on_to_the_same_weights(stop, average, tmp_path):
    whole = trained(average)
    before = trainer_of(ema_decay=average)
    for _ in range(stop):
        before.run_epoch()
    save_training(tmp_path / "state.safetensors", before)
    torch.manual_seed(12345)
    after = trainer_of(ema_decay=average)
    load_training(tmp_path / "state.safetensors", after)
    assert bytes_of(after.result()) == bytes_of(before.result())  # what Ctrl-C would have left
    while not after.finished:
        after.run_epoch()
    assert bytes_of(after.result()) == bytes_of(whole.result())


def test_the_average_does_not_reach_back_into_another_stage():
    """The main network of the first stage is thrown away; so is its average."""
    trainer = trainer_of(ema_decay=0.9999)  # keeps almost for ever what it began with
    for _ in range(2):
        trainer.run_epoch()
    old = trainer.averaged.module.main.weight_ih_l0.detach().clone()
    trainer.run_epoch()
    new, now = trainer.averaged.module.main.weight_ih_l0, trainer.network.main.weight_ih_l0
    assert (new - now).abs().max() < 0.2 * (new - old).abs().max()


def test_the_schedule_goes_through_each_stage():
    trainer = trainer_of(batch_size=1)
    steps = trainer.steps_per_epoch
    ends = [2 * steps, 4 * steps, 6 * steps, 10 * steps]
    for end in ends:
        assert trainer.rate(end - 1) < 0.05
    for start in [0, *ends[:-1]]:
        assert trainer.rate(start) == pytest.approx(1 / max(1, (2 if start < 6 * steps else 4) * steps // 10))


def test_it_learns():
    recipe = replace(RECIPE, hidden_size=32, epochs=120, learning_rate=0.005, batch_size=6, augmentation=None)
    trainer = Trainer(samples(4), ACTIONS, recipe, 0, CPU)
    while not trainer.finished:
        trainer.run_epoch()
    given = samples(6, seed=1)
    found = predict(trainer.result(), given, recipe, CPU).argmax(axis=1)
    right = sum(ACTIONS[i] == sample.label for i, sample in zip(found, given, strict=True))
    assert right / len(given) > 0.8


def test_a_new_networks_scores_do_not_grow_with_the_frames():
    """Else it is the temporal gates that shrink first, and shut for good."""
    torch.manual_seed(0)
    sizes = []
    for frames in (5, 50):
        fresh = StaLstm(replace(SETTINGS, frames=frames))
        fresh.enter_stage(1, fresh=True)  # where the main network is drawn anew
        sizes.append(fresh(torch.randn(20, frames, 5, 3)).logits.abs().mean().item())
    assert sizes[1] < 1.5 * sizes[0] < 1.0
