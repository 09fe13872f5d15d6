"""History of answers over the last seconds, shown as ribbons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.model.heat import STEP_S, Heat
from streaming.recognition.decision import Answer

SPAN_S = 10.0
"""Time span of ribbons, seconds."""

_TOLERANCE_S = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Answers of the last seconds, evaluated lazily when drawn.

    Attributes:
        times_s: (n,) time stamps of the answers in order of time, one or more, seconds.
        labels: (C,) class names.
        probabilities: (n, C) smoothed.
        frames_s: (n, T) time stamps of the frames of their windows, seconds.
        f_a: (n, 3, T) their F_A.
        now_s: current time, seconds.
    """

    times_s: npt.NDArray[np.float64]
    labels: tuple[str, ...]
    probabilities: npt.NDArray[np.float32]
    frames_s: npt.NDArray[np.float64]
    f_a: npt.NDArray[np.float32]
    now_s: float

    @classmethod
    def of(cls, answers: Sequence[Answer], now_s: float) -> History | None:
        """Take the answers of the last seconds, given in order of time; None if there are none."""
        first, last = 0, len(answers)
        while first < last and answers[first].time_s < now_s - SPAN_S:
            first += 1
        while last > first and answers[last - 1].time_s > now_s + _TOLERANCE_S:
            last -= 1
        if last == first:
            return None
        answers = answers[first:last]
        return cls(
            np.array([answer.time_s for answer in answers]),
            answers[-1].prediction.labels,
            np.stack([answer.probabilities for answer in answers]),
            np.stack([answer.prediction.window.times_s for answer in answers]),
            np.stack([answer.prediction.f_a for answer in answers]),
            now_s,
        )

    @property
    def newest_s(self) -> float:
        """Time stamp of the newest answer, seconds."""
        return float(self.times_s[-1])

    def ribbon(self, label: str, hold_s: float) -> list[list[tuple[float, float]]]:
        """Return a label's smoothed probability over time, in contiguous pieces.

        Args:
            label: one of the labels; an unknown one has no ribbon.
            hold_s: seconds for which an answer stands when no other follows: a longer gap breaks the ribbon.

        Returns:
            Pieces of points (share of the span, 0 its start and 1 now; probability), each a point or more.
        """
        if label not in self.labels:
            return []
        probabilities = self.probabilities[:, self.labels.index(label)]
        pieces: list[list[tuple[float, float]]] = [[]]
        before_s = float(self.times_s[0])
        for time_s, probability in zip(self.times_s.tolist(), probabilities.tolist(), strict=True):
            if time_s - before_s > hold_s:
                pieces.append([])
            pieces[-1].append((1 - (self.now_s - time_s) / SPAN_S, probability))
            before_s = time_s
        if self.now_s - before_s <= hold_s:  # the newest answer stands until now
            pieces[-1].append((1.0, pieces[-1][-1][1]))
        return pieces

    def heat(self) -> npt.NDArray[np.float64]:
        """Return how much attention each ``heat.STEP_S`` of the span got, (n,) in 0..1 or NaN, to now."""
        # In whole steps, or the same moments would be counted together differently at every look.
        end_s = math.ceil(self.now_s / STEP_S) * STEP_S
        heat = Heat(end_s - SPAN_S, end_s - STEP_S / 2)
        heat.add(self.frames_s, self.f_a)
        return heat.values()
