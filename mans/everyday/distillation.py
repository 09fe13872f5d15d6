"""Knowledge distillation: a network learns the class probabilities of trained models, its teachers.

With several teachers it learns the mean of their class scores (Hinton, Vinyals and Dean, Distilling the
knowledge in a neural network, 2015). A model that is its own teacher keeps its answers while other losses
change its attention.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from mans.checkpoint import load_model
from mans.everyday.held_out import check_held_out
from mans.everyday.window_batches import Batch
from mans.model_card import ModelCard, WeightsFile
from mans.networks.evidence import EvidenceMans
from mans.recipe import Recipe
from streaming.errors import ModelError


class Teachers:
    """Trained everyday models, whose mean class scores are to be learnt.

    Attributes:
        files: names and checksums of their weights, which go into the card of the new model.
    """

    def __init__(self, networks: Sequence[EvidenceMans], files: Sequence[WeightsFile]) -> None:
        """Take networks with the classes of the student, in the same order."""
        self.networks = [network.eval().requires_grad_(False) for network in networks]
        self.files = tuple(files)

    @classmethod
    def load(
        cls, paths: Sequence[Path], labels: Sequence[str], recipe: Recipe, device: torch.device
    ) -> Teachers:
        """Read models, and check them by :func:`check_teacher`.

        Raises:
            ModelError: one cannot be read, or cannot be a teacher.
        """
        networks = []
        for path in paths:
            network, card = load_model(path, device)
            check_teacher(path, card, labels, recipe)
            assert isinstance(network, EvidenceMans)
            networks.append(network)
        return cls(networks, [WeightsFile.of(path) for path in paths])

    def __call__(self, batch: Batch, logits: Tensor) -> Tensor:
        """Return the divergence of class scores (B, C) from the teachers', averaged over the batch."""
        o = torch.cat([batch.joints, batch.tracked.unsqueeze(3)], dim=3)
        with torch.no_grad():
            scores = [network(o, batch.before_end_s).logits.float() for network in self.networks]
        wanted = torch.stack(scores).mean(dim=0).log_softmax(dim=1)
        found = logits.log_softmax(dim=1)
        return functional.kl_div(found, wanted, reduction="batchmean", log_target=True)


def check_teacher(path: Path, card: ModelCard, labels: Sequence[str], recipe: Recipe) -> None:
    """Check that a model has the same network and classes, and has seen nothing that is held out.

    Raises:
        ModelError: it has another network or other classes, or has seen a data set or an action that is held
            out.
    """
    family = card.recipe.architecture.family
    if family != recipe.architecture.family or card.labels != tuple(labels):
        raise ModelError(
            f"a teacher of the family {family}, with {len(card.labels)} classes",
            path=path,
            expected=f"a model made by train-everyday, with its {len(labels)} classes",
        )
    check_held_out(path, card, recipe, "a teacher")
