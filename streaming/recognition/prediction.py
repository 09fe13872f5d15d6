"""Prediction of a recogniser for one window.

A recogniser is any callable that takes a :class:`Window` and returns a :class:`Prediction`; this package
receives one and imports none.
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
        window: the classified window.
        labels: (C,) class names, in the order of ``probabilities``.
        probabilities: (C,) float32, summing to one.
        f_a: (3, T) float32 in 0..1, the attention F_A of the x, y and z branch for each of the window's
            frames (paper equation 8). For networks with another temporal attention, its frame gates, three
            times; 1 without attention.
        evidence: (T, C') float32, each frame's score e(t, c) for the network's own classes, the first of
            ``labels``; None for networks without evidence.
        progress: (C,) float32, progress through each action, 0 to 1; NaN for actions without a course, None
            for models without custom actions (:mod:`mans.taught`).
        own: those of ``labels`` that are custom actions.
    """

    window: Window
    labels: tuple[str, ...]
    probabilities: npt.NDArray[np.float32]
    f_a: npt.NDArray[np.float32]
    evidence: npt.NDArray[np.float32] | None = field(default=None, kw_only=True)
    progress: npt.NDArray[np.float32] | None = field(default=None, kw_only=True)
    own: frozenset[str] = field(default=frozenset(), kw_only=True)

    @property
    def attention_share(self) -> npt.NDArray[np.float32]:
        """Attention share a(t) of each frame (T,): the mean of F_A over x, y and z, normalised to sum one."""
        mean = self.f_a.mean(axis=0)
        share: npt.NDArray[np.float32] = mean / max(float(mean.sum()), 1e-6)
        return share

    def contributions(self, label: str) -> npt.NDArray[np.float32] | None:
        """Compute each frame's contribution (T,) to a class score: evidence times attention share.

            logit(c) = sum over t of a(t) e(t, c)

        with a(t) of :attr:`attention_share` and e(t, c) of ``evidence``: they sum to the class's logit.

        Args:
            label: one of ``labels``.

        Returns:
            None if the network has no evidence, or the class is recognised by a rule.

        Raises:
            ValueError: the label is unknown.
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


@dataclass(frozen=True, slots=True, eq=False)
class GatedPrediction(Prediction):
    """Prediction of STA-LSTM, with its spatial and temporal attention.

    Its ``f_a`` is ``frame_gates`` repeated three times, normalised by the window's maximum.

    Attributes:
        joint_gates: (T, M, 25) float32, each joint's spatial attention within its frame; 0 for joints that
            the network does not read.
        frame_gates: (T,) float32, 0 or above, the temporal attention.
    """

    joint_gates: npt.NDArray[np.float32]
    frame_gates: npt.NDArray[np.float32]


Recogniser = Callable[[Window], Prediction]
