"""Training on untrimmed recordings: sliding windows labelled by the action shortly before their end.

An action that has just begun at a window's end cannot be recognised yet. So a window's label is that of the
moment ``lag_s`` before its end: the network sees the following frames, too, and learns where actions begin
and end. Its predictions lag by that time, and are dated back by it.

With action points (MSRC-12), an action is the span around its point, so that each repetition is detected
separately.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from mans.datasets.msrc12 import AFTER_S
from mans.networks.base import ActionNetwork
from mans.recipe import LIVE, LONG, Recipe, with_network
from mans.training.recipe_changes import changed
from mans.training.sampling import background
from mans.training.trainer import Trainer
from mans.transforms.augmentation import AugmentationSettings
from mans.transforms.preprocessing import ANY_SENSOR, COMMON_JOINTS
from mans.transforms.tracks import Sample
from streaming.errors import ModelError, SettingsError
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import NO_ACTION


@dataclass(frozen=True, slots=True)
class StreamCut:
    """Cutting and labelling of training windows.

    Attributes:
        lag_s: label delay: a window has the label of the moment this many seconds before its end.
        stretch: training windows are longer or shorter than the live window by up to this factor.
        windows: number of windows per action and epoch.
        point_s: with action points, seconds from the point to the start and end of the trained span.
    """

    lag_s: float = 0.3
    stretch: float = 1.5
    windows: int = 3
    point_s: tuple[float, float] = (-0.1, 0.3)


def stream_samples(samples: Sequence[Sample], cut: StreamCut, *, points: bool) -> list[Sample]:
    """Return the actions, and the pauses between them as "no action".

    Args:
        samples: labelled spans of untrimmed recordings.
        cut: the cutting settings.
        points: whether the spans are around action points.
    """
    actions = list(samples)
    if points:
        before_s, after_s = cut.point_s
        moments = [(sample, sample.end_s - AFTER_S) for sample in samples]
        actions = [replace(s, start_s=at_s + before_s, end_s=at_s + after_s) for s, at_s in moments]
    return [*actions, *background(actions, min_s=0.1, piece_s=0.5)]


def window_of(sample: Sample, window_s: float, cut: StreamCut, rng: np.random.Generator) -> Sample:
    """Draw a window that ends ``lag_s`` after some moment of a sample."""
    reach = np.log(cut.stretch)
    length_s = window_s * float(np.exp(rng.uniform(-reach, reach)))
    end_s = rng.uniform(sample.start_s, sample.end_s) + cut.lag_s
    return replace(sample, start_s=end_s - length_s, end_s=end_s)


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
    ) -> None:
        """Build network, optimiser and schedule.

        Args:
            samples: actions and pauses, from :func:`stream_samples`.
            labels: (C,) class names without "no action".
            recipe: the recipe.
            cut: the cutting settings.
            seed: random seed.
            device: compute device.
            start: a pretrained network, used except for its last layer.

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
            start_from(self.network, start)
            if self.averaged is not None:
                self.averaged.module.load_state_dict(self.network.state_dict())

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


def start_from(network: ActionNetwork, start: ActionNetwork) -> None:
    """Copy the weights of a pretrained network, except those whose shape depends on the classes.

    Raises:
        ModelError: more than the last layer differs.
    """
    own, given = network.state_dict(), start.state_dict()
    fitting = {name: part for name, part in given.items() if name in own and own[name].shape == part.shape}
    if len(fitting) < len(own) - 2:  # a last layer has weights and biases
        raise ModelError(
            f"a model to start from in which {len(own) - len(fitting)} of {len(own)} parts differ",
            expected="one of the same network, joints and frames",
            remedy="Make it by train-everyday --without the data set",
        )
    network.load_state_dict({**own, **fitting})


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
        STREAM,
        StreamCut(),
        DecisionSettings(0.2, 0.4, 0.2, onset_latency_s=0.43, offset_latency_s=0.62, crop_s=0.8),
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
"""Settings of each untrimmed data set, selected on a few of its subjects (docs/live-model.md)."""
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

    Raises:
        SettingsError: the data set has no untrimmed recordings; or see
            :func:`mans.training.recipe_changes.chosen_recipe`.
    """
    if name not in PLANS:
        raise SettingsError(f"streams of {name!r}", expected=" or ".join(PLANS))
    plan = PLANS[name]
    return replace(plan, recipe=changed(plan.recipe, network, epochs, batch_size, settings))
