"""Measures for the attention plot: F_A, its deviation from the mean F_A, or saliency.

Imports no torch, so that the GUI starts before torch is loaded.
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
"""All measures, the cheapest first."""

Curves = npt.NDArray[np.float32]
Saliency = Callable[[Window], Curves]
"""Function that computes the saliency (3, T) of a window (``mans.recogniser.Recogniser.saliency``)."""


def is_f_a(kind: str) -> bool:
    """Whether a kind of attention is F_A: by equation 8, or by temporal convolutions."""
    return kind in ("F_A", "convolutional F_A")


def is_positional(kind: str, prediction: Prediction) -> bool:
    """Whether attention depends mostly on the position in the window, as with equation 8.

    In equation 8, W1 and W2 have separate weights for every position. A network with evidence shares its
    weights over time; custom actions are taught to such networks alone, whose answer may have no evidence.

    Args:
        kind: kind of attention: ``"F_A"``, ``"convolutional F_A"``, ``"gates"`` or ``"none"``.
        prediction: of the network.
    """
    return kind == "F_A" and prediction.evidence is None and prediction.progress is None


def name_of(measure: Measure, *, usual_known: bool = False) -> str:
    """Return the display name of a measure.

    Args:
        measure: the measure.
        usual_known: whether the mean F_A at each position is known.
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
    """Return the curves of a measure, (3, T) by coordinate and frame.

    ``f_a`` is in 0..1. ``deviation`` is F_A minus the mean F_A at the same position, i.e. the part that
    depends on the content. If that mean is unknown, the mean over the window's frames is subtracted, branch
    by branch. ``saliency`` is in -1..1, normalised by the window's largest magnitude; positive where the
    motion supported the prediction.

    Args:
        measure: the measure.
        prediction: the window's prediction.
        saliency: computes the saliency; required and called only for ``saliency``, as it costs several
            forward passes.
        usual: (3, T) mean F_A at each position over many windows; for ``deviation``.

    Raises:
        ValueError: the measure is ``saliency`` and no ``saliency`` function is given.
    """
    if measure == "f_a":
        return prediction.f_a
    if measure == "deviation":
        return deviation(prediction, usual)
    if saliency is None:
        raise ValueError("nothing is given that finds saliency")
    return share_of_largest(saliency(prediction.window))


def deviation(prediction: Prediction, usual: Curves | None = None) -> Curves:
    """Return F_A (3, T) minus its mean per position (3, T), or over frames if that is unknown."""
    f_a = prediction.f_a
    less: Curves = f_a - (f_a.mean(axis=1, keepdims=True) if usual is None else usual)
    return less


def share_of_largest(values: Curves) -> Curves:
    """Normalise values by the largest magnitude."""
    scaled: Curves = values / max(float(np.abs(values).max()), 1e-12)
    return scaled


def strength(measure: Measure, values: Curves) -> Curves:
    """Return the strength (T,) of each frame in curves (3, T): their mean, for saliency their mean magnitude.

    ``mans.attribution.faithfulness`` ranks frames by it.
    """
    mean: Curves = values.mean(axis=0)
    return np.abs(mean) if measure == "saliency" else mean
