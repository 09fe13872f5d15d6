"""Single images of a video file, in any order: what a replay shows under its skeletons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.sources.opencv import import_cv2

# Reading on is cheaper than seeking, which goes back to the key frame before.
_READ_ON = 60
# An image is the right one if its time stamp is off by less than this, in seconds.
_EXACT_S = 0.002


class Footage:
    """The images of a video by number. It must be used and closed on one thread."""

    def __init__(self, path: Path, *, mirrored: bool = False) -> None:
        """Choose a video; it is opened when the first image is asked for.

        Args:
            path: a video that ``streaming.sources.video.VideoFile`` has read.
            mirrored: whether it shows a mirror image; each image is turned back.
        """
        self._path, self._mirrored = Path(path), mirrored
        self._cv2 = import_cv2()
        self._capture: Any = None
        self._next = 0  # number of the image that is read next
        self._can_seek = True

    def image(self, number: int, time_s: float) -> npt.NDArray[np.uint8]:
        """Return the image of this number, (H, W, 3) uint8, red first.

        Args:
            number: counted from 0.
            time_s: its time stamp by the container, in seconds: decoders do not always land where they are
                sent, and this tells.

        Raises:
            RecordingError: the file cannot be read (any more), or has no such image.
        """
        if self._capture is None:
            self._reopen()
        if not self._next <= number <= self._next + _READ_ON:
            if self._can_seek and self._capture.set(self._cv2.CAP_PROP_POS_FRAMES, float(number)):
                self._next = number
                bgr = self._read(number)
                if bgr is not None and abs(self._read_at_s - time_s) <= _EXACT_S:
                    return self._finished(bgr)
                self._can_seek = False
            self._reopen()
        bgr = self._read(number)
        if bgr is None:
            raise RecordingError(
                f"image {number} cannot be read",
                path=self._path,
                remedy="Was the file changed or moved since it was opened? Open it again.",
            )
        return self._finished(bgr)

    def close(self) -> None:
        """Release the file."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _reopen(self) -> None:
        self.close()
        self._capture, self._next = self._cv2.VideoCapture(str(self._path)), 0

    def _read(self, number: int) -> npt.NDArray[np.uint8] | None:
        """Read on until the image of a number; None if there is none."""
        while self._next < number:
            if not self._capture.grab():
                return None
            self._next += 1
        there, bgr = self._capture.read()
        self._read_at_s = self._capture.get(self._cv2.CAP_PROP_POS_MSEC) / 1000
        self._next += 1
        return bgr if there else None

    def _finished(self, bgr: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        rgb: npt.NDArray[np.uint8] = self._cv2.cvtColor(bgr, self._cv2.COLOR_BGR2RGB)
        return np.ascontiguousarray(rgb[:, ::-1]) if self._mirrored else rgb
