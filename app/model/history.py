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
        answers: in order of time, one or more.
        now_s: current time, seconds.
    """

    answers: Sequence[Answer]
    now_s: float

    @classmethod
    def of(cls, answers: Sequence[Answer], now_s: float) -> History | None:
        """Take the answers of the last seconds, given in order of time; None if there are none."""
        first, last = 0, len(answers)
        while first < last and answers[first].time_s < now_s - SPAN_S:
            first += 1
        while last > first and answers[last - 1].time_s > now_s + _TOLERANCE_S:
            last -= 1
        return cls(answers[first:last], now_s) if last > first else None

    @property
    def newest_s(self) -> float:
        """Time stamp of the newest answer, seconds."""
        return self.answers[-1].time_s

    def ribbon(self, label: str, hold_s: float) -> list[list[tuple[float, float]]]:
        """Return a label's smoothed probability over time, in contiguous pieces.

        Args:
            label: one of the labels; an unknown one has no ribbon.
            hold_s: seconds for which an answer stands when no other follows: a longer gap breaks the ribbon.

        Returns:
            Pieces of points (share of the span, 0 its start and 1 now; probability), each a point or more.
        """
        labels = self.answers[-1].prediction.labels
        if label not in labels:
            return []
        index = labels.index(label)
        pieces: list[list[tuple[float, float]]] = [[]]
        before_s = self.answers[0].time_s
        for answer in self.answers:
            if answer.time_s - before_s > hold_s:
                pieces.append([])
            pieces[-1].append((1 - (self.now_s - answer.time_s) / SPAN_S, float(answer.probabilities[index])))
            before_s = answer.time_s
        if self.now_s - before_s <= hold_s:  # the newest answer stands until now
            pieces[-1].append((1.0, pieces[-1][-1][1]))
        return pieces

    def heat(self) -> npt.NDArray[np.float64]:
        """Return how much attention each ``heat.STEP_S`` of the span got, (n,) in 0..1 or NaN, to now."""
        # In whole steps, or the same moments would be counted together differently at every look.
        end_s = math.ceil(self.now_s / STEP_S) * STEP_S
        heat = Heat(end_s - SPAN_S, end_s - STEP_S / 2)
        heat.add(*(answer.prediction for answer in self.answers))
        return heat.values()
