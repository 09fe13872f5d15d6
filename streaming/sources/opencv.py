"""OpenCV, imported when it is first needed, without what it does to Qt."""

from __future__ import annotations

import os
from typing import Any

from streaming.errors import RecordingError


def import_cv2() -> Any:  # cv2 has no type hints
    """Import OpenCV without the environment variables that would send PySide6 to OpenCV's own Qt.

    Raises:
        RecordingError: it, or a system library that it needs, is not installed.
    """
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
