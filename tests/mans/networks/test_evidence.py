"""The network whose attention is about the moment and whose class scores add up over frames."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from mans.everyday.training import EVERYDAY
from mans.networks.evidence import EvidenceMans
from mans.networks.settings import EvidenceSettings
from mans.recipe import Recipe
from mans.transforms.live_window import JOINTS, PARENTS
from streaming.typed_json import from_plain, to_plain

T, C = 32, 5


@pytest.fixture(scope="module")
def network() -> EvidenceMans:
    torch.manual_seed(0)
    net = EvidenceMans(EvidenceSettings(C, T, PARENTS)).double().eval()
    with torch.no_grad():  # an attention that is not the same everywhere
        net.attention.w2.linear.weight.mul_(8)
    return net


def windows(count: int = 3, seed: int = 0, frames: int = T) -> Tensor:
    rng = np.random.default_rng(seed)
    joints = rng.normal(size=(count, frames, len(JOINTS), 3)).cumsum(axis=1) * 0.1
    tracked = np.ones((count, frames, len(JOINTS), 1))
    return torch.from_numpy(np.concatenate([joints, tracked], axis=3))


def test_the_class_scores_are_the_attended_sum_of_the_frames_evidence(network):
    with torch.inference_mode():
        out = network(windows())
    assert out.evidence.shape == (3, T, C) and out.f_a.shape == (3, 3, T)
    assert torch.equal(out.logits, (out.share.unsqueeze(2) * out.evidence).sum(dim=1))
    torch.testing.assert_close(out.share.sum(dim=1), torch.ones(3, dtype=torch.float64))
    assert float(out.share.std(dim=1).min()) > 1e-4  # else it would say nothing


def test_the_attention_of_a_moment_is_the_same_wherever_it_stands_in_the_window(network):
    """But for the frames near the ends, where what is beyond them is not known."""
    long = windows(frames=T + 8)
    with torch.inference_mode():
        early, late = (network(long[:, start : start + T]).f_a for start in (0, 8))
    reach = 9  # two kernels of nine, and the last frame's motion
    torch.testing.assert_close(early[..., 8 + reach : -reach], late[..., reach : -8 - reach])
    assert float((early[..., -1] - late[..., -9]).abs().max()) > 1e-6


def test_when_a_frame_was_changes_its_evidence_and_not_its_attention(network):
    o = windows()
    now = torch.linspace(1.5, 0, T, dtype=torch.float64).expand(3, T)
    with torch.inference_mode():
        one, other = network(o, now), network(o, now + 1)
    assert torch.equal(one.f_a, other.f_a) and not torch.allclose(one.evidence, other.evidence)
    with torch.inference_mode():
        torch.testing.assert_close(network(o).logits, one.logits)  # even windows end now


def test_where_a_joint_that_is_not_tracked_is_said_to_be_changes_nothing(network):
    o = windows()
    knee = JOINTS.index("KneeLeft")
    o[:, :, knee, 3] = 0
    elsewhere = o.clone()
    elsewhere[:, :, knee, :3] += 7.0
    with torch.inference_mode():
        assert torch.equal(network(o).logits, network(elsewhere).logits)
        elsewhere[:, :, knee, 3] = 1
        assert not torch.allclose(network(o).logits, network(elsewhere).logits)


def test_where_a_person_stands_changes_nothing(network):
    o = windows()
    aside = o.clone()
    aside[..., :3] += torch.tensor([1.0, -0.5, 2.0])
    with torch.inference_mode():
        torch.testing.assert_close(network(o).logits, network(aside).logits)


def test_without_tracking_states_everything_is_tracked(network):
    o = windows()
    with torch.inference_mode():
        assert torch.equal(network(o).logits, network(o[..., :3]).logits)


def test_every_weight_gets_a_gradient(network):
    net = EvidenceMans(EvidenceSettings(C, T, PARENTS))
    net(windows().float()).logits.square().sum().backward()
    dead = [name for name, p in net.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0]
    assert dead == []


@given(st.integers(2, 40), st.integers(1, 4))
def test_any_number_of_frames_and_windows(frames, count):
    net = EvidenceMans(EvidenceSettings(C, T, PARENTS)).eval()
    with torch.inference_mode():
        out = net(windows(count, frames=frames).float())
    assert out.logits.shape == (count, C) and out.evidence.shape == (count, frames, C)
    assert torch.isfinite(out.logits).all()


def test_a_recipe_keeps_everything_in_its_json():
    assert from_plain(to_plain(EVERYDAY), Recipe) == EVERYDAY
    settings = EVERYDAY.network(33)
    assert isinstance(settings, EvidenceSettings)
    assert (settings.classes, settings.frames, settings.window_s) == (33, 32, 1.5)
