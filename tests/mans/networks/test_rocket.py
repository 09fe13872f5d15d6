"""ROCKET: its features by their definition, and what is drawn and fitted."""

from __future__ import annotations

import pytest
import torch

from mans.networks.rocket import RandomKernels, Rocket
from mans.networks.settings import RocketSettings, parents_among
from mans.transforms.preprocessing import V1_JOINTS

pytestmark = pytest.mark.usefixtures("double_precision")
PARENTS = parents_among(V1_JOINTS)


def network(bodies: int = 1) -> Rocket:
    torch.manual_seed(0)
    return Rocket(RocketSettings(4, parents_among(V1_JOINTS, bodies), kernels=7)).eval()


@pytest.mark.parametrize("dilation", [1, 2, 4])
def test_a_kernels_features_by_their_definition(dilation):
    """Frame by frame: the weighted channels, the first and last frame held beyond the ends."""
    torch.manual_seed(1)
    part, x = RandomKernels(12, 5, dilation), torch.randn(3, 12, 20)
    part.fit(x)
    part.bias += 1e-6  # a bias is one of the outputs: of that it decides by rounding
    found = part(x).view(3, 6, 5)
    for b in range(3):
        for k in range(5):
            y = torch.zeros(20)
            for t in range(20):
                for i in range(9):
                    at = min(max(t + (i - 4) * dilation, 0), 19)
                    y[t] += part.weights[k, 0, i] * (part.mix[k] @ x[b, :, at])
            y -= part.bias[k]
            positive = (y > 0).double()
            thirds = [positive[:7].mean(), positive[7:14].mean(), positive[14:].mean()]
            expected = torch.stack([positive.mean(), *thirds, y.max(), y.clamp_min(0).mean()])
            torch.testing.assert_close(found[b, :, k], expected)


def test_kernels_read_a_few_channels_and_no_mean():
    torch.manual_seed(2)
    part = RandomKernels(40, 200, 1)
    counts = (part.mix != 0).sum(dim=1)
    assert set(counts.tolist()) == {1, 2, 3, 4, 5, 6}
    still = torch.randn(2, 40, 1).expand(2, 40, 15)  # somebody who does not move
    torch.testing.assert_close(part(still)[:, 800:], torch.zeros(2, 400))
    assert RandomKernels(2, 50, 1)(torch.randn(1, 2, 15)).shape == (1, 300)  # fewer channels than that


def test_biases_are_within_the_outputs():
    """Each kernel is positive in some frames and not in others."""
    torch.manual_seed(3)
    part, x = RandomKernels(12, 50, 2), torch.randn(40, 12, 20)
    part.fit(x)
    shares = part(x)[:, :50].mean(dim=0)
    assert shares.min() > 0.05 and shares.max() < 0.95


def test_metres_or_millimetres_are_the_same_once_fitted():
    shown, others = torch.randn(2, 6, 15, len(PARENTS), 3)  # of those shown, one decides by rounding
    found = []
    for unit in (1.0, 1000.0):
        net = network()
        net.fit(unit * shown)
        found.append(net.features(unit * others))
    torch.testing.assert_close(found[0], found[1], rtol=1e-3, atol=1e-3)


def test_a_channel_that_never_changed_is_not_blown_up():
    """The second person's, for one, where training showed a single one."""
    o = torch.randn(6, 15, len(PARENTS), 3)
    o[:, :, -1] = o[:, :, PARENTS[-1]]  # a bone without length
    net = network()
    net.fit(o)
    assert net.scale.min() > 0.1


def test_only_the_classifier_is_trained():
    net = network(bodies=2)
    assert [name for name, _ in net.named_parameters()] == ["fc.weight", "fc.bias"]
    out = net(torch.randn(3, 15, 2 * len(PARENTS), 3))
    assert out.logits.shape == (3, 4) and out.f_a is None and out.evidence is None
    torch.testing.assert_close(out.probabilities.sum(dim=1), torch.ones(3))
