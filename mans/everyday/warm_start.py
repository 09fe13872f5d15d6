"""Warm start: a training of the everyday model that begins with the weights of a trained model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch

from mans.checkpoint import load_model
from mans.everyday.evidence_training import EvidenceTrainer
from mans.everyday.held_out import check_held_out
from mans.model_card import ModelCard, WeightsFile
from mans.networks.base import ActionNetwork
from mans.recipe import Recipe
from mans.training.fine_tuning import class_weights, take_over


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
    file: WeightsFile

    @classmethod
    def load(cls, path: Path, recipe: Recipe) -> WarmStart:
        """Read a model, and check that it has seen nothing that ``recipe`` holds out.

        Raises:
            ModelError: it cannot be read, or has seen a data set or an action that is held out.
        """
        network, card = load_model(path, torch.device("cpu"))
        check_held_out(path, card, recipe, "a model to start from")
        return cls(network, card, WeightsFile.of(path))

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
