"""Training: it learns, the same each time, and goes on after a stop as if there had been none."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from safetensors import safe_open
from safetensors.torch import save_file

import main
from mans.checkpoint import load_model, read_tensors
from mans.model_card import load_card
from mans.networks.mans import Mans
from mans.recipe import RECIPES, Recipe, find_recipe
from mans.training.checkpointing import load_training, save_training
from mans.training.recipe_changes import with_overrides
from mans.training.run import train
from mans.training.sampling import background, network_input, with_gaps
from mans.training.trainer import EpochProgress, OnStep, Trainer, predict
from streaming.errors import DataSetError, DeviceError, ModelError, SettingsError
from streaming.recognition.prediction import NO_ACTION
from streaming.typed_json import from_plain, to_plain

from ...support.small_data import ACTIONS, CPU, TINY, TINY_SGD, samples
from ...support.waiting import heed_ctrl_c, wait_until

ROOT = Path(__file__).resolve().parents[3]
LIVE = replace(
    TINY, name="tiny-live", sliding_window_share=0.5, background_share=0.2, outlier_share=0.2, epochs=2
)
EVERY_WAY = [
    TINY,
    TINY_SGD,
    replace(TINY_SGD, ema_decay=0.9),
    replace(TINY, ema_decay=0.0, augmentation=None),
]


def trainer_of(recipe: Recipe, seed: int = 0, per_action: int = 2) -> Trainer:
    return Trainer(samples(per_action), ACTIONS, recipe, seed, CPU)


@cache
def trained(recipe: Recipe) -> Trainer:
    """A trainer that has finished; tests must not train it on."""
    trainer = trainer_of(recipe)
    while not trainer.finished:
        trainer.run_epoch()
    return trainer


def weights_of(network: Mans) -> dict[str, bytes]:
    return {name: tensor.numpy().tobytes() for name, tensor in network.state_dict().items()}


@pytest.mark.parametrize(
    "recipe",
    [replace(TINY, epochs=20), replace(TINY_SGD, epochs=20, learning_rate=0.01, ema_decay=0.9)],
    ids=["adamw", "sgd"],
)
def test_the_loss_falls_and_people_never_seen_are_recognised(recipe):
    """With any of sixteen seeds the loss falls to less than a third, and all of them are recognised."""
    trainer = trainer_of(recipe, per_action=4)
    losses = []
    while not trainer.finished:
        losses.append(trainer.run_epoch().loss)
    assert np.mean(losses[-3:]) < 0.5 * losses[0]
    strangers = samples(6, seed=1)
    found = predict(trainer.result(), strangers, recipe, CPU)
    right = [ACTIONS[i] == sample.label for i, sample in zip(found.argmax(axis=1), strangers, strict=True)]
    assert np.mean(right) > 0.8  # a guess would be 0.33
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("recipe", [TINY, TINY_SGD, LIVE], ids=lambda recipe: recipe.name)
def test_a_seed_decides_every_bit(recipe):
    def weights(seed: int) -> dict[str, bytes]:
        given, labels = with_gaps(samples(2), ACTIONS, recipe)
        trainer = Trainer(given, labels, replace(recipe, epochs=2), seed, CPU)
        while not trainer.finished:
            trainer.run_epoch()
        return weights_of(trainer.result())

    torch.manual_seed(99)
    first = weights(3)
    torch.rand(7)
    assert weights(3) == first
    assert weights(4) != first


@pytest.mark.parametrize("cut", ["pad", "resample"])
def test_what_is_called_no_action_is_made_strange_also_where_nothing_is_varied(cut):
    recipe = replace(TINY, cut=cut, augmentation=None, background_share=0.2, outlier_share=0.5)
    given = samples(4)
    trainer = Trainer(given, (*ACTIONS, NO_ACTION), recipe, 0, CPU)
    inputs, targets = trainer.batch(np.arange(len(given)))
    strange = targets == len(ACTIONS)
    assert 0 < strange.sum() < len(given)
    for sample, found, other in zip(given, inputs.numpy(), strange, strict=True):
        assert np.array_equal(found, network_input(sample, recipe)) != bool(other)


@pytest.mark.parametrize("recipe", EVERY_WAY, ids=["adamw", "sgd", "sgd averaged", "fixed inputs"])
@pytest.mark.parametrize("stop", [1, 3])
def test_a_stopped_training_goes_on_to_the_same_weights(recipe, stop, tmp_path):
    whole = trained(recipe)
    before = trainer_of(recipe)
    for _ in range(stop):
        before.run_epoch()
    save_training(tmp_path / "state.safetensors", before)
    torch.manual_seed(12345)  # whatever else the process did
    after = trainer_of(recipe)
    load_training(tmp_path / "state.safetensors", after)
    assert after.epoch == stop
    while not after.finished:
        after.run_epoch()
    assert weights_of(after.result()) == weights_of(whole.result())
    assert weights_of(after.network) == weights_of(whole.network)


def test_what_is_kept_is_the_average():
    trainer = trained(TINY)
    assert weights_of(trainer.result()) != weights_of(trainer.network)
    assert not trainer.result().training
    plain = trained(TINY_SGD)
    assert plain.result() is plain.network


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (lambda: trainer_of(replace(TINY, epochs=9)), "another recipe"),
        (lambda: trainer_of(TINY, seed=1), "another seed"),
        (lambda: trainer_of(TINY, per_action=3), "another samples"),
    ],
    ids=["recipe", "seed", "data"],
)
def test_a_state_of_another_run_is_refused(other, said, tmp_path):
    path = tmp_path / "state.safetensors"
    save_training(path, trainer_of(TINY))
    trainer = other()
    before = weights_of(trainer.network)
    with pytest.raises(ModelError, match=f"{said}.*same options"):
        load_training(path, trainer)
    assert weights_of(trainer.network) == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-1000]),
        lambda path: path.write_bytes(b"\x00\xff" * 5000),
    ],
    ids=["missing", "empty", "truncated", "binary"],
)
def test_a_damaged_state_is_told_in_one_line(damage, tmp_path):
    path = tmp_path / "state.safetensors"
    save_training(path, trainer_of(TINY))
    damage(path)
    with pytest.raises(ModelError) as caught:
        load_training(path, trainer_of(TINY))
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_a_state_with_parts_missing_is_told_in_one_line(tmp_path, tiny_model):
    """A state of another version of the program: the same recipe, but other weights."""
    path = tmp_path / "state.safetensors"
    save_training(path, trainer_of(TINY))
    with safe_open(path, framework="pt") as file:
        notes = file.metadata()
    tensors = read_tensors(path)
    renamed = {name.replace("tarm.fc_in", "tarm.first"): tensor for name, tensor in tensors.items()}
    for content in (renamed, {n: t for n, t in tensors.items() if n != "random/torch"}):
        save_file(content, path, metadata=notes)
        with pytest.raises(ModelError, match="cannot be resumed from") as caught:
            load_training(path, trainer_of(TINY))
        assert "\n" not in str(caught.value)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def whole_state(tmp_path_factory) -> tuple[Path, dict[str, torch.Tensor], dict[str, str]]:
    """A state after an epoch: its tensors and notes, and a place for others."""
    path = tmp_path_factory.mktemp("state") / "state.safetensors"
    trainer = trainer_of(TINY)
    trainer.run_epoch()
    save_training(path, trainer)
    with safe_open(path, framework="pt") as file:
        tensors = {name: tensor.clone() for name, tensor in read_tensors(path).items()}  # else a mapped file
        return path.with_name("other.safetensors"), tensors, file.metadata()


@settings(max_examples=40)
@given(data=st.data())
def test_whatever_is_wrong_with_a_state_it_is_gone_on_with_or_refused(whole_state, data):
    """One of its notes, or of its tensors, is another."""
    path, tensors, notes = whole_state
    changed, other = dict(tensors), dict(notes)
    if data.draw(st.booleans()):
        name = data.draw(st.sampled_from(sorted(notes)))
        deep = st.just("[" * 100_000)
        other[name] = data.draw(st.text(max_size=8) | _json.map(json.dumps) | deep)
    else:
        name = data.draw(st.sampled_from(sorted(tensors)))
        shape = data.draw(st.lists(st.integers(0, 3), max_size=3))
        kind = data.draw(st.sampled_from([torch.float32, torch.float16, torch.int64, torch.uint8]))
        changed[data.draw(st.sampled_from([name, f"{name}/more", "optimiser/99/exp_avg"]))] = torch.zeros(
            shape, dtype=kind
        )
    save_file(changed, path, metadata=other)
    trainer = trainer_of(TINY)
    try:
        load_training(path, trainer)
    except ModelError as error:
        assert "\n" not in str(error) and len(str(error)) < 1000
        return
    if not trainer.finished:
        trainer.run_epoch()


def test_progress_is_reported_every_step():
    trainer, reports = trainer_of(TINY), []
    last = trainer.run_epoch(reports.append)
    assert [report.step for report in reports] == list(range(1, trainer.steps_per_epoch + 1))
    assert reports[-1] == last and isinstance(last, EpochProgress)
    assert last.epoch == 1 and 0 <= last.accuracy <= 1 and last.loss > 0


def test_the_learning_rate_warms_up_and_ends_near_zero():
    trainer = trainer_of(replace(TINY, epochs=20))
    rates = []
    while not trainer.finished:
        trainer.run_epoch(lambda _: rates.append(trainer.optimiser.param_groups[0]["lr"]))
    peak = int(np.argmax(rates))
    assert max(rates) == pytest.approx(TINY.learning_rate, rel=0.02)
    assert 0 < peak <= len(rates) // 9 and rates[-1] < 0.02 * TINY.learning_rate
    assert (np.diff(rates[peak:]) <= 0).all()
    constant = trainer_of(TINY_SGD)
    assert {constant.rate(step) for step in range(100)} == {1.0}


def test_nothing_to_train_on():
    with pytest.raises(DataSetError, match="no training samples"):
        Trainer([], ACTIONS, TINY, 0, CPU)


# The class "no action"


def test_gaps_make_up_their_share_of_an_epoch(small_data):
    given, labels = with_gaps(small_data.samples, small_data.labels, LIVE)
    trainer = Trainer(given, labels, replace(LIVE, background_share=0.4), 0, CPU)
    gaps = len(given) - len(small_data.samples)
    assert labels == (*small_data.labels, NO_ACTION) and gaps == 9
    seen = []
    trainer.batch = lambda part, batch=trainer.batch: (seen.extend(part), batch(part))[1]
    trainer.run_epoch()
    assert len(seen) == len(set(seen)) == 9 + 6  # all actions, and so many gaps that they are 0.4 of it
    assert set(range(9)) <= set(seen)


def test_gaps_lie_between_the_actions(small_data):
    gaps = background(small_data.samples)
    assert len(gaps) == 9 and {gap.label for gap in gaps} == {NO_ACTION}
    assert len({gap.name for gap in gaps}) == 9
    for gap in gaps:
        assert 0.8 <= gap.end_s - gap.start_s <= 3.0
        for sample in small_data.samples:
            if sample.recording == gap.recording:
                assert gap.end_s <= sample.start_s or gap.start_s >= sample.end_s
                assert gap.track is sample.track


def test_gaps_of_tested_recordings_are_not_trained_on(small_data):
    held_out = [sample for sample in small_data.samples if sample.recording == "s02_e01"][:1]
    given, _ = with_gaps(
        [s for s in small_data.samples if s is not held_out[0]], small_data.labels, LIVE, held_out
    )
    gaps = [sample for sample in given if sample.label == NO_ACTION]
    assert {gap.recording for gap in gaps} == {"s01_e01", "s03_e01"}
    assert with_gaps(small_data.samples, small_data.labels, TINY)[1] == small_data.labels


# Recipes


def test_every_recipe_survives_json():
    for recipe in (*RECIPES.values(), TINY, LIVE):
        assert from_plain(json.loads(json.dumps(to_plain(recipe))), Recipe) == recipe
        assert find_recipe(recipe.name) is recipe if recipe.name in RECIPES else True


def test_the_papers_recipe_is_the_papers():
    """SGD with momentum, 0.1 without decay, batch 8, 100 epochs, MANs-9 of 64 units on 50 frames."""
    paper = find_recipe("paper")
    assert (paper.optimiser, paper.momentum, paper.learning_rate, paper.schedule) == (
        "sgd",
        0.9,
        0.1,
        "constant",
    )
    assert (paper.batch_size, paper.epochs, paper.augmentation, paper.cut) == (8, 100, None, "pad")
    network = paper.network(10)
    assert (network.name, network.frames, network.hidden_size, network.reduction) == ("MANs-9", 50, 64, 16)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"epochs": 0}, {"batch_size": 0}, {"batch_size": -3}, {"frames": 1}, {"blocks": (2, 0)}),
        *(
            {"ema_decay": 1.0},
            {"background_share": 1.0},
            {"sliding_window_share": -0.1},
            {"learning_rate": 0.0},
        ),
        *({"window_s": float("nan")}, {"outlier_share": 0.2}),
    ],
    ids=str,
)
def test_recipes_that_cannot_be_trained(wrong):
    with pytest.raises(SettingsError):
        replace(TINY, **wrong)
    data = {**to_plain(TINY), **wrong}
    with pytest.raises(SettingsError):
        from_plain(data, Recipe)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"hidden_size": 1.5}, {"blocks": (1, 1, 1)}, {"cut": "fold"}, {"schedule": "step"}),
        *(
            {"optimiser": "lion"},
            {"precision": "float16"},
            {"gradient_accumulation": 1.5},
            {"preprocessing": None},
        ),
    ],
    ids=str,
)
def test_recipes_that_cannot_be_read(wrong):
    with pytest.raises(SettingsError, match=f"^{next(iter(wrong))}: .*; expected "):
        from_plain({**to_plain(TINY), **wrong}, Recipe)


def test_the_command_lines_own_numbers_are_in_the_name():
    recipe = find_recipe("live")
    assert with_overrides(recipe, None, None) is recipe
    changed = with_overrides(recipe, 3, 4)
    assert (changed.name, changed.epochs, changed.batch_size) == ("live-epochs3-batch4", 3, 4)
    with pytest.raises(SettingsError, match="epochs 0"):
        with_overrides(recipe, 0, None)


# The command


def run_train(data, out: Path, recipe: Recipe = LIVE, resume: bool = False, device: str = "cpu") -> str:
    """Train as the command line does; return what was said."""
    console = Console(record=True, width=120, force_terminal=False)
    try:
        train(console.print, data, recipe, 0, device, out, resume, "made by a test")
    finally:
        said = console.export_text()
    return said


def stopping(monkeypatch, after: int) -> None:
    """Press Ctrl-C in the epoch after the first ``after``, when it has changed the weights already."""
    original, epochs = Trainer.run_epoch, []

    def interrupted(trainer, report):
        epochs.append(1)
        if len(epochs) > after:
            original(trainer, None)
            trainer.epoch -= 1
            raise KeyboardInterrupt
        return original(trainer, report)

    monkeypatch.setattr(Trainer, "run_epoch", interrupted)


def test_train_writes_a_model_and_its_card(small_data, tmp_path):
    out = tmp_path / "deep" / "model.safetensors"
    said = run_train(small_data, out)
    assert "stretches of the class" in said and "Wrote" in said and "CPU, 1 thread" in said
    assert sorted(file.name for file in out.parent.iterdir()) == ["model.json", "model.safetensors"]
    network, card = load_model(out, CPU)
    assert card.labels == (*small_data.labels, NO_ACTION)
    assert (card.recipe, card.seed, card.epochs, card.data) == (LIVE, 0, 2, "UT-Kinect")
    assert card.command == "made by a test" and card.versions["torch"] == torch.__version__
    assert not network.training


def test_ctrl_c_keeps_the_epochs_done_and_resume_ends_as_if_there_had_been_none(
    small_data, tmp_path, monkeypatch
):
    recipe = replace(LIVE, epochs=3)
    run_train(small_data, tmp_path / "whole.safetensors", recipe)
    out = tmp_path / "model.safetensors"
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        stopping(patch, after=1)
        run_train(small_data, out, recipe)
    assert load_card(out).epochs == 1
    # The model is the one of the first epoch, not of half of the second.
    state = read_tensors(tmp_path / "model.training.safetensors")
    for name, tensor in read_tensors(out).items():
        assert torch.equal(tensor, state[f"averaged/module.{name}"]), name
    assert "Going on after epoch 1" in run_train(small_data, out, recipe, resume=True)
    assert out.read_bytes() == (tmp_path / "whole.safetensors").read_bytes()
    assert not (tmp_path / "model.training.safetensors").exists()


def test_ctrl_c_right_after_the_first_state_was_written_keeps_it(small_data, tmp_path, monkeypatch):
    def interrupted(path: Path, trainer: Trainer) -> None:
        save_training(path, trainer)
        raise KeyboardInterrupt

    monkeypatch.setattr("mans.training.run.save_training", interrupted)
    out = tmp_path / "model.safetensors"
    with pytest.raises(KeyboardInterrupt):
        run_train(small_data, out)
    assert load_card(out).epochs == 1


def test_ctrl_c_in_the_first_epoch_writes_nothing(small_data, tmp_path, monkeypatch):
    stopping(monkeypatch, after=0)
    with pytest.raises(KeyboardInterrupt):
        run_train(small_data, tmp_path / "model.safetensors")
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_in_the_first_epoch_leaves_an_older_model_alone(small_data, tmp_path, monkeypatch):
    out = tmp_path / "model.safetensors"
    run_train(small_data, out)
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    stopping(monkeypatch, after=0)
    with pytest.raises(KeyboardInterrupt):
        run_train(small_data, out, replace(LIVE, epochs=7))
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_nothing_to_resume(small_data, tmp_path):
    with pytest.raises(ModelError, match="nothing to resume.*without --resume"):
        run_train(small_data, tmp_path / "model.safetensors", resume=True)


def test_a_training_that_fails_is_told_and_leaves_no_model(small_data, tmp_path):
    """What the paper's learning rate can do on few samples, made certain."""
    recipe = replace(TINY_SGD, learning_rate=1e12, epochs=4)
    with pytest.raises(SettingsError, match=r"the loss became (nan|inf) in epoch \d.*lower learning rate"):
        run_train(small_data, tmp_path / "model.safetensors", recipe)
    assert not (tmp_path / "model.safetensors").exists()


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_a_gpu_that_is_not_there(small_data, tmp_path):
    with pytest.raises(DeviceError, match="--device cpu"):
        run_train(small_data, tmp_path / "model.safetensors", device="cuda")


