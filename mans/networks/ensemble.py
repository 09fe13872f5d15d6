"""Ensemble of MANs with evidence: several networks, trained apart, whose frames are pooled together.

    logits(c) = sum over k and t of F_k(t) e_k(t, c) / sum over k and t of F_k(t)

with F_k(t) the mean of the three branches of network k's F_A, and e_k its evidence: attention-based pooling
as in :mod:`mans.networks.evidence`, over the frames of all networks instead of one's. It is a sum over
frames again, with

    F_A(t) = mean over k of F_k(t),    e(t, c) = sum over k of F_k(t) e_k(t, c) / sum over k of F_k(t)

so what is plotted still determines the prediction. Networks of different random weights agree on the actions
they were trained on, and less so on other movements (deep ensembles: Lakshminarayanan, Pritzel and Blundell,
NeurIPS 2017).
"""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn

from mans.networks.base import ActionNetwork
from mans.networks.evidence import EvidenceMans, EvidenceOutput, attention_share
from mans.networks.settings import EvidenceSettings


class EvidenceEnsemble(ActionNetwork):
    """Networks of the same settings and classes, averaged by their attention.

    Its features are those of the first network, to which own actions are taught.
    """

    def __init__(self, settings: EvidenceSettings) -> None:
        """Build ``settings.members`` networks."""
        super().__init__()
        self.settings = settings
        self.members = nn.ModuleList(EvidenceMans(settings) for _ in range(settings.members))

    @property
    def first(self) -> EvidenceMans:
        """The first network: what further training starts from."""
        return cast(EvidenceMans, self.members[0])

    def forward(self, o: Tensor, before_end_s: Tensor | None = None) -> EvidenceOutput:
        """Classify windows, as :meth:`mans.networks.evidence.EvidenceMans.forward` does."""
        outs: list[EvidenceOutput] = [member(o, before_end_s) for member in self.members]
        weights = [out.f_a.mean(dim=1).unsqueeze(2) for out in outs]  # (B, T, 1)
        f_a = sum((out.f_a for out in outs[1:]), outs[0].f_a) / len(outs)
        weighted = [weight * out.evidence for weight, out in zip(weights, outs, strict=True)]
        total = sum(weights[1:], weights[0]).clamp_min(1e-6)
        evidence = sum(weighted[1:], weighted[0]) / total
        logits = (attention_share(f_a).unsqueeze(2) * evidence).sum(dim=1)
        return EvidenceOutput(logits, f_a, evidence, outs[0].features)


EvidenceNetwork = EvidenceMans | EvidenceEnsemble
"""A network whose class scores are sums over frames, alone or in an ensemble."""
