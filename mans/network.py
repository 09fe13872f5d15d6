"""MANs, the Memory Attention Network: three TARMs, one a coordinate, and an STCM (IJCAI 2018, figure 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from mans.stcm import Stcm
from mans.tarm import Tarm


@dataclass(frozen=True, slots=True)
class MansSettings:
    """The shape of a network; the defaults are MANs-9 on NTU RGB+D.

    Attributes:
        classes: C.
        frames: T, frames of a window.
        columns: N, joints of all bodies in a window.
        memory: K, width of the memory.
        reduction: alpha, reduction of the attention bottleneck (Table 3).
        blocks: residual blocks in each stage of the STCM (Table 2).
    """

    classes: int = 60
    frames: int = 50
    columns: int = 50
    memory: int = 64
    reduction: int = 16
    blocks: tuple[int, int] = (2, 2)

    @property
    def name(self) -> str:
        """The paper's name: MANs-n counts the convolutions, the shortcut's aside."""
        return f"MANs-{1 + 2 * sum(self.blocks)}"


class MansOutput(NamedTuple):
    """Everything one forward pass computes that the paper names.

    Attributes:
        logits: (B, C) class scores before the softmax.
        f_a: (B, 3, T) attention of the x, y and z branch, in 0..1.
        f_m: (B, 3, T, K) memory of the three branches.
        o_tilde: (B, T, N, 3) the recalibrated skeletons.
    """

    logits: Tensor
    f_a: Tensor
    f_m: Tensor
    o_tilde: Tensor

    @property
    def probabilities(self) -> Tensor:
        """(B, C) softmax of the class scores."""
        return torch.softmax(self.logits, dim=1)


class Mans(nn.Module):
    """O in R^(T x N x 3) -> TARM per coordinate -> 3-channel T x N image -> STCM -> class scores."""

    def __init__(self, settings: MansSettings) -> None:
        """Build the network with PyTorch's default initialisation."""
        super().__init__()
        s = self.settings = settings
        self.tarm = Tarm(s.frames, s.columns, s.memory, s.reduction)
        self.stcm = Stcm(s.classes, s.blocks)

    def forward(self, o: Tensor) -> MansOutput:
        """Classify preprocessed windows.

        Args:
            o: (B, T, N, 3) joints in the body frame (see :mod:`mans.preprocessing`).
        """
        o_tilde, f_m, f_a = self.tarm(o.permute(3, 0, 1, 2))  # coordinates first: (C, B, T, N)
        return MansOutput(
            logits=self.stcm(o_tilde.transpose(0, 1)),  # the image: (B, C, T, N)
            f_a=f_a.transpose(0, 1),
            f_m=f_m.transpose(0, 1),
            o_tilde=o_tilde.permute(1, 2, 3, 0),
        )
