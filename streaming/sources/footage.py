"""Random access to the images of a video, for replay."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.sources.decoder import VideoDecoder

# Reading on is cheaper than seeking, which goes back to the key frame before.
_READ_ON = 60
# An image is the right one if its time stamp is off by less than this, in seconds.
_EXACT_S = 0.002
_REMEDY = "Was the file changed or moved since it was opened? Open it again."


class Footage:
    """Images of a video by number; to be used and closed on one thread."""

    def __init__(self, path: Path, *, mirrored: bool = False, slow_motion: float = 1.0) -> None:
        """Store the path; the video is opened on the first access.

        Args:
            path: a video that ``streaming.sources.video.VideoFile`` has read.
            mirrored: whether the images are mirrored; they are flipped back.
            slow_motion: slow-motion factor used in reading.
        """
        self._path = Path(path)
        self._open = partial(VideoDecoder, self._path, mirrored=mirrored, slow_motion=slow_motion)
        self._decoder: VideoDecoder | None = None
        self._next = 0  # number of the image that is read next
        self._can_seek = True

    def image(self, number: int, time_s: float) -> npt.NDArray[np.uint8]:
        """Return the image of this number, (H, W, 3) uint8, red first.

        Args:
            number: counted from 0.
            time_s: its time stamp in seconds, to detect inexact seeking.

        Raises:
            RecordingError: the file can no longer be read, or has no such image.
        """
        decoder = self._decoder or self._reopen()
        if not self._next <= number <= self._next + _READ_ON:
            if self._can_seek and decoder.seek(number):
                self._next = number + 1
                found = decoder.read()
                if found is not None and abs(found[0] - time_s) <= _EXACT_S:
                    return found[1]
                self._can_seek = False
            decoder = self._reopen()
        while self._next < number and decoder.skip():
            self._next += 1
        found = decoder.read() if self._next == number else None
        self._next += 1
        if found is None:
            raise RecordingError(f"image {number} cannot be read", path=self._path, remedy=_REMEDY)
        return found[1]

    def close(self) -> None:
        """Release the file."""
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None

    def _reopen(self) -> VideoDecoder:
        """Open the file at its first image.

        Raises:
            RecordingError: it is missing, or no longer a video.
        """
        self.close()
        try:
            self._decoder, self._next = self._open(), 0
        except RecordingError as error:
            raise RecordingError(error.found, path=self._path, remedy=_REMEDY) from None
        return self._decoder
