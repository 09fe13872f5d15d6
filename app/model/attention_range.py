"""Axis computations of the F_A plot: frames, and a stable zoom range."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from app.model.measured import Measured
from streaming.recognition.window import Window

FULL_RANGE = (0.0, 1.0)
"""F_A is a sigmoid (paper equation 8): this holds every value it can take."""

SIGNED_RANGE = (-1.0, 1.0)
"""Deviations of F_A and shares of saliency lie in it."""

# The network's attention may be nearly flat; below this the curves would show rounding errors.
_SMALLEST_RANGE = 0.002
# In logits: where no frame adds more than a few hundredths to the score, the bars are to look small.
_SMALLEST_EVIDENCE = 0.2
# A range that fits is kept until it is so much wider than needed, or the axis would never be at rest.
_LOOSEST = 2.5


def relative_times(window: Window) -> npt.NDArray[np.float64]:
    """Return (T,) seconds relative to the window's newest frame: negative, the last one 0."""
    return window.times_s - window.times_s[-1]


def frame_at(window: Window, relative_s: float) -> int:
    """Return the frame 0..T-1 nearest to a time in seconds relative to the newest frame."""
    return int(np.abs(relative_times(window) - relative_s).argmin())


def zoomed_range(
    values: npt.NDArray[np.floating],
    current: tuple[float, float],
    bounds: tuple[float, float] = FULL_RANGE,
) -> tuple[float, float]:
    """Return a rounded range that contains all values; keeps the current one as long as it fits.

    Args:
        values: of any shape.
        current: the current range.
        bounds: limits of possible values.
    """
    low, high = float(values.min()), float(values.max())
    needed = max((high - low) * 1.2, _SMALLEST_RANGE)
    if current[0] <= low and high <= current[1] and current[1] - current[0] <= _LOOSEST * needed:
        return current
    middle = (low + high) / 2
    step = _round_step(needed / 4)
    first = math.floor((middle - needed / 2) / step) * step
    last = math.ceil((middle + needed / 2) / step) * step
    return max(first, bounds[0]), min(last, bounds[1])


def range_for(measured: Measured, current: tuple[float, float], *, zoomed: bool) -> tuple[float, float]:
    """Return the displayed range of curves: 0..1 for F_A unless zoomed, fitted for deviation.

    For a network with evidence, only relative F_A matters: from 0 to its maximum.

    Args:
        measured: the curves.
        current: the current range, kept if it fits.
        zoomed: whether F_A fills the range.
    """
    if measured.measure == "saliency":
        return SIGNED_RANGE
    if measured.measure == "deviation":
        largest = float(np.abs(measured.values).max())
        fits = current if current[0] == -current[1] else (0.0, 0.0)
        return zoomed_range(np.array([-largest, largest]), fits, SIGNED_RANGE)
    if zoomed:
        return zoomed_range(measured.values, current)
    if measured.prediction.evidence is None:
        return FULL_RANGE
    fits = current if current[0] == 0 else (0.0, 0.0)
    return zoomed_range(np.array([0.0, float(measured.values.max())]), fits)


def evidence_range(values: npt.NDArray[np.floating], current: tuple[float, float]) -> tuple[float, float]:
    """Return the displayed range of evidence, including zero; keeps the current one while it fits.

    Its upper end is round; its lower one too, unless there is next to nothing below zero.

    Args:
        values: (T,) contribution of each frame, in logits.
        current: the current range.
    """
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    needed = max(high - low, _SMALLEST_EVIDENCE)
    if current[0] <= low and high <= current[1] and current[1] - current[0] <= _LOOSEST * needed:
        return current
    step = _round_step(needed / 2)
    last = max(math.ceil(high / step), 1) * step
    first = math.floor(low / step) * step if low < -0.1 * last else -0.1 * last
    return first, last


def _round_step(size: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is no larger than a size."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(factor * power for factor in (5, 2, 1) if factor * power <= size * (1 + 1e-9))
