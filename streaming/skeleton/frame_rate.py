"""Frame rate from time stamps: warnings on low rates, and slow motion."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from streaming.errors import SettingsError
from streaming.skeleton.frames import LabelledSpan, Recording

LEAST_HZ = 10.0
"""Minimum frames per second for reliable recognition: below it, a squat of a second is only a few poses."""

# Clocks jitter: this share of the least rate is still it.
_TOLERANCE = 0.95
# Fewer frames, or less time, tell no rate.
_FEWEST, _SHORTEST_S = 5, 1.0
# How far back a live rate looks, in seconds.
_SPAN_S = 5.0
_MOST_SLOW_MOTION = 100.0


def measured_rate_hz(times_s: npt.ArrayLike) -> float | None:
    """Estimate the frame rate from the median interval of time stamps; None if there are too few.

    Args:
        times_s: (F,) strictly increasing, seconds.
    """
    times = np.asarray(times_s, dtype=np.float64)
    if len(times) < _FEWEST or times[-1] - times[0] < _SHORTEST_S:
        return None
    return float(1 / np.median(np.diff(times)))


def too_slow_hz(times_s: npt.ArrayLike) -> float | None:
    """Return the frame rate if it is too low for recognition; None if it is sufficient or unknown.

    Args:
        times_s: (F,) strictly increasing, seconds.
    """
    rate_hz = measured_rate_hz(times_s)
    return rate_hz if rate_hz is not None and rate_hz < _TOLERANCE * LEAST_HZ else None


def rate_warnings(times_s: npt.ArrayLike) -> tuple[str, ...]:
    """Return warnings on a recording's frame rate: one sentence, or none.

    Args:
        times_s: (F,) strictly increasing, seconds.
    """
    rate_hz = too_slow_hz(times_s)
    if rate_hz is None:
        return ()
    return (
        f"It has only {rate_hz:.3g} frames per second: below {LEAST_HZ:g} movements are missed, and answers "
        "are often wrong. Record at 15 or more.",
    )


def with_rate_warnings(recording: Recording) -> Recording:
    """Return a recording with :func:`rate_warnings` among its warnings, once."""
    new = tuple(text for text in rate_warnings(recording.times_s) if text not in recording.warnings)
    return replace(recording, warnings=(*recording.warnings, *new)) if new else recording


class RateWatch:
    """Monitor of the frame rate of a stream."""

    def __init__(self, patience_s: float = 3.0) -> None:
        """Start with none.

        Args:
            patience_s: seconds before the first warning; a camera may start slowly.
        """
        self._patience_s = patience_s
        self._times: deque[float] = deque()
        self._told = False

    def push(self, time_s: float) -> str:
        """Process a frame's time stamp, in seconds, increasing; return a warning, or nothing."""
        self._times.append(time_s)
        while self._times[0] < time_s - _SPAN_S:
            self._times.popleft()
        rate_hz = measured_rate_hz(self._times) if time_s - self._times[0] >= self._patience_s else None
        # What was told is taken back only when the rate is clearly high enough.
        least_hz = LEAST_HZ * (2 - _TOLERANCE if self._told else _TOLERANCE)
        self._told = rate_hz is not None and rate_hz < least_hz
        if not self._told:
            return ""
        return (
            f"Only {rate_hz:.2g} images per second are looked at: below {LEAST_HZ:g} movements are missed, "
            "and answers are often wrong."
        )


def check_slow_motion(factor: float) -> None:
    """Validate a slow-motion factor.

    Raises:
        SettingsError: it is below 1 or too large.
    """
    if not 1 <= factor <= _MOST_SLOW_MOTION:
        raise SettingsError(
            f"slow motion of {factor:g}",
            expected=f"how many times slower than life it plays, 1 to {_MOST_SLOW_MOTION:g}",
        )


def at_true_speed(recording: Recording, slow_motion: float) -> Recording:
    """Convert a slow-motion recording to real time by dividing its time stamps.

    Args:
        recording: the slow-motion recording.
        slow_motion: slow-motion factor; 1 for real time.

    Raises:
        SettingsError: the factor is below 1 or too large.
    """
    check_slow_motion(slow_motion)
    if slow_motion == 1:
        return recording
    frames = [replace(frame, time_s=frame.time_s / slow_motion) for frame in recording.frames]
    labels = tuple(
        LabelledSpan(span.label, span.start_s / slow_motion, span.end_s / slow_motion)
        for span in recording.labels
    )
    doubts = rate_warnings(recording.times_s)  # which the true rate may not deserve
    warnings = tuple(text for text in recording.warnings if text not in doubts)
    rate_hz = recording.rate_hz * slow_motion
    return with_rate_warnings(
        replace(recording, frames=frames, rate_hz=rate_hz, labels=labels, warnings=warnings)
    )
