"""The network by itself: sizes and names of Table 2, attention, memory, gradients."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from mans.networks.branches import COORDINATES
from mans.networks.mans import Mans
from mans.networks.settings import MansSettings
from mans.networks.tarm import Memory, TemporalAttention

pytestmark = pytest.mark.usefixtures("double_precision")


@pytest.fixture(scope="module")
def mans9() -> Mans:
    torch.manual_seed(0)
    return Mans(MansSettings())


def trained_values(net: nn.Module) -> int:
    return sum(parameter.numel() for parameter in net.parameters())


def test_size_is_that_of_the_published_program(mans9):
    """857,269 values are trained; with the moving means and variances they are 858,933."""
    assert trained_values(mans9) == 857_269
    moving = [b for name, b in mans9.named_buffers() if name.endswith(("running_mean", "running_var"))]
    assert trained_values(mans9) + sum(buffer.numel() for buffer in moving) == 858_933
    assert all(parameter.requires_grad for parameter in mans9.parameters())


@pytest.mark.parametrize(
    ("blocks", "name", "millions"),
    [((2, 2), "MANs-9", 0.8), ((8, 8), "MANs-33", 3.1), ((15, 15), "MANs-61", 5.7)],
)
def test_sizes_and_names_of_table_2(blocks, name, millions):
    settings = MansSettings(blocks=blocks)
    assert settings.name == name
    net = Mans(settings).eval()
    # The paper gives one decimal, and cuts rather than rounds: ours are 0.857, 3.082 and 5.679 million.
    assert trained_values(net) / 1e6 == pytest.approx(millions, abs=0.06)
    convolutions = [m for m in net.modules() if isinstance(m, nn.Conv2d) and m.kernel_size != (1, 1)]
    assert f"MANs-{len(convolutions)}" == name
    with torch.inference_mode():
        out = net(torch.zeros(1, 50, 50, 3))
    assert out.logits.shape == (1, 60)


def test_shapes_of_everything_for_an_odd_size():
    settings = MansSettings(classes=7, frames=20, columns=11, hidden_size=9, reduction=4, blocks=(1, 2))
    out = Mans(settings).eval()(torch.randn(2, 20, 11, 3))
    assert out.logits.shape == out.probabilities.shape == (2, 7)
    assert out.f_a.shape == (2, 3, 20)
    assert out.f_m.shape == (2, 3, 20, 9)
    assert out.o_tilde.shape == (2, 20, 11, 3)
    torch.testing.assert_close(out.probabilities.sum(dim=1), torch.ones(2))


def test_every_parameter_receives_a_gradient():
    """The published program does not train its attention; here W1 and W2 learn like all the others.

    Each single value of the attention is asked for. Elsewhere a value may rightly get none, such as a
    convolution's bias in front of a batch normalisation, so there it is each tensor.
    """
    torch.manual_seed(0)
    net = Mans(MansSettings()).train()
    out = net(torch.randn(16, 50, 50, 3))
    nn.functional.cross_entropy(out.logits, torch.arange(16)).backward()
    without = [name for name, p in net.named_parameters() if p.grad is None or not p.grad.any()]
    assert without == []
    for name, parameter in net.tarm.attention.named_parameters():
        assert parameter.grad.ne(0).all(), f"{int(parameter.grad.eq(0).sum())} values of {name}"


@pytest.mark.parametrize("seed", range(8))
def test_the_attention_of_a_new_network_depends_on_what_it_sees(seed):
    """A branch whose ReLUs are all shut gives every input the same F_A, and gets no gradient to learn better.

    The inputs are like real ones: joints within a metre of the hips, moving little, each in its own place.
    """
    torch.manual_seed(seed)
    net = Mans(MansSettings(classes=10, columns=20)).eval()
    place = torch.randn(1, 1, 20, 3) * torch.tensor([0.2, 0.5, 0.15])
    drift = torch.randn(32, 1, 20, 3) * 0.25
    sway = torch.randn(32, 1, 20, 3) * 0.25 * torch.linspace(-1, 1, 50).view(1, 50, 1, 1)
    f_a = net(place + drift + sway).f_a  # (32, 3, 50)
    assert (f_a.std(dim=0).mean(dim=1) > 1e-5).all(), "one F_A for all inputs"


def test_a_step_of_training_changes_the_attention():
    torch.manual_seed(0)
    net = Mans(
        MansSettings(classes=3, frames=16, columns=8, hidden_size=8, reduction=4, blocks=(1, 1))
    ).train()
    before = {name: p.detach().clone() for name, p in net.tarm.attention.named_parameters()}
    optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
    nn.functional.cross_entropy(net(torch.randn(8, 16, 8, 3)).logits, torch.arange(8) % 3).backward()
    optimiser.step()
    for name, parameter in net.tarm.attention.named_parameters():
        assert not torch.equal(parameter, before[name]), name


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_attention_lies_between_0_and_1(mans9, scale):
    with torch.inference_mode():
        f_a = mans9.eval()(scale * torch.randn(4, 50, 50, 3)).f_a
    assert f_a.min() >= 0 and f_a.max() <= 1 and torch.isfinite(f_a).all()


def test_attention_is_over_time_and_alike_for_all_columns():
    """Only the mean over K counts (equation 6), and every frame's attention rests on all frames."""
    torch.manual_seed(1)
    attention = TemporalAttention(frames=12, hidden_size=6, reduction=4)
    x = torch.randn(COORDINATES, 2, 12, 6)
    torch.testing.assert_close(attention(x), attention(x.flip(3)))
    later = x.clone()
    later[:, :, -1] += 5.0
    changed = (attention(later) != attention(x)).any(dim=1)  # (C, T)
    assert changed.all(dim=1).any()


