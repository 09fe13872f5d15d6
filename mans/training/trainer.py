"""Trainer: stochastic gradient descent over freshly cut samples, resumable at any epoch."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from mans.model_card import WeightsFile
from mans.networks.base import ActionNetwork, NetworkOutput
from mans.networks.build import build_network
from mans.recipe import Recipe
from mans.training.precision import autocast
from mans.training.sampling import Sample, network_input
from streaming.errors import DataSetError, SettingsError
from streaming.recognition.prediction import NO_ACTION


@dataclass(frozen=True, slots=True)
class EpochProgress:
    """Training progress.

    Attributes:
        epoch: current epoch, from 1.
        step: steps done in this epoch.
        steps: steps in an epoch.
        loss: mean training loss of this epoch so far; NaN before there is one.
        accuracy: training accuracy of this epoch so far; NaN before there is one.
        stage: the part being trained, for networks trained in stages, or what is being done.
    """

    epoch: int
    step: int
    steps: int
    loss: float
    accuracy: float
    stage: str = ""

    @property
    def epochs_done(self) -> float:
        """Fractional number of epochs done."""
        return self.epoch - 1 + self.step / self.steps

    @property
    def figures(self) -> str:
        """Metrics as text, for a progress bar; before there are any, what is being done."""
        if math.isnan(self.loss):
            return self.stage
        return f"loss {self.loss:.3f}  accuracy {self.accuracy:.1%}  {self.stage}".rstrip()

    def check(self, remedy: str) -> None:
        """Raise an error with a remedy if training has diverged.

        Raises:
            SettingsError: the loss is NaN or infinite.
        """
        if not math.isfinite(self.loss):
            raise SettingsError(f"the loss became {self.loss} in epoch {self.epoch}", remedy=remedy)


OnStep = Callable[[EpochProgress], None]
"""Called after each step."""


@dataclass(slots=True)
class _Tally:
    """Running totals of the current epoch."""

    epoch: int
    stage: str
    steps: int
    step: int = 0
    loss_sum: float = 0.0
    right: int = 0
    seen: int = 0

    def report(self) -> EpochProgress:
        loss, accuracy = (sum_ / max(1, self.seen) for sum_ in (self.loss_sum, self.right))
        return EpochProgress(self.epoch, self.step, self.steps, loss, accuracy, self.stage)


class Trainer:
    """Trainer of one network; deterministic for a seed."""

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
            DataSetError: there are no training samples.
            SettingsError: the network cannot be trained in steps.
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
        self.network = build_network(recipe.network(len(labels))).to(device)
        self.model: nn.Module = self.network  # what the forward pass goes through
        self.averaged: AveragedModel | None = None
        if recipe.ema_decay > 0:
            self.averaged = AveragedModel(
                self.network, multi_avg_fn=get_ema_multi_avg_fn(recipe.ema_decay), use_buffers=True
            )
            for module in self.averaged.modules():
                if isinstance(module, nn.RNNBase):  # cuDNN wants a layer's weights in one piece, as they were
                    module.flatten_parameters()
        self.optimiser = self._optimiser()
        is_gap = np.array([sample.label == NO_ACTION for sample in samples])
        self._gaps, self._actions = np.flatnonzero(is_gap), np.flatnonzero(~is_gap)
        # Gaps outnumber actions: an epoch takes so many of them that they make up their share of it.
        wanted = round(len(self._actions) * recipe.background_share / (1 - recipe.background_share))
        self._gaps_per_epoch = min(len(self._gaps), wanted)
        size = len(self._actions) + self._gaps_per_epoch
        self.steps_per_epoch = max(1, round(size / recipe.batch_size))
        self.smallest_batch = size // self.steps_per_epoch
        self.stages = self.network.stages(recipe.epochs)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimiser, self.rate)
        self.loss = nn.CrossEntropyLoss(label_smoothing=recipe.label_smoothing)
        self.start: WeightsFile | None = None  # the model that the weights were taken over from
        self.teachers: tuple[WeightsFile, ...] = ()  # models whose class scores are learnt
        self.epoch = 0
        self._tally = _Tally(0, "", 0)
        self._cut_once = recipe.augmentation is None and recipe.outlier_share == 0  # each epoch sees the same
        self._fixed: npt.NDArray[np.float32] | None = None

    def restart_average(self) -> None:
        """Set the EMA of the weights, where there is one, to the network's weights as they are."""
        if self.averaged is not None:
            self.averaged.module.load_state_dict(self.network.state_dict())

    def _optimiser(self) -> torch.optim.Optimizer:
        if self.recipe.optimiser == "ridge":
            raise SettingsError(
                "a network that is trained in closed form, not in steps",
                remedy="Train it in one process, or give another --network",
            )
        parameters, rate, decay = (
            self.network.parameters(),
            self.recipe.learning_rate,
            self.recipe.weight_decay,
        )
        if self.recipe.optimiser == "adamw":
            return torch.optim.AdamW(parameters, lr=rate, weight_decay=decay)
        return torch.optim.SGD(parameters, lr=rate, momentum=self.recipe.momentum, weight_decay=decay)

    def rate(self, step: int) -> float:
        """Return the learning rate at a step relative to the peak; each stage has a complete schedule."""
        if self.recipe.schedule == "constant":
            return 1.0
        for stage in self.stages:
            total = stage.epochs * self.steps_per_epoch
            if step < total or stage is self.stages[-1]:
                break
            step -= total
        warm = max(1, total // 10)
        if step < warm:
            return (step + 1) / warm
        return 0.5 * (1 + float(np.cos(np.pi * min(1.0, (step - warm) / max(1, total - warm)))))

    def _enter_stage(self) -> str:
        """Prepare the network for the stage of the next epoch; return the name of the trained part."""
        start = 0
        for index, stage in enumerate(self.stages):
            if self.epoch < start + stage.epochs or index == len(self.stages) - 1:
                break
            start += stage.epochs
        fresh = self.epoch == start
        self.network.enter_stage(index, fresh=fresh)
        if fresh and start > 0:  # what was gathered about other weights is worth nothing now
            self.optimiser.state.clear()
            if self.averaged is not None:
                self.averaged.n_averaged.zero_()
        return stage.name if len(self.stages) > 1 else ""

    @property
    def steps_done(self) -> int:
        """Steps taken in all epochs."""
        return self.schedule.last_epoch

    @property
    def finished(self) -> bool:
        """Whether all epochs are done."""
        return self.epoch >= self.recipe.epochs

    def run_epoch(self, report: OnStep | None = None) -> EpochProgress:
        """Train one epoch: all actions and a share of the gaps, shuffled and freshly cut."""
        for part in self.begin_epoch():
            inputs, targets = self.batch(part)
            loss, logits = self._gradients(inputs, targets)
            right = int((logits.argmax(dim=1) == targets).sum())
            state = self.take_step(loss, right, len(targets))
            if report is not None:
                report(state)
        return self.end_epoch()

    def begin_epoch(self) -> list[npt.NDArray[np.int64]]:
        """Shuffle, and return the samples of each step."""
        self.network.train()
        stage = self._enter_stage()
        gaps = self.rng.choice(self._gaps, self._gaps_per_epoch, replace=False)
        order = self.rng.permutation(np.concatenate([self._actions, gaps]))
        parts = np.array_split(order, self.steps_per_epoch)
        self._tally = _Tally(self.epoch + 1, stage, len(parts))
        return parts

    def take_step(self, loss: float, right: int, seen: int) -> EpochProgress:
        """Update the weights from their gradients.

        Args:
            loss: loss of the batch.
            right: number classified correctly.
            seen: number of samples in the batch.
        """
        self.optimiser.step()
        self.schedule.step()
        if self.averaged is not None:
            self.averaged.update_parameters(self.network)
        self._tally.step += 1
        self._tally.loss_sum += loss * seen
        self._tally.right += right
        self._tally.seen += seen
        return self._tally.report()

    def end_epoch(self) -> EpochProgress:
        """Count the epoch as done."""
        self.epoch += 1
        return self._tally.report()

    def _gradients(self, inputs: Tensor, targets: Tensor, whole: float | None = None) -> tuple[float, Tensor]:
        """Compute the gradients of a batch; return its loss and class scores (B, C).

        With gradient accumulation, losses are averaged over samples.

        Args:
            inputs: O (B, T, N, 3).
            targets: (B,) class indices.
            whole: number of samples that the mean is over, if it is not B.
        """
        self.optimiser.zero_grad(set_to_none=True)
        total, scores = 0.0, []
        whole = whole or len(targets)
        parts = min(self.recipe.gradient_accumulation, len(targets))
        for some, wanted in zip(inputs.tensor_split(parts), targets.tensor_split(parts), strict=True):
            with self.precision():
                out = self.model(some)
            loss, logits = self.loss_of(out, wanted)
            if len(wanted) != whole:
                loss = loss * (len(wanted) / whole)
            loss.backward()
            total += float(loss.detach())
            scores.append(logits.detach())
        return total, torch.cat(scores)

    def loss_of(self, out: NetworkOutput, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Compute the loss of a batch, as in the network's paper, and the class scores (B, C)."""
        logits = out.logits.float() if out.logits.dtype == torch.bfloat16 else out.logits
        loss: Tensor = self.loss(logits, targets)
        if (penalty := self.network.penalty(out)) is not None:
            loss = loss + penalty
        return loss, logits

    def precision(self) -> AbstractContextManager[object]:
        """Return the autocast context of the recipe's precision, as far as the processor has it."""
        return autocast(self.recipe, self.device)

    def drawn(self, index: int) -> Sample:
        """Return the span to cut of a sample, by its index, before augmentation: here the complete sample."""
        return self.samples[index]

    def batch(self, part: npt.NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        """Cut and augment these samples: inputs (B, T, N, 3) and class indices (B,)."""
        targets = self.targets[part]
        if self._cut_once:
            if self._fixed is None:
                self._fixed = np.stack([network_input(sample, self.recipe) for sample in self.samples])
            inputs = self._fixed[part]
        else:
            strange = self.rng.random(len(part)) < self.recipe.outlier_share
            inputs = np.stack(
                [
                    network_input(self.drawn(i), self.recipe, self.rng, strange=bool(other))
                    for i, other in zip(part, strange, strict=True)
                ]
            )
            if strange.any():
                targets[torch.from_numpy(strange)] = self.labels.index(NO_ACTION)
        return torch.from_numpy(inputs).to(self.device), targets.to(self.device)

    def result(self) -> ActionNetwork:
        """Return the final network in evaluation mode: the EMA, if the recipe uses one."""
        network = self.network if self.averaged is None else self.averaged.module
        assert isinstance(network, ActionNetwork)
        return network.eval()


def predict(
    network: ActionNetwork, samples: Sequence[Sample], recipe: Recipe, device: torch.device, batch: int = 64
) -> npt.NDArray[np.float32]:
    """Predict class probabilities (S, C) of complete samples, without augmentation."""
    parts: list[Tensor] = []
    with torch.inference_mode():
        for start in range(0, len(samples), batch):
            inputs = np.stack([network_input(s, recipe) for s in samples[start : start + batch]])
            parts.append(network(torch.from_numpy(inputs).to(device)).probabilities.cpu())
    result: npt.NDArray[np.float32] = torch.cat(parts).numpy()
    return result
