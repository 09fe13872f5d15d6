"""Lazy import of MediaPipe, limited to releases without usage reports, and without audio.

From 0.10.35 on, MediaPipe's wheels send usage reports to play.googleapis.com, a minute after a model was
opened and whenever one is closed, with no way to disable it. Earlier releases have no such code; on Linux and
Windows they do not even link to the system's network functions.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from streaming.errors import ModelError
from streaming.program import install
from streaming.sources.opencv import import_cv2
from streaming.sources.unscanned_imports import unscanned_imports

FIRST, LAST = (0, 10, 30), (0, 10, 33)
"""The releases that can be used: those before have another interface, those after report to Google."""


def import_mediapipe() -> Any:  # it has no type hints
    """Import MediaPipe.

    Raises:
        ModelError: it is not installed, or the release is not permitted.
        RecordingError: OpenCV is not installed.
    """
    import_cv2()  # MediaPipe imports it as well, and would leave what it does to Qt
    try:
        with unscanned_imports(), _without_audio():
            import mediapipe
    except (ImportError, OSError) as error:
        raise ModelError(
            f"pose models need MediaPipe, which cannot be imported: {error}",
            remedy="Install mediapipe; on a bare Debian also libgl1, libegl1 and libgles2.",
        ) from None
    check_release(mediapipe.__version__)
    return mediapipe


def check_release(version: str) -> None:
    """Reject MediaPipe releases with usage reports.

    Raises:
        ModelError: the release is not permitted.
    """
    release = tuple(map(int, re.findall(r"\d+", version)[:3]))
    if release > LAST:
        raise ModelError(
            f"MediaPipe {version} reports to play.googleapis.com that it is used, which cannot be turned off",
            expected=f"MediaPipe {_text(FIRST)} to {_text(LAST)}",
            remedy=f"Install one that talks to nobody: {install(f'mediapipe<={_text(LAST)}')}",
        )


def _text(release: tuple[int, ...]) -> str:
    return ".".join(map(str, release))


@contextmanager
def _without_audio() -> Iterator[None]:
    """Make the import of ``sounddevice`` fail, which MediaPipe tolerates.

    It is only for audio recording, and searches its library by running ``ldconfig`` and a compiler.
    """
    absent = "sounddevice" not in sys.modules
    if absent:
        sys.modules["sounddevice"] = None  # type: ignore[assignment]  # Python's own way to say "not there"
    try:
        yield
    finally:
        if absent:
            del sys.modules["sounddevice"]
