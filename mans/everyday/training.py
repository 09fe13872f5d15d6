"""Recipe, data sets and decision settings of the everyday model."""

from __future__ import annotations

from dataclasses import replace

from mans.everyday.beginnings import BEGINNINGS
from mans.everyday.vocabulary import ACTIONS, TRAINED_ON
from mans.networks.registry import Architecture
from mans.recipe import Recipe
from mans.transforms.live_variation import EvidenceLoss, LiveVariation
from mans.transforms.preprocessing import ANY_SENSOR
from streaming.errors import DataSetError
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import NO_ACTION

LABELS = (*ACTIONS, NO_ACTION)
"""(C,) classes of an everyday model."""

EVERYDAY = Recipe(
    name="everyday",
    frames=32,
    preprocessing=ANY_SENSOR,
    window_s=1.5,
    sliding_window_share=1.0,
    background_share=0.22,
    epochs=40,
    batch_size=256,
    learning_rate=4e-3,
    schedule="cosine",
    optimiser="adamw",
    weight_decay=0.02,
    label_smoothing=0.05,
    ema_decay=0.998,
    architecture=Architecture(family="mans-evidence"),
    live_variation=LiveVariation(),
    evidence_loss=EvidenceLoss(),
)
"""A network for streams of anybody before any sensor: every window is cut as a stream has it, an epoch is 100
steps. What is over for a second should not be announced any more, so the window is short. The joints are
those that all sensors agree on, all bones of one length; 32 frames are 21 a second."""

DECISION = DecisionSettings(
    smoothing_s=0.15, enter=0.68, leave=0.55, begin_m_s=0.4, beginnings=tuple(BEGINNINGS)
)
"""How its predictions become an answer: by movements, chosen on data sets left out (docs/live-model.md)."""


def recipe_without(epochs: int | None, without: str | None) -> Recipe:
    """Return the recipe with one data set held out (leave-one-dataset-out), which its name states too.

    Raises:
        DataSetError: the data set is not a training data set.
    """
    recipe = EVERYDAY
    if epochs is not None:
        recipe = replace(recipe, epochs=epochs)
    if without is None:
        return recipe
    if without not in TRAINED_ON:
        raise DataSetError(f"data set {without!r}", expected=" or ".join(TRAINED_ON))
    return replace(recipe, name=f"{recipe.name}-without-{without}", left_out=(without,))
