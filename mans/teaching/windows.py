"""Windows of examples: cut from their tracks as live windows are cut from a stream.

Marks are seldom exact. What comes before somebody begins to move, and after they have stopped, is taken off
an example, so that waiting is not taught with it; a posture that is held without moving stays as marked.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mans.transforms.tracks import Sample, Track
from streaming.recognition.movements import MEAN_S, speeds
from streaming.recognition.window import Window, resample_slots

STILL_M_S = 0.25
"""Slower than this, metres a second, somebody counts as still."""
_AROUND_S = 0.15
_LEAST_S = 0.4
_RATE_HZ = 20.0


def cut(track: Track, at_s: npt.NDArray[np.float64]) -> Window:
    """Cut a window of a track's first person at times (T,), seconds; beyond its ends a pose is held."""
    positions, states = resample_slots(
        track.times_s, track.positions[:, :1], track.states[:, :1], at_s, track.begins[:, :1]
    )
    return Window(at_s, positions, states, 0)


def trimmed(sample: Sample) -> tuple[float, float]:
    """Return from when to when somebody moves in an example, seconds; its own edges where nobody does."""
    span_s = sample.end_s - sample.start_s
    if span_s < 2 * _LEAST_S:
        return sample.start_s, sample.end_s
    at_s = np.linspace(sample.start_s, sample.end_s, 1 + max(8, round(span_s * _RATE_HZ)))
    moving = np.flatnonzero(speeds(cut(sample.track, at_s)) >= STILL_M_S)
    if not len(moving):
        return sample.start_s, sample.end_s
    # A speed is a mean over the time before it.
    first = max(float(at_s[moving[0]]) - MEAN_S - _AROUND_S, sample.start_s)
    last = min(float(at_s[moving[-1]]) - MEAN_S / 2 + _AROUND_S, sample.end_s)
    return (first, last) if last - first >= _LEAST_S else (sample.start_s, sample.end_s)


def ending(
    track: Track, end_s: float, frames: int, step_s: float, held_before_s: float | None = None
) -> Window:
    """Cut the window that a live recogniser sees at a moment.

    Args:
        track: whose.
        end_s: its last moment, seconds.
        frames: T.
        step_s: seconds from one frame to the next.
        held_before_s: before this moment the pose of this moment is held, as if nothing had gone before.
    """
    at_s = end_s - step_s * np.arange(frames - 1, -1, -1.0)
    if held_before_s is not None:
        # Times must increase; a microsecond apart is the same pose.
        at_s = np.maximum(at_s, held_before_s + 1e-6 * (np.arange(frames) - frames))
    return cut(track, at_s)
