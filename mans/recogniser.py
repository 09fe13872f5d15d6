"""Recogniser: maps windows to predictions, in live use and replay.

torch is imported only where a network runs by it, or gradients are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from mans.bundled import MODEL
from mans.device import PROVIDERS, choose_device, runs_on_cpu, threads
from mans.model_card import ModelCard, load_card
from mans.rules.hand_to_mouth import LABEL, hand_to_mouth
from mans.runtime.onnx import CPU, load_onnx, onnx_file
from mans.runtime.outputs import Outputs, Runner, softmax
from mans.taught.answers import Seen, as_prediction, labels_of
from mans.taught.crops import crop, described, window_of
from mans.taught.crops import inputs as crop_inputs
from mans.taught.matcher import Matcher
from mans.taught_model import load_taught
from mans.torch_library import require_torch
from mans.transforms.temporal_crops import end_crop, held
from streaming.errors import ModelError
from streaming.paths import is_file
from streaming.printable import counted
from streaming.program import COMMAND
from streaming.recognition.candidates import of_candidates
from streaming.recognition.prediction import NO_ACTION, GatedPrediction, Prediction
from streaming.recognition.window import Window, WindowSettings
from streaming.skeleton.layouts import KINECT_V2

if TYPE_CHECKING:
    from mans.networks.base import ActionNetwork
    from mans.runtime.torch_network import TorchNetwork

Floats = npt.NDArray[np.float32]


class Recogniser:
    """A trained network with the preprocessing it was trained with.

    With ``decision.crop_s``, the end of each window is a second temporal crop in the same pass; the
    probabilities are then the geometric mean of the two, and F_A is that of the full window.

    If the card says so, "hand to mouth" is an additional class, recognised by a rule
    (:mod:`mans.rules.hand_to_mouth`): its probability is the rule's, and those of the network's classes are
    scaled to the remainder. F_A and saliency are the network's and do not depend on the rule.

    Attributes:
        card: model card.
        labels: (C,) class names; class names: the network's, followed by the rule's.
        window: settings of the windows it was trained on.
        decision: decision settings.
    """

    def __init__(
        self,
        network: Runner,
        card: ModelCard,
        matcher: Matcher | None = None,
        reference: Callable[[], ActionNetwork] | None = None,
    ) -> None:
        """Wrap a network that a runtime holds ready.

        Args:
            network: a :class:`~mans.runtime.torch_network.TorchNetwork` or
                :class:`~mans.runtime.onnx.OnnxNetwork`.
            card: all that is known about the model.
            matcher: of the custom actions that the model was taught.
            reference: loads the same network on the CPU by torch, for gradients; None where torch runs it.

        Raises:
            ModelError: the model reads zero-padded sequences, which a sliding window does not provide.
        """
        if card.recipe.cut != "resample":
            raise ModelError(
                f"a model trained on sequences cut by {card.recipe.cut!r}",
                expected="one trained on windows resampled by time stamp",
                remedy="Train it with --recipe live",
            )
        self.card = card
        self._own = (*card.labels, LABEL) if card.hand_to_mouth else card.labels
        self._matcher = matcher
        self.labels = self._own if matcher is None else labels_of(matcher, self._own)
        span_s = card.recipe.window_s
        self.window = WindowSettings(
            span_s=span_s,
            frames=card.recipe.frames,
            bodies=card.recipe.bodies,
            min_span_s=min(span_s, WindowSettings().min_span_s),
        )
        if matcher is not None:
            self.window = window_of(card.recipe, matcher.taught.crops)
        self.decision = card.decision
        self.network, self._reference = network, reference
        """The network, from :meth:`network_inputs` to its outputs."""

    @classmethod
    def load(
        cls, path: Path = MODEL, device: str = "auto", runtime: Literal["auto", "torch"] = "auto"
    ) -> Recogniser:
        """Load a model file.

        Args:
            path: the ``.safetensors`` file; its ``.json`` is beside it. Without it, the bundled model.
            device: ``auto``, ``cpu`` or ``cuda``; or one of :data:`mans.device.PROVIDERS`, on which ONNX
                Runtime runs exported models.
            runtime: ``auto`` runs a model on the CPU by ONNX Runtime where its export lies beside it
                (``NAME.onnx``, of the same weights), or where custom actions were taught to the bundled
                model; ``torch`` never does.

        Raises:
            ModelError: the model is missing, damaged or inconsistent.
            DeviceError: the device is not available.
            LibraryError: the model has no export, and torch is not installed.
        """
        provider = PROVIDERS.get(device)
        if (provider or (runtime == "auto" and runs_on_cpu(device))) and is_file(path):
            card = load_card(path)
            if card.taught is not None:
                exported, matcher = load_taught(path, card, threads(), provider or CPU) or (None, None)
            else:
                exported, matcher = load_onnx(path, threads(), provider or CPU), None
            if exported is not None:
                return cls(exported, card, matcher, lambda: _by_torch(path, "cpu")[0].network)
        if provider:
            raise ModelError(
                f"no export of this model for {device}",
                path=path,
                expected=f"{onnx_file(path).name} beside it, of the same weights; custom actions taught to "
                "the bundled model need none",
                remedy=f"Export it by `{COMMAND} export`, or use --device cpu",
            )
        network, card, matcher = _by_torch(path, device)
        return cls(network, card, matcher)

    @property
    def name(self) -> str:
        """Display name, e.g. ``"MANs-9, UT-Kinect"``."""
        return self.card.name

    @property
    def device(self) -> str:
        """Description of the device, e.g. ``"CPU, 1 thread"`` or ``"CPU, ONNX Runtime"``."""
        return self.network.device

    @property
    def attention(self) -> Literal["F_A", "convolutional F_A", "gates", "none"]:
        """Kind of the curves in ``Prediction.f_a``: F_A, STA-LSTM's temporal attention, or constant one."""
        which = self.card.recipe.architecture
        if which.recalibration == "f_a-convolutional":
            return "convolutional F_A"
        if which.family == "mans-evidence" or (which.family == "mans" and which.recalibration == "f_a"):
            return "F_A"
        gates = which.family == "sta-lstm" or (which.family == "mans" and which.recalibration == "sta-lstm")
        return "gates" if gates else "none"

    @property
    def f_a_mean(self) -> npt.NDArray[np.float32] | None:
        """Mean F_A (3, T) at each position of the window; None if not in the card, or of shorter windows."""
        longer = self.window.frames != self.card.recipe.frames
        return (
            None if longer or self.card.f_a_mean is None else np.array(self.card.f_a_mean, dtype=np.float32)
        )

    def __call__(self, window: Window) -> Prediction:
        """Run the network over one window.

        Raises:
            ModelError: the window size differs from the model's.
        """
        return self.many([window])[0]

    def many(self, windows: Sequence[Window]) -> list[Prediction]:
        """Run the network over a batch of windows.

        Equivalent to single calls up to rounding, and five times as fast on a CPU.

        Raises:
            ModelError: a window's size differs from the model's.
        """
        if self._matcher is None:
            return self._run(windows, self.network_inputs(windows))[0]
        recipe, crops = self.card.recipe, int(self._matcher.counts.max())
        windows = [held(window, self.window.span_s) for window in windows]
        for window in windows:
            _check_size(window, self.window.frames, self.window.bodies)
        parts = [crop(window, recipe, back) for window in windows for back in range(crops)]
        predictions, out = self._run(parts, crop_inputs(windows, recipe, crops))
        features = described(out)
        answers, whole = [], crop_inputs(windows, recipe)
        for i, window in enumerate(windows):
            rows = slice(i * crops, (i + 1) * crops)
            seen = Seen(predictions[rows], features[rows], whole[i])
            answers.append(as_prediction(self._matcher, recipe, window, seen))
        return answers

    def _run(self, windows: Sequence[Window], inputs: Floats) -> tuple[list[Prediction], Outputs]:
        """Return the predictions of the network's own actions, and its output."""
        out = self.network(inputs)
        probabilities = out.probabilities
        if len(inputs) > len(windows):  # two crops: the mean of the scores makes the geometric mean
            probabilities = softmax(out.logits.reshape(2, len(windows), -1).mean(axis=0))
        found = [self._prediction(out, probabilities, row, window) for row, window in enumerate(windows)]
        return [of_candidates(each, self.card.leg_actions) for each in found], out

    def network_inputs(self, windows: Sequence[Window]) -> Floats:
        """Return what the network reads of windows: (B, T, N, 3 or 4), or (2 B, ...) where it looks twice.

        Raises:
            ModelError: a window is of another size than the model was trained for, or it was taught actions.
        """
        if self._matcher is not None:
            raise ModelError(
                f"{self.card.name!r}, whose custom actions are compared outside of the network",
                expected="a model without custom actions",
                remedy="Give the model that they were taught to",
            )
        if self.card.recipe.reads_tracking:  # its frames are evenly spread over a whole window's span
            windows = [held(window, self.card.recipe.window_s) for window in windows]
        inputs = [self._input(window) for window in windows]
        if self.decision.crop_s > 0:
            inputs += [self._input(end_crop(window, self.decision.crop_s)) for window in windows]
        return np.stack(inputs)

    @property
    def upper_body(self) -> int:
        """Number of actions recognised without visible legs; 0 for a full-body model."""
        legs = len(self.card.leg_actions)
        return len([label for label in self.labels if label != NO_ACTION]) - legs if legs else 0

    def _prediction(self, out: Outputs, together: Floats, row: int, window: Window) -> Prediction:
        """Extract one window's prediction from a batch; ``together`` (B, C) combines all crops."""
        probabilities, f_a = together[row], self._curves(out, row)
        if self.card.hand_to_mouth:
            by_rule = np.float32(hand_to_mouth(window))
            probabilities = np.append((1 - by_rule) * probabilities, by_rule)
        if out.joint_gates is None or out.frame_gates is None:
            evidence = None if out.evidence is None else out.evidence[row]
            return Prediction(window, self._own, probabilities, f_a, evidence=evidence)
        joint_gates, frame_gates = self._by_joint(out.joint_gates[row]), out.frame_gates[row]
        return GatedPrediction(window, self._own, probabilities, f_a, joint_gates, frame_gates)

    def saliency(self, window: Window) -> npt.NDArray[np.float32]:
        """Compute the saliency (3, T) of each frame's motion for a window's prediction, by coordinate.

        Takes a forward and a backward pass on the CPU; see ``mans.attribution.gradients``.

        Raises:
            ModelError: the window size differs from the model's.
            LibraryError: torch is not installed.
        """
        require_torch()
        newest = window
        if self._matcher is not None:
            _check_size(window, self.window.frames, self.window.bodies)
            newest = crop(held(window, self.window.span_s), self.card.recipe)
        import torch

        from mans.attribution.gradients import contributions

        by_number = contributions(self._on_cpu, torch.from_numpy(self._input(newest)[np.newaxis]))
        by_frame: npt.NDArray[np.float32] = by_number[0, ..., :3].sum(dim=1).T.contiguous().numpy()
        # A longer window's earlier frames are not in the newest crop.
        return np.pad(by_frame, ((0, 0), (len(window.times_s) - by_frame.shape[1], 0)))

    @cached_property
    def _on_cpu(self) -> ActionNetwork:
        """The network on the CPU, by torch."""
        if self._reference is not None:
            return self._reference()
        from mans.runtime.torch_network import TorchNetwork

        if not isinstance(self.network, TorchNetwork):
            raise TypeError("gradients take a network that torch runs, or a reference")
        return self.network.on_cpu

    def _input(self, window: Window) -> Floats:
        """Return a window's network input (T, N, 3), or (T, N, 4) with a tracking mask.

        Raises:
            ModelError: the window size differs from the model's.
        """
        _check_size(window, self.card.recipe.frames, self.card.recipe.bodies)
        recipe = self.card.recipe
        return recipe.input_of(window.positions, window.states)

    def _curves(self, out: Outputs, row: int) -> npt.NDArray[np.float32]:
        """Return the displayed curves (3, T), in 0..1."""
        if out.f_a is not None:
            f_a = out.f_a[row]
            return _share(f_a) if self.attention == "gates" else f_a
        if out.frame_gates is not None:
            return np.tile(_share(out.frame_gates[row]), (3, 1))
        return np.ones((3, self.window.frames), dtype=np.float32)  # every frame counts alike

    def _by_joint(self, gates: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Scatter columns (T, N) to Kinect v2 joints (T, M, 25)."""
        names, bodies = self.card.recipe.preprocessing.joints, self.window.bodies
        laid = np.zeros((len(gates), bodies, KINECT_V2.size), dtype=np.float32)
        laid[:, :, [KINECT_V2.index[name] for name in names]] = gates.reshape(len(gates), bodies, -1)
        return laid


def _by_torch(path: Path, device: str) -> tuple[TorchNetwork, ModelCard, Matcher | None]:
    """Load a model to be run by torch.

    Raises:
        ModelError: the model is missing, damaged or inconsistent.
        DeviceError: the device is not available.
        LibraryError: torch is not installed.
    """
    require_torch()
    from mans.checkpoint import load_whole
    from mans.runtime.torch_network import TorchNetwork

    chosen = choose_device(device)
    network, card, matcher = load_whole(path, chosen)
    return TorchNetwork(network, chosen), card, matcher


def _check_size(window: Window, frames: int, bodies: int) -> None:
    """Refuse a window of another size.

    Raises:
        ModelError: it is.
    """
    if window.positions.shape[:2] != (frames, bodies):
        raise ModelError(
            f"a window of {_shape(*window.positions.shape[:2])}",
            expected=_shape(frames, bodies),
        )


def _share(gates: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Normalise non-negative gates to 0..1."""
    scaled: npt.NDArray[np.float32] = gates / max(float(gates.max()), 1e-6)
    return scaled


def _shape(frames: int, bodies: int) -> str:
    return f"{counted(frames, 'frame')} and {counted(bodies, 'body', 'bodies')}"
