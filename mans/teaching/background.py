"""Other movement, as features of the network: what custom actions are held apart from.

Beside a model NAME.safetensors lies NAME.background: what the network's features say of windows
of the data sets that it was trained on. They are numbers from which no recording can be made again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from mans.networks.evidence import EvidenceMans
from mans.recipe import Recipe
from mans.runtime.torch_network import TorchNetwork
from mans.taught.crops import describe, inputs, step_s
from mans.teaching.windows import ending
from mans.transforms.tracks import Sample
from streaming.errors import ModelError
from streaming.paths import digest, is_file
from streaming.writers.atomic import replace_file

Floats = npt.NDArray[np.float32]

FEATURES = "features"
"""Name of the tensor, (R, 2 D)."""
WEIGHTS = "weights_sha256"
"""Metadata: SHA-256 of the model's file."""
_REMEDY = "Make it anew by python -m tools.teaching_background, or remove it"


def background_file(model: Path) -> Path:
    """Return where a model's background lies."""
    return model.with_suffix(".background")


def read_background(model: Path, features: int) -> Floats:
    """Read a model's background; none, (0, 2 D), where there is no such file.

    Args:
        model: the ``.safetensors`` file.
        features: D of the network.

    Raises:
        ModelError: it is damaged, or of other weights.
    """
    path = background_file(model)
    if not is_file(path):
        return np.zeros((0, 2 * features), np.float32)
    try:
        with safe_open(path, framework="pt") as file:
            found = file.get_tensor(FEATURES) if FEATURES in file.keys() else None  # noqa: SIM118
            weights = (file.metadata() or {}).get(WEIGHTS)
    except (SafetensorError, OSError, ValueError) as error:
        raise ModelError(f"cannot be read as safetensors ({error})", path=path, remedy=_REMEDY) from error
    fits = found is not None and found.dim() == 2 and found.shape[1] == 2 * features
    if found is None or not fits or not torch.isfinite(found).all():
        raise ModelError(
            "no features of this network", path=path, expected=f"rows of {2 * features}", remedy=_REMEDY
        )
    if weights != digest(model):
        raise ModelError("features by other weights", path=path, expected=f"{model.name}'s", remedy=_REMEDY)
    rows: Floats = found.float().numpy()
    return rows


def make_background(
    network: EvidenceMans, recipe: Recipe, samples: Sequence[Sample], windows: int, seed: int = 0
) -> Floats:
    """Describe windows at random moments of samples: (R, 2 D).

    Args:
        network: in evaluation mode, on the CPU.
        recipe: its recipe.
        samples: of any data; each as likely as any other of its data set.
        windows: R, as many of each data set.
        seed: of all chance.
    """
    rng = np.random.default_rng(seed)
    names = sorted({sample.dataset for sample in samples})
    cuts = []
    for name in names:
        own = [sample for sample in samples if sample.dataset == name]
        for _ in range(windows // len(names)):
            sample = own[rng.integers(len(own))]
            end_s = rng.uniform(sample.start_s + 0.4, max(sample.end_s + 0.3, sample.start_s + 0.5))
            window = ending(sample.track, end_s, recipe.frames, step_s(recipe))
            if np.isfinite(window.positions).all():
                cuts.append(window)
    return describe(TorchNetwork(network, torch.device("cpu")), inputs(cuts, recipe))


def write_background(model: Path, rows: Floats) -> Path:
    """Write a model's background beside it, in half precision, and return where.

    Raises:
        WriteError: it cannot be written.
    """
    path, data = background_file(model), {FEATURES: torch.from_numpy(rows).half()}
    whole = save(data, metadata={WEIGHTS: digest(model)})
    replace_file(path, lambda temporary: temporary.write_bytes(whole))
    return path
