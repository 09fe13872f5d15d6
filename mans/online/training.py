"""Training on untrimmed recordings, and the settings selected for each data set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from mans.networks.base import ActionNetwork
from mans.online.cut import StreamCut, window_of
from mans.online.evidence_training import STREAM_EVIDENCE, EvidenceStreamTrainer
from mans.recipe import LIVE, LONG, Recipe, with_network
from mans.training.fine_tuning import class_weights, take_over
from mans.training.recipe_changes import changed
from mans.training.trainer import Trainer
from mans.transforms.augmentation import AugmentationSettings
from mans.transforms.preprocessing import ANY_SENSOR, COMMON_JOINTS
from mans.transforms.tracks import Sample
from streaming.errors import SettingsError
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import NO_ACTION


class StreamTrainer(Trainer):
    """Trainer on windows of untrimmed recordings."""

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
        """Build network, optimiser and schedule.

        Args:
            samples: actions and pauses, from :func:`mans.online.cut.stream_samples`.
            labels: (C,) class names without "no action".
            recipe: the recipe.
            cut: the cutting settings.
            seed: random seed.
            device: compute device.
            start: a pretrained network; its last layer is used by class.
            classes: its class for each of ours; see :func:`mans.training.fine_tuning.take_over`.

        Raises:
            DataSetError: there is nothing to train on.
            ModelError: the pretrained network has another architecture.
        """
        actions = [sample for sample in samples if sample.label != NO_ACTION]
        pauses = [sample for sample in samples if sample.label == NO_ACTION]
        super().__init__([*actions * cut.windows, *pauses], (*labels, NO_ACTION), recipe, seed, device)
        self.cut = cut
        self._cut_once = False  # windows are drawn anew even where nothing varies them
        if start is not None:
            take_over(self.network, start, classes, class_weights(recipe))
            self.restart_average()

    def drawn(self, index: int) -> Sample:
        """Draw a window of a sample."""
        return window_of(self.samples[index], self.recipe.window_s, self.cut, self.rng)


STREAM = with_network(
    replace(
        LIVE,
        name="stream",
        frames=32,
        window_s=1.5,
        preprocessing=ANY_SENSOR,
        augmentation=replace(LONG.augmentation, temporal_jitter=0.0) if LONG.augmentation else None,
        sliding_window_share=0.0,
        background_share=0.35,
        outlier_share=0.0,
        epochs=25,
        batch_size=48,
        learning_rate=2e-3,
        ema_decay=0.99,
        precision="bfloat16",
    ),
    "mans-today",
)
"""The live recipe for windows of untrimmed recordings, as the everyday model's: cheaper, of 13 joints."""


def stream_trainer(
    samples: Sequence[Sample],
    labels: Sequence[str],
    recipe: Recipe,
    cut: StreamCut,
    seed: int,
    device: torch.device,
    start: ActionNetwork | None = None,
    classes: Sequence[int | None] = (),
) -> StreamTrainer | EvidenceStreamTrainer:
    """Return the trainer of a recipe's network, with the arguments and errors of :class:`StreamTrainer`."""
    trainer = EvidenceStreamTrainer if recipe.reads_tracking else StreamTrainer
    return trainer(samples, labels, recipe, cut, seed, device, start, classes)


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """Settings of training and evaluation on untrimmed recordings.

    Attributes:
        recipe: the recipe.
        cut: cutting and labelling of windows.
        decision: decision settings.
    """

    recipe: Recipe
    cut: StreamCut
    decision: DecisionSettings


PLANS = {
    "ut-kinect": StreamPlan(
        STREAM_EVIDENCE,
        StreamCut(lag_s=0.4),
        DecisionSettings(0.2, 0.5, 0.35, onset_latency_s=0.6, offset_latency_s=0.75),
    ),
    # A mirrored push to the right is none. People and sensor are of one kind: standard bones gained nothing.
    "msrc-12": StreamPlan(
        replace(
            STREAM,
            preprocessing=replace(LIVE.preprocessing, joints=COMMON_JOINTS),
            epochs=10,
            learning_rate=3e-3,
            window_s=1.0,
            background_share=0.5,
            augmentation=AugmentationSettings(temporal_jitter=0.0, mirror=0.0),
        ),
        StreamCut(lag_s=0.1, stretch=1.3, windows=1),
        DecisionSettings(0.1, 0.7, 0.42),
    ),
}
"""Settings of each untrimmed data set, selected on a few of its subjects (docs/online-detection.md)."""
BEFORE = {
    "ut-kinect": StreamPlan(
        STREAM,
        StreamCut(),
        DecisionSettings(0.2, 0.4, 0.2, onset_latency_s=0.43, offset_latency_s=0.62, crop_s=0.8),
    ),
}
"""The plans of networks other than the live one, where :data:`PLANS` has one for the live network."""
CHOSEN_ON = {"ut-kinect": ("s07", "s08"), "msrc-12": ("p14", "p16")}
"""These subjects. They are tested like the others, so metrics are also reported without them."""


def chosen_plan(
    name: str,
    network: str | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    settings: Sequence[str] = (),
) -> StreamPlan:
    """Return a data set's plan, with the command line's overrides of its recipe.

    With ``network``, it is the plan of networks other than the live one.

    Raises:
        SettingsError: the data set has no untrimmed recordings; or see
            :func:`mans.training.recipe_changes.chosen_recipe`.
    """
    if name not in PLANS:
        raise SettingsError(f"streams of {name!r}", expected=" or ".join(PLANS))
    plan = PLANS[name] if network is None else BEFORE.get(name, PLANS[name])
    return replace(plan, recipe=changed(plan.recipe, network, epochs, batch_size, settings))
