"""Lazy import of OpenCV without side effects on Qt, and safe file names for it."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from streaming.errors import RecordingError

# What OpenCV and its FFmpeg print of damaged files and absent cameras is told in errors and warnings; whoever
# wants it sets these variables.
_QUIET = {"OPENCV_LOG_LEVEL": "ERROR", "OPENCV_FFMPEG_LOGLEVEL": "-8"}


def import_cv2() -> Any:  # cv2 has no type hints
    """Import OpenCV, silenced, without setting the environment variables that break PySide6.

    Raises:
        RecordingError: it, or a system library that it needs, is not installed.
    """
    for name, level in _QUIET.items():
        os.environ.setdefault(name, level)
    try:
        import cv2
    except (ImportError, OSError) as error:
        raise RecordingError(
            f"cameras and videos need OpenCV, which cannot be imported: {error}",
            remedy="Install opencv-contrib-python; on a bare Debian also libgl1 and libglib2.0-0.",
        ) from None
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)
    return cv2


@contextmanager
def name_for_opencv(path: Path) -> Iterator[str]:
    """Context manager that yields a file name that OpenCV can open.

    OpenCV requires UTF-8 names and crashes on others. It interprets ``http:clip.mp4`` as a URL. So the name
    is an absolute path, or, if that is not UTF-8, a symbolic link to the file.

    Args:
        path: the file.

    Yields:
        The name, valid within the context; files opened by it may stay open afterwards.

    Raises:
        RecordingError: no valid name is possible.
    """
    absolute = path.absolute()
    if _is_utf8(str(absolute)):
        yield str(absolute)
        return
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="mans-live-"))
            # OpenCV tells the container of a file that it writes by the ending.
            link = Path(folder) / f"video{path.suffix if _is_utf8(path.suffix) else ''}"
            link.symlink_to(absolute)
            if not _is_utf8(str(link)):
                raise OSError(errno.EILSEQ, os.strerror(errno.EILSEQ))
        except (OSError, ValueError) as error:
            raise RecordingError(
                f"its name is not valid UTF-8, and no other can be given to it for a moment ({error})",
                path=path,
                remedy="Rename the file, or the folder it is in.",
            ) from None
        yield str(link)


def _is_utf8(text: str) -> bool:
    """Whether a name as Python has it, undecodable bytes as surrogates, is valid UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
