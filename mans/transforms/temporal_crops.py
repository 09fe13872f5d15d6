"""Windows of other lengths: held to the length of the network's, or cropped to their end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from streaming.recognition.window import Window, interpolate


def held(window: Window, span_s: float) -> Window:
    """Pad a shorter window to ``span_s`` by holding its first pose; a full one is unchanged."""
    if window.span_s >= span_s - 1e-6:
        return window
    at_s = np.linspace(window.end_s - span_s, window.end_s, len(window.times_s))
    return replace(_resampled(window, at_s), held_until_s=window.seen_from_s)


def end_crop(window: Window, seconds: float) -> Window:
    """Crop a window to its last seconds, resampled to as many frames; a shorter one is unchanged."""
    if window.span_s <= seconds:
        return window
    at_s = np.linspace(window.end_s - seconds, window.end_s, len(window.times_s))
    return _resampled(window, at_s)


def _resampled(window: Window, at_s: npt.NDArray[np.float64]) -> Window:
    """Resample a window at other times (T,), seconds."""
    positions = interpolate(window.times_s, window.positions, at_s)
    states = window.states[np.searchsorted(window.times_s, at_s).clip(max=len(window.states) - 1)]
    return replace(window, times_s=at_s, positions=positions, states=states)
