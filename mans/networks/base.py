"""What every network under this roof is to the trainer, the evaluation and the recogniser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from torch import Tensor, nn


class NetworkOutput(Protocol):
    """What a forward pass gives; a network says by None which kind of attention it has not."""

    @property
    def logits(self) -> Tensor:
        """(B, C) class scores before the softmax."""

    @property
    def probabilities(self) -> Tensor:
        """(B, C) softmax of the class scores."""

    @property
    def f_a(self) -> Tensor | None:
        """(B, 3, T) F_A of the x, y and z branch, the attention of MANs."""

    @property
    def joint_gates(self) -> Tensor | None:
        """(B, T, N) the spatial attention of STA-LSTM, summing to one over the joints of a frame."""

    @property
    def frame_gates(self) -> Tensor | None:
        """(B, T) the temporal attention of STA-LSTM, 0 or above."""

    @property
    def evidence(self) -> Tensor | None:
        """(B, T, C) each frame's class scores, of a network whose class scores are their attended sum."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a training in which some of the weights learn.

    Attributes:
        name: what learns.
        epochs: how long.
    """

    name: str
    epochs: int


class ActionNetwork(nn.Module):
    """A network from preprocessed windows O (B, T, N, 3) to a :class:`NetworkOutput`."""

    def stages(self, epochs: int) -> tuple[Stage, ...]:
        """Return the stages of a training of so many epochs: one, unless the network's paper has several."""
        return (Stage("all", epochs),)

    def enter_stage(self, index: int, *, fresh: bool) -> None:
        """Get ready for training in a stage.

        Args:
            index: of the stage.
            fresh: whether the stage begins; False for one that is gone on with.
        """

    def penalty(self, out: NetworkOutput) -> Tensor | None:
        """Return what the network's own loss adds to the cross-entropy; None for nothing."""
        return None
