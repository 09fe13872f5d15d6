"""Cameras that are plugged in, by name: from the kernel on Linux, from a library on Windows and macOS.

Numbers are those by which OpenCV opens a camera. On Windows it counts cameras of Media Foundation from 0 and
those of DirectShow from 700; virtual cameras are known to the latter alone.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streaming.credentials import masked_address
from streaming.errors import CameraError
from streaming.program import COMMAND
from streaming.sources.network_camera import without_password
from streaming.sources.opencv import import_cv2

_LINUX_CAMERAS = Path("/sys/class/video4linux")


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """Camera known to the system, or in the network.

    Attributes:
        index: device index.
        name: the system's name; empty if unknown.
        address: of a camera in the network; empty for others.
    """

    index: int
    name: str = ""
    address: str = ""

    def __str__(self) -> str:
        if self.address:
            return without_password(self.address)
        return f"{self.index} ({self.name})" if self.name else str(self.index)


def named_cameras(folder: Path = _LINUX_CAMERAS) -> list[CameraInfo] | None:
    """List the cameras without opening one; None if the system cannot be asked.

    Args:
        folder: where Linux describes its cameras.
    """
    system = str(sys.platform)
    if system.startswith("linux"):
        return _of_linux(folder)
    try:
        library: Any = importlib.import_module("cv2_enumerate_cameras")
        cv2 = import_cv2()
        if system == "darwin":
            return _numbered(library.enumerate_cameras(cv2.CAP_AVFOUNDATION))
        found = _numbered(library.enumerate_cameras(cv2.CAP_MSMF))
        names = {camera.name for camera in found}
        others = _numbered(library.enumerate_cameras(cv2.CAP_DSHOW), cv2.CAP_DSHOW)
        return found + [camera for camera in others if camera.name not in names]
    except (ImportError, AttributeError, OSError, RuntimeError, ValueError):
        return None  # the system does not answer, or the library does not know it


def choose_camera(which: int | str, known: Sequence[CameraInfo] | None) -> CameraInfo:
    """Return a camera by its number or name.

    Args:
        which: the number; or the name, or a part of it that no other name has.
        known: the cameras that there are; None if the system cannot be asked.

    Raises:
        CameraError: there is none, or several have this name.
    """
    if isinstance(which, int):
        # Elsewhere OpenCV may know more cameras than the system names.
        if known is None or (known and not sys.platform.startswith("linux")):
            return next((camera for camera in known or () if camera.index == which), CameraInfo(which))
        found = [camera for camera in known if camera.index == which]
        shown = str(which)
        what = f"no camera {shown}"
    else:
        wanted, shown = which.casefold(), masked_address(which)
        found = [camera for camera in known or () if wanted in camera.name.casefold()]
        found = [camera for camera in found if camera.name.casefold() == wanted] or found
        what = f'no camera named "{shown}"'
    if not found:
        raise _not_there(what, known)
    if len(found) > 1:
        raise CameraError(
            f'{len(found)} cameras are named "{shown}": {_listed(found)}',
            remedy="Choose one with --camera, by more of its name or by its number.",
        )
    return found[0]


def _of_linux(folder: Path) -> list[CameraInfo]:
    """Read what the kernel says of its cameras."""
    cameras = []
    for entry in folder.glob("video*"):
        number = entry.name.removeprefix("video")
        # A camera has further entries for its metadata; they count from 0 within the camera.
        if number.isdecimal() and _text(entry / "index") in ("0", ""):
            cameras.append(CameraInfo(int(number), _text(entry / "name")))
    return sorted(cameras, key=lambda camera: camera.index)


def _numbered(cameras: Iterable[Any], first: int = 0) -> list[CameraInfo]:
    """Take over what the library found, with numbers from ``first`` on."""
    return [CameraInfo(first + int(camera.index), str(camera.name or "").strip()) for camera in cameras]


def _not_there(found: str, known: Sequence[CameraInfo] | None) -> CameraError:
    """Return an error that lists the available cameras."""
    if known:
        return CameraError(found, expected=f"one of {_listed(known)}", remedy="Choose one with --camera.")
    if known is None:
        return CameraError(found, remedy="This system tells no names: choose by number, --camera 0.")
    return CameraError(
        "no camera was found",
        remedy=f"Plug one in, or play a video file instead: {COMMAND} replay CLIP.mp4",
    )


def _listed(cameras: Sequence[CameraInfo]) -> str:
    return ", ".join(str(camera) for camera in cameras)


def _text(path: Path) -> str:
    """Return the content of a small system file; empty on failure."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
