"""Emphasis of joints and bones in skeleton drawings."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from streaming.recognition.prediction import Prediction
from streaming.skeleton.layouts import KINECT_V2

Colouring = Literal["sides", "tracking", "attention"]
"""Colouring by left and right, tracking state, or attention."""

OPACITY = (0.25, 0.6, 1.0)
"""Of what is not tracked, inferred, tracked."""
SMALL = frozenset(i for i, name in enumerate(KINECT_V2.joints) if "Tip" in name or "Thumb" in name)
"""Joints that are drawn small."""
SIDES = tuple(
    "left" if name.endswith("Left") else "right" if name.endswith("Right") else "trunk"
    for name in KINECT_V2.joints
)
"""For each joint the name of its colour in the theme."""


def attention_weights(prediction: Prediction, frame: int) -> npt.NDArray[np.float32]:
    """Return how much attention each joint got in a frame of the window, (25,) in 0..1 of the window's range.

    With joint gates (STA-LSTM) weights differ between joints; F_A is one value per frame.

    Args:
        prediction: of the window.
        frame: 0..T-1.
    """
    gates = getattr(prediction, "joint_gates", None)
    if gates is not None:
        weights: npt.NDArray[np.float32] = gates[frame, 0] / max(float(gates[:, 0].max()), 1e-9)
        return weights
    mean = prediction.f_a.mean(axis=0)
    low, high = float(mean.min()), float(mean.max())
    return np.full(KINECT_V2.size, (float(mean[frame]) - low) / max(high - low, 1e-9), np.float32)
