"""Metrics on annotated clips: shares of correct, wrong and false-positive predictions.

Metrics are means over clips, regardless of their length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mans.online.metrics import Shown, added
from streaming.recognition.prediction import NO_ACTION
from streaming.skeleton.frames import LabelledSpan


@dataclass(frozen=True, slots=True)
class ClipShares:
    """Metrics of each clip.

    Attributes:
        right: share of the predictions inside action spans that are correct, for clips with action spans.
        wrong: share of the same predictions that name another action.
        alarms: share of the predictions inside spans of other movements that name an action.
    """

    right: tuple[float, ...] = ()
    wrong: tuple[float, ...] = ()
    alarms: tuple[float, ...] = ()

    def __add__(self, other: ClipShares) -> ClipShares:
        """Concatenate the metrics of clips."""
        return added(self, other)

    def figures(self) -> dict[str, float]:
        """Return the means over clips by name; empty without clips."""
        named = {
            "correct predictions, clip mean": self.right,
            "wrong predictions, clip mean": self.wrong,
            "false positives in other movements, clip mean": self.alarms,
        }
        return {name: float(np.mean(shares)) for name, shares in named.items() if shares}


def share_of_answers(
    shown: Shown, answered: Sequence[int], spans: Sequence[LabelledSpan], others: Sequence[LabelledSpan]
) -> ClipShares:
    """Compare a clip's predictions with its annotation.

    Args:
        shown: displayed labels.
        answered: indices of the frames with a prediction.
        spans: spans of actions.
        others: spans of other movements.
    """
    true: list[str] = []
    said: list[str | None] = []
    alarms: list[bool] = []
    for index in answered:
        at_s, label = shown.times_s[index], shown.labels[index]
        label = None if label == NO_ACTION else label
        for span in spans:
            if span.start_s <= at_s <= span.end_s:
                true.append(span.label)
                said.append(label)
        alarms += [label is not None for span in others if span.start_s <= at_s <= span.end_s]
    pairs = list(zip(said, true, strict=True))
    return ClipShares(
        (float(np.mean([a == b for a, b in pairs])),) if pairs else (),
        (float(np.mean([a is not None and a != b for a, b in pairs])),) if pairs else (),
        (float(np.mean(alarms)),) if alarms else (),
    )
