"""Attention heat strip: F_A of each moment of a recording, averaged over its windows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

STEP_S = 0.1
"""Time step of the heat strip, seconds."""


class Heat:
    """Accumulator of F_A, averaged over branches and windows."""

    def __init__(self, start_s: float, end_s: float) -> None:
        """Make room for a recording, from one time stamp to another, seconds."""
        self.start_s = start_s
        size = max(int((end_s - start_s) / STEP_S) + 1, 1)
        self._sum, self._count = np.zeros(size), np.zeros(size)

    def add(self, times_s: npt.NDArray[np.float64], f_a: npt.NDArray[np.float32]) -> None:
        """Take the attention of other windows.

        Args:
            times_s: (n, T) time stamps of their frames, seconds.
            f_a: (n, 3, T) their F_A.
        """
        attention = f_a.mean(axis=1)
        at = np.floor((times_s - self.start_s) / STEP_S).astype(int)
        inside = (at >= 0) & (at < len(self._sum))
        np.add.at(self._sum, at[inside], attention[inside])
        np.add.at(self._count, at[inside], 1)

    def values(self) -> npt.NDArray[np.float64]:
        """Return (n,) shares of the range that was seen, 0..1; NaN where there was no window."""
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self._sum / self._count
        seen = np.isfinite(mean)
        if not seen.any():
            return mean
        low, high = float(mean[seen].min()), float(mean[seen].max())
        shares: npt.NDArray[np.float64] = (mean - low) / max(high - low, 1e-9)
        return shares


def thinned(values: npt.NDArray[np.float64], most: int) -> npt.NDArray[np.float64]:
    """Return at most so many values in place of many, (n,): means of neighbours, NaN where all are."""
    size = -(-len(values) // max(most, 1))
    if size <= 1:
        return values
    rows = np.pad(values, (0, -len(values) % size), constant_values=np.nan).reshape(-1, size)
    seen = np.isfinite(rows)
    with np.errstate(invalid="ignore"):
        means: npt.NDArray[np.float64] = np.where(seen, rows, 0.0).sum(axis=1) / seen.sum(axis=1)
    return means


def colours(
    values: npt.NDArray[np.float64], mix: Callable[[float], tuple[int, int, int]]
) -> npt.NDArray[np.uint8]:
    """Return (1, n, 4) pixels, red green blue alpha: transparent where there is no value.

    Args:
        values: (n,) in 0..1 or NaN.
        mix: gives the colour of a share.
    """
    table = np.array([(*mix(i / 63), 255) for i in range(64)], dtype=np.uint8)
    pixels = np.zeros((1, len(values), 4), dtype=np.uint8)
    seen = np.isfinite(values)
    pixels[0, seen] = table[np.rint(values[seen] * 63).astype(int)]
    return pixels
