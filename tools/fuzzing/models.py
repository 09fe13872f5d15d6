"""Targets: model files, projects of custom actions and exports: what users hand on to one another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save

from app.doctor.models import cut_off, no_card
from mans.bundled import MODEL
from mans.checkpoint import load_whole, save_model, versions
from mans.model_card import ModelCard, card_text, load_card
from mans.networks.build import build_network
from mans.runtime.onnx import open_onnx
from mans.runtime.weights_file import read_arrays
from mans.taught.settings import Taught, TaughtAction, TaughtExample
from mans.taught.tensors import PREFIX, unpack
from mans.teaching.background import background_file, read_background
from mans.teaching.container import pack
from mans.teaching.container import unpack as unpack_project
from mans.teaching.edits import add_example
from mans.teaching.project import Project
from mans.transforms.live_window import JOINTS
from streaming.errors import ModelError, ProjectError
from streaming.skeleton.layouts import KINECT_V2
from tests.support.examples import example
from tests.support.small_data import ACTIONS, CPU, TINY
from tests.support.small_networks import small
from tools.fuzzing.containers import damaged_safetensors, damaged_zip
from tools.fuzzing.target import Run, Target, UnsoundError, check_refusal

_FEATURES = 2
_WEIGHTS = "model.safetensors"
_RECIPE = small("sta-lstm")  # has the fewest weights


def _card() -> ModelCard:
    return ModelCard(
        labels=ACTIONS,
        recipe=_RECIPE,
        data="three motions",
        seed=0,
        epochs=1,
        layout=KINECT_V2.name,
        command="made by the fuzzer",
        versions=versions(),
        scores={"accuracy": 0.9},
    )


def _save(folder: Path) -> Path:
    """Write a small untrained model."""
    torch.manual_seed(0)
    path = folder / _WEIGHTS
    save_model(path, build_network(_RECIPE.network(len(ACTIONS))), _card())
    return path


def _weights(folder: Path) -> list[bytes]:
    return [_save(folder).read_bytes()]


def _beside_card(folder: Path) -> Run:
    """Load a model whose weights are the input."""
    _save(folder)

    def run(path: Path) -> None:
        cut_off(path)
        network, _, _ = load_whole(path, CPU)
        if not all(bool(torch.isfinite(each).all()) for each in network.state_dict().values()):
            raise UnsoundError("a weight that is not finite")

    return run


def _beside_weights(folder: Path) -> Run:
    """Load a model whose card is the input."""
    weights = _save(folder)

    def run(path: Path) -> None:
        no_card(weights)
        load_card(weights)
        try:
            load_whole(weights, CPU)
        except ModelError as error:  # it is the card of other weights
            check_refusal(error)

    return run


def _taught() -> Taught:
    actions = tuple(TaughtAction(label, 1.0, 0.1, False, True) for label in ("wave", "halt"))
    examples = tuple(TaughtExample(each.label, "Ada", "take", 0.0, 1.0) for each in actions)
    return Taught(actions, examples, beside=True, crops=1)


def _taught_arrays(folder: Path) -> list[bytes]:
    pairs, frames, joints = 2, 3, len(JOINTS)
    arrays: dict[str, Any] = {
        "courses": np.full((pairs, frames, joints, 6), 0.1, np.float32),
        "seen": np.ones((pairs, frames, joints), np.float32),
        "lengths": np.full(pairs, frames, np.int64),
        "action": np.arange(pairs, dtype=np.int64),
        "example": np.arange(pairs, dtype=np.int64),
        "head": np.zeros((2 * _FEATURES + 1, 3), np.float32),
    }
    return [save({f"{PREFIX}{name}": torch.from_numpy(each) for name, each in arrays.items()})]


def _read_taught(path: Path) -> None:
    matcher = unpack(read_arrays(path), _taught(), _FEATURES, TINY, path)
    if not np.isfinite(matcher.head).all():
        raise UnsoundError("custom actions that are not finite")


def _background(folder: Path) -> Run:
    """Read features whose model lies beside them; their checksum never fits, and is looked at last."""
    (folder / _WEIGHTS).write_bytes(b"weights")
    return lambda path: read_background(folder / _WEIGHTS, _FEATURES)


def _project(folder: Path) -> list[bytes]:
    project = Project()
    for made in (example("a", end_s=13.2), example("b", "halt", end_s=13.2)):
        project = add_example(project, made)
    content, _ = pack(project, "1", "", "made by the fuzzer", folder)
    return [content]


def _read_project(path: Path) -> None:
    with path.open("rb") as file:
        stored = unpack_project(file, path)
    for made in stored.project.examples:
        if not np.isfinite(made.track.positions).all() or not np.isfinite(made.track.times_s).all():
            raise UnsoundError("an example that is not finite")


def _network(folder: Path) -> list[bytes]:
    """A network of one addition."""
    import onnx

    value = onnx.helper.make_tensor_value_info("O", onnx.TensorProto.FLOAT, [1, 2])
    result = onnx.helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, [1, 2])
    node = onnx.helper.make_node("Add", ["O", "O"], ["logits"])
    graph = onnx.helper.make_graph([node], "made by the fuzzer", [value], [result])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    return [bytes(model.SerializeToString())]


def _taught_card() -> str:
    """The bundled model's card with custom actions."""
    return card_text(replace(load_card(MODEL), taught=_taught(), f_a_mean=None))


MODELS: dict[str, Target] = {
    "model-card": Target(
        lambda folder: [card_text(_card()).encode(), _taught_card().encode()],
        _beside_weights,
        (ModelError,),
        "model.json",
    ),
    "model-weights": Target(_weights, _beside_card, (ModelError,), _WEIGHTS, damaged_safetensors),
    "own-actions-weights": Target(
        _taught_arrays, lambda folder: _read_taught, (ModelError,), _WEIGHTS, damaged_safetensors
    ),
    "model-background": Target(
        lambda folder: [save({"features": torch.zeros(2, 2 * _FEATURES)}, {"weights_sha256": "0"})],
        _background,
        (ModelError,),
        background_file(Path(_WEIGHTS)).name,
        damaged_safetensors,
    ),
    "project": Target(_project, lambda folder: _read_project, (ProjectError,), "own.teach", damaged_zip),
    "onnx": Target(_network, lambda folder: lambda path: open_onnx(path, 1), (ModelError,), "model.onnx"),
}
"""Name to target."""
