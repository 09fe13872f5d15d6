"""What a runtime gives of a network: its outputs as numpy arrays."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Outputs(NamedTuple):
    """Outputs of a forward pass; None for those that the network lacks.

    Attributes:
        logits: (B, C) class scores before the softmax.
        f_a: (B, 3, T) F_A of the x, y and z branch.
        joint_gates: (B, T, N) the spatial attention of STA-LSTM.
        frame_gates: (B, T) the temporal attention of STA-LSTM.
        evidence: (B, T, C) class scores of each frame.
        features: (B, T, D) what the evidence is a linear function of.
    """

    logits: Floats
    f_a: Floats | None = None
    joint_gates: Floats | None = None
    frame_gates: Floats | None = None
    evidence: Floats | None = None
    features: Floats | None = None

    @property
    def probabilities(self) -> Floats:
        """(B, C) softmax of the class scores."""
        return softmax(self.logits)


class Runner(Protocol):
    """A network that a runtime holds ready."""

    @property
    def device(self) -> str:
        """Description for the status line, e.g. ``"CPU, ONNX Runtime"``."""

    def __call__(self, windows: Floats) -> Outputs:
        """Run it over preprocessed windows O (B, T, N, 3 or 4); from any thread."""


def softmax(scores: Floats) -> Floats:
    """Return the softmax of class scores (B, C)."""
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    probabilities: Floats = weights / weights.sum(axis=1, keepdims=True)
    return probabilities
