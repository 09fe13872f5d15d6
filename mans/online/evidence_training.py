"""Training of the live network on untrimmed recordings, with windows cut in batches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from mans.everyday.evidence_training import EvidenceTrainer
from mans.everyday.sample_bank import SampleBank
from mans.everyday.training import EVERYDAY
from mans.everyday.window_batches import WindowCutter
from mans.networks.base import ActionNetwork
from mans.online.cut import StreamCut
from mans.recipe import Recipe
from mans.training.fine_tuning import class_weights, take_over
from mans.transforms.live_variation import EvidenceLoss, LiveVariation
from mans.transforms.tracks import Sample
from streaming.recognition.prediction import NO_ACTION


class StreamWindowCutter(WindowCutter):
    """Cutter of sliding windows labelled by the action shortly before their end."""

    def __init__(self, bank: SampleBank, recipe: Recipe, cut: StreamCut) -> None:
        """Create a cutter with the recipe's augmentation and the cutting settings."""
        super().__init__(bank, recipe, recipe.live_variation or LiveVariation())
        self.stream_cut = cut

    def spans(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        """Draw start and end (B,) of windows that end ``lag_s`` after some moment of the samples."""
        chance = torch.rand(2, len(samples), device=samples.device, dtype=torch.float64)
        start, end = self.bank.start_s[samples], self.bank.end_s[samples]
        stop = start + (end - start) * chance[0] + self.stream_cut.lag_s
        length = self.window_s * torch.exp(math.log(self.stream_cut.stretch) * (2 * chance[1] - 1))
        return stop - length, stop


class EvidenceStreamTrainer(EvidenceTrainer):
    """Trainer of the live network on windows of untrimmed recordings."""

    def __init__(
        self,
        samples: Sequence[Sample],
        labels: Sequence[str],
        recipe: Recipe,
        cut: StreamCut,
        seed: int,
        device: torch.device,
        start: ActionNetwork | None = None,
        classes: Sequence[int | None] = (),
    ) -> None:
        """Build network, optimiser and schedule; see :class:`mans.online.training.StreamTrainer`.

        A pretrained network's input scale is used, too.

        Raises:
            DataSetError: there is nothing to train on.
            ModelError: the pretrained network has another architecture.
        """
        super().__init__(samples, (*labels, NO_ACTION), recipe, seed, device)
        self.cut = StreamWindowCutter(self.bank, recipe, cut)
        if start is not None:
            take_over(self.network, start, classes, class_weights(recipe))
            self.restart_average()


STREAM_EVIDENCE = replace(
    EVERYDAY,
    name="stream-evidence",
    background_share=0.3,
    epochs=4,
    batch_size=64,
    learning_rate=1e-3,
    ema_decay=0.99,
    precision="bfloat16",
    live_variation=LiveVariation(
        seated_share=0.0,
        other_legs_share=0.0,
        occluded_share=0.0,
        lost_share=0.05,
        turned_deg=45.0,
        flat_share=0.0,
        outlier_share=0.0,
    ),
    evidence_loss=EvidenceLoss(rest=0.0, sufficiency=0.0, necessity=0.0, sharpness=0.0, other_share=0.0),
)
"""The recipe of the live network for recordings of one sensor, in which complete bodies are tracked."""
