"""Faithfulness of a trained fold's attention, on its test samples.

Frames are deleted from each test sample, or inserted into its mean pose, in the order of the attention and in
random order (:mod:`mans.attribution.faithfulness`).
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from mans.attribution.faithfulness import attention_areas
from mans.networks.base import ActionNetwork
from mans.recipe import Recipe
from mans.training.sampling import Sample, network_input

DRAWS = 1
"""Random orders per sample, averaged; the interval over samples is far wider than that of one order."""


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """Areas under the probability curves of each test sample, 0..1.

    Attributes:
        deletion: (S,) as frames are deleted in the order of the attention; lower is more faithful.
        deletion_random: (S,) in random order.
        insertion: (S,) as frames are inserted in the order of the attention; higher is more faithful.
        insertion_random: (S,) in random order.
    """

    deletion: tuple[float, ...]
    deletion_random: tuple[float, ...]
    insertion: tuple[float, ...]
    insertion_random: tuple[float, ...]

    def __post_init__(self) -> None:
        """Validate the areas.

        Raises:
            ValueError: the lengths differ, or a value is outside 0..1.
        """
        parts = [getattr(self, field.name) for field in fields(self)]
        if len({len(part) for part in parts}) > 1 or not all(
            0 <= area <= 1 for part in parts for area in part
        ):
            raise ValueError("no areas of deletion and insertion")

    @property
    def deletion_gains(self) -> npt.NDArray[np.float64]:
        """(S,) areas by which deletion by attention lies below random order."""
        return np.subtract(self.deletion_random, self.deletion, dtype=np.float64)

    @property
    def insertion_gains(self) -> npt.NDArray[np.float64]:
        """(S,) areas by which insertion by attention lies above random order."""
        return np.subtract(self.insertion, self.insertion_random, dtype=np.float64)


def measure_faithfulness(
    network: ActionNetwork, samples: Sequence[Sample], recipe: Recipe, seed: int
) -> Faithfulness:
    """Measure deletion and insertion on complete samples, on the CPU.

    Args:
        network: one with F_A, in evaluation mode; not changed.
        samples: S of them.
        recipe: the network's.
        seed: of the random orders.
    """
    network = deepcopy(network).to("cpu")
    inputs = np.stack([network_input(sample, recipe) for sample in samples])
    found = np.clip(attention_areas(network, inputs, DRAWS, seed), 0, 1).round(4)
    return Faithfulness(*(tuple(part.tolist()) for part in found))
