"""MANs with evidence: translation-invariant attention, and class scores that are sums over frames.

The paper's F_A (equation 8) is fully connected over time, so that each position in the window has its own
weights: in a sliding window it depends more on the position than on the content. Here W1 and W2 are temporal
convolutions (:mod:`mans.networks.moment_attention`), whose output at a moment does not depend on its position
in the window, except near the ends, where the first and last frames are repeated.

A network of temporal convolutions then gives each frame a score for each class, its *evidence* e(t, c), and

    logits(c) = sum over t of a(t) e(t, c),    a(t) = F_A(t) / sum over t of F_A(t)

with F_A(t) the mean of the three branches: attention-based multiple-instance pooling (Ilse, Tomczak and
Welling, ICML 2018) with a sigmoid in place of the softmax. The plotted values are those that determine the
prediction.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from mans.networks.base import ActionNetwork
from mans.networks.branches import COORDINATES, BranchLinear
from mans.networks.moment_attention import MomentAttention
from mans.networks.settings import EvidenceSettings
from mans.networks.tarm import Memory

MODALITIES = 4
"""Joints, bones, and the motion of both."""


class EvidenceOutput(NamedTuple):
    """Output of a forward pass.

    Attributes:
        logits: (B, C) class scores before the softmax.
        f_a: (B, 3, T) attention of the x, y and z branch, in 0..1.
        evidence: (B, T, C) each frame's class scores; weighted by ``share`` they sum to ``logits``.
        features: (B, T, D) what the evidence is a linear function of.
    """

    logits: Tensor
    f_a: Tensor
    evidence: Tensor
    features: Tensor

    @property
    def probabilities(self) -> Tensor:
        """(B, C) softmax of the class scores."""
        return torch.softmax(self.logits, dim=1)

    @property
    def share(self) -> Tensor:
        """(B, T) each frame's share of the attention, summing to one."""
        return attention_share(self.f_a)

    @property
    def joint_gates(self) -> None:
        """None: only STA-LSTM has it."""
        return None

    @property
    def frame_gates(self) -> None:
        """None: only STA-LSTM has it."""
        return None


def attention_share(f_a: Tensor) -> Tensor:
    """Normalise F_A (B, 3, T) to each frame's share of the attention (B, T)."""
    mean = f_a.mean(dim=1)
    return mean / mean.sum(dim=1, keepdim=True).clamp_min(1e-6)


