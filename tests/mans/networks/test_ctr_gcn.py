"""CTR-GCN: its graph, its equation, what it may and may not depend on."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from mans.networks.ctr_gcn import CtrGcn, TemporalModule, TopologyRefinement, skeleton_topologies
from mans.networks.modalities import MODALITIES, Modalities
from mans.networks.settings import CtrGcnSettings, parents_among
from mans.transforms.preprocessing import V1_JOINTS
from streaming.skeleton.layouts import KINECT_V2

pytestmark = pytest.mark.usefixtures("double_precision")
PARENTS = parents_among(V1_JOINTS)


def network(bodies: int = 1, frames: int = 12) -> CtrGcn:
    torch.manual_seed(0)
    return CtrGcn(CtrGcnSettings(4, frames, bodies, PARENTS, width=8)).eval()


def test_the_three_topologies_are_the_skeletons():
    itself, inward, outward = skeleton_topologies((0, 0, 1, 1))  # a root, its child, and two of that
    assert torch.equal(itself, torch.eye(4))
    assert torch.equal(inward, torch.tensor([[0, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0.0]]))
    assert torch.equal(outward, torch.tensor([[0, 1, 0, 0], [0, 0, 0.5, 0.5], [0, 0, 0, 0], [0, 0, 0, 0.0]]))
    every = skeleton_topologies(KINECT_V2.parents)
    assert every.shape == (3, 25, 25)
    assert torch.equal(every[1] > 0, (every[2] > 0).T) and int((every[1] > 0).sum()) == 24


def test_the_refined_topology_by_its_equation():
    """R = A + alpha xi(tanh(psi(x_i) - phi(x_j))), Z_c = R_c (X W)_c, joint by joint, channel by channel."""
    torch.manual_seed(1)
    conv, x, shared = TopologyRefinement(6, 5), torch.randn(2, 6, 3, 4), torch.randn(4, 4)
    alpha = torch.tensor([0.7])
    found = conv(x, shared, alpha)

    def line(layer, values):  # a 1 x 1 convolution of one joint's features
        return layer.weight[:, :, 0, 0] @ values + layer.bias

    for b in range(2):
        mean = x[b].mean(dim=1)  # (D, J)
        for i in range(4):
            expected = torch.zeros(5, 3)
            for j in range(4):
                q = line(conv.xi, torch.tanh(line(conv.psi, mean[:, i]) - line(conv.phi, mean[:, j])))
                r = shared[i, j] + alpha * q  # (D',): one for each channel
                for t in range(3):
                    expected[:, t] += r * line(conv.transform, x[b, :, t, j])
            torch.testing.assert_close(found[b, :, :, i], expected)


@pytest.mark.parametrize(("stride", "frames"), [(1, 13), (2, 7)])
def test_time_is_halved_by_rounding_up(stride, frames):
    """All four branches agree on it, for odd numbers too."""
    assert TemporalModule(10, stride)(torch.randn(2, 10, 13, 5)).shape == (2, 10, frames, 5)


def test_ten_blocks_of_three_widths():
    net = network()
    assert len(net.blocks) == 10
    seen = []
    for block in net.blocks:
        block.register_forward_hook(lambda _module, _inputs, out: seen.append(tuple(out.shape[1:3])))
    net(torch.randn(1, 12, 20, 3))
    assert seen == [(8, 12)] * 4 + [(16, 6)] * 3 + [(32, 3)] * 3


def test_it_has_no_attention_to_show():
    out = network()(torch.randn(2, 12, 20, 3))
    assert out.f_a is None and out.joint_gates is None and out.frame_gates is None
    assert out.logits.shape == (2, 4)


def test_the_order_of_two_bodies_does_not_matter():
    net, o = network(bodies=2), torch.randn(3, 12, 40, 3)
    swapped = torch.cat([o[:, :, 20:], o[:, :, :20]], dim=2)
    torch.testing.assert_close(net(o).logits, net(swapped).logits)


def test_neighbours_matter():
    """The same joints in another order, on the same graph, are another movement."""
    net, o = network(), torch.randn(3, 12, 20, 3)
    for block in net.blocks:
        nn.init.ones_(block.spatial.norm.weight)  # new, it lets little of the graph through
    net.train()  # so that normalisation keeps the scores small
    assert (net(o).logits - net(o.flip(2)).logits).abs().max() > 0.1


def test_bodies_do_not_see_each_other_before_the_end():
    net, o = network(bodies=2), torch.randn(1, 12, 40, 3)
    features = []
    net.blocks.register_forward_hook(lambda _module, _inputs, out: features.append(out))
    net(o)
    moved = o.clone()
    moved[:, :, 20:] += 1.0
    net(moved)
    torch.testing.assert_close(features[0][0], features[1][0])
    assert not torch.equal(features[0][1], features[1][1])


def test_bones_and_motion_are_channels_beside_the_joints():
    """Each body's own: as if each were alone. The normalisation is new, and so takes nothing away."""
    torch.manual_seed(0)
    net = CtrGcn(CtrGcnSettings(4, 12, 2, PARENTS, width=8, modalities="all")).eval()
    assert net.settings.name == "CTR-GCN with bones and motion"
    seen = []
    net.blocks.register_forward_pre_hook(lambda _module, inputs: seen.append(inputs[0]))
    o = torch.randn(3, 12, 40, 3)
    assert net(o).logits.shape == (3, 4)
    alone = Modalities(PARENTS)
    for body in range(2):
        joints, bones, moved, turned = alone(o[:, :, 20 * body : 20 * body + 20]).split(20, dim=2)
        expected = torch.cat([stream.permute(0, 3, 1, 2) for stream in (joints, bones, moved, turned)], dim=1)
        torch.testing.assert_close(seen[0].view(3, 2, 12, 12, 20)[:, body], expected, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("modality", MODALITIES[1:])
def test_a_network_of_one_modality_is_that_of_the_joints_on_the_others(modality):
    o = torch.randn(2, 12, 40, 3)
    nets = []
    for which in (modality, "joint"):
        torch.manual_seed(0)
        nets.append(CtrGcn(CtrGcnSettings(4, 12, 2, PARENTS, width=8, modalities=which)).eval())
    assert nets[0].settings.name == f"CTR-GCN on {modality}{'s' if modality == 'bone' else ''}"
    quarter = Modalities(parents_among(V1_JOINTS, 2), modality)(o)
    assert torch.equal(nets[0](o).logits, nets[1](quarter).logits)
