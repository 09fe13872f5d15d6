"""Every network of the command line, made small enough to be trained in a second."""

from __future__ import annotations

from dataclasses import replace

from mans.architecture import NETWORKS
from mans.recipe import Recipe, with_network

from .small_data import TINY

SMALL_IMAGE = 32
"""Side of the image for the trunks that want 224."""


def small(name: str) -> Recipe:
    """A recipe of a second for the network of this name."""
    recipe = with_network(TINY, name)
    if recipe.architecture.stretch:
        large = replace(recipe.architecture, stretch=SMALL_IMAGE)
        recipe = replace(recipe, architecture=large, frames=SMALL_IMAGE)
    width = 8 if recipe.architecture.family == "ctr-gcn" else TINY.memory
    blocks = TINY.blocks if name != "mans-33" else (2, 3)
    return replace(recipe, memory=width, blocks=blocks, epochs=2)


NAMES = tuple(NETWORKS)
"""All of them."""

FAST = tuple(name for name in NAMES if not name.startswith(("mans-resnet", "mans-densenet")))
"""Those of which a step takes a fraction of a second even on one core."""