class ResidualBlock(nn.Module):
    """Residual block: two temporal convolutions of kernel size 3 with pre-activation and a shortcut."""

    def __init__(self, width: int, dropout: float) -> None:
        """Build the block for ``width`` channels."""
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm1d(width), nn.Conv1d(width, width, 3)
        self.norm2, self.conv2 = nn.BatchNorm1d(width), nn.Conv1d(width, width, 3)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, D, T) to the same shape."""
        out = self.conv1(_held(torch.relu(self.norm1(x))))
        out = self.dropout(torch.relu(self.norm2(out)))
        residual: Tensor = x + self.conv2(_held(out))
        return residual


class EvidenceMans(ActionNetwork):
    """Joints -> modalities -> TARM -> temporal convolutions -> evidence -> class scores."""

    parents: Tensor
    mean: Tensor
    std: Tensor

    def __init__(self, settings: EvidenceSettings) -> None:
        """Build the network; :meth:`set_scale` sets its input normalisation."""
        super().__init__()
        s = self.settings = settings
        n = len(s.parents)
        columns = MODALITIES * n
        self.register_buffer("parents", torch.tensor(s.parents), persistent=False)
        self.register_buffer("mean", torch.zeros(columns, COORDINATES))
        self.register_buffer("std", torch.ones(columns, COORDINATES))
        self.fc_in = BranchLinear(COORDINATES, columns + n, s.hidden_size)
        self.memory = Memory(s.hidden_size)
        self.attention = MomentAttention(s.hidden_size, s.hidden, s.kernel)
        self.fc_out = BranchLinear(COORDINATES, s.hidden_size, columns)
        self.stem = nn.Conv1d(COORDINATES * columns + n + 1, s.width, 3)
        self.blocks = nn.Sequential(*(ResidualBlock(s.width, s.dropout) for _ in range(s.blocks)))
        self.norm = nn.BatchNorm1d(s.width)
        self.head = nn.Linear(s.width, s.classes)

    def set_scale(self, mean: Tensor, std: Tensor) -> None:
        """Set mean and standard deviation (4 N, 3) of the modalities, over tracked training joints."""
        self.mean.copy_(mean)
        self.std.copy_(std)

    def modalities(self, joints: Tensor, tracked: Tensor) -> tuple[Tensor, Tensor]:
        """Compute the modalities: joints relative to the shoulders' middle, bones, and the motion of both.

        Args:
            joints: (B, T, N, 3) metres.
            tracked: (B, T, N) tracking mask, one or zero.

        Returns:
            (B, T, 4 N, 3) metres, zero where not tracked, and the mask (B, T, 4 N). Motion is the next frame
            minus this one; that of the last frame is masked.
        """
        left, right = self.settings.shoulders
        middle = (joints[:, :, left : left + 1] + joints[:, :, right : right + 1]) / 2
        bones, bone_tracked = joints - joints[:, :, self.parents], tracked * tracked[:, :, self.parents]
        values = [joints - middle, bones, _motion(joints), _motion(bones)]
        seen = [tracked, bone_tracked, _both(tracked), _both(bone_tracked)]
        masks = torch.cat(seen, dim=2)
        return torch.cat(values, dim=2) * masks.unsqueeze(3), masks

    def _embedded(self, o: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the scaled modalities (C, B, T, 4 N), the mask (B, T, N), and the input X (C, B, T, K)."""
        joints = o[..., :COORDINATES]
        tracked = o[..., COORDINATES] if o.shape[3] > COORDINATES else torch.ones_like(o[..., 0])
        b, t, n = tracked.shape
        values, masks = self.modalities(joints, tracked)
        scaled = (values - self.mean) / self.std * masks.unsqueeze(3)
        image = scaled.permute(3, 0, 1, 2)
        marked = torch.cat([image, tracked.expand(COORDINATES, b, t, n)], dim=3)
        x = self.fc_in(marked.reshape(COORDINATES, b * t, -1)).view(COORDINATES, b, t, -1)
        return image, tracked, x

    def f_a_of(self, o: Tensor) -> Tensor:
        """Compute only F_A (B, 3, T) of windows, as in :meth:`forward`."""
        f_a: Tensor = self.attention(self._embedded(o)[2])
        return f_a.transpose(0, 1)

    def forward(self, o: Tensor, before_end_s: Tensor | None = None) -> EvidenceOutput:
        """Classify windows.

        Args:
            o: (B, T, N, 4) of :func:`mans.transforms.live_input.live_input`, or (B, T, N, 3) if every joint
                is tracked.
            before_end_s: (B, T) seconds from each frame to the window's end; None for even windows of
                ``window_s``. The evidence depends on it, the attention does not.
        """
        image, tracked, x = self._embedded(o)
        b, t, n = tracked.shape
        if before_end_s is None:
            even = torch.linspace(self.settings.window_s, 0.0, t, device=o.device, dtype=o.dtype)
            before_end_s = even.expand(b, t)
        f_a = self.attention(x)  # equation 8, its weights shared by all moments
        f = self.memory(x) * f_a.unsqueeze(3)  # equation 2
        back = self.fc_out(f.reshape(COORDINATES, b * t, -1)).view_as(image)
        o_tilde = image + back  # equation 1
        # Channels in the order modality, coordinate, joint.
        apart = o_tilde.view(COORDINATES, b, t, MODALITIES, n).permute(1, 3, 0, 4, 2)
        rows = [apart.reshape(b, -1, t), tracked.transpose(1, 2), before_end_s[:, None]]
        trunk = self.blocks(self.stem(_held(torch.cat(rows, dim=1))))
        features = torch.relu(self.norm(trunk)).transpose(1, 2)  # (B, T, D)
        evidence: Tensor = self.head(features)  # (B, T, C)
        f_a = f_a.transpose(0, 1)
        logits = (attention_share(f_a).unsqueeze(2) * evidence).sum(dim=1)
        return EvidenceOutput(logits, f_a, evidence, features)


def _motion(values: Tensor) -> Tensor:
    """Return the motion (B, T, N, 3), the next frame minus this one; zero in the last frame."""
    return torch.cat([values[:, 1:] - values[:, :-1], torch.zeros_like(values[:, :1])], dim=1)


def _both(tracked: Tensor) -> Tensor:
    """Return where this frame and the next are tracked (B, T, N); False in the last frame."""
    return torch.cat([tracked[:, 1:] * tracked[:, :-1], torch.zeros_like(tracked[:, :1])], dim=1)


def _held(x: Tensor) -> Tensor:
    """Pad by repeating the first and last frames, (B, D, T) to (B, D, T + 2)."""
    return functional.pad(x, (1, 1), mode="replicate")
