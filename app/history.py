"""How the answers of the last seconds went: what the ribbons beside the answer show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streaming.prediction import Answer

SPAN_S = 10.0
"""Seconds that ribbons go back."""


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Smoothed probabilities over the last seconds.

    Attributes:
        labels: (C,) class names.
        times_s: (n,) time stamps of the answers, seconds, ascending.
        probabilities: (n, C) float32.
        now_s: the moment that they lead up to, seconds.
    """

    labels: tuple[str, ...]
    times_s: npt.NDArray[np.float64]
    probabilities: npt.NDArray[np.float32]
    now_s: float

    @classmethod
    def of(cls, answers: Sequence[Answer], now_s: float) -> History | None:
        """Collect the answers of the last seconds, given in order of time; None if there are none."""
        lately = [answer for answer in answers if now_s - SPAN_S <= answer.time_s <= now_s + 1e-6]
        if not lately:
            return None
        return cls(
            lately[-1].prediction.labels,
            np.array([answer.time_s for answer in lately]),
            np.stack([answer.probabilities for answer in lately]),
            now_s,
        )

    def ribbon(self, label: str, hold_s: float) -> list[list[tuple[float, float]]]:
        """Return how a label's probability went, in unbroken pieces.

        Args:
            label: one of the labels; an unknown one has no ribbon.
            hold_s: seconds for which an answer stands when no other follows: a longer gap breaks the ribbon.

        Returns:
            Pieces of points (share of the span, 0 its start and 1 now; probability), each a point or more.
        """
        if label not in self.labels:
            return []
        values = self.probabilities[:, self.labels.index(label)].tolist()
        times = self.times_s.tolist()
        pieces: list[list[tuple[float, float]]] = [[]]
        for i, (time_s, value) in enumerate(zip(times, values, strict=True)):
            if i and time_s - times[i - 1] > hold_s:
                pieces.append([])
            pieces[-1].append((1 - (self.now_s - time_s) / SPAN_S, value))
        if self.now_s - times[-1] <= hold_s:  # the newest answer stands until now
            pieces[-1].append((1.0, values[-1]))
        return pieces
