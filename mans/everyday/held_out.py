"""Check that a model which a training uses has not seen what the training holds out."""

from __future__ import annotations

from pathlib import Path

from mans.model_card import ModelCard
from mans.recipe import Recipe
from streaming.errors import ModelError


def check_held_out(path: Path, card: ModelCard, recipe: Recipe, what: str) -> None:
    """Check that a model has seen nothing that ``recipe`` holds out.

    Raises:
        ModelError: it has seen a data set or an action that is held out.
    """
    for name in recipe.left_out:
        if name in card.datasets or not card.datasets:
            raise ModelError(
                f"{what} that "
                + (f"was trained on {name}" if card.datasets else "does not name its data sets"),
                path=path,
                expected=f"one made by train-everyday --without {name}",
            )
    for action in recipe.left_out_actions:
        if action in card.labels and action not in card.recipe.left_out_actions:
            raise ModelError(
                f"{what} that was shown {action!r}",
                path=path,
                expected=f"one made by train-everyday --without-action {action!r}",
            )
