"""Export of a trained network to ONNX, checked against torch before it is written."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from mans.checkpoint import load_model
from mans.model_card import ModelCard, card_text
from mans.networks.base import ActionNetwork
from mans.recogniser import Recogniser
from mans.runtime.onnx import CARD, INPUT, OUTPUTS, WEIGHTS, OnnxNetwork, open_onnx
from mans.runtime.outputs import Floats, Runner
from mans.runtime.torch_network import TorchNetwork
from streaming.errors import ModelError, RecordingError, SettingsError
from streaming.paths import digest
from streaming.program import NAME, install
from streaming.recognition.window import SlidingWindow, Window
from streaming.skeleton.frames import Recording
from streaming.writers.atomic import replace_files

OPSET = 20
"""Version of ONNX's operators."""
CLOSE = 1e-4
"""Probabilities, F_A and shares of evidence may differ by this much from torch's."""


_EVERY_FRAME_S = 1e-3


class _Outputs(nn.Module):
    """The network, with its outputs as a tuple that ONNX can name."""

    def __init__(self, network: ActionNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, O: Tensor) -> tuple[Tensor, ...]:  # noqa: E741 (the paper's name)
        out = self.network(O)
        return tuple(value for name in OUTPUTS if (value := getattr(out, name, None)) is not None)


@dataclass(frozen=True, slots=True)
class Check:
    """Comparison of an exported network with torch.

    Attributes:
        windows: number of windows compared.
        same: number of windows with the same most probable class.
        difference: largest difference of a probability.
        f_a_difference: largest difference of F_A; 0 for a network without.
    """

    windows: int
    same: int
    difference: float
    f_a_difference: float

    @property
    def passed(self) -> bool:
        """Whether all decisions agree, and all numbers closely."""
        return self.same == self.windows and max(self.difference, self.f_a_difference) <= CLOSE


def export_onnx(model: Path, out: Path, windows: Floats) -> Check:
    """Write a model's network as ONNX, with a dynamic batch size.

    Input ``O``: (B, T, N, 3 or 4) float32, windows as the model's preprocessing makes them. Outputs: those
    of ``logits`` (B, C), ``f_a`` (B, 3, T), ``joint_gates`` (B, T, N), ``frame_gates`` (B, T), ``evidence``
    (B, T, C) and ``features`` (B, T, D) that the network computes. The metadata holds the model card as JSON.

    Args:
        model: the ``.safetensors`` file.
        out: the file to write.
        windows: (B, T, N, 3 or 4) preprocessed windows on which to compare it with torch.

    Returns:
        The comparison; nothing is written unless it passes.

    Raises:
        ModelError: the model cannot be loaded or exported, or the exported network gives other answers.
        SettingsError: the exporter's packages are missing.
        WriteError: the file cannot be written.
    """
    network, card = load_model(model, torch.device("cpu"))
    reference = TorchNetwork(network, torch.device("cpu"))
    compared: list[Check] = []

    def write(temporary: Path) -> None:
        _write(temporary, network, card, torch.from_numpy(windows[:2]), digest(model))
        compared.append(compare(reference, OnnxNetwork(open_onnx(temporary, 1)), windows))
        if not compared[0].passed:
            raise ModelError(
                f"the exported network differs from torch: {compared[0]}",
                path=model,
                expected=f"the same classes, and numbers within {CLOSE:g}",
                remedy="Nothing was written; torch still runs the model",
            )

    replace_files({out: write}, make_folders=True)
    return compared[0]


def windows_of(recogniser: Recogniser, recordings: Iterable[Recording]) -> Floats:
    """Return what the network reads of recordings, in windows at every frame: (B, T, N, 3 or 4).

    Raises:
        RecordingError: no recording is long enough for a window.
    """
    cut: list[Window] = []
    for recording in recordings:
        sliding = SlidingWindow(replace(recogniser.window, stride_s=_EVERY_FRAME_S))
        cut += [window for frame in recording.frames if (window := sliding.push(frame)) is not None]
    if not cut:
        raise RecordingError(
            "no window", expected=f"somebody for {recogniser.window.min_span_s:g} s in a recording"
        )
    return recogniser.network_inputs(cut)


def compare(network: Runner, exported: Runner, windows: Floats) -> Check:
    """Compare two runtimes of a network on windows (B, T, N, 3 or 4)."""
    ours, theirs = network(windows), exported(windows)
    wanted, found = ours.probabilities, theirs.probabilities
    apart = 0.0
    if ours.f_a is not None and theirs.f_a is not None:
        apart = float(np.abs(ours.f_a - theirs.f_a).max())
    same = int((wanted.argmax(axis=1) == found.argmax(axis=1)).sum())
    return Check(len(windows), same, float(np.abs(wanted - found).max()), apart)


def _write(path: Path, network: ActionNetwork, card: ModelCard, example: Tensor, weights: str) -> None:
    """Run torch's exporter, and write what it gives with its metadata."""
    if find_spec("onnxscript") is None:
        raise SettingsError(
            "no module onnxscript",
            expected="the packages of torch's ONNX exporter",
            remedy=f"Install them: {install(f'{NAME}[export]')}",
        )
    names = [name for name in OUTPUTS if getattr(network(example), name, None) is not None]
    quiet = logging.getLogger("torch.onnx")
    level = quiet.level
    quiet.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about torch's own internals
            program: Any = torch.onnx.export(
                _Outputs(network).eval(),
                (example,),
                dynamo=True,
                dynamic_shapes=({0: torch.export.Dim("batch", min=1, max=4096)},),
                input_names=[INPUT],
                output_names=names,
                opset_version=OPSET,
                verbose=False,
            )
    finally:
        quiet.setLevel(level)
    graph = program.model.graph
    for part in (graph, *graph.all_nodes(), *graph.inputs, *graph.outputs, *graph.initializers.values()):
        part.metadata_props.clear()  # lines and paths of this program
        part.doc_string = None
    program.model.metadata_props.clear()
    program.model.metadata_props.update({CARD: card_text(card), WEIGHTS: weights})
    program.save(str(path))
