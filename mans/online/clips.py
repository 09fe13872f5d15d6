"""Clips of which it is known what is seen when: which share of the answers is right, wrong, an alarm.

Each clip counts once, however long it is, so that figures are means over clips.
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
    """A number for each clip.

    Attributes:
        right: of the answers inside spans of actions, the share that names the action; clips that have some.
        wrong: the share of the same that names another one.
        alarms: of the answers inside spans of other movements, the share that names an action.
    """

    right: tuple[float, ...] = ()
    wrong: tuple[float, ...] = ()
    alarms: tuple[float, ...] = ()

    def __add__(self, other: ClipShares) -> ClipShares:
        """Add clips."""
        return added(self, other)

    def figures(self) -> dict[str, float]:
        """Return the means over clips by name; none without any clip."""
        named = {
            "answers right, mean of clips": self.right,
            "answers wrong, mean of clips": self.wrong,
            "answers in other movements that alarm, mean of clips": self.alarms,
        }
        return {name: float(np.mean(shares)) for name, shares in named.items() if shares}


def share_of_answers(
    shown: Shown, answered: Sequence[int], spans: Sequence[LabelledSpan], others: Sequence[LabelledSpan]
) -> ClipShares:
    """Compare a clip's answers with what is seen.

    Args:
        shown: what was shown.
        answered: indices of the frames at which there was an answer.
        spans: of actions.
        others: of movements that are none.
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
