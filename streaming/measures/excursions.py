"""Excursions of a curve: how often it leaves a level and comes back, by the prominence of its peaks."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streaming.measures.course import Values

RATE_HZ = 30.0
"""Rate to which curves are resampled: that of the sensors, and well above twice any repetition's."""
SMOOTHING_S = 0.3
"""Length of the Hann window of the low-pass. It halves what repeats 3.3 times a second, faster than people
repeat movements of the whole body, and has no delay."""
SHARE = 0.5
"""A repetition has at least this share of the typical prominence; half way between all and nothing."""
SHARES = (1 / 3, 2 / 3)
"""The count is certain if these shares give the same."""
ONSET = 0.1
"""A repetition begins and ends where a tenth of its rise, and of its fall, is reached."""

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Excursions:
    """Excursions of one curve, n of them.

    Attributes:
        starts: (n,) index of each one's beginning.
        peaks: (n,) index of each one's highest point.
        ends: (n,) index of each one's end.
        heights: (n,) prominence of each.
        is_stable: whether the number is the same for any reasonable limit of prominence.
        is_cut: whether the curve comes down at its beginning, or rises at its end, by as much as an excursion
            has to: one of which only a part is there, and which is not counted.
    """

    starts: Indices
    peaks: Indices
    ends: Indices
    heights: Values
    is_stable: bool
    is_cut: bool

    def __len__(self) -> int:
        """Number of excursions."""
        return len(self.peaks)


def resampled(times_s: Values, values: Values) -> tuple[Values, Values]:
    """Resample values (F, ...) to :data:`RATE_HZ` by their time stamps; returns times and values."""
    steps = max(1, round((times_s[-1] - times_s[0]) * RATE_HZ))
    even_s = np.linspace(times_s[0], times_s[-1], steps + 1)
    columns = values.reshape(len(values), -1)
    even = np.stack([np.interp(even_s, times_s, column) for column in columns.T], axis=1)
    return even_s, even.reshape(len(even_s), *values.shape[1:])


def smoothed(values: Values, *, keeps_speed: bool = False) -> Values:
    """Low-pass values (F, ...) over :data:`SMOOTHING_S` without delay.

    Args:
        values: at :data:`RATE_HZ`.
        keeps_speed: whether they go on beyond both ends as they come in, mirrored about the end, so that a
            constant speed stays one; otherwise they stay where they are.
    """
    taps = np.hanning(round(SMOOTHING_S * RATE_HZ) // 2 * 2 + 3)[1:-1]
    taps /= taps.sum()
    around = ((len(taps) // 2,) * 2, (0, 0))
    columns = values.reshape(len(values), -1)
    if keeps_speed:
        columns = np.pad(columns, around, mode="reflect", reflect_type="odd")
    else:
        columns = np.pad(columns, around, mode="edge")
    smooth = np.stack([np.convolve(column, taps, "valid") for column in columns.T], axis=1)
    return smooth.reshape(values.shape)


def excursions(curve: Values, least: float) -> Excursions:
    """Find the excursions of a curve from low to high and back.

    The typical prominence is the median weighted by prominence itself: half of all up and down belongs to
    peaks of at least this prominence. So neither a tremor of many small peaks nor one large movement
    decides. A movement that does not come back within the curve is none.

    Args:
        curve: (F,) smooth values.
        least: prominence below which there is only rest and noise.
    """
    peaks, heights = prominences(curve)
    large = heights >= least
    peaks, heights = peaks[large], heights[large]
    if not len(peaks):
        is_cut = bool(np.ptp(curve) >= least)
        return Excursions(peaks, peaks, peaks, heights, is_stable=True, is_cut=is_cut)
    order = np.argsort(heights)
    half = np.searchsorted(np.cumsum(heights[order]), heights.sum() / 2)
    typical = heights[order][half]
    counts = {int((heights >= share * typical).sum()) for share in SHARES}
    taken = heights >= SHARE * typical
    peaks, heights = peaks[taken], heights[taken]
    limits = np.array([0, *peaks, len(curve) - 1])
    starts = [_onset(curve, peak, before) for peak, before in zip(peaks, limits[:-2], strict=True)]
    ends = [_onset(curve, peak, after) for peak, after in zip(peaks, limits[2:], strict=True)]
    outer = max(curve[0] - curve[: peaks[0] + 1].min(), curve[-1] - curve[peaks[-1] :].min())
    return Excursions(
        np.array(starts),
        peaks,
        np.array(ends),
        heights,
        is_stable=len(counts) == 1,
        is_cut=bool(outer >= SHARE * typical),
    )


def prominences(curve: Values) -> tuple[Indices, Values]:
    """Return the local maxima of a curve (F,) and their prominences.

    The prominence is the height above the higher one of two minima: those between the peak and the nearest
    higher point, or the end of the curve, on either side. Of two equal peaks the first is taken for the
    higher one, so that a top with a dip in it is one peak, and not two of its whole height.
    """
    changes = np.flatnonzero(np.diff(curve))  # the last index of each level stretch
    if not len(changes):
        return np.zeros(0, dtype=np.intp), np.zeros(0)
    level = np.concatenate([changes, [len(curve) - 1]])
    values = curve[level]
    left = _bases(values, operator.lt)
    right = _bases(values[::-1], operator.le)[::-1]
    inner = np.zeros(len(values), dtype=bool)
    inner[1:-1] = (values[1:-1] > values[:-2]) & (values[1:-1] > values[2:])
    first = np.concatenate([[0], changes + 1])
    middles = (first + level) // 2
    return middles[inner], (values - np.maximum(left, right))[inner]


def _bases(values: Values, is_lower: Callable[[float, float], bool]) -> Values:
    """Return for each value the minimum since the last one before it that is not lower, or the beginning."""
    bases = np.empty(len(values))
    higher: list[tuple[float, float]] = []  # falling values, each with its base
    for i, value in enumerate(values.tolist()):
        base = value
        while higher and is_lower(higher[-1][0], value):
            base = min(base, higher.pop()[1])
        bases[i] = base
        higher.append((value, base))
    return bases


def _onset(curve: Values, peak: int, limit: int) -> int:
    """Return where a tenth of the way from the lowest point towards a limit up to the peak is reached."""
    step = 1 if limit >= peak else -1
    side = curve[peak : limit + 1] if step > 0 else curve[limit : peak + 1][::-1]
    lowest = side.min()
    low = np.flatnonzero(side <= lowest + ONSET * (side[0] - lowest))
    return int(peak + step * low[0])
