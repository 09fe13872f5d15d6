"""Display names of attention measures, by kind of attention."""

from __future__ import annotations

from typing import NamedTuple

from app.model.language import later
from mans.attribution.measures import Measure, is_f_a


class Names(NamedTuple):
    """Names of a measure: title, axis label and menu entry."""

    title: str
    axis: str
    entry: str


_NAMES: dict[Measure, Names] = {
    "f_a": Names(later("Frame attention F_A"), "F_A", later("F_A: the attention of each frame")),
    "deviation": Names(later("F_A less its mean"), "Δ F_A", later("F_A less its mean over the window")),
    "saliency": Names(
        later("Saliency of each frame"),
        later("saliency"),
        later("Saliency: how much movement spoke for the answer, share of the largest"),
    ),
}
_GATES: dict[Measure, Names] = _NAMES | {
    "f_a": Names(
        later("Gates of STA-LSTM"),
        later("gate"),
        later("Gates: the attention of each frame, share of the largest"),
    ),
    "deviation": Names(
        later("Gates less their mean"),
        later("Δ gate"),
        later("Gates less their mean over the window"),
    ),
}
_NO_ATTENTION: dict[Measure, Names] = _NAMES | {
    "f_a": Names(later("No attention to show"), "", later("Attention: this network has none")),
    "deviation": Names(later("No attention to show"), "", later("Attention less its mean: none")),
}
_LESS_USUAL = Names(
    later("F_A less its usual value"),
    "Δ F_A",
    later("F_A less each position's mean over many windows"),
)
_BY_KIND = {"F_A": _NAMES, "convolutional F_A": _NAMES, "gates": _GATES}


def names_of(kind: str, *, usual_known: bool = False) -> dict[Measure, Names]:
    """Return the names of all measures, in English.

    Args:
        kind: of attention that a recogniser has.
        usual_known: whether it is known what F_A usually is at each position of the window.
    """
    names = _BY_KIND.get(kind, _NO_ATTENTION)
    return names | {"deviation": _LESS_USUAL} if usual_known and is_f_a(kind) else names
