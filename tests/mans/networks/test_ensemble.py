"""The ensemble of MANs with evidence: one weighted sum over the frames of several networks."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from mans.networks.build import build_network
from mans.networks.ensemble import EvidenceEnsemble
from mans.networks.evidence import EvidenceMans
from mans.networks.settings import EvidenceSettings
from mans.transforms.live_window import JOINTS, PARENTS

T, C = 32, 5


@pytest.fixture(scope="module")
def ensemble() -> EvidenceEnsemble:
    torch.manual_seed(3)
    net = build_network(EvidenceSettings(C, T, PARENTS, members=3)).double().eval()
    assert isinstance(net, EvidenceEnsemble)
    with torch.no_grad():  # attentions that are not the same everywhere, nor in all members
        for k, member in enumerate(net.members):
            assert isinstance(member, EvidenceMans)
            member.attention.w2.linear.weight.mul_(8 + 4 * k)
            member.attention.w2.linear.bias.add_(k - 1.0)
    return net


def windows(count: int = 3) -> Tensor:
    rng = torch.Generator().manual_seed(0)
    joints = torch.randn(count, T, len(JOINTS), 3, generator=rng, dtype=torch.float64).cumsum(dim=1) * 0.1
    return torch.cat([joints, torch.ones_like(joints[..., :1])], dim=3)


def test_the_class_scores_are_one_mean_over_the_frames_of_all_members_weighted_by_their_attention(ensemble):
    o = windows()
    with torch.inference_mode():
        out = ensemble(o)
        members = [member(o) for member in ensemble.members]
    weights = torch.cat([each.f_a.mean(dim=1) for each in members], dim=1)  # (B, K T)
    evidence = torch.cat([each.evidence for each in members], dim=1)  # (B, K T, C)
    wanted = (weights.unsqueeze(2) * evidence).sum(dim=1) / weights.sum(dim=1, keepdim=True)
    torch.testing.assert_close(out.logits, wanted)
    alone = torch.stack([each.logits for each in members])
    assert not torch.allclose(out.logits, alone.mean(dim=0))  # who attends more, weighs more


def test_what_is_plotted_determines_the_class_scores(ensemble):
    with torch.inference_mode():
        out = ensemble(windows())
    assert out.f_a.shape == (3, 3, T) and out.evidence.shape == (3, T, C)
    torch.testing.assert_close(out.logits, (out.share.unsqueeze(2) * out.evidence).sum(dim=1))
    assert float(out.f_a.min()) >= 0 and float(out.f_a.max()) <= 1


def test_members_that_are_alike_answer_as_each_of_them():
    torch.manual_seed(4)
    one = EvidenceMans(EvidenceSettings(C, T, PARENTS)).double().eval()
    twice = build_network(EvidenceSettings(C, T, PARENTS, members=2)).double().eval()
    twice.load_state_dict({f"members.{k}.{n}": w for k in (0, 1) for n, w in one.state_dict().items()})
    with torch.inference_mode():
        ours, theirs = twice(windows()), one(windows())
    for name in ("logits", "f_a", "evidence", "features"):
        torch.testing.assert_close(getattr(ours, name), getattr(theirs, name))


def test_its_features_are_those_of_the_first_member(ensemble):
    with torch.inference_mode():
        assert torch.equal(ensemble(windows()).features, ensemble.first(windows()).features)
