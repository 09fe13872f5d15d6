"""What a plot of attention can show of a window: F_A, its deviation from what is usual, or saliency.

Without torch, so that a window can be shown before torch is there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt

from streaming.recognition.prediction import Prediction
from streaming.recognition.window import Window

Measure = Literal["f_a", "deviation", "saliency"]
MEASURES: tuple[Measure, ...] = ("f_a", "deviation", "saliency")
"""All of them, the one that costs nothing first."""

Curves = npt.NDArray[np.float32]
Saliency = Callable[[Window], Curves]
"""Gives the (3, T) saliency of a window (``mans.recogniser.Recogniser.saliency``)."""


def is_positional(kind: str, prediction: Prediction) -> bool:
    """Whether most of a prediction's attention is the position in the window, as equation 8 has it.

    There W1 and W2 give every position weights of its own. A network whose scores are sums over frames has
    the same weights at every moment.

    Args:
        kind: of attention: ``"F_A"``, ``"gates"`` or ``"none"``.
        prediction: of the network.
    """
    return kind == "F_A" and prediction.evidence is None


def name_of(measure: Measure, *, usual_known: bool = False) -> str:
    """Return how figures name a measure.

    Args:
        measure: which one.
        usual_known: whether it is known what F_A usually is at each position.
    """
    if measure == "deviation":
        return "F_A less its usual value" if usual_known else "F_A less its mean"
    return "F_A" if measure == "f_a" else "saliency"


def curves(
    measure: Measure,
    prediction: Prediction,
    saliency: Saliency | None = None,
    usual: Curves | None = None,
) -> Curves:
    """Return what a measure says of a window, (3, T) by coordinate and frame.

    ``f_a`` is in 0..1. ``deviation`` is F_A less what it usually is at the same position of the window: what
    has to do with the moment. Where that is not known, it is F_A less its mean over the window's frames,
    branch by branch: a nearly flat F_A has its shape there. ``saliency`` is in -1..1, as a share of the
    window's largest magnitude; above 0 where the movement at that moment spoke for the prediction, below 0
    against it.

    Args:
        measure: which one.
        prediction: of the window.
        saliency: needed, and called, only for ``saliency``: it takes as long as several predictions.
        usual: (3, T) F_A's mean at each position, over many windows; for ``deviation``.

    Raises:
        ValueError: saliency is asked for, and nothing given that finds it.
    """
    if measure == "f_a":
        return prediction.f_a
    if measure == "deviation":
        return deviation(prediction, usual)
    if saliency is None:
        raise ValueError("nothing is given that finds saliency")
    return share_of_largest(saliency(prediction.window))


def deviation(prediction: Prediction, usual: Curves | None = None) -> Curves:
    """Return (3, T) F_A less its usual values (3, T); where they are not known, less its mean over frames."""
    f_a = prediction.f_a
    less: Curves = f_a - (f_a.mean(axis=1, keepdims=True) if usual is None else usual)
    return less


def share_of_largest(values: Curves) -> Curves:
    """Return values as shares of the largest magnitude among them."""
    scaled: Curves = values / max(float(np.abs(values).max()), 1e-12)
    return scaled


def strength(measure: Measure, values: Curves) -> Curves:
    """Return (T,) how strong each frame is in curves (3, T): their mean, of saliency its magnitude.

    That magnitude is the ranking of frames that ``mans.attribution.faithfulness`` tests.
    """
    mean: Curves = values.mean(axis=0)
    return np.abs(mean) if measure == "saliency" else mean
