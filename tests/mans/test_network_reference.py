"""MANs-9 against the activations of the paper authors' published network (``../shared/reference``)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor

from mans.network import Mans, MansSettings

REFERENCE = Path(__file__).resolve().parents[2].parent / "shared" / "reference" / "mans9_reference.npz"
needs_reference = pytest.mark.skipif(not REFERENCE.is_file(), reason=f"no reference activations at {REFERENCE}")

K, CLASSES = 64, 60


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


def reference_network() -> Mans:
    """Build MANs-9 with the reference's weights."""
    net = Mans(MansSettings(classes=CLASSES)).eval()
    stcm = net.stcm
    with torch.no_grad():
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
        b = stcm.blocks
        order = [
            (42, stcm.stem), (44, stcm.stem_norm), (48, b[0].conv1), (50, b[0].norm2), (54, b[0].conv2),
            (56, b[1].norm1), (60, b[1].conv1), (62, b[1].norm2), (66, b[1].conv2),
            (68, b[2].norm1), (72, b[2].conv1), (74, b[2].norm2), (78, b[2].shortcut), (80, b[2].conv2),
            (82, b[3].norm1), (86, b[3].conv1), (88, b[3].norm2), (92, b[3].conv2), (94, stcm.norm),
        ]  # fmt: skip
        for i, layer in order:
            if isinstance(layer, torch.nn.BatchNorm2d):
                n = (layer.num_features,)
                for j, (name, kind) in enumerate(
                    [("weight", "gamma"), ("bias", "beta"), ("running_mean", "moving_mean"), ("running_var", "moving_variance")]
                ):
                    getattr(layer, name).copy_(_draw(i + j, kind, n))
            else:
                out, inn, height, width = layer.weight.shape
                layer.weight.copy_(_draw(i, "kernel", (height, width, inn, out)).permute(3, 2, 0, 1))
                layer.bias.copy_(_draw(i + 1, "bias", (out,)))
        stcm.fc.weight.copy_(_draw(98, "kernel", (128, CLASSES)).T)
        stcm.fc.bias.copy_(_draw(99, "bias", (CLASSES,)))
    return net


@pytest.fixture(scope="module")
def reference() -> dict[str, npt.NDArray[np.float32]]:
    return dict(np.load(REFERENCE))


if __name__ == "__main__":
    ref = dict(np.load(REFERENCE)); net = reference_network()
    with torch.inference_mode(): out = net(torch.from_numpy(ref["x"]))
    for name in ("f_m","f_a","o_tilde","probabilities"):
        print(name, float(np.abs(getattr(out,name).numpy()-ref[name]).max()))
    print(sum(p.numel() for p in net.parameters()))
