"""What a recogniser says about one window, and the answer that is made of it.

A recogniser is any callable that takes a :class:`Window` and returns a :class:`Prediction`; this floor is
handed one and imports none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

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
        evidence: (T, C') float32, each frame's score e(t, c) for each of the network's own classes, which
            are the first of ``labels``; None where the network's answer is no sum over frames.
    """

    window: Window
    labels: tuple[str, ...]
    probabilities: npt.NDArray[np.float32]
    f_a: npt.NDArray[np.float32]
    evidence: npt.NDArray[np.float32] | None = field(default=None, kw_only=True)

    @property
    def attention_share(self) -> npt.NDArray[np.float32]:
        """(T,) each frame's share a(t) of the attention: the mean of F_A over x, y and z, summing to one."""
        mean = self.f_a.mean(axis=0)
        share: npt.NDArray[np.float32] = mean / max(float(mean.sum()), 1e-6)
        return share

    def contributions(self, label: str) -> npt.NDArray[np.float32] | None:
        """Return (T,) what each frame adds to the score of a class: its evidence times its attention.

            logit(c) = sum over t of a(t) e(t, c)

        with a(t) of :attr:`attention_share` and e(t, c) of ``evidence``: they sum to the class's logit,
        from which the softmax makes its probability.

        Args:
            label: one of ``labels``.

        Returns:
            None where the network has no evidence, or none about this class, which is known by rule.

        Raises:
            ValueError: there is no such label.
        """
        index = self.labels.index(label)
        if self.evidence is None or index >= self.evidence.shape[1]:
            return None
        parts: npt.NDArray[np.float32] = self.attention_share * self.evidence[:, index]
        return parts

    def top(self, k: int) -> list[tuple[str, float]]:
        """Return the k most probable labels with their probabilities, best first."""
        order = np.argsort(-self.probabilities, kind="stable")[:k]
        return [(self.labels[i], float(self.probabilities[i])) for i in order]


Recogniser = Callable[[Window], Prediction]
