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
from mans.model_card import WeightsFile
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
        """Read models, and check that they have the same classes and have seen nothing held out.

        Raises:
            ModelError: one cannot be read, is no everyday model of these classes, or has seen a data set or
                an action that is held out.
        """
        networks = []
        for path in paths:
            network, card = load_model(path, device)
            if not isinstance(network, EvidenceMans) or card.labels != tuple(labels):
                raise ModelError(
                    f"a teacher of {len(card.labels)} other classes, or of another kind",
                    path=path,
                    expected=f"a model made by train-everyday, with {len(labels)} classes",
                )
            check_held_out(path, card, recipe, "a teacher")
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
