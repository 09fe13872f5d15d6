"""Playback position of a replay: play, pause, step and seek.

Playback follows the time stamps of the recording, not a count of frames: at speed 1 a second of the
recording takes a second, whatever its frame rate and whatever is missing from it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
"""The speeds on offer, in seconds of recording per second."""

# "Previous" soon after the start of a segment means the segment before, as in a music player.
_JUMP_BACK_S = 0.3
# Time stamps such as 2.1 s have no exact binary form; a microsecond is far below any frame interval.
_TOLERANCE_S = 1e-6


class Playback:
    """A position on a recording, moved by a clock while it plays and by its user at any time."""

    def __init__(self, times_s: npt.NDArray[np.float64], clock: Callable[[], float] = time.monotonic) -> None:
        """Stand on the first frame, paused, at speed 1.

        Args:
            times_s: (F,) strictly increasing time stamps, seconds; at least one.
            clock: a monotonic clock in seconds.
        """
        self._times = times_s
        self._clock = clock
        self._position = self.start_s
        self._read_at = clock()
        self._playing = False
        self._speed = 1.0
        self.repeats = False
        """Whether it goes on from the start once it has reached the end."""

    @property
    def start_s(self) -> float:
        """Time stamp of the first frame, seconds."""
        return float(self._times[0])

    @property
    def end_s(self) -> float:
        """Time stamp of the last frame, seconds."""
        return float(self._times[-1])

    @property
    def position_s(self) -> float:
        """Playback position, in the recording's seconds, as of the last :meth:`advance`."""
        return self._position

    @property
    def index(self) -> int:
        """Index of the frame that is on: the last one at or before the position."""
        after = int(np.searchsorted(self._times, self._position + _TOLERANCE_S, side="right"))
        return max(after - 1, 0)

    @property
    def frame_s(self) -> float:
        """Time stamp of the frame that is on, seconds."""
        return float(self._times[self.index])

    @property
    def playing(self) -> bool:
        """Whether the position moves by itself."""
        return self._playing

    @property
    def speed(self) -> float:
        """Seconds of recording per second."""
        return self._speed

    def advance(self) -> None:
        """Read the clock and move on accordingly; pause at the end, or go on from the start."""
        now = self._clock()
        if self._playing:
            self._position += (now - self._read_at) * self._speed
            if self._position >= self.end_s:
                self._position = self.start_s if self.repeats else self.end_s
                self._playing = self.repeats
        self._read_at = now

    def play(self) -> None:
        """Start moving; from the beginning if the end had been reached."""
        self.advance()
        if self._position >= self.end_s - _TOLERANCE_S:
            self._position = self.start_s
        self._playing = self.end_s > self.start_s

    def pause(self) -> None:
        """Stop moving."""
        self.advance()
        self._playing = False

    def toggle(self) -> None:
        """Pause if playing, else play."""
        if self._playing:
            self.pause()
        else:
            self.play()

    def step(self, frames: int) -> None:
        """Pause, and go forward (or back, if negative) by whole frames."""
        self.pause()
        index = int(np.clip(self.index + frames, 0, len(self._times) - 1))
        self._position = float(self._times[index])

    def seek(self, time_s: float) -> None:
        """Go to a time stamp in seconds, or to the nearest end; play on if playing."""
        self.advance()
        self._position = float(np.clip(time_s, self.start_s, self.end_s))

    def skip(self, seconds: float) -> None:
        """Go forward (or back, if negative) by a time."""
        self.advance()
        self.seek(self._position + seconds)

    def jump(self, starts: list[float], direction: int) -> None:
        """Go to the next (or, if negative, the previous) of ascending times in seconds, if there is one."""
        now_s = self._position
        goal = next_start(starts, now_s) if direction > 0 else previous_start(starts, now_s)
        if goal is not None:
            self.seek(goal)

    def set_speed(self, speed: float) -> None:
        """Set the playback speed, in seconds of recording per second.

        Raises:
            ValueError: it is not above zero.
        """
        if not speed > 0:
            raise ValueError(f"speed {speed}: must be above 0")
        self.advance()
        self._speed = speed

    def change_speed(self, steps: int) -> None:
        """Go to the next faster (or slower, if negative) of :data:`SPEEDS`."""
        nearest = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - self._speed))
        self.set_speed(SPEEDS[int(np.clip(nearest + steps, 0, len(SPEEDS) - 1))])


def next_start(starts: list[float], now_s: float) -> float | None:
    """Return the first of the ascending times after now, in seconds."""
    return next((start for start in starts if start > now_s + 1e-6), None)


def previous_start(starts: list[float], now_s: float) -> float | None:
    """Return the last of the ascending times that is more than a moment before now, in seconds."""
    return next((start for start in reversed(starts) if start < now_s - _JUMP_BACK_S), None)
