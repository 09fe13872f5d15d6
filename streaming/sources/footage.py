"""Single images of a video file, in any order: what a replay shows under its skeletons."""

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
    """The images of a video by number. It must be used and closed on one thread."""

    def __init__(self, path: Path, *, mirrored: bool = False, slow_motion: float = 1.0) -> None:
        """Choose a video; it is opened when the first image is asked for.

        Args:
            path: a video that ``streaming.sources.video.VideoFile`` has read.
            mirrored: whether it shows a mirror image; each image is turned back.
            slow_motion: how many times slower than life it plays, as it was read.
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
            time_s: its time stamp as it was read, in seconds: decoders do not always land where they are
                sent, and this tells.

        Raises:
            RecordingError: the file cannot be read (any more), or has no such image.
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
            RecordingError: it is gone, or no video any more.
        """
        self.close()
        try:
            self._decoder, self._next = self._open(), 0
        except RecordingError as error:
            raise RecordingError(error.found, path=self._path, remedy=_REMEDY) from None
        return self._decoder
