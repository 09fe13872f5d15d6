"""The log for TensorBoard, read back by TensorBoard's own reader."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from mans.recipe import Recipe
from mans.training.run import train
from mans.training.tensorboard import TrainingLog
from mans.training.trainer import EpochProgress, Trainer
from streaming.errors import MansError, SettingsError

from ...support.small_data import TINY
from .test_trainer import stopping

pytestmark = pytest.mark.skipif(find_spec("tensorboard") is None, reason="tensorboard is not installed")


def events_of(log: Path) -> Any:
    """What is in a log, by its reader, which takes long to import: collecting the tests need not wait."""
    reading = import_module("tensorboard.backend.event_processing.event_accumulator")
    return reading.EventAccumulator(str(log)).Reload()


def run(data, folder: Path, recipe: Recipe, resume: bool = False) -> None:
    out, log = folder / "model.safetensors", folder / "log"
    train(Console(quiet=True).print, data, recipe, 0, "cpu", out, resume, "a test", log_folder=log)


def scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    events = events_of(folder / "log")
    return {
        tag: [(each.step, each.value) for each in events.Scalars(tag)] for tag in events.Tags()["scalars"]
    }


def test_loss_accuracy_rate_and_recipe_are_there(small_data, tmp_path, monkeypatch):
    reports: list[EpochProgress] = []
    original = Trainer.run_epoch
    monkeypatch.setattr(
        Trainer, "run_epoch", lambda self, report: reports.append(original(self, report)) or reports[-1]
    )
    run(small_data, tmp_path, TINY)
    found = scalars(tmp_path)
    assert set(found) == {"loss", "accuracy", "learning rate"}
    assert all([step for step, _ in points] == [1, 2, 3, 4] for points in found.values())
    losses, shares, rates = (
        [value for _, value in found[tag]] for tag in ("loss", "accuracy", "learning rate")
    )
    assert losses == pytest.approx([report.loss for report in reports], rel=1e-6)
    assert shares == pytest.approx([report.accuracy for report in reports], rel=1e-6)
    assert 0 < rates[-1] < rates[1] <= TINY.learning_rate * 1.0001  # cosine: nearly nothing at the end
    events = events_of(tmp_path / "log")
    (text,) = events.Tensors("recipe/text_summary")
    said = text.tensor_proto.string_val[0].decode()
    assert "UT-Kinect: MANs-5" in said and '"learning_rate": 0.005' in said


def test_a_log_changes_nothing_and_goes_on_with_its_training(small_data, tmp_path, monkeypatch):
    for name in ("whole", "stopped"):
        (tmp_path / name).mkdir()
    run(small_data, tmp_path / "whole", TINY)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        stopping(patch, after=2)
        run(small_data, tmp_path / "stopped", TINY)
    assert [step for step, _ in scalars(tmp_path / "stopped")["loss"]] == [1, 2]
    run(small_data, tmp_path / "stopped", TINY, resume=True)
    assert scalars(tmp_path / "stopped") == scalars(tmp_path / "whole")
    train(
        Console(quiet=True).print, small_data, TINY, 0, "cpu", tmp_path / "plain.safetensors", False, "a test"
    )
    plain = (tmp_path / "plain.safetensors").read_bytes()
    assert plain == (tmp_path / "whole" / "model.safetensors").read_bytes()


def test_without_tensorboard_it_is_told_before_training(small_data, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    monkeypatch.delitem(sys.modules, "torch.utils.tensorboard", raising=False)
    with pytest.raises(SettingsError, match=r"no log without TensorBoard.*\[log\]") as caught:
        run(small_data, tmp_path, replace(TINY, epochs=1000))
    assert "\n" not in str(caught.value) and list(tmp_path.iterdir()) == []


def test_a_folder_that_is_none(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(MansError, match=f"{file}.*cannot be written"):
        TrainingLog(file / "log", TINY, "about")
