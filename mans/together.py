"""Many trainings at once on one device: as one stack of networks, each with everything of its own.

A small network need not keep a GPU busy. Here the forward and backward passes of several networks are one
computation (:func:`torch.vmap` over their weights); all the rest, each one's samples, source of chance,
optimiser, schedule and mean of the weights, is the trainer's that it has always been.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.func import functional_call

from mans.stacking import Stackable
from mans.training import EpochReport, Trainer
from streaming.errors import SettingsError


class _Turn(NamedTuple):
    """A trainer's next step: inputs (B, T, N, 3) and class indices (B,)."""

    trainer: Trainer
    inputs: Tensor
    targets: Tensor


class _NetworkAndLoss(nn.Module):
    """A trainer's network with its loss, as one function of the weights."""

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self.network = trainer.network
        self._trainer = trainer

    def forward(self, inputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Return the loss and the class scores (B, C)."""
        return self._trainer.loss_of(self.network(inputs), targets)


class TrainersTogether:
    """Steps trainers of one recipe at once: but for rounding, each learns what it would learn alone."""

    def __init__(self) -> None:
        """Begin with none."""
        self.trainers: list[Trainer] = []
        self._chance: list[Tensor] = []  # torch's, which all of a process share, as each left it

    def add(self, trainer: Trainer) -> None:
        """Take a trainer in, right after it was built.

        Raises:
            SettingsError: its recipe computes batches in parts, or is not that of the others.
        """
        if trainer.recipe.accumulate > 1:
            raise SettingsError(
                f"accumulate {trainer.recipe.accumulate} for trainings that go together",
                expected="1",
                remedy="What is too large for the memory alone is so together: leave --together out",
            )
        if self.trainers and trainer.recipe != self.trainers[0].recipe:
            raise SettingsError("trainings of several recipes together", expected="one recipe")
        self.trainers.append(trainer)
        self._chance.append(torch.get_rng_state())

    def run_epoch(self) -> list[EpochReport]:
        """Let every trainer go through one epoch."""
        orders = []
        for i, trainer in enumerate(self.trainers):
            torch.set_rng_state(self._chance[i])
            orders.append(trainer.begin_epoch())
            self._chance[i] = torch.get_rng_state()
        for step in range(max(map(len, orders))):
            # Folds have other numbers of samples: some batches are larger by one, and some epochs end before.
            alike: dict[tuple[int, int], list[_Turn]] = {}
            for trainer, parts in zip(self.trainers, orders, strict=True):
                if step < len(parts):
                    turn = _Turn(trainer, *trainer.batch(parts[step]))
                    alike.setdefault((len(parts[step]), trainer.steps_done), []).append(turn)
            for turns in alike.values():
                _step(turns)
        return [trainer.end_epoch() for trainer in self.trainers]


def _step(turns: list[_Turn]) -> None:
    """Take a step with each trainer; their batches are of one size, and they have seen as many."""
    trainers = [turn.trainer for turn in turns]
    wholes = [_NetworkAndLoss(trainer) for trainer in trainers]
    for trainer in trainers:
        trainer.optimiser.zero_grad(set_to_none=True)
    # Stacked anew in each step: copies of a few megabytes, through which gradients find their way back.
    weights = _stacked(dict(whole.named_parameters()) for whole in wholes)
    buffers = _stacked(dict(whole.named_buffers()) for whole in wholes)

    def loss_and_scores(
        weights: dict[str, Tensor], buffers: dict[str, Tensor], inputs: Tensor, targets: Tensor
    ) -> tuple[Tensor, Tensor]:
        with Stackable(trainers[0].steps_done + 1), trainers[0].precision():
            result: tuple[Tensor, Tensor] = functional_call(wholes[0], (weights, buffers), (inputs, targets))
        return result

    inputs = torch.stack([turn.inputs for turn in turns])
    targets = torch.stack([turn.targets for turn in turns])
    losses, scores = torch.vmap(loss_and_scores)(weights, buffers, inputs, targets)  # (G,), (G, B, C)
    losses.sum().backward()
    with torch.no_grad():
        for i, whole in enumerate(wholes):
            for name, buffer in whole.named_buffers():
                buffer.copy_(buffers[name][i])
        right = (scores.argmax(dim=2) == targets).sum(dim=1)
    for turn, loss, count in zip(turns, losses.tolist(), right.tolist(), strict=True):
        turn.trainer.take_step(loss, count, len(turn.targets))


def _stacked(parts: Iterable[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Stack tensors of the same name."""
    each = list(parts)
    return {name: torch.stack([part[name] for part in each]) for name in each[0]}
