"""Evaluation by a protocol: every fold its own training, folds side by side, results kept as they come."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from mans.checkpoint import replace_file, versions
from mans.datasets import DataSet, find_data_set
from mans.datasets.prepare import DataFolder
from mans.device import choose_device, describe_device
from mans.protocols import Fold
from mans.recipe import Recipe
from mans.samples import with_gaps
from mans.training import Trainer, predict
from mans.workers import ended_at_once, start_worker
from streaming.errors import ModelError

FORMAT = 1
"""Version of the result files."""


@dataclass(frozen=True, slots=True)
class FoldResult:
    """What one fold gave.

    Attributes:
        fold: what was held out.
        samples: names of the held-out samples.
        truth: their labels.
        predicted: the labels the network gave them.
        confidence: the probability it gave to each of those.
        train_accuracy: on the last epoch's (augmented) training samples.
        seconds: wall time of training and testing.
    """

    fold: str
    samples: tuple[str, ...]
    truth: tuple[str, ...]
    predicted: tuple[str, ...]
    confidence: tuple[float, ...]
    train_accuracy: float
    seconds: float

    @property
    def right(self) -> int:
        """Number of samples classified rightly."""
        return sum(t == p for t, p in zip(self.truth, self.predicted, strict=True))


@dataclass(frozen=True, slots=True)
class Results:
    """A protocol's results, complete or not.

    Attributes:
        data: data set.
        protocol: how samples were held out.
        recipe: what was trained.
        seed: of all folds.
        labels: (C,) class names.
        total_folds: how many folds the protocol has.
        device: what it ran on.
        versions: of Python and packages.
        folds: those that are done, in the protocol's order.
    """

    data: str
    protocol: str
    recipe: Recipe
    seed: int
    labels: tuple[str, ...]
    total_folds: int
    device: str
    versions: dict[str, str]
    folds: tuple[FoldResult, ...]

    @property
    def tested(self) -> int:
        """Samples tested so far."""
        return sum(len(fold.samples) for fold in self.folds)

    @property
    def right(self) -> int:
        """Samples classified rightly so far."""
        return sum(fold.right for fold in self.folds)

    def confusion(self) -> npt.NDArray[np.int64]:
        """(C, C) counts, row the true label, column the predicted one."""
        counts = np.zeros((len(self.labels), len(self.labels)), dtype=np.int64)
        for fold in self.folds:
            for truth, predicted in zip(fold.truth, fold.predicted, strict=True):
                counts[self.labels.index(truth), self.labels.index(predicted)] += 1
        return counts

    def save(self, path: Path) -> None:
        """Write as JSON, in one step."""
        data = {"format": FORMAT, **asdict(self)}
        data["recipe"] = self.recipe.to_dict()
        text = json.dumps(data, indent=1) + "\n"
        replace_file(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))

    @classmethod
    def load(cls, path: Path) -> Results:
        """Read a result file.

        Raises:
            ModelError: it is no result file, or of another version.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(data, dict) or data.pop("format") != FORMAT:
                raise ValueError("another version")
            data["recipe"] = Recipe.from_dict(data["recipe"])
            data["labels"] = tuple(data["labels"])
            keys = ("samples", "truth", "predicted", "confidence")
            data["folds"] = tuple(
                FoldResult(**{**fold, **{key: tuple(fold[key]) for key in keys}}) for fold in data["folds"]
            )
            return cls(**data)
        except (OSError, ValueError, KeyError, TypeError, ModelError) as error:
            raise ModelError(
                f"not a result file ({error})",
                path=path,
                expected="one written by evaluate",
                remedy="Delete it",
            ) from error


def evaluate_fold(data: DataSet, fold: Fold, recipe: Recipe, seed: int, device: torch.device) -> FoldResult:
    """Train on a fold's training samples from scratch and classify what it holds out."""
    start = time.perf_counter()
    held_out = [data.samples[i] for i in fold.test]
    samples, labels = with_gaps([data.samples[i] for i in fold.train], data.labels, recipe, held_out)
    trainer = Trainer(samples, labels, recipe, seed, device)
    accuracy = 0.0
    while not trainer.finished:
        accuracy = trainer.run_epoch().accuracy
    probabilities = predict(trainer.result(), held_out, recipe, device)
    return FoldResult(
        fold=fold.name,
        samples=tuple(sample.name for sample in held_out),
        truth=tuple(sample.label for sample in held_out),
        predicted=tuple(labels[i] for i in probabilities.argmax(axis=1)),
        confidence=tuple(round(float(p), 4) for p in probabilities.max(axis=1)),
        train_accuracy=round(accuracy, 4),
        seconds=round(time.perf_counter() - start, 1),
    )


