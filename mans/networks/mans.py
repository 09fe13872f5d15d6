"""MANs, the Memory Attention Network: three TARMs, one per coordinate, and an STCM (IJCAI 2018, figure 2).

One class implements all variants, selected by the settings: the sizes of Table 2, the ablations of Table 4,
and modern extensions.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from mans.networks.base import ActionNetwork
from mans.networks.branches import COORDINATES
from mans.networks.densenet import DenseNet161
from mans.networks.modalities import Modalities, input_norm, normalise_inputs
from mans.networks.resnet import ResNet18
from mans.networks.settings import MansSettings
from mans.networks.stcm import Stcm
from mans.networks.tarm import Attention, Tarm


class MansOutput(NamedTuple):
    """Output of a forward pass, with the intermediate results named in the paper.

    Attributes:
        logits: (B, C) class scores before the softmax.
        f_a: (B, 3, T) attention of the x, y and z branch, in 0..1 (with STA-LSTM's gates: 0 or above); None
            for a network without attention.
        f_m: (B, 3, T, K) memory of the three branches; None without TARM.
        o_tilde: (B, T, N, 3) the recalibrated skeletons, with N after adding modalities and upsampling.
    """

    logits: Tensor
    f_a: Tensor | None
    f_m: Tensor | None
    o_tilde: Tensor

    @property
    def probabilities(self) -> Tensor:
        """(B, C) softmax of the class scores."""
        return torch.softmax(self.logits, dim=1)

    @property
    def joint_gates(self) -> None:
        """None: only STA-LSTM has it."""
        return None

    @property
    def frame_gates(self) -> None:
        """None: only STA-LSTM has it."""
        return None

    @property
    def evidence(self) -> None:
        """None: the class scores are not a sum over frames."""
        return None


class Mans(ActionNetwork):
    """O in R^(T x N x 3) -> TARM per coordinate -> 3-channel T x N image -> STCM -> class scores."""

    def __init__(self, settings: MansSettings) -> None:
        """Build the network with PyTorch's default initialisation."""
        super().__init__()
        s = self.settings = settings
        self.modalities = None if s.modalities == "joint" else Modalities(s.parents, s.modalities)
        count = 1 if self.modalities is None else self.modalities.count
        columns = count * (s.stretch or s.columns)
        self.norm = None if self.modalities is None else input_norm(columns)
        self.tarm: Tarm | None = None
        if s.recalibration != "off":
            attention: Attention = s.recalibration
            self.tarm = Tarm(s.frames, columns, s.hidden_size, s.reduction, attention)
        channels = COORDINATES * count
        self.stcm: Stcm | ResNet18 | DenseNet161
        if s.trunk == "resnet-18":
            self.stcm = ResNet18(s.classes, channels)
        elif s.trunk == "densenet-161":
            self.stcm = DenseNet161(s.classes, channels)
        else:
            self.stcm = Stcm(s.classes, s.blocks, channels=channels)

    def forward(self, o: Tensor) -> MansOutput:
        """Classify preprocessed windows.

        Args:
            o: (B, T, N, 3) joints in the body frame (see :mod:`mans.transforms.preprocessing`).
        """
        o = self._prepare(o)
        f_m: Tensor | None = None
        f_a: Tensor | None = None
        o_tilde = o.permute(3, 0, 1, 2)  # coordinates first: (C, B, T, N)
        if self.tarm is not None:
            o_tilde, f_m, f_a = self.tarm(o_tilde)
            f_m = f_m.transpose(0, 1)
            f_a = None if f_a is None else f_a.transpose(0, 1)  # (B, C, T)
        weights = f_a.mean(dim=1) if f_a is not None and self.settings.pooling == "f_a" else None
        return MansOutput(
            logits=self.stcm(self._image(o_tilde), weights),
            f_a=f_a,
            f_m=f_m,
            o_tilde=o_tilde.permute(1, 2, 3, 0),
        )

    def _prepare(self, o: Tensor) -> Tensor:
        """Compute the modalities and upsample the columns, as configured: (B, T, N, 3) to (B, T, N', 3)."""
        if self.modalities is not None:
            o = self.modalities(o)
        if self.norm is not None:
            o = normalise_inputs(self.norm, o)
        if self.settings.stretch:
            image = o.permute(0, 3, 1, 2)  # (B, C, T, N)
            size = (o.shape[1], self.settings.stretch)
            image = functional.interpolate(image, size, mode="bilinear", align_corners=False)
            o = image.permute(0, 2, 3, 1)
        return o

    def _image(self, o_tilde: Tensor) -> Tensor:
        """Rearrange (C, B, T, N) to the image (B, C, T, N); each modality has its own channels."""
        if self.modalities is None:
            return o_tilde.transpose(0, 1)
        c, b, t, n = o_tilde.shape
        count = self.modalities.count
        apart = o_tilde.view(c, b, t, count, n // count)  # (C, B, T, S, N)
        return apart.permute(1, 3, 0, 2, 4).reshape(b, count * c, t, n // count)
