"""Results of an evaluation, per fold, and their file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mans.evaluation.faithfulness import Faithfulness
from mans.recipe import Recipe
from mans.transforms.tracks import Sample
from streaming.errors import ModelError, SettingsError
from streaming.printable import counted
from streaming.typed_json import read_json, shown, to_plain
from streaming.writers.atomic import replace_text

FORMAT = 1
"""Version of the result files."""
EXTRAS = ("curve", "faithfulness", "permille")
"""Attributes of a fold that a result file may lack."""
NO_RESULT = "Name another file, or delete this one if it is of no use"
"""Remedy for an unreadable result file."""


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """Training and test error after each epoch, of the network that would be kept then.

    Attributes:
        train_error: (E,) error on the complete training samples, without augmentation.
        test_error: (E,) error on the test samples.
    """

    train_error: tuple[float, ...]
    test_error: tuple[float, ...]

    def __post_init__(self) -> None:
        """Validate the curves.

        Raises:
            ValueError: the lengths differ, or a value is outside 0..1.
        """
        shares = (*self.train_error, *self.test_error)
        if len(self.train_error) != len(self.test_error) or not all(0 <= share <= 1 for share in shares):
            raise ValueError("no learning curve")


@dataclass(frozen=True, slots=True)
class FoldResult:
    """Result of one fold.

    Attributes:
        fold: name of the held-out group.
        samples: names of the test samples.
        truth: true labels.
        predicted: predicted labels.
        confidence: probability of each predicted label.
        train_accuracy: accuracy on the (augmented) training samples of the last epoch.
        seconds: wall time of training and testing, excluding the curve.
        curve: errors after each epoch, if measured.
        faithfulness: deletion and insertion areas, if measured.
        permille: for each sample the probabilities of all classes in thousandths, in the order of
            ``Results.labels``, separated by spaces; None in files of older versions.
    """

    fold: str
    samples: tuple[str, ...]
    truth: tuple[str, ...]
    predicted: tuple[str, ...]
    confidence: tuple[float, ...]
    train_accuracy: float
    seconds: float
    curve: LearningCurve | None = None
    faithfulness: Faithfulness | None = None
    permille: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Validate the number of entries.

        Raises:
            SettingsError: the numbers of samples, labels, predictions and probabilities differ.
        """
        count = len(self.samples)
        others = [
            self.truth,
            self.predicted,
            self.confidence,
            *([] if self.permille is None else [self.permille]),
        ]
        if any(len(other) != count for other in others):
            raise SettingsError(
                f"fold {shown(self.fold)} of {counted(count, 'sample')}", expected="a label for each"
            )

    @property
    def probabilities(self) -> npt.NDArray[np.float64] | None:
        """(S, C) probabilities, to three decimals; None in files of older versions."""
        if self.permille is None:
            return None
        return np.array([row.split() for row in self.permille], dtype=np.float64) / 1000

    @property
    def right(self) -> int:
        """Number of samples classified correctly."""
        return sum(t == p for t, p in zip(self.truth, self.predicted, strict=True))


@dataclass(frozen=True, slots=True)
class Results:
    """Results of a protocol, possibly incomplete.

    Attributes:
        data: name of the data set.
        protocol: name of the protocol.
        recipe: the trained recipe.
        seed: random seed of all folds.
        labels: (C,) class names.
        total_folds: number of folds of the protocol.
        device: compute device.
        versions: versions of Python and packages.
        folds: finished folds, in the protocol's order.
        labelled: digest of the names and labels of all samples, by :func:`digest_of`; None in files of older
            versions.
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
    labelled: str | None = None

    def __post_init__(self) -> None:
        """Validate the labels of the folds.

        Raises:
            SettingsError: a sample's label is unknown.
        """
        named = {label for fold in self.folds for label in (*fold.truth, *fold.predicted)}
        if others := named - set(self.labels):
            raise SettingsError(f"samples of {shown(min(others))}", expected=f"labels {shown(self.labels)}")
        for row in (row for fold in self.folds for row in fold.permille or ()):
            numbers = row.split()
            whole = all(number.isdecimal() and float(number) <= 1000 for number in numbers)
            if len(numbers) != len(self.labels) or not whole:
                raise SettingsError(
                    f"probabilities {shown(row)}", expected=f"{len(self.labels)} whole numbers of 0 to 1000"
                )

    @property
    def tested(self) -> int:
        """Number of samples tested so far."""
        return sum(len(fold.samples) for fold in self.folds)

    @property
    def right(self) -> int:
        """Number of samples classified correctly so far."""
        return sum(fold.right for fold in self.folds)

    def confusion(self) -> npt.NDArray[np.int64]:
        """Return the confusion matrix (C, C) of counts, rows true labels, columns predicted ones."""
        counts = np.zeros((len(self.labels), len(self.labels)), dtype=np.int64)
        for fold in self.folds:
            for truth, predicted in zip(fold.truth, fold.predicted, strict=True):
                counts[self.labels.index(truth), self.labels.index(predicted)] += 1
        return counts

    def save(self, path: Path) -> None:
        """Write as JSON, atomically."""
        data = {"format": FORMAT, **to_plain(self)}
        if self.labelled is None:
            del data["labelled"]
        for fold in data["folds"]:
            for name in EXTRAS:
                if fold[name] is None:  # not measured
                    del fold[name]
        text = json.dumps(data, indent=1) + "\n"
        replace_text(path, text, make_folders=True)

    @classmethod
    def load(cls, path: Path) -> Results:
        """Read a result file.

        Raises:
            ModelError: it is not a result file, or of another version.
        """
        return read_json(path, cls, version=FORMAT, expected="a result file of evaluate", remedy=NO_RESULT)


def digest_of(samples: Iterable[Sample]) -> str:
    """Return a digest of the names and labels of samples, in whatever order."""
    named = sorted((sample.name, sample.label) for sample in samples)
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()


def check_same_run(path: Path, old: object, fresh: object, names: Sequence[str]) -> None:
    """Raise an error if existing results differ from the requested run in one of these attributes.

    Raises:
        ModelError: they differ.
    """
    for name in names:
        if getattr(old, name) != getattr(fresh, name):
            raise ModelError(
                f"results of another {name}",
                path=path,
                remedy="Give another --results, or delete the file to start anew",
            )
