"""From words of the command line to a recipe: its name, another network, single settings."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mans.datasets import DataSet
from mans.recipe import Recipe, find_recipe, with_network
from mans.transforms.preprocessing import V1_JOINTS
from streaming.errors import SettingsError
from streaming.typed_json import from_plain, parse_json, shown, to_plain


def chosen_recipe(
    name: str,
    network: str | None = None,
    epochs: int | None = None,
    batch: int | None = None,
    settings: Sequence[str] = (),
) -> Recipe:
    """Return what the command line asks for.

    Args:
        name: of the recipe.
        network: in place of the recipe's own.
        epochs: in place of the recipe's own.
        batch: in place of the recipe's own.
        settings: any others, as ``NAME=VALUE``; see :func:`with_settings`.

    Raises:
        SettingsError: there is no such recipe, network or setting, or a value makes no sense.
    """
    return changed(find_recipe(name), network, epochs, batch, settings)


def changed(
    recipe: Recipe, network: str | None, epochs: int | None, batch: int | None, settings: Sequence[str]
) -> Recipe:
    """Return a recipe with what the command line changes of it; see :func:`chosen_recipe`."""
    return with_settings(with_overrides(with_network(recipe, network), epochs, batch), settings)


def with_overrides(recipe: Recipe, epochs: int | None, batch: int | None) -> Recipe:
    """Return the recipe with the command line's own numbers in it, and its name saying so."""
    changes: dict[str, int] = {}
    if epochs is not None:
        changes["epochs"] = epochs
    if batch is not None:
        changes["batch"] = batch
    if not changes:
        return recipe
    name = recipe.name + "".join(f"-{key}{value}" for key, value in changes.items())
    return replace(recipe, name=name, **changes)  # type: ignore[arg-type]


_TOLD = ("name", "left_out")
"""What other options decide."""


def with_settings(recipe: Recipe, settings: Sequence[str]) -> Recipe:
    """Return the recipe with single settings changed, and its name saying so.

    Args:
        recipe: what to change.
        settings: each ``NAME=VALUE``, such as ``reduction=4`` or ``architecture.pooling=f_a``: a field of
            the recipe, or of a part of it, and JSON, or a word as it is.

    Raises:
        SettingsError: there is no such setting, or the value makes no sense.
    """
    for text in settings:
        key, equals, word = text.partition("=")
        data = to_plain(recipe)
        *parts, last = key.split(".")
        place: Any = data
        for part in parts:
            place = place.get(part) if isinstance(place, dict) else None
        if not equals or not isinstance(place, dict) or last not in place or key in _TOLD:
            names = ", ".join(place) if isinstance(place, dict) else "a field of the recipe"
            raise SettingsError(f"setting {shown(text)}", expected=f"NAME=VALUE, with NAME one of {names}")
        try:
            place[last] = parse_json(word)
        except SettingsError:
            place[last] = word
        data["name"] = f"{recipe.name}-{last}{re.sub('[^0-9A-Za-z.+-]+', '_', word)}"
        try:
            recipe = from_plain(data, Recipe)
        except SettingsError as error:
            raise SettingsError(f"setting {shown(text)}: {error}") from error
    return recipe


def fitted_to(recipe: Recipe, data: DataSet) -> Recipe:
    """Return the recipe for a data set's people and joints.

    The network gets a slot for each person that the data set's actions have; where there are two and the
    recipe varies its samples, either comes first, for nobody can tell beforehand who will be the first one
    live. A recipe that reads the joints of Kinect v1 reads, of a data set of another sensor, those that this
    one measured.
    """
    preprocessing = recipe.preprocessing
    if preprocessing.joints == V1_JOINTS and data.joints:
        preprocessing = dataclasses.replace(preprocessing, joints=data.joints)
    augmentation = recipe.augmentation
    if augmentation is not None and data.bodies > 1:
        augmentation = dataclasses.replace(augmentation, swap=0.5)
    return dataclasses.replace(
        recipe,
        bodies=max(recipe.bodies, data.bodies),
        preprocessing=preprocessing,
        augmentation=augmentation,
    )
