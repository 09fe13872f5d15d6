"""What each frame of a window adds to the score of one action: the evidence that is on show.

Without torch, so that a window can be shown before torch is there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streaming.recognition.decision import Answer
from streaming.recognition.prediction import NO_ACTION


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Each frame's evidence for an action, times its attention.

    Attributes:
        label: of the action, one of the network's own classes.
        announced: whether the action is announced; else it is the one that comes nearest to it.
        values: (T,) what each frame of the window adds to the action's score, in logits; above 0 for it.
    """

    label: str
    announced: bool
    values: npt.NDArray[np.float32]

    @property
    def total(self) -> float:
        """The action's score: the logit that the values sum to."""
        return float(self.values.sum(dtype=np.float64))


def evidence_of(answer: Answer) -> Evidence | None:
    """Return the evidence for what an answer announces; where it announces nothing, for the best action.

    That is the action of the highest smoothed probability, other than "no action". Where what is announced is
    known by a rule, it is the network's best, which is not announced. None where the network has no evidence.
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
