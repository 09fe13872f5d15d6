"""TARM, the Temporal Attention Recalibration Module (Xie et al., IJCAI 2018, section 3.2).

A TARM recalibrates one coordinate (x, y or z) of all joints frame by frame: the frame's feature in its
temporal context (memory F_M) times its importance (attention F_A).

The three TARMs of a network share no weights. They are computed together, with the coordinate as the first
axis C = 3 of every weight, because stepping six recurrent networks of 64 units in one batched product takes
at most half the time of stepping them sequentially (``benchmarks/tarm.py``).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn

from mans.networks.branches import COORDINATES, BranchLinear
from mans.networks.moment_attention import MomentAttention
from mans.networks.sta_lstm_gates import FrameGate

Attention = Literal["f_a", "f_a-convolutional", "none", "sta-lstm"]
"""Weighting of the memory: F_A of equation 8, F_A by temporal convolutions, none, or the temporal attention
of STA-LSTM (Table 4)."""


class TarmOutput(NamedTuple):
    """Output of the three TARMs for a batch.

    Attributes:
        o_tilde: (C, B, T, N) the recalibrated coordinates.
        f_m: (C, B, T, K) the memory F_M.
        f_a: (C, B, T) the attention F_A, in 0..1: equal for all K columns, so one value per frame. With
            STA-LSTM's gates, 0 or above; None without attention.
    """

    o_tilde: Tensor
    f_m: Tensor
    f_a: Tensor | None


class Memory(nn.Module):
    """F_M: a bidirectional GRU per branch, with its two directions summed.

    The cell is that of :class:`torch.nn.GRU`: the reset gate is applied after the recurrent product.
    """

    def __init__(self, units: int) -> None:
        """Build the gates of C forward networks, then C backward ones; gate order r, z, n."""
        super().__init__()
        self.units = units
        self.input = BranchLinear(2 * COORDINATES, units, 3 * units)
        self.recurrent = BranchLinear(2 * COORDINATES, units, 3 * units)

    def forward(self, x: Tensor) -> Tensor:
        """Map X (C, B, T, K) to F_M (C, B, T, K)."""
        c, b, t, k = x.shape
        both = torch.cat([x, x.flip(2)]).transpose(1, 2)  # (2C, T, B, K): the second half runs backwards
        # In mixed precision the products are bfloat16; the state, carried over T frames, keeps all its bits.
        full = self.input.weight.dtype
        gates = self.input(both.reshape(2 * c, t * b, k)).view(2 * c, t, b, 3 * k).to(full)
        states, h = [], gates.new_zeros(2 * c, b, k)
        for gate in gates.unbind(1):  # equation 4, one frame a turn
            recurrent = self.recurrent(h).to(full)
            r, z = torch.sigmoid(gate[..., : 2 * k] + recurrent[..., : 2 * k]).chunk(2, dim=2)
            n = torch.tanh(torch.addcmul(gate[..., 2 * k :], r, recurrent[..., 2 * k :]))
            h = torch.lerp(n, h, z)  # (1 - z) n + z h
            states.append(h)
        h_all = torch.stack(states, dim=2)  # (2C, B, T, K)
        f_m: Tensor = h_all[:c] + h_all[c:].flip(2)  # equation 5
        return f_m


class TemporalAttention(nn.Module):
    """F_A: a bottleneck over *time*, T -> T/alpha -> T, as squeeze-and-excitation does over channels."""

    def __init__(self, frames: int, hidden_size: int, reduction: int) -> None:
        """Build W1 and W2 for T = ``frames``, K = ``hidden_size`` and alpha = ``reduction``.

        The initialisation decides whether F_A depends on the input. A mean over K features has 1 / sqrt(K) of
        their standard deviation, so W1 is scaled up accordingly. Random biases would dominate so small an
        input: a negative one leaves its ReLU dead for every input, and those of W2 yield a jagged F_A that is
        the same for all windows. Biases are initialised to zero, and F_A to about one half.
        """
        super().__init__()
        hidden = max(1, frames // reduction)
        self.w1 = BranchLinear(COORDINATES, frames, hidden)
        self.w2 = BranchLinear(COORDINATES, hidden, frames)
        with torch.no_grad():
            self.w1.weight.mul_(hidden_size**0.5)
            self.w1.bias.zero_()
            self.w2.bias.zero_()

    def forward(self, x: Tensor) -> Tensor:
        """Map X (C, B, T, K) to F_A (C, B, T)."""
        mean = x.mean(dim=3)  # equations 6 and 7: averaged over K; the K equal copies are kept as one
        f_a: Tensor = torch.sigmoid(self.w2(torch.relu(self.w1(mean))))  # equation 8
        return f_a


class GateAttention(nn.Module):
    """STA-LSTM's temporal attention over X in place of F_A, one gate per branch, for comparison."""

    def __init__(self, hidden_size: int) -> None:
        """Build three gates for K = ``hidden_size``, with LSTMs of the same hidden size."""
        super().__init__()
        self.gates = nn.ModuleList(FrameGate(hidden_size, hidden_size) for _ in range(COORDINATES))

    def forward(self, x: Tensor) -> Tensor:
        """Map X (C, B, T, K) to gates (C, B, T), 0 or above."""
        return torch.stack([gate(branch) for gate, branch in zip(self.gates, x, strict=True)])


class Tarm(nn.Module):
    """TARM: X~ = X + F_M * F_A, for each of the three coordinates."""

    def __init__(
        self, frames: int, columns: int, hidden_size: int, reduction: int, attention: Attention = "f_a"
    ) -> None:
        """Build the layers.

        Args:
            frames: T.
            columns: N, joints of all bodies.
            hidden_size: K.
            reduction: alpha of the attention bottleneck.
            attention: F_A or its replacement.
        """
        super().__init__()
        self.fc_in = BranchLinear(COORDINATES, columns, hidden_size)  # N -> K
        self.memory = Memory(hidden_size)
        self.attention: nn.Module | None = None
        if attention == "f_a":
            self.attention = TemporalAttention(frames, hidden_size, reduction)
        elif attention == "f_a-convolutional":
            self.attention = MomentAttention(hidden_size)
        elif attention == "sta-lstm":
            self.attention = GateAttention(hidden_size)
        self.fc_out = BranchLinear(COORDINATES, hidden_size, columns)  # K -> N

    def forward(self, o: Tensor) -> TarmOutput:
        """Recalibrate O (C, B, T, N)."""
        c, b, t, n = o.shape
        x = self.fc_in(o.reshape(c, b * t, n)).view(c, b, t, -1)  # (C, B, T, K)
        f_m = self.memory(x)  # (C, B, T, K)
        f_a = None if self.attention is None else self.attention(x)  # (C, B, T)
        f = f_m if f_a is None else f_m * f_a.unsqueeze(3)  # equation 2
        # Equation 1, X~ = X + F(X), is summed in the joints' space: F is taken back to N columns first.
        back = self.fc_out(f.view(c, b * t, -1)).view(c, b, t, n)
        return TarmOutput(o + back, f_m, f_a)
