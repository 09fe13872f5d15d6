"""MANs in its variants: what Table 4 takes away, and what the variant of today adds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from mans.datasets import DATA_SETS
from mans.networks.mans import Mans
from mans.networks.modalities import MODALITIES, Modalities, input_norm, normalise_inputs
from mans.networks.moment_attention import KERNEL
from mans.networks.pooling import pool
from mans.networks.settings import MansSettings, parents_among
from mans.networks.sta_lstm_gates import FrameGate
from mans.transforms.preprocessing import V1_JOINTS
from streaming.skeleton.layouts import KINECT_V2

pytestmark = pytest.mark.usefixtures("double_precision")
SMALL = MansSettings(classes=4, frames=12, columns=20, hidden_size=6, reduction=4, blocks=(1, 1))
PARENTS = parents_among(V1_JOINTS)
TODAY = replace(SMALL, parents=PARENTS, modalities="all", pooling="f_a")


def network(settings: MansSettings) -> Mans:
    torch.manual_seed(0)
    return Mans(settings).eval()


def test_the_stcm_alone_sees_the_joints_as_they_are():
    net, o = network(replace(SMALL, recalibration="off")), torch.randn(2, 12, 20, 3)
    out = net(o)
    assert out.f_a is None and out.f_m is None
    assert torch.equal(out.o_tilde, o)
    assert torch.equal(out.logits, net.stcm(o.permute(0, 3, 1, 2)))


def test_without_attention_the_memory_is_added_whole():
    net, o = network(replace(SMALL, recalibration="none")), torch.randn(2, 12, 20, 3)
    out = net(o)
    assert out.f_a is None
    assert not any("attention" in name for name, _ in net.named_parameters())
    for c in range(3):  # X~ = X + FC(F_M)
        back = out.f_m[:, c] @ net.tarm.fc_out.weight[c] + net.tarm.fc_out.bias[c]
        torch.testing.assert_close(out.o_tilde[..., c], o[..., c] + back)


def test_with_full_attention_the_memory_is_weighted_by_f_a():
    net, o = network(SMALL), torch.randn(2, 12, 20, 3)
    out = net(o)
    for c in range(3):
        back = (out.f_m[:, c] * out.f_a[:, c, :, None]) @ net.tarm.fc_out.weight[c] + net.tarm.fc_out.bias[c]
        torch.testing.assert_close(out.o_tilde[..., c], o[..., c] + back)


def test_sta_lstms_attention_in_place_of_f_a_sees_no_frame_to_come():
    net, o = network(replace(SMALL, recalibration="sta-lstm")), torch.randn(2, 12, 20, 3)
    out = net(o)
    assert out.f_a.shape == (2, 3, 12) and (out.f_a >= 0).all()
    later = o.clone()
    later[:, 8:] += 1.0
    changed = net(later).f_a != out.f_a  # (B, 3, T)
    assert not changed[..., :8].any() and changed[..., 8:].any()


def test_convolutional_f_a_is_the_same_for_a_moment_wherever_it_is_in_the_window():
    """Equation 8's is not: each position has its own weights."""
    reach = 2 * (KERNEL // 2)
    long = torch.randn(1, 40 + 6, 20, 3)
    for attention, same in (("f_a-convolutional", True), ("f_a", False)):
        net = network(replace(SMALL, frames=40, recalibration=attention))
        early, late = (net(long[:, start : start + 40]).f_a for start in (0, 6))
        found = (early[..., 6 + reach : -reach] - late[..., reach : -6 - reach]).detach().abs().max()
        assert (float(found) < 1e-12) is same


def test_with_pooling_by_f_a_the_class_scores_are_sums_over_time():
    """The scores without the bias, of each row of the pooled features, add up by their attention."""
    net = network(replace(SMALL, recalibration="f_a-convolutional", pooling="f_a"))
    out, seen = net(torch.randn(2, 12, 20, 3)), []
    image = net._image(out.o_tilde.permute(3, 0, 1, 2))
    net.stcm.blocks[-1].register_forward_hook(lambda _module, _inputs, result: seen.append(result))
    net.stcm(image, out.f_a.mean(dim=1))
    rows = seen[0].shape[2]
    alone = [net.stcm(image, row.repeat_interleave(12 // rows).expand(2, 12)) for row in torch.eye(rows)]
    share = out.f_a.mean(dim=1).view(2, rows, -1).mean(dim=2)
    share = share / share.sum(dim=1, keepdim=True)
    total = sum(share[:, i, None] * logits for i, logits in enumerate(alone))
    torch.testing.assert_close(out.logits, total)


def test_a_frame_gate_by_its_equation():
    """beta_t = ReLU(W_x x_t + W_h h_(t-1) + b), the LSTM stepped by hand."""
    torch.manual_seed(1)
    gate, x = FrameGate(5, 4), 3 * torch.randn(2, 6, 5)
    found = gate(x)
    cell = nn.LSTMCell(5, 4)
    with torch.no_grad():
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            getattr(cell, name).copy_(getattr(gate.lstm, f"{name}_l0"))
    h = c = torch.zeros(2, 4)
    for t in range(6):
        plain = x[:, t] @ gate.from_frame.weight[0] + h @ gate.from_memory.weight[0] + gate.from_frame.bias
        torch.testing.assert_close(found[:, t], plain.clamp_min(0))
        h, c = cell(x[:, t], (h, c))
    assert (found == 0).any() and (found > 0).any()


@pytest.mark.parametrize("reduction", [1, 4, 100])
def test_alpha_is_a_setting(reduction):
    """Table 3: T -> T / alpha -> T; at least one unit is left."""
    net = network(replace(SMALL, reduction=reduction))
    assert net.tarm.attention.w1.weight.shape == (3, 12, max(1, 12 // reduction))


# Bones and motion


def test_parents_among_the_joints_that_are_read():
    """Neck is not among Kinect v1's joints: Head hangs from SpineShoulder, two steps up."""
    column = {name: i for i, name in enumerate(V1_JOINTS)}
    assert len(PARENTS) == 20
    assert PARENTS[column["Head"]] == column["SpineShoulder"]
    assert PARENTS[column["SpineBase"]] == column["SpineBase"]
    assert parents_among(KINECT_V2.joints) == KINECT_V2.parents
    two = parents_among(V1_JOINTS, 2)
    assert two == (*PARENTS, *(20 + parent for parent in PARENTS))


def test_a_skeleton_without_its_root_stays_in_one_piece():
    """SBU has no SpineBase: the joint nearest to it takes its place, for each body."""
    joints = ("Head", "SpineShoulder", "HipLeft", "KneeLeft", "SpineMid")
    assert parents_among(joints) == (1, 4, 4, 2, 4)
    assert parents_among(joints, 2)[5:] == (6, 9, 9, 7, 9)
    assert parents_among(("HandLeft", "Head")) == (1, 1)


@pytest.mark.parametrize("name", sorted(DATA_SETS))
def test_every_data_sets_skeleton_has_one_root(name):
    joints = DATA_SETS[name].joints or V1_JOINTS
    parents = parents_among(joints, 2)
    roots = [i for i, parent in enumerate(parents) if i == parent]
    assert len(roots) == 2 and roots[1] == roots[0] + len(joints)
    for i in range(len(parents)):
        for _ in range(len(joints)):
            i = parents[i]
        assert i in roots


def test_streams_are_bones_and_what_moved():
    o = torch.randn(2, 5, 20, 3)
    modalities = Modalities(PARENTS)(o)
    assert modalities.shape == (2, 5, 80, 3)
    joints, bones, moved, turned = modalities.split(20, dim=2)
    assert torch.equal(joints, o)
    head, shoulder = V1_JOINTS.index("Head"), V1_JOINTS.index("SpineShoulder")
    torch.testing.assert_close(bones[:, :, head], o[:, :, head] - o[:, :, shoulder])
    assert not bones[:, :, 0].any()  # the root is no bone
    torch.testing.assert_close(moved[:, 1], o[:, 2] - o[:, 1])
    torch.testing.assert_close(turned[:, 0], bones[:, 1] - bones[:, 0])
    assert not moved[:, -1].any() and not turned[:, -1].any()


@pytest.mark.parametrize("modality", MODALITIES[1:])
def test_a_network_of_one_modality_is_that_of_the_joints_on_normalised_others(modality):
    o = torch.randn(3, 12, 20, 3)
    net = network(replace(SMALL, parents=PARENTS, modalities=modality))
    joints = network(SMALL)  # the same weights: a normalisation draws none
    quarter = Modalities(PARENTS)(o).chunk(4, dim=2)[MODALITIES.index(modality)]
    assert torch.equal(net(o).logits, joints(normalise_inputs(net.norm, quarter)).logits)
    assert net.train()(o).o_tilde.shape == (3, 12, 20, 3)
    assert not torch.equal(net.norm.running_var, torch.ones(60)) and joints.norm is None


def test_the_variant_of_today_keeps_one_f_a_for_each_coordinate():
    net, o = network(TODAY), torch.randn(2, 12, 20, 3)
    out = net(o)
    assert out.f_a.shape == (2, 3, 12) and ((out.f_a > 0) & (out.f_a < 1)).all()
    assert out.f_m.shape == (2, 3, 12, 6) and out.o_tilde.shape == (2, 12, 80, 3)
    moved = o.clone()
    moved[..., 1] += torch.randn(2, 12, 20)  # along y alone
    again = net(moved)
    for c, alike in enumerate((True, False, True)):
        assert torch.equal(again.f_a[:, c], out.f_a[:, c]) is alike


@pytest.mark.parametrize("seed", range(4))
def test_a_new_variant_of_today_looks_elsewhere_in_another_window(seed):
    torch.manual_seed(seed)
    net = Mans(replace(TODAY, frames=50, hidden_size=64, reduction=16))
    place = 0.3 * torch.randn(1, 1, 20, 3)
    sway = 0.25 * torch.randn(32, 1, 20, 3) * torch.linspace(-1, 1, 50).view(1, 50, 1, 1)
    net.train()(place + sway)  # the inputs' statistics
    f_a = net.eval()(place + sway).f_a
    assert (f_a.std(dim=0).mean(dim=1) > 1e-3).all()


def test_the_image_has_each_stream_in_channels_of_its_own():
    net = network(TODAY)
    o_tilde = torch.arange(3.0 * 1 * 2 * 80).view(3, 1, 2, 80)  # (C, B, T, S N)
    image = net._image(o_tilde)
    assert image.shape == (1, 12, 2, 20)
    for stream in range(4):
        for c in range(3):
            part = o_tilde[c, 0, :, 20 * stream : 20 * stream + 20]
            assert torch.equal(image[0, 3 * stream + c], part)


# Pooling by attention


def test_equal_attention_pools_as_the_mean_does():
    features, weights = torch.randn(2, 7, 4, 5), torch.full((2, 13), 0.3)
    torch.testing.assert_close(pool(features, weights), pool(features))
    torch.testing.assert_close(pool(features), features.mean(dim=(2, 3)))


def test_a_frame_without_attention_has_no_voice():
    features, weights = torch.randn(1, 7, 3, 5), torch.tensor([[0.0, 0.0, 0.8, 0.8, 0.0, 0.0]])
    torch.testing.assert_close(pool(features, weights), features[:, :, 1].mean(dim=2))
    assert torch.isfinite(pool(features, torch.zeros(1, 6))).all()


def test_in_the_variant_of_today_f_a_decides():
    """Beside its part in TARM: with the same recalibrated skeletons, another F_A gives other scores."""
    net, image = network(TODAY), torch.randn(2, 12, 12, 20)
    early, late = torch.linspace(1, 0, 12).repeat(2, 1), torch.linspace(0, 1, 12).repeat(2, 1)
    assert (net.stcm(image, early) - net.stcm(image, late)).abs().max() > 1e-3


# Large images


def test_columns_are_stretched_by_interpolation():
    """From one joint to the next in equal steps; what is constant stays so."""
    net = network(replace(SMALL, frames=8, columns=4, stretch=8))
    ramp = torch.arange(4.0).view(1, 1, 4, 1).expand(1, 8, 4, 3)
    stretched = net._prepare(ramp)
    assert stretched.shape == (1, 8, 8, 3)
    expected = np.clip((np.arange(8) + 0.5) / 2 - 0.5, 0, 3)
    np.testing.assert_allclose(stretched[0, 0, :, 0], expected, atol=1e-6)
    assert net(ramp).f_a.shape == (1, 3, 8)


@pytest.mark.parametrize("trunk", ["resnet-18", "densenet-161"])
def test_the_large_trunks_take_224_by_224(trunk):
    """On paper alone: shapes, not numbers."""
    settings = MansSettings(trunk=trunk, frames=224, hidden_size=128, stretch=224)
    with torch.device("meta"):
        net = Mans(settings).eval()
        out = net(torch.zeros(2, 224, 50, 3))
        assert out.logits.shape == (2, 60) and out.f_a.shape == (2, 3, 224)
        assert out.f_m.shape == (2, 3, 224, 128)
        seen = []
        net.stcm.blocks[-1].register_forward_hook(lambda _module, _inputs, result: seen.append(result.shape))
        net(torch.zeros(2, 224, 50, 3))
    assert seen[0][2:] == (7, 7)


def test_input_is_normalised_by_what_was_seen_from_the_first_batch_on():
    """Coordinates whose variances differ ten-thousandfold, after a single batch and after several."""
    norm = input_norm(20)
    scale = torch.logspace(-4, 0, 60).view(20, 3)
    batches = [scale * torch.randn(8, 50, 20, 3) + 1.0 for _ in range(4)]
    for count, batch in enumerate(batches, start=1):
        normalise_inputs(norm.train(), batch)
        seen = torch.cat(batches[:count])
        out = normalise_inputs(norm.eval(), seen).flatten(0, 1)
        torch.testing.assert_close(out.mean(dim=0), torch.zeros(20, 3), atol=0.05, rtol=0)
        moving = scale > 3e-2  # below it batch normalisation's own epsilon shows
        torch.testing.assert_close(out.std(dim=0)[moving], torch.ones(int(moving.sum())), atol=0.05, rtol=0)
