"""Writing a video file: frames go in, and the file appears under its name when it is complete."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from streaming.errors import MansError
from streaming.sources.opencv import import_cv2


class VideoError(MansError):
    """A video cannot be written."""


class VideoWriter:
    """An MPEG-4 video in the making; use it as a context manager.

    It is written beside its final name and renamed at the end, so that a program that was stopped leaves
    no half a video behind under a good name.
    """

    def __init__(self, path: Path, rate_hz: float, size: tuple[int, int]) -> None:
        """Open the file.

        Args:
            path: where the video is to be, ending in ``.mp4``.
            rate_hz: frames per second.
            size: (width, height) in pixels, both even.

        Raises:
            VideoError: the size is odd, the folder is missing, or the video cannot be written there.
        """
        if size[0] % 2 or size[1] % 2 or min(size) <= 0:
            raise VideoError(
                f"video size {size[0]} x {size[1]}", path=path, expected="even numbers of pixels"
            )
        if not path.parent.is_dir():
            raise VideoError("the folder does not exist", path=path, remedy="Create it, or choose another")
        self._cv2 = import_cv2()
        self._path, self._size = path, size
        # OpenCV tells the container by the ending, so the temporary name must keep it.
        self._temporary = path.with_name(f".{path.stem}.part{path.suffix}")
        # mp4v, since OpenCV's wheels bring no encoder for H.264.
        codec = self._cv2.VideoWriter_fourcc(*"mp4v")
        self._writer = self._cv2.VideoWriter(str(self._temporary), codec, rate_hz, size)
        if not self._writer.isOpened():
            self._discard()
            raise VideoError("the video cannot be written", path=path, remedy="Is the folder writable?")

    def write(self, rgb: npt.NDArray[np.uint8]) -> None:
        """Append a frame.

        Args:
            rgb: (height, width, 3) uint8 in the order red, green, blue.

        Raises:
            ValueError: it is of another shape.
        """
        if rgb.shape != (self._size[1], self._size[0], 3):
            raise ValueError(f"frame of shape {rgb.shape}, need {(self._size[1], self._size[0], 3)}")
        self._writer.write(self._cv2.cvtColor(rgb, self._cv2.COLOR_RGB2BGR))

    def __enter__(self) -> VideoWriter:
        """Return the writer."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the video its name if all went well, else leave nothing behind."""
        self._writer.release()
        if kind is None:
            self._temporary.replace(self._path)
        else:
            self._discard()

    def _discard(self) -> None:
        self._temporary.unlink(missing_ok=True)
