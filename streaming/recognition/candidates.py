"""Candidate actions of a window: leg actions are excluded while no leg is tracked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.window import Window
from streaming.skeleton.frames import TrackingState
from streaming.skeleton.layouts import KINECT_V2

_LEGS = [KINECT_V2.index[name + side] for name in ("Knee", "Ankle") for side in ("Left", "Right")]
_MOST = 0.5


def legs_seen(window: Window) -> bool:
    """Return whether a knee or an ankle of the first person is tracked or inferred in half of the window."""
    tracked = window.states[:, 0, _LEGS] != TrackingState.NOT_TRACKED
    return float(np.mean(tracked.any(axis=1))) >= _MOST


def candidates(
    window: Window, labels: tuple[str, ...], leg_actions: Collection[str]
) -> npt.NDArray[np.bool_]:
    """Return the candidate labels of a window.

    Args:
        window: the window.
        labels: (C,) labels of the model.
        leg_actions: labels of leg actions.

    Returns:
        (C,) all labels if the legs are tracked, otherwise those not in ``leg_actions``.
    """
    if legs_seen(window):
        return np.ones(len(labels), dtype=np.bool_)
    return np.array([label not in leg_actions for label in labels], dtype=np.bool_)


def of_candidates(prediction: Prediction, leg_actions: Collection[str]) -> Prediction:
    """Restrict a prediction to the candidates of its window.

    The probability of excluded labels is added to "no action"; without this class the others are
    renormalised. A model of leg actions only keeps its prediction.
    """
    told = candidates(prediction.window, prediction.labels, leg_actions)
    if told.all() or not told.any():
        return prediction
    probabilities = np.where(told, prediction.probabilities, np.float32(0))
    if NO_ACTION in prediction.labels:
        probabilities[prediction.labels.index(NO_ACTION)] += prediction.probabilities[~told].sum()
    else:
        rest = probabilities.sum()
        probabilities = probabilities / rest if rest > 0 else told.astype(np.float32) / np.float32(told.sum())
    return replace(prediction, probabilities=probabilities.astype(np.float32))
