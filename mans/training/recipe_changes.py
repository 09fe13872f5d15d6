"""Recipe overrides from the command line: name, network and single settings."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mans.datasets import DataSet
from mans.recipe import Recipe, find_recipe, with_network
from mans.transforms.preprocessing import V1_JOINTS
from streaming.errors import SettingsError
from streaming.old_names import warn_of_old_names
from streaming.typed_json import from_plain, parse_json, shown, to_plain


def chosen_recipe(
    name: str,
    network: str | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    settings: Sequence[str] = (),
) -> Recipe:
    """Return the recipe chosen on the command line.

    Args:
        name: name of the recipe.
        network: override of the network.
        epochs: override of the number of epochs.
        batch_size: override of the batch size.
        settings: other overrides, as ``NAME=VALUE``; see :func:`with_settings`.

    Raises:
        SettingsError: the recipe, network or setting is unknown, or a value is invalid.
    """
    return changed(find_recipe(name), network, epochs, batch_size, settings)


def changed(
    recipe: Recipe, network: str | None, epochs: int | None, batch_size: int | None, settings: Sequence[str]
) -> Recipe:
    """Return a recipe with the command line's overrides; see :func:`chosen_recipe`."""
    return with_settings(with_overrides(with_network(recipe, network), epochs, batch_size), settings)


def with_overrides(recipe: Recipe, epochs: int | None, batch_size: int | None) -> Recipe:
    """Return the recipe with overridden numbers, appended to its name."""
    changes: dict[str, int] = {}
    if epochs is not None:
        changes["epochs"] = epochs
    if batch_size is not None:
        changes["batch_size"] = batch_size
    if not changes:
        return recipe
    # "batch4", as it was called: result files of older versions are gone on with.
    name = recipe.name + "".join(f"-{key.removesuffix('_size')}{value}" for key, value in changes.items())
    return replace(recipe, name=name, **changes)  # type: ignore[arg-type]


_TOLD = ("name", "left_out", "left_out_actions")
"""Settings with separate options."""


def with_settings(recipe: Recipe, settings: Sequence[str]) -> Recipe:
    """Return the recipe with overridden settings, appended to its name.

    Args:
        recipe: the recipe to change.
        settings: each ``NAME=VALUE``, such as ``reduction=4`` or ``architecture.pooling=f_a``: a field of the
            recipe or of a nested settings object; the value is JSON or a plain word.
            Old names are accepted with a warning.

    Raises:
        SettingsError: the setting is unknown, or the value is invalid.
    """
    for text in settings:
        key, equals, word = text.partition("=")
        data = to_plain(recipe)
        *parts, last = key.split(".")
        place: Any = data
        owner: Any = recipe
        for part in parts:
            place = place.get(part) if isinstance(place, dict) else None
            owner = getattr(owner, part, None)
        old: Mapping[str, str | None] = getattr(owner, "OLD_NAMES", {})
        if isinstance(place, dict) and last not in place and (new := old.get(last)):
            warn_of_old_names("--set", {last: new})
            last = new
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
    """Adapt a recipe to a data set's number of people and its joints.

    The network gets a slot for each person per action; with two people and augmentation, their order is
    randomised, as it is arbitrary in live use. A recipe for the joints of Kinect v1 uses, for data sets of
    other sensors, the joints that were measured.
    """
    preprocessing = recipe.preprocessing
    if preprocessing.joints == V1_JOINTS and data.joints:
        preprocessing = dataclasses.replace(preprocessing, joints=data.joints)
    augmentation = recipe.augmentation
    if augmentation is not None and augmentation.swap == 0 and data.bodies > 1:
        augmentation = dataclasses.replace(augmentation, swap=0.5)
    return dataclasses.replace(
        recipe,
        bodies=max(recipe.bodies, data.bodies),
        preprocessing=preprocessing,
        augmentation=augmentation,
    )