def newer(file: Path, than_ns: int) -> bool:
    return file.exists() and file.stat().st_mtime_ns > than_ns


SMALL = ("--set", "blocks=[1,1]", "--set", "frames=12", "--set", "hidden_size=6")
"""A network of the command line whose steps take no time."""


def alone() -> dict[str, str]:
    """One thread: two would wait for each other for minutes where something else has a core."""
    return os.environ | {"OMP_NUM_THREADS": "1"}


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGINT for another process")
@pytest.mark.slow
def test_ctrl_c_on_the_command_line(small_folder, tmp_path, monkeypatch, capsys):
    """A real signal, twice, first to a real process: the model is usable each time, and has gone on."""
    out = tmp_path / "model.safetensors"
    state = tmp_path / "model.training.safetensors"
    words = [
        *("train", "ut-kinect", "--data", str(small_folder), "--device", "cpu"),
        *("--recipe", "current", *SMALL, "--epochs", "5000", "-o", str(out)),
    ]
    with subprocess.Popen(
        [sys.executable, "main.py", *words],
        cwd=ROOT,
        env=alone(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed_ctrl_c,
    ) as process:
        try:
            wait_until(state.exists, "an epoch", process)
            process.send_signal(signal.SIGINT)
            said, errors = process.communicate(timeout=90)
        finally:
            process.kill()
    assert process.returncode == 130
    first = stopped_after(out, said.decode(), errors.decode())

    usual = Trainer.run_epoch

    def then_interrupted(trainer: Trainer, report: OnStep) -> EpochProgress:
        if trainer.epoch > first:
            signal.raise_signal(signal.SIGINT)
        return usual(trainer, report)

    monkeypatch.setattr(Trainer, "run_epoch", then_interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert main.main([*words, "--resume"]) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    said, errors = capsys.readouterr()
    assert f"Going on after epoch {first}" in said
    assert stopped_after(out, said, errors) == first + 1


def stopped_after(out: Path, said: str, errors: str) -> int:
    """The epochs of a model that a stopped training has left, as it says, too."""
    network, card = load_model(out, CPU)
    assert errors == "stopped\n" and network.settings.classes == 10 and card.epochs > 0
    assert f"Stopped after epoch {card.epochs}" in said and "--resume" in said
    return card.epochs


KILLED = """
import os, signal, sys
import main
from mans.training.trainer import Trainer
usual = Trainer.take_step
def take_step(trainer, *step):
    state = usual(trainer, *step)
    if trainer.steps_done == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    return state
Trainer.take_step = take_step
main.main(sys.argv[1:])
"""
"""The command, killed in its thirteenth step."""


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_a_training_that_is_killed_goes_on_to_the_same_weights(small_folder, tmp_path, capsys):
    """Killed in the middle of an epoch, by the one signal that nobody can answer."""
    whole, out = tmp_path / "whole.safetensors", tmp_path / "model.safetensors"
    words = [
        *("train", "ut-kinect", "--data", str(small_folder), "--device", "cpu", "--recipe", "current"),
        *(*SMALL, "--epochs", "3", "--batch-size", "1", "-o"),  # nine steps an epoch
    ]
    assert main.main([*words, str(whole)]) == 0
    command = [sys.executable, "-c", KILLED, *words, str(out)]
    done = subprocess.run(command, cwd=ROOT, env=alone(), stdout=subprocess.DEVNULL, timeout=300)
    assert done.returncode == -signal.SIGKILL and not out.exists()
    capsys.readouterr()
    assert main.main([*words, str(out), "--resume"]) == 0
    assert "Going on after epoch 1" in capsys.readouterr().out
    assert out.read_bytes() == whole.read_bytes()
