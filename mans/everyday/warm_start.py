"""Warm start: a training of the everyday model that begins with the weights of a trained model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch

from mans.checkpoint import load_model
from mans.everyday.evidence_training import EvidenceTrainer
from mans.model_card import ModelCard, StartedFrom
from mans.networks.base import ActionNetwork
from mans.recipe import Recipe
from mans.training.fine_tuning import class_weights, take_over
from streaming.errors import ModelError


@dataclass(frozen=True, slots=True)
class WarmStart:
    """A trained model to begin with.

    Attributes:
        network: the network.
        card: its card.
        file: name and checksum of its weights, which go into the card of the new model.
    """

    network: ActionNetwork
    card: ModelCard
    file: StartedFrom

    @classmethod
    def load(cls, path: Path, recipe: Recipe) -> WarmStart:
        """Read a model, and check that it has seen nothing that ``recipe`` holds out.

        Raises:
            ModelError: it cannot be read, or has seen a data set or an action that is held out.
        """
        network, card = load_model(path, torch.device("cpu"))
        for name in recipe.left_out:
            if name in card.datasets or not card.datasets:
                raise ModelError(
                    "a model to start from that "
                    + (f"was trained on {name}" if card.datasets else "does not name its data sets"),
                    path=path,
                    expected=f"one made by train-everyday --without {name}",
                )
        for action in recipe.left_out_actions:
            if action in card.labels and action not in card.recipe.left_out_actions:
                raise ModelError(
                    f"a model to start from that was shown {action!r}",
                    path=path,
                    expected=f"one made by train-everyday --without-action {action!r}",
                )
        return cls(network, card, StartedFrom.of(path))

    def put_into(self, trainer: EvidenceTrainer) -> None:
        """Give a trainer the weights and the input scale, those of classes by their labels.

        Raises:
            ModelError: the trainer's network has another architecture.
        """
        labels = self.card.labels
        rows = [labels.index(label) if label in labels else None for label in trainer.labels]
        take_over(trainer.network, self.network, rows, class_weights(trainer.recipe))
        trainer.restart_average()
        trainer.start = self.file
