"""Base class and output protocol of all networks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import torch
from torch import Tensor, nn


class NetworkOutput(Protocol):
    """Output of a forward pass; kinds of attention that a network lacks are None."""

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
        """(B, T, C) class scores of each frame, of networks whose class scores are their weighted sum."""


class OutputWithoutAttention(NamedTuple):
    """:class:`NetworkOutput` of networks that have class scores alone.

    Attributes:
        logits: (B, C) class scores before the softmax.
    """

    logits: Tensor

    @property
    def probabilities(self) -> Tensor:
        """(B, C) softmax of the class scores."""
        return torch.softmax(self.logits, dim=1)

    @property
    def f_a(self) -> None:
        """None: there is no temporal attention."""
        return None

    @property
    def joint_gates(self) -> None:
        """None: no weights of single joints."""
        return None

    @property
    def frame_gates(self) -> None:
        """None."""
        return None

    @property
    def evidence(self) -> None:
        """None: the class scores are not a sum over frames."""
        return None


@dataclass(frozen=True, slots=True)
class Stage:
    """Training stage in which some of the weights are updated.

    Attributes:
        name: the part that is trained.
        epochs: its length.
    """

    name: str
    epochs: int


class ActionNetwork(nn.Module):
    """Base class of networks from preprocessed windows O (B, T, N, 3) to a :class:`NetworkOutput`."""

    def stages(self, epochs: int) -> tuple[Stage, ...]:
        """Return the training stages for a number of epochs: one, unless the network's paper has several."""
        return (Stage("all", epochs),)

    def enter_stage(self, index: int, *, fresh: bool) -> None:
        """Prepare for training in a stage.

        Args:
            index: index of the stage.
            fresh: whether the stage begins; False if it is resumed.
        """

    def penalty(self, out: NetworkOutput) -> Tensor | None:
        """Return the network's regularisation loss, added to the cross-entropy; None for none."""
        return None