@pytest.mark.parametrize("batch", [1, 3])
def test_memory_is_three_bidirectional_grus(batch):
    """The same weights in torch.nn.GRU give the same F_M: gate order, reset gate, direction, and sum."""
    torch.manual_seed(2)
    k, frames = 10, 7
    memory = Memory(k)
    x = torch.randn(COORDINATES, batch, frames, k)
    found = memory(x)
    for c in range(COORDINATES):
        gru = nn.GRU(k, k, batch_first=True, bidirectional=True)
        with torch.no_grad():
            for suffix, g in (("", c), ("_reverse", COORDINATES + c)):
                getattr(gru, f"weight_ih_l0{suffix}").copy_(memory.input.weight[g].T)
                getattr(gru, f"weight_hh_l0{suffix}").copy_(memory.recurrent.weight[g].T)
                getattr(gru, f"bias_ih_l0{suffix}").copy_(memory.input.bias[g, 0])
                getattr(gru, f"bias_hh_l0{suffix}").copy_(memory.recurrent.bias[g, 0])
        forward, backward = gru(x[c])[0].chunk(2, dim=2)
        torch.testing.assert_close(found[c], forward + backward)


def test_the_branches_share_nothing():
    """What moves along y only changes the y branch: its F_A, its F_M, its recalibrated coordinate."""
    torch.manual_seed(3)
    net = Mans(
        MansSettings(classes=3, frames=16, columns=8, hidden_size=8, reduction=4, blocks=(1, 1))
    ).eval()
    o = torch.randn(1, 16, 8, 3)
    moved = o.clone()
    moved[..., 1] += torch.randn(1, 16, 8)
    with torch.inference_mode():
        a, b = net(o), net(moved)
    for c, alike in enumerate((True, False, True)):
        assert torch.equal(a.f_a[:, c], b.f_a[:, c]) is alike
        assert torch.equal(a.f_m[:, c], b.f_m[:, c]) is alike
        assert torch.equal(a.o_tilde[..., c], b.o_tilde[..., c]) is alike
