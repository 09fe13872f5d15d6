"""Fixtures of the tests of mans/: data and models that the tests make, and the real data where it lies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from mans.checkpoint import save_model, versions
from mans.datasets import DATA_SETS, DataSet
from mans.datasets.prepare import DataFolder, open_folder
from mans.evaluation import folds
from mans.model_card import ModelCard
from mans.networks.base import ActionNetwork
from mans.training.trainer import Trainer
from streaming.skeleton.layouts import KINECT_V2

from ..support.small_data import ACTIONS, CPU, SHARED, TINY, samples, write_ut_kinect
from ..support.small_networks import double_by_default
from ..support.this_process import InThisProcess


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set of three subjects in UT-Kinect's format."""
    return write_ut_kinect(tmp_path_factory.mktemp("small") / "ut-kinect")


@pytest.fixture(scope="session")
def small_source(small_folder: Path) -> DataFolder:
    """The same, prepared."""
    source = open_folder("ut-kinect", small_folder)
    source.prepare(jobs=1)
    return source


@pytest.fixture(scope="session")
def small_data(small_folder: Path) -> DataSet:
    return DATA_SETS["ut-kinect"].load(small_folder)


@pytest.fixture(scope="session")
def ut_kinect_folder() -> Path:
    folder = SHARED / "ut-kinect"
    if not folder.is_dir():
        pytest.skip(f"no UT-Kinect data set at {folder}")
    return folder


@pytest.fixture(scope="session")
def ut_kinect(ut_kinect_folder: Path) -> DataSet:
    return DATA_SETS["ut-kinect"].load(ut_kinect_folder)


@pytest.fixture(scope="session")
def tiny_trainer() -> Trainer:
    """A trainer that has finished; tests must not train it on."""
    trainer = Trainer(samples(), ACTIONS, TINY, seed=0, device=CPU)
    while not trainer.finished:
        trainer.run_epoch()
    return trainer


@pytest.fixture(scope="session")
def tiny_card() -> ModelCard:
    return ModelCard(
        labels=ACTIONS,
        recipe=TINY,
        data="three motions",
        seed=0,
        epochs=TINY.epochs,
        layout=KINECT_V2.name,
        command="made by a test",
        versions=versions(),
        scores={},
    )


@pytest.fixture(scope="session")
def tiny_network(tiny_trainer: Trainer) -> ActionNetwork:
    return tiny_trainer.result()


@pytest.fixture
def tiny_model(tmp_path: Path, tiny_network: ActionNetwork, tiny_card: ModelCard) -> Path:
    """A model file with its card, which a test may damage."""
    path = tmp_path / "tiny.safetensors"
    save_model(path, tiny_network, tiny_card)
    return path


@pytest.fixture(scope="module")
def double_precision() -> Iterator[None]:
    """Networks and random inputs of a module's tests are in double precision."""
    with double_by_default():
        yield


@pytest.fixture
def folds_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what is evaluated, not of the processes that do it: each takes seconds to start."""
    monkeypatch.setattr(folds, "ProcessPoolExecutor", InThisProcess)


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Two threads contend with whatever else runs, and make small networks slower, not faster."""
    torch.set_num_threads(1)
