"""What holds of every recording that a reader gives, whatever it was given."""

from __future__ import annotations

import math

import numpy as np

from streaming.skeleton.frames import Recording
from streaming.skeleton.packed_frames import packed
from tools.fuzzing.target import UnsoundError

_SENSOR_M = 5e-4


def check_recording(found: Recording, *, any_place: bool = False) -> None:
    """Check a recording.

    Args:
        found: the recording.
        any_place: whether a joint may lie in the sensor, as in this program's own recordings.

    Raises:
        UnsoundError: it has no frames, times that do not increase, a joint or a time that is not finite, a
            joint in the sensor, an unknown tracking state, or an identity twice in a frame.
    """
    frames = packed(found.frames)
    _must(len(frames) > 0, "no frames")
    _must(bool(np.isfinite(frames.times_s).all()), "a time that is not finite")
    _must(bool((np.diff(frames.times_s) > 0).all()), "times that do not increase")
    _must(math.isfinite(found.rate_hz) and found.rate_hz > 0, "a frame rate that is none")
    of_frame, rows = frames.rows()
    positions = frames.positions[rows]
    _must(bool(np.isfinite(positions).all()), "a joint that is not finite")
    _must(bool((frames.states[rows] <= 2).all()), "an unknown tracking state")
    nearest = np.abs(positions).max(axis=2, initial=0)
    _must(any_place or bool((nearest > _SENSOR_M).all()), "a joint in the sensor")
    who = np.stack([of_frame, frames.who[rows].astype(np.intp)], axis=1)
    _must(len(np.unique(who, axis=0)) == len(who), "an identity twice in a frame")
    spans = [moment for span in found.labels for moment in (span.start_s, span.end_s)]
    _must(all(map(math.isfinite, spans)), "a label whose time is not finite")


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise UnsoundError(otherwise)
