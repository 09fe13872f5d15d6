"""Training in closed form: the linear classifier on random features, by ridge regression.

The penalty and the scale of the class scores are those that suit subjects who were left out: each subject's
scores come from the equations without that subject's rows, which takes one decomposition for all of them.
(Mean and scaling of features, and the mean of the targets, are those of all rows.)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from mans.networks.rocket import Rocket
from mans.training.sampling import network_input
from mans.training.trainer import EpochProgress, OnStep, Trainer
from streaming.errors import SettingsError

_PENALTIES = tuple(10.0 ** (k / 2) for k in range(2, 11))
_SCALES = tuple(2.0 ** (k / 8) for k in range(-16, 49))
# Windows times windows must fit in memory, several times over: 0.8 GB each here.
_MOST_ROWS = 10_000
_COLUMNS = 2_000  # features converted to double precision at a time


@dataclass(frozen=True, slots=True)
class Solution:
    """A linear classifier.

    Attributes:
        weight: (C, F) weights.
        bias: (C,) bias.
        penalty: the ridge penalty that was chosen.
        loss: cross-entropy of the rows whose group was left out.
    """

    weight: Tensor
    bias: Tensor
    penalty: float
    loss: float


def solve(features: Tensor, targets: Tensor, groups: Sequence[str], classes: int) -> Solution:
    """Solve ridge regression to 1 for a row's class and -1 for the others.

    Products of features are in their own precision, everything else in double precision.

    Args:
        features: (R, F) features; they are standardised, and the scaling goes into the weights.
        targets: (R,) class indices.
        groups: (R,) each row's group, which is left out together; there are at least two.
        classes: C.
    """
    mean, scale = features.mean(dim=0), features.std(dim=0) + 1e-4
    x = (features - mean) / scale
    wanted = 2.0 * functional.one_hot(targets, classes).double() - 1
    middle = wanted.mean(dim=0)
    values, vectors = torch.linalg.eigh((x @ x.T).double())
    values, towards = values.clamp_min(0), vectors.T @ (wanted - middle)

    names = sorted(set(groups))
    blocks = [torch.tensor([i for i, each in enumerate(groups) if each == name]) for name in names]
    best: tuple[float, float, float, Tensor] | None = None
    for penalty in _PENALTIES:
        dual = vectors @ (towards / (values + penalty).unsqueeze(1))  # (R, C)
        scores = wanted.clone()
        for block in (each.to(x.device) for each in blocks):
            part = vectors[block]
            inverse = (part / (values + penalty)) @ part.T
            scores[block] -= torch.linalg.solve(inverse, dual[block])
        for factor in _SCALES:
            loss = float(functional.cross_entropy(factor * scores, targets))
            if best is None or loss < best[0]:
                best = (loss, penalty, factor, dual)
    assert best is not None
    loss, penalty, factor, dual = best
    seen = torch.cat([dual.T @ some.double() for some in x.split(_COLUMNS, dim=1)], dim=1)
    weight = factor * seen / scale.double()
    bias = factor * middle - weight @ mean.double()
    return Solution(weight, bias, penalty, loss)


class RidgeTrainer(Trainer):
    """Trainer of a network whose only trained part is a linear classifier; deterministic for a seed.

    The windows of all epochs are fitted at once: the first epoch's are the samples as they are, the others'
    are augmented. What is left out together are the windows of a subject or, of a single subject, those of a
    sample.
    """

    network: Rocket

    def _optimiser(self) -> torch.optim.Optimizer:
        return torch.optim.SGD(self.network.parameters())  # takes no step

    def run_epoch(self, report: OnStep | None = None) -> EpochProgress:
        """Cut the samples of all epochs, and solve for the classifier.

        Raises:
            SettingsError: the windows do not fit in memory.
        """
        self._check_they_fit()
        self.network.eval()
        cut, targets, groups = self._windows(report)
        if report is not None:
            report(EpochProgress(self.recipe.epochs, 0, 1, math.nan, math.nan, "solving"))
        self.network.fit(cut)
        with torch.no_grad():
            features = torch.cat([self.network.features(part) for part in cut.split(64)])
        found = solve(features, targets, groups, len(self.labels))
        with torch.no_grad():
            self.network.fc.weight.copy_(found.weight)
            self.network.fc.bias.copy_(found.bias)
            right = int((self.network.fc(features).argmax(dim=1) == targets).sum())
        self.epoch = self.recipe.epochs
        return EpochProgress(self.epoch, 1, 1, found.loss, right / len(targets))

    def _check_they_fit(self) -> None:
        each, epochs = len(self._actions) + self._gaps_per_epoch, self.recipe.epochs
        if each * epochs <= _MOST_ROWS:
            return
        most = _MOST_ROWS // each
        raise SettingsError(
            f"{each * epochs} windows to fit at once, {each} in each of {epochs} epochs",
            expected=f"{_MOST_ROWS} at most",
            remedy=f"Give --epochs {most} or fewer" if most else "Give another --network",
        )

    def _windows(self, report: OnStep | None) -> tuple[Tensor, Tensor, list[str]]:
        """Return the windows O (R, T, N, 3) of all epochs, their classes (R,) and groups (R,)."""
        subjects = len({sample.subject for sample in self.samples}) > 1
        inputs: list[Tensor] = []
        targets: list[Tensor] = []
        groups: list[str] = []
        for epoch in range(self.recipe.epochs):
            for part in self.begin_epoch():
                cut, wanted = self.batch(part) if epoch else self._as_they_are(part)
                inputs.append(cut)
                targets.append(wanted)
                groups += [self.samples[i].subject if subjects else self.samples[i].name for i in part]
            if report is not None:
                report(EpochProgress(epoch + 1, 1, 1, math.nan, math.nan, "cutting windows"))
        return torch.cat(inputs), torch.cat(targets), groups

    def _as_they_are(self, part: npt.NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        inputs = np.stack([network_input(self.samples[i], self.recipe) for i in part])
        return torch.from_numpy(inputs).to(self.device), self.targets[part].to(self.device)
