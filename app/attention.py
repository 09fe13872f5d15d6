"""What the plot of F_A needs to know: which frame a moment is, and a calm range to zoom to."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from streaming.windows import Window

FULL_RANGE = (0.0, 1.0)
"""F_A is a sigmoid (paper equation 8): this holds every value it can take."""

# The network's attention may be nearly flat; below this the curves would show rounding errors.
_SMALLEST_RANGE = 0.002
# A range that fits is kept until it is so much wider than needed, or the axis would never be at rest.
_LOOSEST = 2.5


def relative_times(window: Window) -> npt.NDArray[np.float64]:
    """Return (T,) seconds relative to the window's newest frame: negative, the last one 0."""
    return window.times_s - window.times_s[-1]


def frame_at(window: Window, relative_s: float) -> int:
    """Return the frame 0..T-1 nearest to a time in seconds relative to the newest frame."""
    return int(np.abs(relative_times(window) - relative_s).argmin())


def zoomed_range(values: npt.NDArray[np.floating], current: tuple[float, float]) -> tuple[float, float]:
    """Return a range with round ends that holds all values: the current one for as long as it does.

    Args:
        values: F_A, of any shape.
        current: the range in use.
    """
    low, high = float(values.min()), float(values.max())
    needed = max((high - low) * 1.2, _SMALLEST_RANGE)
    if current[0] <= low and high <= current[1] and current[1] - current[0] <= _LOOSEST * needed:
        return current
    middle = (low + high) / 2
    step = _round_step(needed / 4)
    first = math.floor((middle - needed / 2) / step) * step
    last = math.ceil((middle + needed / 2) / step) * step
    return max(first, FULL_RANGE[0]), min(last, FULL_RANGE[1])


def _round_step(size: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is no larger than a size."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(factor * power for factor in (5, 2, 1) if factor * power <= size * (1 + 1e-9))
