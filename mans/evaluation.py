"""Evaluation by a protocol: every fold its own training, folds side by side, results kept as they come."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from mans.checkpoint import versions
from mans.datasets import DataSet, find_data_set
from mans.datasets.prepare import DataFolder
from mans.device import choose_device, describe_device
from mans.protocols import Fold
from mans.recipe import Recipe
from mans.results import FoldResult, LearningCurve, Results
from mans.samples import Sample, with_gaps
from mans.training import Trainer, predict
from mans.workers import ended_at_once, start_worker
from streaming.errors import ModelError


def evaluate_fold(
    data: DataSet, fold: Fold, recipe: Recipe, seed: int, device: torch.device, curves: bool = False
) -> FoldResult:
    """Train on a fold's training samples from scratch and classify what it holds out.

    With ``curves`` the errors after each epoch are measured and told, nothing else: what is trained and
    predicted is the same, bit for bit.
    """
    start = time.perf_counter()
    trained_on, held_out = ([data.samples[i] for i in part] for part in (fold.train, fold.test))
    samples, labels = with_gaps(trained_on, data.labels, recipe, held_out)
    trainer = Trainer(samples, labels, recipe, seed, device)
    accuracy, measuring = 0.0, 0.0
    train_error, test_error = list[float](), list[float]()
    while not trainer.finished:
        accuracy = trainer.run_epoch().accuracy
        if curves:
            before = time.perf_counter()
            train_error.append(_error(trainer, trained_on))
            test_error.append(_error(trainer, held_out))
            measuring += time.perf_counter() - before
    probabilities = predict(trainer.result(), held_out, recipe, device)
    return FoldResult(
        fold=fold.name,
        samples=tuple(sample.name for sample in held_out),
        truth=tuple(sample.label for sample in held_out),
        predicted=tuple(labels[i] for i in probabilities.argmax(axis=1)),
        confidence=tuple(round(float(p), 4) for p in probabilities.max(axis=1)),
        train_accuracy=round(accuracy, 4),
        seconds=round(time.perf_counter() - start - measuring, 1),
        curve=LearningCurve(tuple(train_error), tuple(test_error)) if curves else None,
    )


def _error(trainer: Trainer, samples: Sequence[Sample]) -> float:
    """Share of samples that the network which would be kept now classifies wrongly."""
    found = predict(trainer.result(), samples, trainer.recipe, trainer.device).argmax(axis=1)
    wrong = [trainer.labels[int(i)] != sample.label for i, sample in zip(found, samples, strict=True)]
    return round(sum(wrong) / len(wrong), 4)


# A worker process opens the data set once and keeps it for all its folds.
_worker: dict[str, DataSet] = {}


def _start_worker(source: DataFolder) -> None:
    start_worker()
    torch.set_num_threads(1)
    _worker["data"] = source.open()


def _run_in_worker(fold: Fold, recipe: Recipe, seed: int, device: str, curves: bool) -> FoldResult:
    return evaluate_fold(_worker["data"], fold, recipe, seed, choose_device(device), curves)


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
    curves: bool = False,
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
        curves: measure the errors after each epoch; folds that were done without are then run again.

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
    kept = {name for name, result in done.items() if result.curve or not curves}
    todo = [fold for fold in every if fold.name not in kept and (wanted is None or fold.name in wanted)]
    np.random.default_rng(seed).shuffle(todo)
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, context, _start_worker, (source,))
    with ended_at_once(pool):
        running: set[Future[FoldResult]] = set()
        while todo or running:
            while todo and len(running) < jobs:
                running.add(pool.submit(_run_in_worker, todo.pop(0), recipe, seed, device, curves))
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
