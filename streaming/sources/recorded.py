"""A skeleton recording as a source of a chain."""

from __future__ import annotations

from collections.abc import Iterator

from streaming.skeleton.frames import Frame, Recording
from streaming.sources.pace import Pacer


class Recorded:
    """The frames of a recording, at its own pace or as fast as they are taken."""

    def __init__(self, recording: Recording, *, speed: float | None = 1.0, live: bool = False) -> None:
        """Take a recording.

        Args:
            recording: what to play.
            speed: seconds of the recording per second; None for as fast as the frames are taken.
            live: whether to lose frames that nobody is ready for, as a sensor would.

        Raises:
            SettingsError: the speed is not above 0.
        """
        self._recording, self._live = recording, live
        self._pacer = Pacer(speed)

    @property
    def live(self) -> bool:
        """Whether frames that nobody is ready for are lost."""
        return self._live

    @property
    def rate_hz(self) -> float:
        """Frames per second, nominally."""
        return self._recording.rate_hz

    @property
    def status(self) -> str:
        """Nothing happens to a recording that its user should know."""
        return ""

    def __iter__(self) -> Iterator[Frame]:
        """Give the frames in order."""
        for frame in self._recording.frames:
            if not self._pacer.until(frame.time_s):
                return
            yield frame

    def close(self) -> None:
        """End the iteration."""
        self._pacer.close()
