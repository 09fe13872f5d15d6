"""Every network of the command line, made small enough to be trained in a second; trainers in doubles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import torch

from mans.networks.registry import NETWORKS
from mans.recipe import Recipe, with_network
from mans.training.trainer import Trainer

from .small_data import TINY

SMALL_IMAGE = 32
"""Side of the image for the trunks that want 224."""


def small(name: str) -> Recipe:
    """A recipe of a second for the network of this name."""
    recipe = with_network(TINY, name)
    if recipe.architecture.stretch:
        large = replace(recipe.architecture, stretch=SMALL_IMAGE)
        recipe = replace(recipe, architecture=large, frames=SMALL_IMAGE)
    width = 8 if recipe.architecture.family == "ctr-gcn" else TINY.hidden_size
    blocks = TINY.blocks if name != "mans-33" else (2, 3)
    return replace(recipe, hidden_size=width, blocks=blocks, epochs=2)


@contextmanager
def double_by_default() -> Iterator[None]:
    """New networks and random inputs are in double precision: what is equal on paper is equal to nine digits,
    in whatever order a processor adds up."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def in_double(trainer: Trainer) -> Trainer:
    """Let a trainer compute in double precision: sums in another order are the same to nine digits.

    To be called before its first epoch.
    """
    trainer.network.double()
    if trainer.averaged is not None:
        trainer.averaged.double()
    batch = trainer.batch

    def drawn(part):
        inputs, targets = batch(part)
        return inputs.double(), targets

    trainer.batch = drawn
    return trainer


NAMES = tuple(NETWORKS)
"""All of them."""

FAST = tuple(name for name in NAMES if not name.startswith(("mans-resnet", "mans-densenet")))
"""Those of which a step takes a fraction of a second even on one core."""

IN_STEPS = tuple(name for name in FAST if name != "rocket")
"""Those of them that are trained in steps."""
