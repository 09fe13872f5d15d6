"""The recogniser: a window in, a prediction out; what the live pipeline and every replay are handed."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from mans.attribution.gradients import contributions
from mans.checkpoint import ModelCard, load_model
from mans.device import choose_device, describe_device
from mans.networks.base import ActionNetwork, NetworkOutput
from mans.rules.hand_to_mouth import LABEL, hand_to_mouth
from streaming.errors import ModelError
from streaming.recognition.candidates import of_candidates
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.window import Window, WindowSettings, interpolate
from streaming.skeleton.layouts import KINECT_V2


@dataclass(frozen=True, slots=True, eq=False)
class GatedPrediction(Prediction):
    """The prediction of STA-LSTM, with what it looked at.

    Its ``f_a`` is ``frame_gates`` three times, as a share of the window's largest.

    Attributes:
        joint_gates: (T, M, 25) float32, the share of each joint in the spatial attention of its frame; 0
            for joints that the network does not read.
        frame_gates: (T,) float32, 0 or above, the temporal attention.
    """

    joint_gates: npt.NDArray[np.float32]
    frame_gates: npt.NDArray[np.float32]


class Recogniser:
    """A trained network with the preprocessing it was trained with.

    Where ``decision.closer_s`` says so, it looks at the end of each window once more, in the same pass; the
    probabilities are then the two looks' geometric mean, and F_A is of the whole window.

    Where the card says so, "hand to mouth" is one class more, known by a rule beside the network
    (:mod:`mans.rules.hand_to_mouth`): it gets what the rule gives, and the network's classes share what is
    left. F_A and saliency are the network's and know nothing of it.

    Attributes:
        card: all that is known about the model.
        labels: (C,) class names; the network's, and after them the one known by rule.
        window: the windows it was trained for.
        decision: how its predictions are made into an answer.
    """

    def __init__(self, network: ActionNetwork, card: ModelCard, device: torch.device) -> None:
        """Wrap a network that is on ``device`` already.

        Raises:
            ModelError: the model reads zero-padded sequences, which no sliding window gives.
        """
        if card.recipe.cut != "resample":
            raise ModelError(
                f"a model trained on sequences cut by {card.recipe.cut!r}",
                expected="one trained on windows resampled by time stamp",
                remedy="Train it with --recipe live",
            )
        self.card = card
        self.labels = (*card.labels, LABEL) if card.hand_to_mouth else card.labels
        span_s = card.recipe.window_s
        self.window = WindowSettings(
            span_s=span_s,
            frames=card.recipe.frames,
            bodies=card.recipe.bodies,
            min_span_s=min(span_s, WindowSettings().min_span_s),
        )
        self.decision = card.decision
        self._network, self._device = network, device

    @classmethod
    def load(cls, path: Path, device: str = "auto") -> Recogniser:
        """Read a model file.

        Args:
            path: the ``.safetensors`` file; its ``.json`` lies beside it.
            device: ``auto``, ``cpu`` or ``cuda``.

        Raises:
            ModelError: the model is missing, damaged or does not fit.
            DeviceError: the device is not there.
        """
        chosen = choose_device(device)
        return cls(*load_model(path, chosen), chosen)

    @property
    def name(self) -> str:
        """E.g. ``"MANs-9, UT-Kinect"``."""
        return self.card.name

    @property
    def device(self) -> str:
        """The device in words, e.g. ``"CPU, 1 thread"``."""
        return describe_device(self._device)

    @property
    def attention(self) -> Literal["F_A", "gates", "none"]:
        """What the curves in ``Prediction.f_a`` are: F_A, STA-LSTM's temporal attention, or all one."""
        which = self.card.recipe.architecture
        if which.family == "mans-evidence" or (which.family == "mans" and which.recalibration == "f_a"):
            return "F_A"
        gates = which.family == "sta-lstm" or (which.family == "mans" and which.recalibration == "sta-lstm")
        return "gates" if gates else "none"

    @property
    def f_a_mean(self) -> npt.NDArray[np.float32] | None:
        """(3, T) what F_A usually is at each position of the window; None where the card does not say."""
        return None if self.card.f_a_mean is None else np.array(self.card.f_a_mean, dtype=np.float32)

    def __call__(self, window: Window) -> Prediction:
        """Run the network over one window.

        Raises:
            ModelError: the window is of another size than the model was trained for.
        """
        return self.many([window])[0]

    def many(self, windows: Sequence[Window]) -> list[Prediction]:
        """Run the network over several windows at once.

        One after the other they would give the same, but for rounding, and take five times as long on a CPU.

        Raises:
            ModelError: a window is of another size than the model was trained for.
        """
        if self.card.recipe.reads_tracking:  # its frames are evenly spread over a whole window's span
            windows = [held(window, self.card.recipe.window_s) for window in windows]
        inputs = [self._input(window) for window in windows]
        if self.decision.closer_s > 0:
            inputs += [self._input(closer(window, self.decision.closer_s)) for window in windows]
        # Grad mode is per thread: every thread that calls in gets inference mode here.
        with torch.inference_mode():
            out: NetworkOutput = self._network(torch.cat(inputs).to(self._device))
            probabilities = out.probabilities
            if len(inputs) > len(windows):  # two looks: the mean of the scores makes the geometric mean
                looks = out.logits.view(2, len(windows), -1)
                probabilities = looks.mean(dim=0).softmax(dim=1)
            found = [self._prediction(out, probabilities, row, window) for row, window in enumerate(windows)]
        return [of_candidates(each, self.card.leg_actions) for each in found]

    @property
    def upper_body(self) -> int:
        """How many actions it can tell of somebody whose legs are not seen; 0 for a model of whole bodies."""
        legs = len(self.card.leg_actions)
        return len([label for label in self.labels if label != NO_ACTION]) - legs if legs else 0

    def _prediction(self, out: NetworkOutput, together: Tensor, row: int, window: Window) -> Prediction:
        """Take one window's prediction out of a batch's; ``together`` (B, C) is of all looks."""
        probabilities, f_a = _row(together, row), self._curves(out, row)
        if self.card.hand_to_mouth:
            by_rule = np.float32(hand_to_mouth(window))
            probabilities = np.append((1 - by_rule) * probabilities, by_rule)
        if out.joint_gates is None or out.frame_gates is None:
            evidence = None if out.evidence is None else _row(out.evidence, row)
            return Prediction(window, self.labels, probabilities, f_a, evidence=evidence)
        joint_gates, frame_gates = self._by_joint(_row(out.joint_gates, row)), _row(out.frame_gates, row)
        return GatedPrediction(window, self.labels, probabilities, f_a, joint_gates, frame_gates)

    def saliency(self, window: Window) -> npt.NDArray[np.float32]:
        """Return how much each frame's movement spoke for the prediction of a window, (3, T) by coordinate.

        It takes a pass through the network and one back, on the CPU; see ``mans.attribution.gradients``.

        Raises:
            ModelError: the window is of another size than the model was trained for.
        """
        by_number = contributions(self._on_cpu, self._input(window))
        by_frame: npt.NDArray[np.float32] = by_number[0, ..., :3].sum(dim=1).T.contiguous().numpy()
        return by_frame

    @cached_property
    def _on_cpu(self) -> ActionNetwork:
        """The network itself where it is on the CPU, else a copy there."""
        return self._network if self._device.type == "cpu" else deepcopy(self._network).cpu()

    def _input(self, window: Window) -> Tensor:
        """Return what the network reads of a window, (1, T, N, 3), or (1, T, N, 4) with what is tracked.

        Raises:
            ModelError: the window is of another size than the model was trained for.
        """
        expected = (self.window.frames, self.window.bodies)
        if window.positions.shape[:2] != expected:
            raise ModelError(
                f"a window of {window.positions.shape[0]} frames and {window.positions.shape[1]} bodies",
                expected=f"{expected[0]} frames and {expected[1]} bodies",
            )
        recipe = self.card.recipe
        return torch.from_numpy(recipe.input_of(window.positions, window.states)[np.newaxis])

    def _curves(self, out: NetworkOutput, row: int) -> npt.NDArray[np.float32]:
        """Return the (3, T) curves to show, in 0..1."""
        if out.f_a is not None:
            f_a = _row(out.f_a, row)
            return f_a if self.attention == "F_A" else _share(f_a)
        if out.frame_gates is not None:
            return np.tile(_share(_row(out.frame_gates, row)), (3, 1))
        return np.ones((3, self.window.frames), dtype=np.float32)  # every frame counts alike

    def _by_joint(self, gates: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Lay columns (T, N) out by Kinect v2 joint: (T, M, 25)."""
        names, bodies = self.card.recipe.preprocessing.joints, self.window.bodies
        laid = np.zeros((len(gates), bodies, KINECT_V2.size), dtype=np.float32)
        laid[:, :, [KINECT_V2.index[name] for name in names]] = gates.reshape(len(gates), bodies, -1)
        return laid


def held(window: Window, span_s: float) -> Window:
    """Hold a shorter window's first pose, so that it is ``span_s`` long; a full one stays as it is."""
    if window.span_s >= span_s - 1e-6:
        return window
    at_s = np.linspace(window.end_s - span_s, window.end_s, len(window.times_s))
    return _resampled(window, at_s)


def closer(window: Window, seconds: float) -> Window:
    """Cut a window's last seconds out of it, resampled to as many frames; a shorter window stays as it is."""
    if window.span_s <= seconds:
        return window
    at_s = np.linspace(window.end_s - seconds, window.end_s, len(window.times_s))
    return _resampled(window, at_s)


def _resampled(window: Window, at_s: npt.NDArray[np.float64]) -> Window:
    """Look a window up at other moments (T,), seconds."""
    positions = interpolate(window.times_s, window.positions, at_s)
    states = window.states[np.searchsorted(window.times_s, at_s).clip(max=len(window.states) - 1)]
    return replace(window, times_s=at_s, positions=positions, states=states)


def _row(batch: Tensor, row: int) -> npt.NDArray[np.float32]:
    """Return what is of one window of a batch."""
    only: npt.NDArray[np.float32] = batch[row].cpu().numpy()
    return only


def _share(gates: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Scale gates of 0 or above to 0..1."""
    scaled: npt.NDArray[np.float32] = gates / max(float(gates.max()), 1e-6)
    return scaled
