"""Skeleton recording as a source of a pipeline."""

from __future__ import annotations

from collections.abc import Iterator

from streaming.skeleton.frames import Frame, Recording
from streaming.sources.pace import Pacer


class Recorded:
    """Frames of a recording, in real time or as fast as possible."""

    def __init__(self, recording: Recording, *, speed: float | None = 1.0, live: bool = False) -> None:
        """Take a recording.

        Args:
            recording: the recording.
            speed: seconds of the recording per second; None for as fast as possible.
            live: whether frames are dropped if not taken, as by a sensor.

        Raises:
            SettingsError: the speed is not above 0.
        """
        self._recording, self._live = recording, live
        self._pacer = Pacer(speed)

    @property
    def live(self) -> bool:
        """Whether frames are dropped if not taken."""
        return self._live

    @property
    def rate_hz(self) -> float:
        """Frames per second, nominally."""
        return self._recording.rate_hz

    @property
    def status(self) -> str:
        """Always empty."""
        return ""

    def __iter__(self) -> Iterator[Frame]:
        """Yield the frames in order."""
        for frame in self._recording.frames:
            if not self._pacer.until(frame.time_s):
                return
            yield frame

    def close(self) -> None:
        """End the iteration."""
        self._pacer.close()
