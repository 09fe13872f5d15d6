"""Display model of frame evidence: action, frames and colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.model.language import tr
from app.model.palette import Palette
from app.model.wording import named, number
from mans.attribution.evidence import Evidence, evidence_of
from streaming.recognition.decision import Answer
from streaming.recognition.window import Window


@dataclass(frozen=True, slots=True, eq=False)
class FrameEvidence:
    """Contribution of each frame to an action's score.

    Attributes:
        evidence: whose it is, and how much of it.
        window: whose frames they are.
        palette: colours of the actions.
    """

    evidence: Evidence
    window: Window
    palette: Palette

    @classmethod
    def of(cls, answer: Answer | None, palette: Palette) -> FrameEvidence | None:
        """Return the evidence of an answer; None if there is none.

        Args:
            answer: the one on show, if there is any.
            palette: colours of the actions.
        """
        evidence = None if answer is None else evidence_of(answer)
        if evidence is None or answer is None:
            return None
        return cls(evidence, answer.prediction.window, palette)

    @property
    def caption(self) -> str:
        """Caption with the action."""
        words = (
            tr("Evidence for {action}")
            if self.evidence.announced
            else tr("Evidence for {action} (best guess)")
        )
        return words.format(action=named(self.evidence.label))

    @property
    def shares(self) -> npt.NDArray[np.float32]:
        """(T,) positive contribution of each frame, normalised by the window's maximum."""
        values = self.evidence.values
        shares: npt.NDArray[np.float32] = values.clip(min=0) / np.maximum(values.max(), np.float32(1e-9))
        return shares

    def reading(self, frame: int) -> str:
        """Format the contribution of a frame, 0..T-1, and the sum over all frames."""
        part, whole = float(self.evidence.values[frame]), self.evidence.total
        return tr("{part} of {whole}").format(part=_signed(part), whole=_signed(whole))


def _signed(logit: float) -> str:
    """Write a score with its sign, which nothing has none of."""
    return number(0.0, ".2f") if abs(logit) < 0.005 else number(logit, "+.2f")
