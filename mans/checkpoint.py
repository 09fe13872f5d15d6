"""Model files: weights in ``NAME.safetensors`` and the model card in ``NAME.json``.

Nothing is pickled, so an untrusted model file cannot execute code.
"""

from __future__ import annotations

import platform
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from mans.bundled import no_model_remedy
from mans.model_card import ModelCard, card_text, load_card
from mans.networks.base import ActionNetwork
from mans.networks.build import build_network
from mans.networks.evidence import EvidenceMans
from mans.taught.matcher import Matcher
from mans.taught.tensors import PREFIX, pack, unpack
from streaming.errors import ModelError
from streaming.paths import is_file, why_no_file
from streaming.skeleton.layouts import KINECT_V2
from streaming.typed_json import shown
from streaming.writers.atomic import replace_files


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that affect results."""
    return {"python": platform.python_version(), "torch": str(torch.__version__), "numpy": np.__version__}


def save_model(path: Path, network: ActionNetwork, card: ModelCard, matcher: Matcher | None = None) -> None:
    """Write the weights to ``path`` (``.safetensors``) and the card beside it, atomically.

    A ``matcher`` of custom actions goes into the same file; the card says that it is there.

    Raises:
        WriteError: they cannot be written.
    """
    weights = {name: tensor.detach().cpu().contiguous() for name, tensor in network.state_dict().items()}
    if matcher is not None:
        weights |= {name: torch.from_numpy(each) for name, each in pack(matcher).items()}
    text = card_text(card)
    replace_files(
        {
            # Bytes, for safetensors' own files can be read by their owner alone.
            path: lambda temporary: temporary.write_bytes(save(weights)),
            path.with_suffix(".json"): lambda temporary: temporary.write_text(text, encoding="utf-8"),
        },
        make_folders=True,
    )


def load_model(path: Path, device: torch.device) -> tuple[ActionNetwork, ModelCard]:
    """Load a trained network onto ``device``, in evaluation mode, without custom actions taught to it.

    Raises:
        ModelError: the file is missing or damaged, or its weights do not fit its card or the joints.
    """
    return load_whole(path, device)[:2]


def load_whole(path: Path, device: torch.device) -> tuple[ActionNetwork, ModelCard, Matcher | None]:
    """Load a trained network onto ``device``, in evaluation mode, and any custom actions taught to it.

    Raises:
        ModelError: the file is missing or damaged, or its weights do not fit its card or the joints.
    """
    if not is_file(path):
        raise ModelError(
            why_no_file(path),
            path=path,
            expected="a model (.safetensors)",
            remedy=no_model_remedy(),
        )
    card = load_card(path)
    if card.layout != KINECT_V2.name:
        raise ModelError(
            f"a model for {shown(card.layout)}", path=path, expected=f"one for {KINECT_V2.name!r}"
        )
    settings = card.recipe.network(len(card.labels))
    weights = read_tensors(path)
    own_actions = {}
    if card.taught is not None:
        named = [name for name in sorted(weights) if name.startswith(PREFIX)]
        own_actions = {name: weights.pop(name).numpy() for name in named}
    with torch.device("meta"):  # shapes alone: a wrong card must not fill the memory
        own = build_network(settings).state_dict()
    for name in sorted(own.keys() | weights.keys()):
        here, there = own.get(name), weights.get(name)
        if here is None or there is None or (here.shape, here.dtype) != (there.shape, there.dtype):
            raise ModelError(
                f"weight {shown(name)} is {_shape(there)}",
                path=path,
                expected=f"{_shape(here)} by the card beside it",
                remedy="Weights and JSON are of different models: put back the pair that belongs together",
            )
        if not torch.isfinite(there).all():
            raise ModelError(
                f"weight {shown(name)} holds NaN or infinity",
                path=path,
                remedy="Its training failed: train anew",
            )
    network = build_network(settings)
    network.load_state_dict(weights)
    network = network.to(device).eval()
    if card.taught is None or not isinstance(network, EvidenceMans):
        return network, card, None
    return network, card, unpack(own_actions, card.taught, network.settings.width, card.recipe, path)


def _shape(tensor: Tensor | None) -> str:
    """Format a weight's shape and type, e.g. ``"(64, 10) float32"``."""
    return "absent" if tensor is None else f"{tuple(tensor.shape)} {str(tensor.dtype).removeprefix('torch.')}"


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Read all tensors of a safetensors file.

    Raises:
        ModelError: the file is not a safetensors file, or is damaged.
    """
    try:
        with safe_open(path, framework="pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a mapping)
    except (SafetensorError, OSError, ValueError) as error:
        raise ModelError(
            f"cannot be read as safetensors ({error})",
            path=path,
            expected="the weights that train wrote",
            remedy="Copy the file again, or train anew",
        ) from error
