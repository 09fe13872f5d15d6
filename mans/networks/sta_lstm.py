"""STA-LSTM (Song, Lan, Xing, Zeng and Liu, AAAI 2017): an LSTM with spatial and temporal attention.

The baseline of Table 4 of the MANs paper, complete with the gates of :mod:`mans.networks.sta_lstm_gates`, the
loss with its three regularisers, and staged training.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from mans.networks.base import ActionNetwork, NetworkOutput, Stage
from mans.networks.settings import StaLstmSettings
from mans.networks.sta_lstm_gates import FrameGate, JointGate

_LAYERS = 3
# Where the stages end, as shares of all epochs.
_STAGES = {"spatial attention": 0.2, "temporal attention": 0.4, "main network": 0.6, "all": 1.0}


class StaLstmOutput(NamedTuple):
    """Output of a forward pass.

    Attributes:
        logits: (B, C) class scores, summed over the frames.
        joint_gates: (B, T, N) alpha, summing to one in each frame; all one while fixed.
        frame_gates: (B, T) beta, 0 or above; all one while fixed.
    """

    logits: Tensor
    joint_gates: Tensor
    frame_gates: Tensor

    @property
    def probabilities(self) -> Tensor:
        """(B, C) softmax of the class scores."""
        return torch.softmax(self.logits, dim=1)

    @property
    def f_a(self) -> None:
        """None: only MANs has it."""
        return None

    @property
    def evidence(self) -> None:
        """None: per-frame scores are not kept."""
        return None


class StaLstm(ActionNetwork):
    """STA-LSTM: joints times alpha -> three LSTM layers -> scores of each frame times beta -> sum."""

    gates_on: Tensor

    def __init__(self, settings: StaLstmSettings) -> None:
        """Build the network with PyTorch's default initialisation."""
        super().__init__()
        s = self.settings = settings
        features = 3 * s.columns
        self.spatial = JointGate(features, s.columns, s.units)
        self.temporal = FrameGate(features, s.units)
        self.main = nn.LSTM(features, s.units, _LAYERS, batch_first=True)
        self.fc = nn.Linear(s.units, s.classes)
        # Whether alpha and beta are at work or fixed at one. It is kept with the weights, so that a training
        # that is stopped in the middle leaves a network that works as it was trained.
        self.register_buffer("gates_on", torch.ones(2))
        self._learning: tuple[nn.Module, ...] = (self.spatial, self.temporal, self.main, self.fc)
        self._draw_scores()

    def _draw_scores(self) -> None:
        """Initialise the last layer so that the sum over T frames has the scale of one frame's scores.

        With scores T times larger, the temporal gates would shrink first, and their ReLU would die.
        """
        self.fc.reset_parameters()
        with torch.no_grad():
            self.fc.weight.div_(self.settings.frames)
            self.fc.bias.div_(self.settings.frames)

    def forward(self, o: Tensor) -> StaLstmOutput:
        """Classify preprocessed windows O (B, T, N, 3)."""
        x = o.flatten(2)  # (B, T, 3N)
        alpha = self.spatial(x)  # (B, T, N)
        alpha = torch.where(self.gates_on[0] > 0.5, alpha, torch.ones_like(alpha))
        beta = self.temporal(x)  # (B, T)
        beta = torch.where(self.gates_on[1] > 0.5, beta, torch.ones_like(beta))
        # Scaled so that even attention leaves the joints as they are, as where it is fixed at one. A softmax
        # over N joints would shrink metres N times, and the main network would hardly see them.
        weight = torch.where(self.gates_on[0] > 0.5, alpha * o.shape[2], alpha)
        h = self.main((o * weight.unsqueeze(3)).flatten(2))[0]  # (B, T, U)
        z = self.fc(h)  # (B, T, C): the scores of each frame
        return StaLstmOutput((beta.unsqueeze(2) * z).sum(dim=1), alpha, beta)

    def penalty(self, out: NetworkOutput) -> Tensor:
        """Return the three regularisers of the loss, averaged over the batch."""
        alpha, beta = out.joint_gates, out.frame_gates
        if alpha is None or beta is None:
            raise TypeError("the output of another network")
        spread, size, weights = self.settings.regularisers
        neglect = (1 - alpha.mean(dim=1)).square().sum(dim=1).mean()  # sum_k (1 - mean_t alpha_tk)^2
        length = beta.abs().mean()  # (1 / T) sum_t |beta_t|
        # The L1 norm of the weights that learn; a bias is none.
        learning = (p for part in self._learning for p in part.parameters())
        norm = sum((p.abs().sum() for p in learning if p.ndim > 1), beta.new_zeros(()))
        return spread * neglect + size * length + weights * norm

    def stages(self, epochs: int) -> tuple[Stage, ...]:
        """Return the paper's stages; with few epochs, a stage may have none."""
        if not self.settings.staged:
            return (Stage("all", epochs),)
        stages, start = [], 0
        for name, share in _STAGES.items():
            end = max(start, round(share * epochs))
            stages.append(Stage(name, end - start))
            start = end
        return tuple(stages)

    def enter_stage(self, index: int, *, fresh: bool) -> None:
        """Select the trainable parts and the active gates of a stage.

        Each attention network is first trained with the other fixed at one and with its own main network,
        which is reinitialised for the next stage; then the main network is trained with both gates frozen;
        then all are trained jointly.
        """
        stage = list(_STAGES)[index] if self.settings.staged else "all"
        spatial, temporal, main = {
            "spatial attention": (True, False, True),
            "temporal attention": (False, True, True),
            "main network": (False, False, True),
            "all": (True, True, True),
        }[stage]
        learns = {self.spatial: spatial, self.temporal: temporal, self.main: main, self.fc: main}
        for part, does in learns.items():
            part.requires_grad_(does)
        self._learning = tuple(part for part, does in learns.items() if does)
        if fresh:
            both = stage in ("main network", "all")
            self.gates_on[0], self.gates_on[1] = float(spatial or both), float(temporal or both)
            if stage in ("temporal attention", "main network"):
                self.main.reset_parameters()
                self._draw_scores()
