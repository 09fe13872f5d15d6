"""Video writer; the file appears under its name when complete."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from streaming.errors import WriteError
from streaming.printable import counted
from streaming.sources.native_log import held_back
from streaming.sources.opencv import import_cv2, name_for_opencv
from streaming.writers.atomic import replacing


class VideoError(WriteError):
    """A video cannot be written."""


class _GivenUpError(Exception):
    """Writing was cancelled."""


_CODECS = {".webm": "VP80", ".mp4": "mp4v"}


class VideoWriter:
    """Video writer; use it as a context manager.

    VP8 in WebM, which all browsers play, or MPEG-4 (part 2) in MP4, which they do not. OpenCV's wheels bring
    no encoder for H.264; theirs for VP9 takes eight times as long as for VP8, and saves a tenth of the size.

    The video is written to a temporary file and renamed when complete, so that no truncated video is left.
    """

    def __init__(self, path: Path, rate_hz: float, size: tuple[int, int], *, overwrite: bool = True) -> None:
        """Open the file.

        Args:
            path: where the video is to be, ending in ``.webm`` or ``.mp4``.
            rate_hz: frames per second.
            size: (width, height) in pixels, both even.
            overwrite: whether a file that is there is replaced.

        Raises:
            WriteError: the size is odd, the name has another ending, the folder is missing, the video cannot
                be written there, or there is a file that is not to be replaced.
        """
        if size[0] % 2 or size[1] % 2 or min(size) <= 0:
            raise VideoError(
                f"video size {size[0]} x {size[1]}", path=path, expected="even numbers of pixels"
            )
        codec = _CODECS.get(path.suffix.lower())
        if codec is None:
            endings = " or ".join(_CODECS)
            raise VideoError(f"a video ending in {path.suffix!r}", path=path, expected=endings)
        self._cv2 = import_cv2()
        self._path, self._size, self._count = path, size, 0
        with ExitStack() as stack:
            (self._temporary,) = stack.enter_context(replacing(path, overwrite=overwrite))
            with name_for_opencv(self._temporary) as name, held_back():
                self._writer = self._cv2.VideoWriter(
                    name, self._cv2.VideoWriter_fourcc(*codec), rate_hz, size
                )
            if not self._writer.isOpened():
                raise VideoError("the video cannot be written", path=path, remedy="Is the folder writable?")
            self._stack = stack.pop_all()

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
        self._count += 1

    def __enter__(self) -> VideoWriter:
        """Return the writer."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Move the video into place on success; otherwise delete it.

        Raises:
            WriteError: it could not be written completely.
        """
        self._writer.release()
        if kind is None:
            with self._stack:
                self._check()
        else:
            with suppress(_GivenUpError), self._stack:
                raise _GivenUpError

    def _check(self) -> None:
        """Check that all frames are in the file, as OpenCV does not report a full disk.

        Raises:
            VideoError: they are not.
        """
        with name_for_opencv(self._temporary) as name:
            written = self._cv2.VideoCapture(name)
        count = 0
        try:
            while written.grab():  # WebM does not tell how many there are
                count += 1
        finally:
            written.release()
        if count != self._count:
            raise VideoError(
                f"cannot be written: {count} of {counted(self._count, 'frame')} could be",
                path=self._path,
                remedy="Make room on the disk, or choose another folder.",
            )
