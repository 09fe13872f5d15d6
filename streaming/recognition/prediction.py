"""What a recogniser says about one window, and the answer that is made of it.

A recogniser is any callable that takes a :class:`Window` and returns a :class:`Prediction`; this floor is
handed one and imports none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streaming.recognition.window import Window

NO_ACTION = "no action"
"""The label of a model's class for windows that hold none of its actions."""


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """One forward pass of the network over one window.

    Attributes:
        window: what was looked at.
        labels: (C,) class names, in the order of ``probabilities``.
        probabilities: (C,) float32, summing to one.
        f_a: (3, T) float32 in 0..1, the attention F_A of the x, y and z branch for each of the window's
            frames (paper equation 8). Of a network with another attention its frame gates, three times; 1
            throughout where there is none.
    """

    window: Window
    labels: tuple[str, ...]
    probabilities: npt.NDArray[np.float32]
    f_a: npt.NDArray[np.float32]

    def top(self, k: int) -> list[tuple[str, float]]:
        """Return the k most probable labels with their probabilities, best first."""
        order = np.argsort(-self.probabilities, kind="stable")[:k]
        return [(self.labels[i], float(self.probabilities[i])) for i in order]


Recogniser = Callable[[Window], Prediction]