# A worker process opens the data set once and keeps it for all its folds.
_worker: dict[str, DataSet] = {}


def _start_worker(source: DataFolder) -> None:
    start_worker()
    torch.set_num_threads(1)
    _worker["data"] = source.open()


def _run_in_worker(fold: Fold, recipe: Recipe, seed: int, device: str) -> FoldResult:
    return evaluate_fold(_worker["data"], fold, recipe, seed, choose_device(device))


def evaluate(
    data: DataSet,
    source: DataFolder,
    protocol: str,
    recipe: Recipe,
    seed: int,
    device: str,
    jobs: int,
    path: Path,
    wanted: Sequence[str] | None = None,
) -> Generator[Results, None, None]:
    """Run a protocol's folds side by side, each in one thread; go on where a result file left off.

    The folds are run in an order drawn from the seed, so that what an interrupted evaluation has measured
    is a fair sample of the protocol. After every fold the result file is written anew.

    Args:
        data: the data set.
        source: where it is; it must be prepared (the workers open it themselves).
        protocol: name of the protocol.
        recipe: what to train.
        seed: of every fold.
        device: ``auto``, ``cpu`` or ``cuda``.
        jobs: folds at a time.
        path: the result file.
        wanted: names of the folds to run; None for all.

    Yields:
        The results after each fold; first those that were there already.

    Raises:
        ModelError: the result file is of other settings, or damaged.
        DataSetError: the data set has no such protocol, or too few samples for it.
    """
    every = find_data_set(data.name).protocol(protocol).folds(data.samples)
    fresh = Results(
        data=data.name,
        protocol=protocol,
        recipe=recipe,
        seed=seed,
        labels=with_gaps((), data.labels, recipe)[1],
        total_folds=len(every),
        device=f"{describe_device(choose_device(device))}, {jobs} folds at a time",
        versions=versions(),
        folds=(),
    )
    results = _resume(path, fresh)
    _check_samples(path, results, {fold.name: [data.samples[i].name for i in fold.test] for fold in every})
    yield results
    done = {fold.fold: fold for fold in results.folds}
    todo = [fold for fold in every if fold.name not in done and (wanted is None or fold.name in wanted)]
    np.random.default_rng(seed).shuffle(todo)
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, context, _start_worker, (source,))
    with ended_at_once(pool):
        running: set[Future[FoldResult]] = set()
        while todo or running:
            while todo and len(running) < jobs:
                running.add(pool.submit(_run_in_worker, todo.pop(0), recipe, seed, device))
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                result = future.result()
                done[result.fold] = result
            ordered = tuple(done[fold.name] for fold in every if fold.name in done)
            results = replace(fresh, folds=ordered)
            results.save(path)
            yield results


def _resume(path: Path, fresh: Results) -> Results:
    """Return the results in ``path`` if they are of the same run, ``fresh`` if there are none."""
    if not path.exists():
        return fresh
    old = Results.load(path)
    for name in ("data", "protocol", "recipe", "seed", "labels"):
        if getattr(old, name) != getattr(fresh, name):
            raise ModelError(
                f"results of another {name}",
                path=path,
                remedy="Give another --results, or delete the file to start anew",
            )
    return old


def _check_samples(path: Path, results: Results, tested: Mapping[str, Sequence[str]]) -> None:
    """Refuse results of folds that test other samples today: of other data, or another list to leave out."""
    for done in results.folds:
        if list(done.samples) != list(tested.get(done.fold, ())):
            raise ModelError(
                f"results of other samples, in fold {done.fold!r}",
                path=path,
                remedy="Give the same data and the same --leave-out, another --results, or delete the file",
            )
