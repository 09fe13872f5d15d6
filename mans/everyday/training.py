"""Training on several data sets at once: the trainer, fed with windows as a stream has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from mans.everyday.cutting import StreamSettings, varied_input
from mans.everyday.samples import balanced
from mans.everyday.vocabulary import ACTIONS, TRAINED_ON
from mans.networks.base import ActionNetwork
from mans.recipe import LIVE, Recipe, with_network
from mans.training.trainer import Trainer
from mans.transforms.preprocessing import ANY_SENSOR
from mans.transforms.tracks import Sample
from streaming.errors import DataSetError, SettingsError
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import NO_ACTION

LABELS = (*ACTIONS, NO_ACTION)
"""(C,) the classes of an everyday model."""

EVERYDAY = with_network(
    replace(
        LIVE,
        name="everyday",
        frames=32,
        preprocessing=ANY_SENSOR,
        augmentation=replace(LIVE.augmentation, yaw_deg=10.0, noise_m=0.008) if LIVE.augmentation else None,
        gap_share=0.22,
        stranger_share=0.05,
        epochs=80,
        batch=96,
        learning_rate=4e-3,
        average=0.995,
        stream_share=1.0,
        window_s=1.5,
        precision="bfloat16",
    ),
    "mans-today",
)
"""The live recipe for more data: every window cut as a stream has it, larger batches, a longer mean.

The window is shorter than the live recipe's: what is over for a second should not be announced any more. The
joints are those that all sensors agree on, all bones of one length. With 32 frames, 21 a second, an epoch
costs half as much."""

DECISION = DecisionSettings(smoothing_s=0.15, enter=0.5, leave=0.25, rise_s=0.53, fall_s=0.6, closer_s=0.8)
"""How its predictions become an answer, chosen on UT-Kinect's s07 and s08 (docs/live-model.md)."""
WITHOUT = "-without-"


class EverydayTrainer(Trainer):
    """Trains on everyday samples; a window that was mirrored is learnt under its mirrored name."""

    def __init__(
        self,
        samples: Sequence[Sample],
        recipe: Recipe,
        seed: int,
        device: torch.device,
        stream: StreamSettings | None = None,
    ) -> None:
        """Build network, optimiser and schedule.

        Raises:
            DataSetError: there is nothing to train on.
        """
        super().__init__(balanced(samples), LABELS, recipe, seed, device)
        self.stream = stream or StreamSettings()
        # Convolutions of bfloat16 on a CPU are an eighth quicker with the channels last.
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def batch(self, part: npt.NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        """Cut windows as a stream has them: inputs (B, T, N, 3) and class indices (B,)."""
        strange = self.rng.random(len(part)) < self.recipe.stranger_share
        cuts = [
            varied_input(self.samples[i], self.recipe, self.stream, self.rng, strange=bool(other))
            for i, other in zip(part, strange, strict=True)
        ]
        inputs = torch.from_numpy(np.stack([o for o, _ in cuts]))
        targets = torch.tensor([LABELS.index(label) for _, label in cuts])
        return inputs.to(self.device), targets.to(self.device)


def recipe_without(epochs: int | None, without: str | None) -> Recipe:
    """Return the recipe, its name saying which data set is left out.

    Raises:
        DataSetError: the data set is none of those that a model is made of.
    """
    recipe = EVERYDAY
    if epochs is not None:
        recipe = replace(recipe, epochs=epochs)
    if without is None:
        return recipe
    if without not in TRAINED_ON:
        raise DataSetError(f"data set {without!r}", expected=" or ".join(TRAINED_ON))
    return replace(recipe, name=f"{recipe.name}{WITHOUT}{without}")


def cool(network: ActionNetwork, temperature: float) -> None:
    """Divide the class scores by a temperature, in the weights of the last layer.

    Raises:
        SettingsError: the network has no such layer.
    """
    last = getattr(getattr(network, "stcm", None), "fc", None)
    if not isinstance(last, torch.nn.Linear):
        raise SettingsError("a network without a last layer", expected="MANs-9, -33 or -61")
    with torch.no_grad():
        last.weight.div_(temperature)
        last.bias.div_(temperature)
