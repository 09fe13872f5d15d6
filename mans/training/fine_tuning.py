"""Fine-tuning: training that starts from the weights of a trained model.

Weights are taken over wherever they have the same shape whatever the classes are; of the class weights, the
rows of labels that both have. At first only the class weights are trained, the others frozen in evaluation
mode; then all, the others at a lower rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from mans.checkpoint import load_model
from mans.datasets import DataSet
from mans.model_card import ModelCard, WeightsFile
from mans.networks.base import ActionNetwork
from mans.networks.build import build_network
from mans.recipe import Recipe
from mans.training.ridge import RidgeTrainer
from mans.training.sampling import Sample
from mans.training.trainer import Trainer
from mans.transforms.augmentation import AugmentationSettings
from streaming.errors import ModelError, SettingsError

FROZEN_SHARE = 0.25
"""Share of the epochs in which only the class weights are trained."""
SLOWER = 0.2
"""Learning rate of the other weights, relative to that of the class weights."""
EPOCHS = 20
LEARNING_RATE = 2e-3


@dataclass(frozen=True, slots=True)
class Start:
    """A trained model to start from.

    Attributes:
        path: the weights' file; its name goes into the recipe's.
        card: the model's card.
    """

    path: Path
    card: ModelCard

    @classmethod
    def load(cls, path: Path) -> Start:
        """Read a model, and see that it can be started from.

        Raises:
            ModelError: it is none.
            SettingsError: its network is trained in stages, or in closed form.
        """
        network, card = load_model(path, torch.device("cpu"))
        if card.recipe.optimiser == "ridge":
            raise SettingsError(
                f"{path.name}, a network that is trained in closed form", expected="another model"
            )
        if len(network.stages(EPOCHS)) > 1:
            raise SettingsError(f"{path.name}, a network that is trained in stages", expected="another model")
        return cls(path, card)

    def recipe(self, recipe: Recipe) -> Recipe:
        """Return a recipe for fine-tuning: the start's network and input, trained as ``recipe`` says.

        Epochs and learning rate are those of fine-tuning; ``recipe`` decides how samples are cut and
        augmented, and whether there is a background class.
        """
        own = self.card.recipe
        varied = own.cut != "pad"
        return replace(
            recipe,
            name=f"{recipe.name}-start-{self.path.stem}",
            frames=own.frames,
            bodies=own.bodies,
            hidden_size=own.hidden_size,
            reduction=own.reduction,
            blocks=own.blocks,
            cut=own.cut,
            preprocessing=own.preprocessing,
            augmentation=(recipe.augmentation or AugmentationSettings()) if varied else None,
            sliding_window_share=recipe.sliding_window_share if own.cut == "resample" else 0.0,
            window_s=own.window_s,
            architecture=own.architecture,
            epochs=EPOCHS,
            learning_rate=LEARNING_RATE,
            schedule="cosine",
            optimiser="adamw",
            weight_decay=0.02,
        )

    def check_fits(self, data: DataSet) -> None:
        """See that the network takes as many people as the data set's actions have.

        Raises:
            SettingsError: it does not.
        """
        if data.bodies > self.card.recipe.bodies:
            raise SettingsError(
                f"{self.path.name}, a model of {self.card.recipe.bodies} person",
                expected=f"one of {data.bodies} people for {data.title}",
                remedy="Train from scratch",
            )


class FineTuner(Trainer):
    """Trainer that starts from a trained model; deterministic for a seed."""

    def __init__(
        self,
        samples: Sequence[Sample],
        labels: Sequence[str],
        recipe: Recipe,
        seed: int,
        device: torch.device,
        start: Start,
    ) -> None:
        """Build network, optimiser and schedule, and take the weights over.

        Raises:
            DataSetError: there are no training samples.
            ModelError: the model to start from is gone, or another one by now.
        """
        network, card = load_model(start.path, torch.device("cpu"))
        self._classes = class_weights(recipe)
        super().__init__(samples, labels, recipe, seed, device)
        rows = [card.labels.index(label) if label in card.labels else None for label in self.labels]
        take_over(self.network, network, rows, self._classes)
        self.restart_average()
        self.start = WeightsFile.of(start.path)

    def _optimiser(self) -> torch.optim.Optimizer:
        rate = self.recipe.learning_rate
        own, others = (
            [p for name, p in self.network.named_parameters() if (name in self._classes) == is_own]
            for is_own in (True, False)
        )
        groups = [{"params": own, "lr": rate}, {"params": others, "lr": SLOWER * rate}]
        return torch.optim.AdamW(groups, lr=rate, weight_decay=self.recipe.weight_decay)

    @property
    def is_frozen(self) -> bool:
        """Whether only the class weights are trained in the next epoch."""
        return self.epoch < round(FROZEN_SHARE * self.recipe.epochs)

    def begin_epoch(self) -> list[npt.NDArray[np.int64]]:
        """Shuffle, freeze or thaw, and return the samples of each step."""
        parts = super().begin_epoch()
        for name, parameter in self.network.named_parameters():
            parameter.requires_grad_(not self.is_frozen or name in self._classes)
        if self.is_frozen:  # running means and dropout of what is not trained stay as they are
            self.network.eval()
        return parts


def class_weights(recipe: Recipe) -> frozenset[str]:
    """Return the names of the weights that there are more of with more classes."""
    with torch.device("meta"):
        few, more = (build_network(recipe.network(classes)).state_dict() for classes in (2, 3))
    return frozenset(name for name in few if few[name].shape != more[name].shape)


def take_over(
    network: ActionNetwork,
    start: ActionNetwork,
    rows: Sequence[int | None],
    classes: frozenset[str],
) -> None:
    """Copy weights into a network of the same architecture, but for its classes.

    Args:
        network: is given the weights.
        start: has them.
        rows: (C,) for each class of ``network`` the index of its class in ``start``, None for none; empty for
            none at all. Classes without one keep their weights.
        classes: names of the weights that depend on the classes, whose first axis they are.

    Raises:
        ModelError: more than the classes differs.
    """
    own, there = network.state_dict(), start.state_dict()
    skip = {name: int(name in classes) for name in own}
    fit = [n for n, part in own.items() if n in there and part.shape[skip[n] :] == there[n].shape[skip[n] :]]
    if len(fit) < max(len(own), len(there)):
        raise ModelError(
            f"a model to start from in which {len(own) - len(fit)} of {len(own)} parts differ",
            expected="one of the same network, joints and frames",
            remedy="Make it by train-everyday --without the data set",
        )
    with torch.no_grad():
        for name, weight in own.items():
            if name not in classes:
                weight.copy_(there[name])
                continue
            for row, like in enumerate(rows):
                if like is not None:
                    weight[row].copy_(there[name][like])


def trainer_of(
    samples: Sequence[Sample],
    labels: Sequence[str],
    recipe: Recipe,
    seed: int,
    device: torch.device,
    start: Start | None = None,
) -> Trainer:
    """Return a trainer that begins with random weights, or with those of ``start``."""
    if start is None:
        if recipe.optimiser == "ridge":
            return RidgeTrainer(samples, labels, recipe, seed, device)
        return Trainer(samples, labels, recipe, seed, device)
    return FineTuner(samples, labels, recipe, seed, device, start)
