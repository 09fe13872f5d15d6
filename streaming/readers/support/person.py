"""Whether joints are a person's: proportions of the bones, symmetry, and how rigid the bones are.

This decides which of several joint orders a table without names has, and refuses tables that are none. It
does not depend on unit, axes or posture, and cannot tell left from right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streaming.skeleton.layouts import KINECT_V2

_Floats = npt.NDArray[np.float64]

_SIDES = ("Left", "Right")
# Bones and other lengths that change little, in body heights: about the medians over recordings of Kinect v1
# and v2, Azure Kinect and MediaPipe.
_MIDDLE = {
    ("SpineShoulder", "SpineBase"): 0.31,
    ("SpineShoulder", "SpineMid"): 0.14,
    ("SpineMid", "SpineBase"): 0.17,
    ("Head", "SpineShoulder"): 0.13,
    ("ShoulderLeft", "ShoulderRight"): 0.20,
    ("HipLeft", "HipRight"): 0.10,
}
_OF_A_SIDE = {
    ("Shoulder", "Elbow"): 0.155,
    ("Elbow", "Wrist"): 0.14,
    ("Hip", "Knee"): 0.23,
    ("Knee", "Ankle"): 0.22,
    ("SpineShoulder", "Shoulder"): 0.11,
    ("SpineBase", "Hip"): 0.06,
    ("Wrist", "Hand"): 0.05,
    ("Ankle", "Foot"): 0.08,
    ("Head", "Shoulder"): 0.18,
    ("SpineBase", "Shoulder"): 0.31,
    ("Head", "Hip"): 0.44,
}
_BONES = [
    *_MIDDLE,
    *((a if a in KINECT_V2.index else f"{a}{side}", f"{b}{side}") for side in _SIDES for a, b in _OF_A_SIDE),
]
_FROM = [KINECT_V2.index[a] for a, _ in _BONES]
_TO = [KINECT_V2.index[b] for _, b in _BONES]
_TYPICAL = np.array([*_MIDDLE.values(), *_OF_A_SIDE.values(), *_OF_A_SIDE.values()])
_LEFT = slice(len(_MIDDLE), len(_MIDDLE) + len(_OF_A_SIDE))
_RIGHT = slice(len(_MIDDLE) + len(_OF_A_SIDE), None)
# Short bones, and those to points that sensors place differently, may differ more from the typical length.
_SLACK = np.array(
    [1.0, 2.0, 2.0, 1.5, 1.3, 2.5, *(2 * [1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 4.0, 3.0, 1.0, 1.0, 1.0])]
)
# A bone's length that is off by this factor counts one; two sides that differ by this factor do.
_FACTOR, _SIDES_DIFFER = np.log(1.35), np.log(1.25)
# The most that proportions, symmetry and rigidity may be off. Of 190 real recordings the worst have 0.92,
# 1.04 and 1.22, nine tenths 0.84, 0.67 and 0.84; of random points the best of 300 have 0.95 and 0.45, half
# of them 1.7 and 2.
_LIMITS, _CLEAR_LIMITS = (1.0, 1.1, 1.3), (0.75, 0.6, 0.9)
_FEWEST_BONES = 12
# What other sensors call joints of Kinect v2.
_ALIASES = {"SpineBase": "HipCenter", "SpineMid": "Spine", "SpineShoulder": "ShoulderCenter"}
_MOST = 6.0
"""What one bone can count at most."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far joints are from a person's.

    Attributes:
        score: mean of how far proportions, symmetry and rigidity are from the typical person's, 0; infinite
            if too few bones are known.
        height: of the body, in the unit of the joints; NaN if it is unknown.
        fits: whether they may be a person's.
        clearly: whether they are, even if many other meanings of the same numbers were tried.
    """

    score: float
    height: float
    fits: bool
    clearly: bool


NOBODY = Likeness(np.inf, float("nan"), fits=False, clearly=False)


def likeness(joints: _Floats) -> Likeness:
    """Compare joints with a person's.

    Args:
        joints: (F, 25, 3) in any unit and axes, Kinect v2 order; NaN where unknown.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        lengths = np.linalg.norm(joints[:, _FROM] - joints[:, _TO], axis=-1)  # (F, B)
    return of_lengths(lengths)


def of_lengths(lengths: _Floats) -> Likeness:
    """Compare bone lengths (F, B) with a person's."""
    lengths = np.where(np.isfinite(lengths), lengths, np.nan)
    known = np.isfinite(lengths).mean(axis=0) > 0.1
    if known.sum() < _FEWEST_BONES:
        return NOBODY
    usual = np.where(known, medians(lengths), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.log(usual / _TYPICAL)
        off[~np.isfinite(off) & known] = -np.inf
        scale = float(np.median(off[known]))
        if not np.isfinite(scale):
            return NOBODY
        proportion = np.minimum(np.abs(off - scale) / (_FACTOR * _SLACK), _MOST)
        symmetry = np.abs(np.log(usual[_LEFT] / usual[_RIGHT])) / _SIDES_DIFFER
        symmetry = np.minimum(np.where(np.isnan(symmetry), np.nan, symmetry / _SLACK[_LEFT]), _MOST)
        spread = medians(np.abs(lengths / usual - 1))
        rigid = np.minimum(spread / (0.1 * _SLACK), _MOST)
    parts = [
        float(np.sqrt(np.nanmean(part**2))) if np.isfinite(part).any() else 0.0
        for part in (proportion, symmetry, rigid)
    ]
    return Likeness(
        float(np.mean(parts)),
        float(np.exp(scale)),
        all(part <= limit for part, limit in zip(parts, _LIMITS, strict=True)),
        all(part <= limit for part, limit in zip(parts, _CLEAR_LIMITS, strict=True)),
    )


def medians(values: _Floats) -> _Floats:
    """Return the median of each column of (F, B), ignoring NaN; NaN for a column without numbers."""
    ordered = np.sort(values, axis=0)  # NaN comes last
    count = np.isfinite(values).sum(axis=0)
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    column = np.arange(values.shape[1])
    high = np.minimum(high, len(values) - 1)
    return np.where(count > 0, (ordered[low, column] + ordered[high, column]) / 2, np.nan)


def bones_of(points: Sequence[str]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], _Floats, _Floats]:
    """Return the bones both of whose ends are among points: their ends, typical lengths and slacks."""
    aliases = {**_ALIASES, **{name: name for name in points}}
    at = {name: i for i, name in enumerate(points)}
    ends = [(at.get(aliases.get(a, a)), at.get(aliases.get(b, b))) for a, b in _BONES]
    both = [i for i, (a, b) in enumerate(ends) if a is not None and b is not None]
    return (
        np.array([ends[i][0] for i in both], dtype=np.intp),
        np.array([ends[i][1] for i in both], dtype=np.intp),
        _TYPICAL[both],
        _SLACK[both],
    )


def quick_score(lengths: _Floats, typical: _Floats, slack: _Floats) -> float:
    """Return how far bones (F, B) of a few frames are from a person's proportions; 0 without bones."""
    there = np.isfinite(lengths)
    count = there.sum(axis=0)
    usual = np.where(there, lengths, 0.0).sum(axis=0) / np.maximum(count, 1)
    known = (count > 0) & (usual > 0)
    usual = usual[known]
    if len(usual) < max(4, 0.6 * len(typical)):
        return np.inf if there.any() else 0.0
    off = np.log(usual / typical[known])
    wrong = np.abs(off - np.median(off)) / (_FACTOR * slack[known])
    return float(np.minimum(wrong, _MOST).mean())
