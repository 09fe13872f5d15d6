"""Cross-validation on untrimmed recordings: folds train on some subjects and test on the others.

Testing uses the live pipeline's window, recogniser, decision and segments.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from mans.checkpoint import load_model, versions
from mans.datasets import DataSet, find_data_set
from mans.datasets.protocols import Fold
from mans.device import choose_device
from mans.evaluation.results import NO_RESULT, check_same_run
from mans.model_card import ModelCard
from mans.networks.base import ActionNetwork
from mans.online.cut import StreamCut, stream_samples
from mans.online.evaluation import POINTS, Labelled, Untrimmed, collect, known_as, measure
from mans.online.result import StreamResult
from mans.online.training import StreamPlan, stream_trainer
from mans.recogniser import Recogniser
from mans.runtime.torch_network import TorchNetwork
from mans.training.precision import computed_on
from mans.training.trainer import OnStep
from streaming.errors import ModelError, SettingsError
from streaming.paths import exists
from streaming.recognition.prediction import NO_ACTION
from streaming.skeleton.layouts import KINECT_V2
from streaming.typed_json import read_json, to_plain
from streaming.writers.atomic import replace_text

FORMAT = 1
"""Version of the result files."""


@dataclass(frozen=True, slots=True)
class StreamFold:
    """Result of one fold.

    Attributes:
        fold: the held-out subjects.
        seconds: wall time of training and testing.
        train_accuracy: accuracy on the (augmented) training windows of the last epoch.
        result: result on the held-out subjects' recordings.
    """

    fold: str
    seconds: float
    train_accuracy: float
    result: StreamResult


@dataclass(frozen=True, slots=True)
class StreamResults:
    """Results of a protocol on untrimmed recordings, possibly incomplete.

    Attributes:
        data: name of the data set.
        protocol: name of the protocol.
        plan: training settings and decision settings.
        start: name of the pretrained model of each fold; empty for none.
        seed: random seed of all folds.
        total_folds: number of folds of the protocol.
        device: compute device.
        versions: versions of Python and packages.
        folds: finished folds, in the protocol's order.
    """

    data: str
    protocol: str
    plan: StreamPlan
    start: str
    seed: int
    total_folds: int
    device: str
    versions: dict[str, str]
    folds: tuple[StreamFold, ...]

    def total(self, but: Sequence[str] = ()) -> StreamResult:
        """Sum the folds, except those excluded."""
        kept = (fold.result for fold in self.folds if fold.fold not in but)
        return sum(kept, start=StreamResult())

    def save(self, path: Path) -> None:
        """Write as JSON, one fold per line, atomically."""
        data: dict[str, Any] = {"format": FORMAT, **to_plain(self)}
        folds = data.pop("folds")
        for data_of_fold, fold in zip(folds, self.folds, strict=True):
            data_of_fold["result"] = fold.result.to_dict()
        lines = ",\n".join(json.dumps(fold) for fold in folds)
        text = json.dumps(data, indent=1).removesuffix("\n}") + f',\n "folds": [\n{lines}\n ]\n}}\n'
        replace_text(path, text, make_folders=True)

    @classmethod
    def load(cls, path: Path) -> StreamResults:
        """Read a result file.

        Raises:
            ModelError: it is not such a file, or of another version.
        """
        expected = "a result file of evaluate-stream --protocol"
        return read_json(path, cls, version=FORMAT, expected=expected, remedy=NO_RESULT)


def train_on_streams(
    data: DataSet,
    train: Sequence[int],
    plan: StreamPlan,
    start: Path | None,
    seed: int,
    device: torch.device,
    report: OnStep | None = None,
) -> tuple[Recogniser, float]:
    """Train on a subset of a data set's samples.

    Args:
        data: the data set, untrimmed.
        train: sample indices, of complete recordings.
        plan: training settings.
        start: pretrained model; None for random initialisation.
        seed: random seed.
        device: compute device.
        report: callback for progress.

    Returns:
        The recogniser, and the accuracy on the (augmented) windows of the last epoch.

    Raises:
        DataSetError: there are no training samples.
        ModelError: the pretrained model cannot be read, has another architecture, or was trained on this
            data.
        SettingsError: the loss is NaN or infinite.
    """
    network, known = (None, ()) if start is None else _untouched_by(data, start, device)
    classes = [_class_of(data.name, label, known) for label in (*data.labels, NO_ACTION)]
    samples = stream_samples([data.samples[i] for i in train], plan.cut, points=data.name == POINTS)
    trainer = stream_trainer(samples, data.labels, plan.recipe, plan.cut, seed, device, network, classes)
    while not trainer.finished:
        done = trainer.run_epoch(report)
        done.check("Evaluate with another seed, or with --set learning_rate=0.001")
    card = ModelCard(
        labels=trainer.labels,
        recipe=plan.recipe,
        data=data.title,
        datasets=(data.name,),
        seed=seed,
        epochs=trainer.epoch,
        layout=KINECT_V2.name,
        command="",
        versions=versions(),
        scores={},
        decision=plan.decision,
    )
    return Recogniser(TorchNetwork(trainer.result(), device), card), done.accuracy


def _class_of(name: str, label: str, known: Sequence[str]) -> int | None:
    """Return the index of a data set's label among a model's own or everyday labels; None if missing."""
    meant = known_as(name, label, known) if label != NO_ACTION else label
    return known.index(meant) if meant in known else None


def _untouched_by(data: DataSet, start: Path, device: torch.device) -> tuple[ActionNetwork, Sequence[str]]:
    """Load a pretrained model and its labels; raises an error if it was trained on this data set."""
    network, card = load_model(start, device)
    if card.has_seen(data.name, data.title):
        raise ModelError(
            f"a model to start from that was trained on {data.title}",
            path=start,
            expected=f"one made by train-everyday --without {data.name}",
        )
    return network, card.labels


def follow(
    data: DataSet, sources: Sequence[Labelled], recogniser: Recogniser, cut: StreamCut, people: frozenset[str]
) -> list[Untrimmed]:
    """Run a recogniser over the recordings of some subjects; action points become the trained spans."""
    before_s, after_s = cut.point_s
    return collect(
        lambda _: None,
        data.name,
        sources,
        recogniser,
        people,
        lambda _, point_s: (point_s + before_s, point_s + after_s),
    )


def run_fold(
    data: DataSet,
    fold: Fold,
    sources: Sequence[Labelled],
    plan: StreamPlan,
    start: Path | None,
    seed: int,
    device: torch.device,
    report: OnStep | None = None,
) -> StreamFold:
    """Train on one fold's training subjects and test on the held-out ones.

    Raises:
        ModelError: the pretrained model does not fit.
        SettingsError: training failed.
    """
    began_s = time.perf_counter()
    recogniser, accuracy = train_on_streams(data, fold.train, plan, start, seed, device, report)
    held_out = frozenset(data.samples[i].subject for i in fold.test)
    result = measure(follow(data, sources, recogniser, plan.cut, held_out), plan.decision)
    return StreamFold(
        fold.name, round(time.perf_counter() - began_s, 1), round(accuracy, 4), result.rounded()
    )


def evaluate_streams(
    data: DataSet,
    sources: Sequence[Labelled],
    protocol: str,
    plan: StreamPlan,
    seed: int,
    device: str,
    path: Path,
    start: Path | None = None,
    report: Callable[[str], OnStep] | None = None,
) -> Generator[StreamResults, None, None]:
    """Run a protocol's folds sequentially, resuming from an existing result file.

    Args:
        data: the data set, untrimmed.
        sources: its recordings, from :func:`mans.online.evaluation.labelled`.
        protocol: its name; it must hold out subjects, as other splits share recordings.
        plan: training settings and decision settings.
        seed: random seed of every fold.
        device: ``auto``, ``cpu`` or ``cuda``.
        path: the result file, rewritten after every fold.
        start: pretrained model of each fold; it must not be trained on this data set.
        report: function from a fold's name to its progress callback.

    Yields:
        The results after each fold, starting with existing ones.

    Raises:
        ModelError: the result file has other settings, or is damaged; or ``start`` does not fit.
        DataSetError: the data set has no such protocol, or too few samples for it.
        SettingsError: the protocol does not hold out subjects; or training failed.
    """
    chosen = choose_device(device)
    every = find_data_set(data.name).protocol(protocol).folds(data.samples)
    for fold in every:
        if {data.samples[i].subject for i in fold.train} & {data.samples[i].subject for i in fold.test}:
            raise SettingsError(
                f"protocol {protocol!r} trains on people it tests",
                expected="one that holds people out, such as leave-one-subject-out",
            )
    fresh = StreamResults(
        data.name,
        protocol,
        plan,
        start.stem if start else "",
        seed,
        len(every),
        computed_on(plan.recipe, chosen),
        versions(),
        (),
    )
    results = _resume(path, fresh)
    yield results
    done = {fold.fold: fold for fold in results.folds}
    for fold in every:
        if fold.name not in done:
            told = None if report is None else report(fold.name)
            done[fold.name] = run_fold(data, fold, sources, plan, start, seed, chosen, told)
            results = replace(fresh, folds=tuple(done[each.name] for each in every if each.name in done))
            results.save(path)
            yield results


def _resume(path: Path, fresh: StreamResults) -> StreamResults:
    """Return the results in ``path`` if they belong to the same run, or ``fresh`` if there are none."""
    if not exists(path):
        return fresh
    old = StreamResults.load(path)
    check_same_run(path, old, fresh, ("data", "protocol", "plan", "start", "seed", "total_folds"))
    return old
