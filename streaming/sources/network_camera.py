"""Cameras in the network: RTSP and HTTP streams through OpenCV's FFmpeg."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from streaming.credentials import masked_address
from streaming.sources.opencv import import_cv2

_SCHEMES = ("rtsp", "rtsps", "http", "https")
# A camera that does not answer, or falls silent, is tried again after this many milliseconds.
_OPEN_MS, _READ_MS = 5000, 4000


def is_address(text: str) -> bool:
    """Whether a text is the address of a camera in the network, such as ``rtsp://192.168.1.20/stream1``."""
    scheme, separator, rest = text.partition("://")
    return bool(separator and rest) and scheme.lower() in _SCHEMES


def without_password(address: str) -> str:
    """Return an address without user, password and query, to be displayed and recorded."""
    try:
        parts = urlsplit(masked_address(address))
    except ValueError:
        return address.partition("://")[0] + "://..."
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def open_address(address: str) -> Any | None:  # cv2 has no type hints
    """Open a camera in the network as a ``cv2.VideoCapture``; None if it does not answer or shows nothing.

    Raises:
        RecordingError: OpenCV is missing.
    """
    cv2 = import_cv2()
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _OPEN_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, _READ_MS]
    capture: Any = cv2.VideoCapture(address, cv2.CAP_FFMPEG, limits)
    if not capture.isOpened():
        capture.release()
        return None
    return capture
