"""The recogniser: a window in, a prediction out; what the live pipeline and every replay are handed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from mans.checkpoint import ModelCard, load_model
from mans.device import choose_device, describe_device
from mans.network import Mans
from mans.preprocessing import preprocess
from streaming.errors import ModelError
from streaming.prediction import DecisionSettings, Prediction
from streaming.windows import Window, WindowSettings


class Recogniser:
    """A trained network with the preprocessing it was trained with.

    Attributes:
        card: all that is known about the model.
        labels: (C,) class names.
        window: the windows it was trained for.
        decision: how its predictions are made into an answer.
    """

    def __init__(self, network: Mans, card: ModelCard, device: torch.device) -> None:
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
        self.card, self.labels = card, card.labels
        span_s = card.recipe.window_s
        self.window = WindowSettings(
            span_s=span_s,
            frames=card.recipe.frames,
            bodies=card.recipe.bodies,
            min_span_s=min(span_s, WindowSettings().min_span_s),
        )
        self.decision = DecisionSettings()
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

    def __call__(self, window: Window) -> Prediction:
        """Run the network over one window.

        Raises:
            ModelError: the window is of another size than the model was trained for.
        """
        expected = (self.window.frames, self.window.bodies)
        if window.positions.shape[:2] != expected:
            raise ModelError(
                f"a window of {window.positions.shape[0]} frames and {window.positions.shape[1]} bodies",
                expected=f"{expected[0]} frames and {expected[1]} bodies",
            )
        o = preprocess(window.positions, self.card.recipe.preprocessing)
        # Grad mode is per thread: every thread that calls in gets inference mode here.
        with torch.inference_mode():
            out = self._network(torch.from_numpy(o[np.newaxis]).to(self._device))
            probabilities, f_a = out.probabilities[0].cpu().numpy(), out.f_a[0].cpu().numpy()
        return Prediction(window=window, labels=self.labels, probabilities=probabilities, f_a=f_a)
