"""The images of an opened video, decoded on a thread of their own: the newest wish wins."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt


class Images(Protocol):
    """Gives images by number; used on one thread (``streaming.sources.footage.Footage`` is one)."""

    def image(self, number: int, time_s: float) -> npt.NDArray[np.uint8]:
        """Return an image, (H, W, 3) uint8, red first."""

    def close(self) -> None:
        """Release what it holds."""


class Film:
    """Decodes what is asked for; whoever asks comes back for it. Nobody is called back."""

    def __init__(self, open_images: Callable[[], Images]) -> None:
        """Start the thread.

        Args:
            open_images: opens the video, on the thread.
        """
        self._open = open_images
        self._changed = threading.Condition()
        self._wish: tuple[int, float] | None = None
        self._newest: tuple[int, npt.NDArray[np.uint8]] | None = None
        self._error: Exception | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="film", daemon=True)
        self._thread.start()

    def want(self, number: int, time_s: float) -> None:
        """Ask for an image by its number and its time stamp in seconds, in place of an older wish."""
        with self._changed:
            if self._newest is None or self._newest[0] != number:
                self._wish = (number, time_s)
                self._changed.notify()

    @property
    def newest(self) -> tuple[int, npt.NDArray[np.uint8]] | None:
        """Number and image (H, W, 3) of what was decoded last; None before the first."""
        with self._changed:
            return self._newest

    @property
    def error(self) -> Exception | None:
        """What ended the thread, if something went wrong."""
        with self._changed:
            return self._error

    def end(self) -> None:
        """Ask the thread to end; it may still be decoding."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    @property
    def done(self) -> bool:
        """Whether the thread has ended."""
        return not self._thread.is_alive()

    def join(self) -> None:
        """Wait for the end of the thread, which was asked to end."""
        self._thread.join()

    def close(self) -> None:
        """End the thread and wait for it."""
        self.end()
        self.join()

    def _run(self) -> None:
        try:
            images = self._open()
        except Exception as error:  # noqa: BLE001 (the user reads it)
            self._fail(error)
            return
        try:
            while True:
                with self._changed:
                    while self._wish is None and not self._closed:
                        self._changed.wait()
                    if self._closed or self._wish is None:
                        return
                    (number, time_s), self._wish = self._wish, None
                image = images.image(number, time_s)
                with self._changed:
                    self._newest = (number, image)
        except Exception as error:  # noqa: BLE001 (the user reads it)
            self._fail(error)
        finally:
            images.close()

    def _fail(self, error: Exception) -> None:
        with self._changed:
            self._error = error
