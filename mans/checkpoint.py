"""Trained models on disk: ``NAME.safetensors`` with the weights and ``NAME.json`` with all the rest.

Nothing is pickled: a model file from a stranger can hold numbers and text, no code.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from mans.networks.base import ActionNetwork
from mans.networks.registry import build_network
from mans.recipe import Recipe
from mans.rules.hand_to_mouth import LABEL as HAND_TO_MOUTH
from streaming.errors import ModelError, SettingsError
from streaming.paths import is_file
from streaming.recognition.decision import DecisionSettings
from streaming.skeleton.layouts import KINECT_V2
from streaming.typed_json import read_json, shown, to_plain
from streaming.writers.atomic import replace_files

FORMAT = 1
"""Version of the JSON beside the weights."""

_MOST_LABELS, _LONGEST_LABEL = 10_000, 200


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Everything needed to use a trained model, and to make it again.

    Attributes:
        labels: (C,) class names in the order of the network's outputs.
        recipe: network, preprocessing, window and training settings.
        data: titles of the data sets, to be read by people; ``datasets`` has their names.
        seed: of all random numbers.
        epochs: epochs trained; fewer than the recipe's for a run that was stopped.
        layout: name of the joint layout of the windows it takes.
        command: command line that made it.
        versions: of Python and the packages it was made with.
        scores: measured results, by name; empty where nothing was held out.
        decision: how its predictions become answers.
        hand_to_mouth: whether "hand to mouth" is answered, too, by the rule of
            :mod:`mans.rules.hand_to_mouth`.
        f_a_mean: (3, T) F_A of each position in the window, the mean over the windows of recordings, by
            coordinate; None where it was not measured (``benchmarks/f_a_mean.py``).
        leg_actions: labels that are no candidates while no leg is tracked.
        datasets: names, as on the command line, of the data sets it was trained on; older cards have titles
            alone.
    """

    labels: tuple[str, ...]
    recipe: Recipe
    data: str
    seed: int
    epochs: int
    layout: str
    command: str
    versions: Mapping[str, str]
    scores: Mapping[str, float]
    decision: DecisionSettings = field(default_factory=DecisionSettings)
    hand_to_mouth: bool = False
    f_a_mean: tuple[tuple[float, ...], ...] | None = None
    leg_actions: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse labels that name no classes, and what F_A cannot be.

        Raises:
            SettingsError: labels are none, too many or too long, one stands for two classes; an action of
                the legs is no label; or F_A's mean is of another shape or range.
        """
        labels = self.labels
        if not labels or len(set(labels)) != len(labels):
            raise SettingsError(f"labels {shown(labels)}", expected="class names, each once")
        if self.hand_to_mouth and HAND_TO_MOUTH in labels:
            raise SettingsError(f"{HAND_TO_MOUTH!r} as a class and by rule", expected="one of both")
        if len(labels) > _MOST_LABELS or max(map(len, labels)) > _LONGEST_LABEL:
            raise SettingsError(
                f"{len(labels)} labels of up to {max(map(len, labels))} characters",
                expected=f"at most {_MOST_LABELS}, of {_LONGEST_LABEL} characters",
            )
        if unknown := set(self.leg_actions) - set(labels):
            raise SettingsError(f"leg_actions {shown(sorted(unknown))}", expected="some of the labels")
        rows, frames = self.f_a_mean, self.recipe.frames
        if rows is not None and not (
            [len(row) for row in rows] == [frames] * 3 and all(0 <= each <= 1 for row in rows for each in row)
        ):
            raise SettingsError(
                "f_a_mean of another kind", expected=f"3 rows of {frames} numbers from 0 to 1, or null"
            )

    @property
    def name(self) -> str:
        """E.g. ``"MANs-9, UT-Kinect"``; of many data sets, how many."""
        sets = len(self.datasets) or self.data.count(", ") + 1
        data = f"{sets} data sets" if sets > 2 else self.data
        return f"{self.recipe.network(len(self.labels)).name}, {data}"

    def has_seen(self, name: str, title: str) -> bool:
        """Whether it was trained on a data set, of a name on the command line and a title."""
        return name in self.datasets if self.datasets else f", {title}, " in f", {self.data}, "


def versions() -> dict[str, str]:
    """Return the versions that results depend on."""
    return {"python": platform.python_version(), "torch": str(torch.__version__), "numpy": np.__version__}


def model_files(path: Path) -> tuple[Path, Path]:
    """Return the files of a model by its path: the weights, and the card beside them."""
    return path, path.with_suffix(".json")


def save_model(path: Path, network: ActionNetwork, card: ModelCard) -> None:
    """Write the weights to ``path`` (``.safetensors``) and the card beside it, both or none.

    Raises:
        WriteError: they cannot be written.
    """
    weights = {name: tensor.detach().cpu().contiguous() for name, tensor in network.state_dict().items()}
    text = card_text(card)
    replace_files(
        {
            # Bytes, for safetensors' own files can be read by their owner alone.
            path: lambda temporary: temporary.write_bytes(save(weights)),
            path.with_suffix(".json"): lambda temporary: temporary.write_text(text, encoding="utf-8"),
        },
        make_folders=True,
    )


def card_text(card: ModelCard) -> str:
    """Return the JSON that belongs beside the weights."""
    data = {"format": FORMAT, **to_plain(card)}
    data["recipe"] = data.pop("recipe")  # the longest part comes last
    return json.dumps(data, indent=2) + "\n"


def load_card(path: Path) -> ModelCard:
    """Read the JSON beside a weights file.

    Raises:
        ModelError: it is missing, no JSON, of another version, or incomplete.
    """
    card = path.with_suffix(".json")
    if not is_file(card):
        raise ModelError(
            "no such file",
            path=card,
            expected="the JSON that belongs to the weights",
            remedy="Keep NAME.safetensors and NAME.json together, or give another --model",
        )
    return read_json(
        card,
        ModelCard,
        version=FORMAT,
        expected="a JSON written by train",
        remedy="Train the model again, or give another --model",
    )


def load_model(path: Path, device: torch.device) -> tuple[ActionNetwork, ModelCard]:
    """Read a trained network, ready for inference on ``device``.

    Raises:
        ModelError: the file is missing or damaged, or its weights do not fit its card or the joints.
    """
    if not is_file(path):
        raise ModelError(
            "no such file", path=path, expected="a model (.safetensors)", remedy="See models/ or run train"
        )
    card = load_card(path)
    if card.layout != KINECT_V2.name:
        raise ModelError(
            f"a model for {shown(card.layout)}", path=path, expected=f"one for {KINECT_V2.name!r}"
        )
    settings = card.recipe.network(len(card.labels))
    weights = read_tensors(path)
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
    return network.to(device).eval(), card


def _shape(tensor: Tensor | None) -> str:
    """Name a weight's shape and type, e.g. ``"(64, 10) float32"``."""
    return "absent" if tensor is None else f"{tuple(tensor.shape)} {str(tensor.dtype).removeprefix('torch.')}"


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Read all tensors of a safetensors file.

    Raises:
        ModelError: the file is no such file, or damaged.
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
