"""Cross-validation by a protocol: folds trained in parallel, results saved after each fold."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from mans.checkpoint import versions
from mans.datasets import DataSet
from mans.datasets.prepare import DataFolder
from mans.datasets.protocols import Fold
from mans.datasets.workers import ended_at_once, start_worker
from mans.device import choose_device
from mans.evaluation.faithfulness import measure_faithfulness
from mans.evaluation.results import FoldResult, LearningCurve, Results, check_same_run, digest_of
from mans.recipe import Recipe
from mans.training.fine_tuning import Start, trainer_of
from mans.training.precision import computed_on
from mans.training.sampling import Sample, with_gaps
from mans.training.trainer import predict
from streaming.errors import ModelError, SettingsError
from streaming.paths import exists

_OTHER_LABELS = "Give another --results, or delete the file to evaluate anew"


class _FoldRun:
    """A running fold: its trainer and learning curve."""

    def __init__(
        self,
        data: DataSet,
        fold: Fold,
        recipe: Recipe,
        seed: int,
        device: torch.device,
        start: Start | None = None,
    ) -> None:
        self.fold = fold
        self.trained_on, self.held_out = ([data.samples[i] for i in part] for part in (fold.train, fold.test))
        samples, labels = with_gaps(self.trained_on, data.labels, recipe, self.held_out)
        self.trainer = trainer_of(samples, labels, recipe, seed, device, start)
        self._curve: tuple[list[float], list[float]] = ([], [])

    def measure(self) -> None:
        """Add a point to the learning curve."""
        for curve, samples in zip(self._curve, (self.trained_on, self.held_out), strict=True):
            curve.append(self._error(samples))

    def _error(self, samples: Sequence[Sample]) -> float:
        """Return the error of the current network (with averaged weights, if used)."""
        found, labels = self._probabilities(samples).argmax(axis=1), self.trainer.labels
        wrong = [labels[int(i)] != sample.label for i, sample in zip(found, samples, strict=True)]
        return round(sum(wrong) / len(wrong), 4)

    def _probabilities(self, samples: Sequence[Sample]) -> npt.NDArray[np.float32]:
        return predict(self.trainer.result(), samples, self.trainer.recipe, self.trainer.device)

    def with_faithfulness(self, result: FoldResult) -> FoldResult:
        """Add the faithfulness of the attention on the test samples."""
        trainer = self.trainer
        found = measure_faithfulness(trainer.result(), self.held_out, trainer.recipe, trainer.seed)
        return replace(result, faithfulness=found)

    def result(self, train_accuracy: float) -> FoldResult:
        """Classify the test samples; the time is filled in later."""
        probabilities = self._probabilities(self.held_out)
        train_error, test_error = map(tuple, self._curve)
        return FoldResult(
            fold=self.fold.name,
            samples=tuple(sample.name for sample in self.held_out),
            truth=tuple(sample.label for sample in self.held_out),
            predicted=tuple(self.trainer.labels[i] for i in probabilities.argmax(axis=1)),
            confidence=tuple(round(float(p), 4) for p in probabilities.max(axis=1)),
            train_accuracy=round(train_accuracy, 4),
            seconds=0.0,
            curve=LearningCurve(train_error, test_error) if train_error else None,
            permille=tuple(" ".join(map(str, row)) for row in (1000 * probabilities).round().astype(int)),
        )


def evaluate_fold(
    data: DataSet,
    fold: Fold,
    recipe: Recipe,
    seed: int,
    device: torch.device,
    curves: bool = False,
    start: Start | None = None,
    faithfulness: bool = False,
) -> FoldResult:
    """Train on a fold's training samples, from scratch or from ``start``, and classify its test samples.

    With ``curves``, the errors after each epoch are measured and reported, with ``faithfulness`` deletion and
    insertion by the attention; training and predictions remain bit-identical.

    Raises:
        DataSetError: there are no training samples.
    """
    began, measuring = time.perf_counter(), 0.0
    run = _FoldRun(data, fold, recipe, seed, device, start)
    while not run.trainer.finished:
        report = run.trainer.run_epoch()
        if curves:
            before = time.perf_counter()
            run.measure()
            measuring += time.perf_counter() - before
    result = run.result(report.accuracy)
    result = replace(result, seconds=round(time.perf_counter() - began - measuring, 1))
    return run.with_faithfulness(result) if faithfulness else result


# A worker process opens the data set once and keeps it for all its folds.
_worker: dict[str, DataSet] = {}


def _start_worker(source: DataFolder) -> None:
    start_worker()
    torch.set_num_threads(1)
    _worker["data"] = source.open()


def _run_in_worker(
    fold: Fold,
    recipe: Recipe,
    seed: int,
    device: str,
    curves: bool,
    start: Start | None,
    faithfulness: bool,
) -> FoldResult:
    return evaluate_fold(
        _worker["data"], fold, recipe, seed, choose_device(device), curves, start, faithfulness
    )


def evaluate(
    data: DataSet,
    source: DataFolder,
    protocol: str,
    recipe: Recipe,
    seed: int,
    device: str,
    jobs: int,
    path: Path,
    curves: bool = False,
    start: Start | None = None,
    faithfulness: bool = False,
) -> Generator[Results, None, None]:
    """Run a protocol's folds in parallel, one thread each, resuming from an existing result file.

    The order of the folds is random (from the seed), so that an interrupted evaluation has measured an
    unbiased sample of the protocol. The result file is rewritten after every fold.

    Args:
        data: the data set.
        source: its folder; it must be prepared, as the workers open it themselves.
        protocol: name of the protocol.
        recipe: the recipe to train.
        seed: random seed of every fold.
        device: ``auto``, ``cpu`` or ``cuda``.
        jobs: number of processes.
        path: the result file.
        curves: measure the errors after each epoch; finished folds without a curve are run again.
        start: the model that each fold is fine-tuned from; None for random weights.
        faithfulness: measure deletion and insertion by the attention on the test samples; finished folds
            without them are run again.

    Yields:
        The results after each fold, starting with existing ones.

    Raises:
        SettingsError: faithfulness of a network without attention, or curves of one trained in closed form.
        ModelError: the result file has other settings, samples or labels, or is damaged.
        DataSetError: the data set has no such protocol, or too few samples for it.
    """
    if faithfulness and not recipe.architecture.has_f_a:
        raise SettingsError(
            "faithfulness of a network without F_A", expected="a network of MANs with attention"
        )
    if curves and recipe.optimiser == "ridge":
        raise SettingsError(
            "learning curves of a network trained in closed form", expected="one trained in steps"
        )
    every = source.entry().protocol(protocol).folds(data.samples)
    fresh = Results(
        data=data.name,
        protocol=protocol,
        recipe=recipe,
        seed=seed,
        labels=with_gaps((), data.labels, recipe)[1],
        total_folds=len(every),
        device=f"{computed_on(recipe, choose_device(device))}, {jobs} folds at a time",
        versions=versions(),
        folds=(),
        labelled=digest_of(data.samples),
    )
    results = _resume(path, fresh)
    _check_samples(path, results, {fold.name: [data.samples[i] for i in fold.test] for fold in every})
    _check_labels(path, results, fresh)
    yield results
    done = {fold.fold: fold for fold in results.folds}
    kept = {
        name for name, result in done.items() if is_measured(result, curves=curves, faithfulness=faithfulness)
    }
    todo = [fold for fold in every if fold.name not in kept]
    np.random.default_rng(seed).shuffle(todo)
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, context, _start_worker, (source,))
    with ended_at_once(pool):
        running: set[Future[FoldResult]] = set()
        while todo or running:
            while todo and len(running) < jobs:
                task = (todo.pop(0), recipe, seed, device, curves, start, faithfulness)
                running.add(pool.submit(_run_in_worker, *task))
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                result = future.result()
                done[result.fold] = _joined(done.get(result.fold), result)
                ordered = tuple(done[fold.name] for fold in every if fold.name in done)
                results = replace(fresh, folds=ordered)
                results.save(path)
                yield results


def _joined(before: FoldResult | None, now: FoldResult) -> FoldResult:
    """Add what a repeated fold measured to its previous result, if their predictions agree."""
    if before is None:
        return now
    bare = [replace(each, curve=None, faithfulness=None, permille=None) for each in (before, now)]
    if bare[0] != replace(bare[1], seconds=before.seconds):
        return now
    return replace(
        before,
        curve=now.curve or before.curve,
        faithfulness=now.faithfulness or before.faithfulness,
        permille=now.permille or before.permille,
    )


def is_measured(result: FoldResult, *, curves: bool, faithfulness: bool) -> bool:
    """Whether a finished fold has what is asked for."""
    return bool((result.curve or not curves) and (result.faithfulness or not faithfulness))


def _resume(path: Path, fresh: Results) -> Results:
    """Return the results in ``path`` if they belong to the same run, or ``fresh`` if there are none."""
    if not exists(path):
        return fresh
    old = Results.load(path)
    check_same_run(path, old, fresh, ("data", "protocol", "recipe", "seed", "labels"))
    return old


def _check_samples(path: Path, results: Results, tested: Mapping[str, Sequence[Sample]]) -> None:
    """Raise an error if the test samples of finished folds have changed, or their labels."""
    for done in results.folds:
        samples = tested.get(done.fold, ())
        if list(done.samples) != [sample.name for sample in samples]:
            raise ModelError(
                f"results of other samples, in fold {done.fold!r}",
                path=path,
                remedy="Give the same data and the same --leave-out, another --results, or delete the file",
            )
        for sample, label in zip(samples, done.truth, strict=True):
            if sample.label != label:
                raise ModelError(
                    f"results of other labels, in fold {done.fold!r}: {sample.name} as {label!r}",
                    path=path,
                    expected=f"{sample.label!r}, as the data now says",
                    remedy=_OTHER_LABELS,
                )


def _check_labels(path: Path, results: Results, fresh: Results) -> None:
    """Raise an error if finished folds were trained on other samples or labels; older files do not tell."""
    if results.folds and results.labelled not in {None, fresh.labelled}:
        raise ModelError(
            "results of folds that were trained on other samples or labels", path=path, remedy=_OTHER_LABELS
        )
