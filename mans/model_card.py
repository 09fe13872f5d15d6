"""Model cards: all that is known about a trained model, in ``NAME.json`` beside ``NAME.safetensors``.

Without torch, so that a model can be run by another runtime.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mans.recipe import Recipe
from mans.rules.hand_to_mouth import LABEL as HAND_TO_MOUTH
from mans.taught.settings import Taught
from streaming.errors import ModelError, SettingsError
from streaming.paths import digest, is_file, why_no_file
from streaming.printable import counted
from streaming.recognition.decision import DecisionSettings
from streaming.typed_json import read_json, shown, to_plain

FORMAT = 1
"""Version of the JSON beside the weights."""

_MOST_LABELS, _LONGEST_LABEL = 10_000, 200


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """Weights of another model that a training used: those it started from, or a teacher's.

    Attributes:
        name: name of the weights' file.
        sha256: of that file, in hexadecimal.
    """

    name: str
    sha256: str

    @classmethod
    def of(cls, model: Path) -> WeightsFile:
        """Describe a weights' file.

        Raises:
            OSError: it cannot be read.
        """
        return cls(model.name, digest(model))


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Model card: everything needed to use a trained model and to reproduce it.

    Attributes:
        labels: (C,) class names in the order of the network's outputs.
        recipe: network, preprocessing, window and training settings.
        data: titles of the data sets, for display; ``datasets`` has their names.
        seed: random seed.
        epochs: epochs trained; fewer than the recipe's for an interrupted run.
        layout: name of the joint layout of its input windows.
        command: command line of the training run.
        versions: versions of Python and the packages used in training; and ``precision``, where it was not
            the recipe's.
        scores: evaluation metrics, by name; empty if nothing was held out.
        decision: decision settings: how predictions become announced actions.
        hand_to_mouth: whether "hand to mouth" is recognised by the rule of
            :mod:`mans.rules.hand_to_mouth`.
        f_a_mean: (3, T) mean F_A at each position of the window, by coordinate; None if not measured
            (``benchmarks/f_a_mean.py``).
        leg_actions: labels that are excluded while no leg is tracked.
        datasets: names, as on the command line, of the training data sets; empty in older cards, which have
            only titles.
        taught: custom actions, taught by examples (:mod:`mans.taught`); None for a model without any.
        start: the model that its training started from; None for random weights, and in older cards.
        teachers: the models whose mean class scores it was trained to predict (knowledge distillation).
    """

    labels: tuple[str, ...]
    recipe: Recipe
    data: str
    seed: int
    epochs: int
    layout: str
    command: str
    versions: Mapping[str, str]
    scores: Mapping[str, float]
    decision: DecisionSettings = field(default_factory=DecisionSettings)
    hand_to_mouth: bool = False
    f_a_mean: tuple[tuple[float, ...], ...] | None = None
    leg_actions: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    taught: Taught | None = None
    start: WeightsFile | None = None
    teachers: tuple[WeightsFile, ...] = ()

    def __post_init__(self) -> None:
        """Validate the labels and the mean F_A.

        Raises:
            SettingsError: labels are missing, too many, too long or duplicated; a leg action is not a label;
                or the mean F_A has the wrong shape or range.
        """
        labels = self.labels
        if not labels or len(set(labels)) != len(labels):
            raise SettingsError(f"labels {shown(labels)}", expected="class names, each once")
        if self.hand_to_mouth and HAND_TO_MOUTH in labels:
            raise SettingsError(f"{HAND_TO_MOUTH!r} as a class and by rule", expected="one of both")
        if len(labels) > _MOST_LABELS or max(map(len, labels)) > _LONGEST_LABEL:
            raise SettingsError(
                f"{counted(len(labels), 'label')} of up to {max(map(len, labels))} characters",
                expected=f"at most {_MOST_LABELS}, of {_LONGEST_LABEL} characters",
            )
        if unknown := set(self.leg_actions) - set(labels):
            raise SettingsError(f"leg_actions {shown(sorted(unknown))}", expected="some of the labels")
        rows, frames = self.f_a_mean, self.recipe.frames
        if rows is not None and not (
            [len(row) for row in rows] == [frames] * 3 and all(0 <= each <= 1 for row in rows for each in row)
        ):
            raise SettingsError(
                "f_a_mean of another kind", expected=f"3 rows of {frames} numbers from 0 to 1, or null"
            )
        if self.taught is not None and self.recipe.architecture.family != "mans-evidence":
            raise SettingsError(
                f"custom actions taught to {self.recipe.architecture.family}", expected="to mans-evidence"
            )
        if self.taught is not None and self.taught.beside:
            own = set(self.taught.labels)
            if both := own & {*labels, *((HAND_TO_MOUTH,) if self.hand_to_mouth else ())}:
                raise SettingsError(
                    f"custom actions {shown(sorted(both))}", expected="other names than labels"
                )

    @property
    def name(self) -> str:
        """Display name, e.g. ``"MANs-9, UT-Kinect"``; with many data sets, their number."""
        sets = len(self.datasets) or self.data.count(", ") + 1
        data = f"{sets} data sets" if sets > 2 else self.data
        name = f"{self.recipe.network(len(self.labels)).name}, {data}"
        if self.taught is None:
            return name
        own = len(self.taught.actions)
        return f"{counted(own, 'custom action')} {'added to' if self.taught.beside else 'by'} {name}"

    def has_seen(self, name: str, title: str) -> bool:
        """Whether it was trained on the data set with this name or title."""
        return name in self.datasets if self.datasets else f", {title}, " in f", {self.data}, "


def model_files(path: Path) -> tuple[Path, Path]:
    """Return the paths of a model's files: weights and card."""
    return path, path.with_suffix(".json")


def card_text(card: ModelCard) -> str:
    """Return the card as JSON."""
    data = {"format": FORMAT, **to_plain(card)}
    data["recipe"] = data.pop("recipe")  # the longest part comes last
    return json.dumps(data, indent=2) + "\n"


def load_card(path: Path) -> ModelCard:
    """Read the model card of a weights file.

    Raises:
        ModelError: it is missing, not valid JSON, of another version, or incomplete.
    """
    card = path.with_suffix(".json")
    if not is_file(card):
        raise ModelError(
            why_no_file(card),
            path=card,
            expected="the JSON that belongs to the weights",
            remedy="Keep NAME.safetensors and NAME.json together, or give another --model",
        )
    return read_json(
        card,
        ModelCard,
        version=FORMAT,
        expected="a JSON written by train",
        remedy="Train the model again, or give another --model",
    )
