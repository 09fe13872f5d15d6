"""Models with custom actions by ONNX Runtime, without torch.

Teaching leaves the network as it is: a taught model's network is that of the model it was taught to, and so
is its export. That of the bundled model has the features that custom actions are told by among its outputs.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from mans.bundled import MODEL
from mans.model_card import ModelCard
from mans.runtime.onnx import CPU, OnnxNetwork, load_onnx
from mans.runtime.weights_file import read_arrays
from mans.taught.matcher import Matcher
from mans.taught.tensors import PREFIX, unpack
from streaming.paths import is_file


def load_taught(
    model: Path, card: ModelCard, threads: int, provider: str = CPU, base: Path = MODEL
) -> tuple[OnnxNetwork, Matcher] | None:
    """Load a taught model by the export of the model that it was taught to.

    Args:
        model: the taught model's ``.safetensors`` file.
        card: its card.
        threads: number of threads for one window.
        provider: what runs the network, by ONNX Runtime's name.
        base: the model it may have been taught to, with its export beside it.

    Returns:
        None where the network is another than the base's, or there is no export with features.

    Raises:
        DeviceError: this ONNX Runtime does not have the provider.
        ModelError: a file is damaged.
    """
    if card.taught is None or not is_file(model) or not is_file(base):
        return None
    tensors = read_arrays(model)
    own = {name: tensors.pop(name) for name in sorted(tensors) if name.startswith(PREFIX)}
    if not _same(tensors, read_arrays(base)):
        return None
    network = load_onnx(base, threads, provider)
    if network is None or network.features is None:
        return None
    return network, unpack(own, card.taught, network.features, card.recipe, model)


def _same(one: dict[str, npt.NDArray[np.generic]], other: dict[str, npt.NDArray[np.generic]]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(each, other[name]) for name, each in one.items())
