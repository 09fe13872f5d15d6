"""Whether there is a screen to show a window on, and what Qt must not find in its environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from streaming.errors import MansError


class DisplayError(MansError):
    """There is no screen to show a window on."""


def has_display(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether Qt can open a window; asked before ``QApplication``, which ends the process if it cannot.

    Args:
        environment: the process's variables.
        platform: as in ``sys.platform``.
    """
    if not platform.startswith("linux"):
        return True  # Windows and macOS always have one
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def require_display() -> None:
    """Refuse to start where no window can be shown.

    Raises:
        DisplayError: there is no display.
    """
    if not has_display():
        raise DisplayError(
            "no display to show a window on",
            expected="DISPLAY or WAYLAND_DISPLAY to be set",
            remedy="Start this from a desktop, or use ssh -X, or set QT_QPA_PLATFORM=offscreen",
        )


def forget_opencv_plugins() -> None:
    """Remove the variables that ``import cv2`` sets on Linux: they lead Qt to OpenCV's own, older plugins."""
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)
