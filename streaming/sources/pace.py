"""Playback pace of a file: by time stamps, or as fast as possible."""

from __future__ import annotations

import threading
from collections.abc import Callable

from streaming.errors import SettingsError
from streaming.sources.clock import now_s

# Who falls behind by more than this, in seconds, does not catch up: time goes on from there.
_FORGIVEN_S = 0.5


class Pacer:
    """Wait until an item's time stamp is due; can be closed."""

    def __init__(
        self,
        speed: float | None = 1.0,
        clock: Callable[[], float] = now_s,
        wait: Callable[[float], bool] | None = None,
    ) -> None:
        """Start the clock at the first item.

        Args:
            speed: seconds of the file per second; None to never wait.
            clock: monotonic, in seconds.
            wait: waits for some seconds and returns whether the pacer was closed meanwhile (for tests).

        Raises:
            SettingsError: the speed is not above 0.
        """
        if speed is not None and not speed > 0:
            raise SettingsError(f"speed {speed}", expected="a number above 0")
        self._speed, self._clock = speed, clock
        self._closed = threading.Event()
        self._wait = wait or self._closed.wait
        self._offset_s: float | None = None  # the clock at time stamp 0

    def until(self, time_s: float) -> bool:
        """Wait until the item with this time stamp is due; return whether to go on."""
        if self._speed is not None:
            due_s, now = time_s / self._speed, self._clock()
            if self._offset_s is None or now - (due_s + self._offset_s) > _FORGIVEN_S:
                self._offset_s = now - due_s
            left_s = due_s + self._offset_s - now
            if left_s > 0:
                self._wait(left_s)
        return not self._closed.is_set()

    def close(self) -> None:
        """Stop waiting. Thread-safe."""
        self._closed.set()
