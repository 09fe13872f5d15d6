"""MANs-9 against the activations of the paper authors' published network (``../shared/reference``).

The weights are drawn here, by the rule that the reference's README gives; only activations are stored there.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor, nn

from mans.networks.mans import Mans, MansOutput
from mans.networks.settings import MansSettings

REFERENCE = Path(__file__).resolve().parents[3].parent / "shared" / "reference" / "mans9_reference.npz"
K, CLASSES = 64, 60
# The contract is 1e-4; measured are 5e-6 at most. In between, a difference would be a finding.
LARGEST_ERROR = 1e-4


def _draw(index: int, kind: str, shape: tuple[int, ...]) -> Tensor:
    """Draw tensor ``index`` of the reference's table, by the rule for its kind."""
    n = np.random.RandomState(1000 + index).standard_normal(shape)
    if kind == "moving_variance":
        n = 0.5 + np.abs(n)
    elif kind == "gamma":
        n = 1 + 0.1 * n
    elif kind in ("moving_mean", "beta", "bias"):
        n = 0.1 * n
    else:
        n = n * np.sqrt((2 if len(shape) == 4 else 1) / np.prod(shape[:-1]))
    return torch.from_numpy(n.astype(np.float32))


def _gru_gates(tensor: Tensor) -> Tensor:
    """Reorder Keras's gates (z, r, h) on the last axis to PyTorch's (r, z, n)."""
    z, r, h = tensor.chunk(3, dim=-1)
    return torch.cat([r, z, h], dim=-1)


def _fill_tarms(net: Mans) -> None:
    tarm = net.tarm
    layers = (
        (0, tarm.fc_in, (50, K)),
        (6, tarm.attention.w1, (50, 3)),
        (12, tarm.attention.w2, (3, 50)),
        (36, tarm.fc_out, (K, 50)),
    )
    for c in range(3):
        for start, layer, shape in layers:
            layer.weight[c] = _draw(start + 2 * c, "kernel", shape)
            layer.bias[c] = _draw(start + 2 * c + 1, "bias", shape[1:])
        for direction in range(2):
            i, g = 18 + 6 * c + 3 * direction, 3 * direction + c
            bias = _draw(i + 2, "bias", (2, 3 * K))
            tarm.memory.input.weight[g] = _gru_gates(_draw(i, "kernel", (K, 3 * K)))
            tarm.memory.recurrent.weight[g] = _gru_gates(_draw(i + 1, "kernel", (K, 3 * K)))
            tarm.memory.input.bias[g] = _gru_gates(bias[:1])
            tarm.memory.recurrent.bias[g] = _gru_gates(bias[1:])


def _fill_stcm(net: Mans) -> None:
    stcm, b = net.stcm, net.stcm.blocks
    order = [
        (42, stcm.stem), (44, stcm.stem_norm), (48, b[0].conv1), (50, b[0].norm2), (54, b[0].conv2),
        (56, b[1].norm1), (60, b[1].conv1), (62, b[1].norm2), (66, b[1].conv2),
        (68, b[2].norm1), (72, b[2].conv1), (74, b[2].norm2), (78, b[2].shortcut), (80, b[2].conv2),
        (82, b[3].norm1), (86, b[3].conv1), (88, b[3].norm2), (92, b[3].conv2), (94, stcm.norm),
    ]  # fmt: skip
    kinds = (
        ("weight", "gamma"),
        ("bias", "beta"),
        ("running_mean", "moving_mean"),
        ("running_var", "moving_variance"),
    )
    for i, layer in order:
        if isinstance(layer, nn.BatchNorm2d):
            for j, (name, kind) in enumerate(kinds):
                getattr(layer, name).copy_(_draw(i + j, kind, (layer.num_features,)))
        else:
            out, inn, height, width = layer.weight.shape
            layer.weight.copy_(_draw(i, "kernel", (height, width, inn, out)).permute(3, 2, 0, 1))
            layer.bias.copy_(_draw(i + 1, "bias", (out,)))
    stcm.fc.weight.copy_(_draw(98, "kernel", (128, CLASSES)).T)
    stcm.fc.bias.copy_(_draw(99, "bias", (CLASSES,)))


def reference_network() -> Mans:
    """Build MANs-9 with the reference's weights."""
    net = Mans(MansSettings(classes=CLASSES)).eval()
    with torch.no_grad():
        _fill_tarms(net)
        _fill_stcm(net)
    return net


@pytest.fixture(scope="module")
def reference() -> dict[str, npt.NDArray[np.float32]]:
    if not REFERENCE.is_file():
        pytest.skip(f"no reference activations at {REFERENCE}")
    return dict(np.load(REFERENCE))


@pytest.fixture(scope="module")
def net() -> Mans:
    return reference_network()


@pytest.fixture(scope="module")
def out(net: Mans, reference: dict[str, npt.NDArray[np.float32]]) -> MansOutput:
    with torch.inference_mode():
        return net(torch.from_numpy(reference["x"]))


@pytest.mark.parametrize("name", ["f_m", "f_a", "o_tilde", "probabilities"])
def test_activations_are_those_of_the_published_program(name, out, reference):
    ours = getattr(out, name).numpy()
    assert ours.shape == reference[name].shape
    assert np.abs(ours - reference[name]).max() < LARGEST_ERROR


def test_every_weight_was_set(net):
    """A weight that kept PyTorch's own start would make the parity test say less than it seems to."""
    fresh, own = Mans(MansSettings(classes=CLASSES)).state_dict(), net.state_dict()
    counters = {name for name in own if name.endswith("num_batches_tracked")}
    assert {name for name in own if torch.equal(own[name], fresh[name])} == counters


@pytest.fixture(scope="module")
def in_double(net: Mans) -> Mans:
    """The same in double precision: what is equal on paper is equal to nine digits."""
    return deepcopy(net).double()


def test_windows_of_a_batch_do_not_see_each_other(in_double, reference):
    x = torch.from_numpy(reference["x"]).double()
    with torch.inference_mode():
        alone, out = in_double(x[2:3]), in_double(x)
    np.testing.assert_allclose(alone.f_a[0], out.f_a[2], atol=1e-9)
    np.testing.assert_allclose(alone.probabilities[0], out.probabilities[2], atol=1e-9)


def test_f_a_by_equation_8_in_plain_numpy(net, in_double, reference):
    """F_A = sigmoid(W2 relu(W1 mean over K of X)), with X the joints through FC N -> K (figure 3)."""
    with torch.inference_mode():
        out = in_double(torch.from_numpy(reference["x"]).double())
    weights = {name: tensor.double().numpy() for name, tensor in net.state_dict().items()}
    for c in range(3):
        o = reference["x"][..., c].astype(np.float64)  # (B, T, N)
        x = o @ weights["tarm.fc_in.weight"][c] + weights["tarm.fc_in.bias"][c]  # (B, T, K)
        squeezed = x.mean(axis=2)  # (B, T): equation 6
        w1, b1 = weights["tarm.attention.w1.weight"][c], weights["tarm.attention.w1.bias"][c]
        w2, b2 = weights["tarm.attention.w2.weight"][c], weights["tarm.attention.w2.bias"][c]
        f_a = 1 / (1 + np.exp(-(np.maximum(0, squeezed @ w1 + b1) @ w2 + b2)))
        np.testing.assert_allclose(out.f_a[:, c].numpy(), f_a, atol=1e-9)
