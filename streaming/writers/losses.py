"""What formats without labels or time stamps do not keep of a recording, and when they cannot hold it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.printable import counted
from streaming.readers.support.frame_store import MOST_FRAMES
from streaming.skeleton.frames import Recording

ON_GRID_S = 1e-4
"""Time stamps this near to a constant rate are on it, seconds. Milliseconds rounded by another program are
resampled, sums of 1/30 are not."""
_MAX_GAP_S, _MAX_GAP_FRAMES = 0.5, 1.5
# More frames than this per frame of the recording are mostly gap, and damage rather than a recording.
_MOST_PER_FRAME, _MOST_BESIDES_S = 100, 3600


def longest_gap_s(times_s: npt.NDArray[np.float64]) -> float:
    """Return the longest stretch without a body that it is interpolated across, seconds.

    Args:
        times_s: (F,) time stamps of a recording's frames; where they come slowly, one and a half intervals.
    """
    usual_s = float(np.median(np.diff(times_s))) if len(times_s) > 1 else 0.0
    return max(_MAX_GAP_S, _MAX_GAP_FRAMES * usual_s)


def lost_labels(recording: Recording) -> tuple[str, ...]:
    """Return a note that labelled actions are not kept, if there are any."""
    if not recording.labels:
        return ()
    told = counted(len(recording.labels), "labelled action is", "labelled actions are")
    return (f"{told} not kept: the format has no place for them.",)


def lost_start(recording: Recording) -> tuple[str, ...]:
    """Return a note that time stamps begin at zero, if they did not."""
    if recording.start_s == 0:
        return ()
    return (f"Time starts at 0 s in place of {recording.start_s:.3f} s.",)


def steady_count(recording: Recording, times_s: npt.NDArray[np.float64], rate_hz: float) -> int:
    """Return how many frames a recording has at a constant rate.

    Args:
        recording: for the message.
        times_s: (F,) time stamps of its frames from 0 on, seconds.
        rate_hz: frames per second.

    Raises:
        RecordingError: it is almost all gap.
    """
    count = round(float(times_s[-1]) * rate_hz) + 1
    if count > min(_MOST_PER_FRAME * len(times_s) + _MOST_BESIDES_S * rate_hz, MOST_FRAMES):
        raise RecordingError(
            f"{counted(len(times_s), 'frame')} in {times_s[-1]:.0f} s would become "
            f"{counted(count, 'frame')} at {rate_hz:g} per second",
            path=recording.path,
            expected="a recording without gaps of hours",
            remedy="Its frame numbers or time stamps look damaged.",
        )
    return count
