"""Movement segmentation: speed of the fastest joints, with hysteresis thresholds."""

from __future__ import annotations

from enum import Enum

import numpy as np
import numpy.typing as npt

from streaming.recognition.window import Window
from streaming.skeleton.frames import TrackingState
from streaming.skeleton.layouts import KINECT_V2

# Hands and feet jitter more than the wrists and ankles that they follow.
_PARTS = ("Shoulder", "Elbow", "Wrist", "Hip", "Knee", "Ankle")
_JOINTS = [KINECT_V2.index[name] for name in ("Head", *(p + s for s in ("Left", "Right") for p in _PARTS))]
_SHOULDERS = [KINECT_V2.index["ShoulderLeft"], KINECT_V2.index["ShoulderRight"]]
_HIPS = [KINECT_V2.index["HipLeft"], KINECT_V2.index["HipRight"]]
_FASTEST = 3
_TAPS = 5
TORSO_M = 0.5
"""Torso length (mid-hips to mid-shoulders) to which speeds are scaled, metres."""
_SHOULDERS_PER_TORSO = 0.8
_SMALLEST_TORSO_M = 0.05
MEAN_S = 0.3
"""Averaging time of speeds, longer than the turning points of a waving hand."""


def torso_m(window: Window) -> float:
    """Return the first person's torso length, metres; from the shoulders if the hips are untracked."""
    positions, states = window.positions[:, 0], window.states[:, 0]
    shoulders = positions[:, _SHOULDERS]
    if np.mean(np.all(states[:, _HIPS] != TrackingState.NOT_TRACKED, axis=1)) >= 0.5:
        lengths = np.linalg.norm(shoulders.mean(axis=1) - positions[:, _HIPS].mean(axis=1), axis=1)
        length = float(np.median(lengths))
    else:
        widths = np.linalg.norm(shoulders[:, 1] - shoulders[:, 0], axis=1)
        length = float(np.median(widths)) / _SHOULDERS_PER_TORSO
    return max(length, _SMALLEST_TORSO_M)


def _smoothed(positions: npt.NDArray[np.float64], seen: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Smooth each joint (T, J, 3) over five frames in which it is tracked (T, J)."""
    weights = np.where(seen, 1.0, 1e-3)[..., None]
    around = ((_TAPS // 2, _TAPS // 2), (0, 0), (0, 0))
    summed, count = np.pad(positions * weights, around), np.pad(weights, around)
    frames = len(positions)
    shifts = range(_TAPS)
    total = np.sum([summed[i : i + frames] for i in shifts], axis=0)
    mean: npt.NDArray[np.float64] = total / np.sum([count[i : i + frames] for i in shifts], axis=0)
    return mean


def speeds(window: Window) -> npt.NDArray[np.float64]:
    """Compute the first person's speed at each time of a window.

    The speed is the mean over the three fastest joints, each averaged over the preceding :data:`MEAN_S`, so
    that a waving hand counts, but a single-frame outlier hardly does. Untracked joints have speed 0.

    Returns:
        (T,) metres per second, scaled to a torso of :data:`TORSO_M`.
    """
    positions = window.positions[:, 0, _JOINTS].astype(np.float64)
    seen = window.states[:, 0, _JOINTS] != TrackingState.NOT_TRACKED
    steps_s = np.diff(window.times_s)
    path = np.linalg.norm(np.diff(_smoothed(positions, seen), axis=0), axis=2) / steps_s[:, None]
    path *= seen[1:] & seen[:-1]
    span = max(1, round(MEAN_S / float(steps_s.mean())))
    summed = np.concatenate([np.zeros((1, path.shape[1])), np.cumsum(path, axis=0)])
    last = np.arange(1, len(summed))
    first = np.maximum(last - span, 0)
    mean = (summed[last] - summed[first]) / (last - first)[:, None]
    fastest = np.sort(mean, axis=1)[:, -_FASTEST:].mean(axis=1) * (TORSO_M / torso_m(window))
    return np.concatenate([fastest[:1], fastest])


class Turn(Enum):
    """Start or end of a movement."""

    BEGAN = "began"
    ENDED = "ended"


class MovementFinder:
    """Online detector of the start and end of movements from speeds.

    A movement starts when the speed reaches ``begin_m_s`` and ends once it has stayed below ``end_m_s`` for
    ``quiet_s``. Both are dated back, since the speed is a trailing mean.
    """

    def __init__(self, begin_m_s: float, end_m_s: float, quiet_s: float) -> None:
        """Start at rest."""
        self._begin_m_s, self._end_m_s, self._quiet_s = begin_m_s, end_m_s, quiet_s
        self.moving = False
        """Whether a movement is in progress."""
        self.start_s = -np.inf
        """Start of the newest movement, in seconds."""
        self.end_s = -np.inf
        """End of the last finished movement, in seconds."""
        self._earliest_s: float | None = None
        self._active_s = -np.inf

    def push(self, time_s: float, speed: float) -> Turn | None:
        """Process the speed at the next time; return a start or end, or None.

        Args:
            time_s: increasing, in seconds.
            speed: from :func:`speeds`, metres per second.
        """
        if self._earliest_s is None:
            self._earliest_s = time_s
        if not self.moving:
            if speed < self._begin_m_s:
                return None
            self.moving, self._active_s = True, time_s
            self.start_s = max(time_s - MEAN_S, self.end_s, self._earliest_s)
            return Turn.BEGAN
        if speed >= self._end_m_s:
            self._active_s = time_s
        elif time_s - self._active_s >= self._quiet_s - 1e-6:
            self.moving = False
            self.end_s = max(self._active_s - MEAN_S / 2, self.start_s)
            return Turn.ENDED
        return None
