"""Training: stochastic gradient descent over freshly cut samples, stoppable and resumable at any epoch."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from mans.network import Mans
from mans.recipe import Recipe
from mans.samples import Sample, network_input
from streaming.errors import DataSetError
from streaming.prediction import NO_ACTION


@dataclass(frozen=True, slots=True)
class EpochReport:
    """How training stands.

    Attributes:
        epoch: epochs done, from 1.
        step: steps done in this epoch.
        steps: steps in an epoch.
        loss: mean training loss of this epoch so far.
        accuracy: share of this epoch's training samples so far that were classified rightly.
    """

    epoch: int
    step: int
    steps: int
    loss: float
    accuracy: float


Report = Callable[[EpochReport], None]


class Trainer:
    """Trains one network; every random number comes from one seed."""

    def __init__(
        self,
        samples: Sequence[Sample],
        labels: Sequence[str],
        recipe: Recipe,
        seed: int,
        device: torch.device,
    ) -> None:
        """Build network, optimiser and schedule.

        Raises:
            DataSetError: there is nothing to train on.
        """
        if not samples:
            raise DataSetError("no training samples")
        self.recipe, self.seed, self.device = recipe, seed, device
        self.labels = tuple(labels)
        self.samples = tuple(samples)
        self.targets = torch.tensor([self.labels.index(s.label) for s in samples])
        self.rng = np.random.default_rng(seed)
        random.seed(seed)
        torch.manual_seed(seed)
        self.network = Mans(recipe.network(len(labels))).to(device)
        self.averaged: AveragedModel | None = None
        if recipe.average > 0:
            self.averaged = AveragedModel(
                self.network, multi_avg_fn=get_ema_multi_avg_fn(recipe.average), use_buffers=True
            )
        self.optimiser = self._optimiser()
        is_gap = np.array([sample.label == NO_ACTION for sample in samples])
        self._gaps, self._actions = np.flatnonzero(is_gap), np.flatnonzero(~is_gap)
        # Gaps outnumber actions: an epoch takes so many of them that they make up their share of it.
        wanted = round(len(self._actions) * recipe.gap_share / (1 - recipe.gap_share))
        self._gaps_per_epoch = min(len(self._gaps), wanted)
        size = len(self._actions) + self._gaps_per_epoch
        self.steps_per_epoch = max(1, round(size / recipe.batch))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimiser, self.rate)
        self.loss = nn.CrossEntropyLoss(label_smoothing=recipe.label_smoothing)
        self.epoch = 0
        self._fixed: npt.NDArray[np.float32] | None = None
        if recipe.augmentation is None:  # then every epoch sees the same inputs: cut them once
            self._fixed = np.stack([network_input(sample, recipe) for sample in self.samples])

    def _optimiser(self) -> torch.optim.Optimizer:
        parameters, rate, decay = (
            self.network.parameters(),
            self.recipe.learning_rate,
            self.recipe.weight_decay,
        )
        if self.recipe.optimiser == "adamw":
            return torch.optim.AdamW(parameters, lr=rate, weight_decay=decay)
        return torch.optim.SGD(parameters, lr=rate, momentum=self.recipe.momentum, weight_decay=decay)

    def rate(self, step: int) -> float:
        """Learning rate at a step, as a share of the highest."""
        if self.recipe.schedule == "constant":
            return 1.0
        total = self.recipe.epochs * self.steps_per_epoch
        warm = max(1, total // 10)
        if step < warm:
            return (step + 1) / warm
        return 0.5 * (1 + float(np.cos(np.pi * min(1.0, (step - warm) / max(1, total - warm)))))

    @property
    def finished(self) -> bool:
        """Whether all epochs are done."""
        return self.epoch >= self.recipe.epochs

    def run_epoch(self, report: Report | None = None) -> EpochReport:
        """Go once over all actions and some of the gaps, in a new order, each cut afresh."""
        self.network.train()
        gaps = self.rng.choice(self._gaps, self._gaps_per_epoch, replace=False)
        order = self.rng.permutation(np.concatenate([self._actions, gaps]))
        parts = np.array_split(order, self.steps_per_epoch)
        loss_sum = right = seen = 0.0
        state = EpochReport(self.epoch + 1, 0, len(parts), 0.0, 0.0)
        for step, part in enumerate(parts, start=1):
            inputs, targets = self._batch(part)
            logits = self.network(inputs).logits
            loss = self.loss(logits, targets)
            self.optimiser.zero_grad(set_to_none=True)
            loss.backward()
            self.optimiser.step()
            self.schedule.step()
            if self.averaged is not None:
                self.averaged.update_parameters(self.network)
            loss_sum += float(loss.detach()) * len(part)
            right += float((logits.detach().argmax(dim=1) == targets).sum())
            seen += len(part)
            state = EpochReport(self.epoch + 1, step, len(parts), loss_sum / seen, right / seen)
            if report is not None:
                report(state)
        self.epoch += 1
        return state

    def _batch(self, part: npt.NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        targets = self.targets[part]
        if self._fixed is not None:
            inputs = self._fixed[part]
        else:
            strange = self.rng.random(len(part)) < self.recipe.stranger_share
            inputs = np.stack(
                [
                    network_input(self.samples[i], self.recipe, self.rng, strange=bool(other))
                    for i, other in zip(part, strange, strict=True)
                ]
            )
            if strange.any():
                targets[torch.from_numpy(strange)] = self.labels.index(NO_ACTION)
        return torch.from_numpy(inputs).to(self.device), targets.to(self.device)

    def result(self) -> Mans:
        """Return the network to keep, in evaluation mode: the averaged one where the recipe averages."""
        network = self.network if self.averaged is None else self.averaged.module
        assert isinstance(network, Mans)
        return network.eval()


def predict(
    network: Mans, samples: Sequence[Sample], recipe: Recipe, device: torch.device, batch: int = 64
) -> npt.NDArray[np.float32]:
    """Class probabilities (S, C) of whole samples, without augmentation."""
    parts: list[Tensor] = []
    with torch.inference_mode():
        for start in range(0, len(samples), batch):
            inputs = np.stack([network_input(s, recipe) for s in samples[start : start + batch]])
            parts.append(network(torch.from_numpy(inputs).to(device)).probabilities.cpu())
    result: npt.NDArray[np.float32] = torch.cat(parts).numpy()
    return result
