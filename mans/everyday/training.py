"""Recipe, data sets and decision settings of the everyday model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mans.everyday.beginnings import BEGINNINGS
from mans.everyday.vocabulary import ACTIONS, TRAINED_ON, mirrored
from mans.networks.registry import Architecture
from mans.recipe import Recipe
from mans.training.recipe_changes import with_settings
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

REFINED = replace(
    EVERYDAY,
    name="everyday-refined",
    epochs=6,
    batch_size=128,
    learning_rate=1.5e-3,
    weight_decay=1.0,
    ema_decay=0.995,
    precision="bfloat16",
    live_variation=LiveVariation(followed_share=0.15, swapped_share=0.05),
    evidence_loss=EvidenceLoss(necessity=0.3, outside=0.4, agreement=1.0, distillation=2.0, ramp=(0.0, 0.1)),
)
"""A second, short training that starts from a model of the first recipe, which is also its teacher: F_A comes
to depend on the moment, and the answers stay as they are (docs/trials.md)."""

RECIPES = {recipe.name: recipe for recipe in (EVERYDAY, REFINED)}
"""Recipe by name on the command line."""

DECISION = DecisionSettings(
    smoothing_s=0.15,
    enter=0.64,
    leave=0.52,
    provisional_enter=0.66,
    begin_m_s=0.4,
    beginnings=tuple(BEGINNINGS),
)
"""How its predictions become an answer: by movements, chosen on data sets left out; the thresholds of
confirmed answers on the calibration subjects (docs/live-model.md)."""


def recipe_without(
    epochs: int | None,
    without: str | None,
    actions: Sequence[str] = (),
    settings: Sequence[str] = (),
    recipe: Recipe = EVERYDAY,
) -> Recipe:
    """Return the recipe, which says which data set and actions are left out, in its name too.

    Args:
        epochs: in place of the recipe's own; None for these.
        without: a data set that is not trained on; None for none.
        actions: actions that are not shown in training.
        settings: any others, each ``NAME=VALUE``; see :func:`mans.training.recipe_changes.with_settings`.
        recipe: the recipe to change.

    Raises:
        DataSetError: the data set is none of those that a model is made of, or an action none of the
            vocabulary, or one whose mirror image stays in.
        SettingsError: there is no such setting, or its value makes no sense.
    """
    recipe = recipe if epochs is None else replace(recipe, epochs=epochs)
    if without is not None:
        if without not in TRAINED_ON:
            raise DataSetError(f"data set {without!r}", expected=" or ".join(TRAINED_ON))
        recipe = replace(recipe, name=f"{recipe.name}-without-{without}", left_out=(without,))
    chosen = tuple(dict.fromkeys(actions))
    for action in chosen:
        if action not in ACTIONS:
            raise DataSetError(f"action {action!r}", expected=" or ".join(ACTIONS))
        if (image := mirrored(action)) not in chosen:
            raise DataSetError(
                f"{action!r} is left out, but {image!r}, its mirror image, is not",
                remedy=f"Training mirrors windows: give --without-action {image!r}, too",
            )
    if chosen:
        named = "".join(f"-without-{action.replace(' ', '-')}" for action in chosen)
        recipe = replace(recipe, name=recipe.name + named, left_out_actions=chosen)
    return with_settings(recipe, settings)
