"""Evidence of each frame of a window for the displayed action.

Imports no torch, so that the GUI starts before torch is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streaming.recognition.decision import Answer
from streaming.recognition.prediction import NO_ACTION


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Attention-weighted evidence of each frame for an action.

    Attributes:
        label: the action, one of the network's own classes.
        announced: whether the action is announced; otherwise it is the best candidate.
        values: (T,) contribution of each frame to the action's logit; positive values support the action.
    """

    label: str
    announced: bool
    values: npt.NDArray[np.float32]

    @property
    def total(self) -> float:
        """Logit of the action, the sum of the values."""
        return float(self.values.sum(dtype=np.float64))


def evidence_of(answer: Answer) -> Evidence | None:
    """Return the evidence for the announced action, or for the best action if none is announced.

    The best action has the highest smoothed probability among the classes other than "no action". If the
    announced action is recognised by a rule, the network's best class is used and marked as not announced.
    None if the network has no evidence.
    """
    prediction = answer.prediction
    if prediction.evidence is None:
        return None
    own = prediction.labels[: prediction.evidence.shape[1]]
    if answer.label is not None and answer.label in own:
        label, announced = answer.label, True
    else:
        actions = [i for i, name in enumerate(own) if name != NO_ACTION]
        label, announced = own[max(actions, key=lambda i: float(answer.probabilities[i]))], False
    values = prediction.contributions(label)
    return None if values is None else Evidence(label, announced, values)
