"""What an evaluation measured, fold by fold, and the file that it is kept in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mans.recipe import Recipe
from streaming.errors import ModelError, SettingsError
from streaming.typed_json import read_json, shown, to_plain
from streaming.writers.atomic import replace_text

FORMAT = 1
"""Version of the result files."""
NO_RESULT = "Name another file, or delete this one if it is of no use"
"""What to do about a result file that cannot be read."""


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """The share of samples classified wrongly after each epoch, by the network that would be kept then.

    Attributes:
        train_error: (E,) of the samples trained on, whole and without augmentation.
        test_error: (E,) of the held-out samples.
    """

    train_error: tuple[float, ...]
    test_error: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse what is no pair of curves.

        Raises:
            ValueError: the lengths differ, or a value is no share.
        """
        shares = (*self.train_error, *self.test_error)
        if len(self.train_error) != len(self.test_error) or not all(0 <= share <= 1 for share in shares):
            raise ValueError("no learning curve")


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
        seconds: wall time of training and testing, without measuring the curve.
        curve: errors after each epoch, where they were asked for.
    """

    fold: str
    samples: tuple[str, ...]
    truth: tuple[str, ...]
    predicted: tuple[str, ...]
    confidence: tuple[float, ...]
    train_accuracy: float
    seconds: float
    curve: LearningCurve | None = None

    def __post_init__(self) -> None:
        """Refuse what is of different samples.

        Raises:
            SettingsError: there are not as many labels, predictions and probabilities as samples.
        """
        count = len(self.samples)
        if not count == len(self.truth) == len(self.predicted) == len(self.confidence):
            raise SettingsError(f"fold {shown(self.fold)} of {count} samples", expected="a label for each")

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

    def __post_init__(self) -> None:
        """Refuse folds that are not of these labels.

        Raises:
            SettingsError: a sample's label is none of them.
        """
        named = {label for fold in self.folds for label in (*fold.truth, *fold.predicted)}
        if others := named - set(self.labels):
            raise SettingsError(f"samples of {shown(min(others))}", expected=f"labels {shown(self.labels)}")

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
        data = {"format": FORMAT, **to_plain(self)}
        for fold in data["folds"]:
            if fold["curve"] is None:  # as before there were curves
                del fold["curve"]
        text = json.dumps(data, indent=1) + "\n"
        replace_text(path, text, make_folders=True)

    @classmethod
    def load(cls, path: Path) -> Results:
        """Read a result file.

        Raises:
            ModelError: it is no result file, or of another version.
        """
        return read_json(path, cls, version=FORMAT, expected="a result file of evaluate", remedy=NO_RESULT)


def check_same_run(path: Path, old: object, fresh: object, names: Sequence[str]) -> None:
    """Refuse to go on with results that differ from the run that is asked for in one of these attributes.

    Raises:
        ModelError: they do.
    """
    for name in names:
        if getattr(old, name) != getattr(fresh, name):
            raise ModelError(
                f"results of another {name}",
                path=path,
                remedy="Give another --results, or delete the file to start anew",
            )
