"""The cameras: the name of each, and one image from it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.doctor.child import ask
from app.doctor.finding import Finding
from streaming.paths import exists
from streaming.program import COMMAND

_LIST = """
from streaming.sources.camera import list_cameras
for camera in list_cameras():
    tell([camera.index, camera.name])
tell("all")
"""
_LOOK = """
import time
from streaming.sources.camera import open_camera
device = open_camera(int(sys.argv[1]), (640, 480), 30.0)
if device is None:
    tell("closed")
else:
    start = time.monotonic()
    while time.monotonic() - start < 8:  # the first images of many are black
        there, image = device.read()
        if there and image is not None:
            tell([image.shape[1], image.shape[0], float(image.mean()), time.monotonic() - start])
            if image.mean() > 8:
                break
    device.release()
"""
BLACK = 8.0
"""Mean brightness, of 255, below which an image shows nothing."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera as the system lists it."""

    index: int
    name: str

    @property
    def title(self) -> str:
        """For messages, e.g. ``Camera 0 (HD Webcam)``."""
        return f"Camera {self.index} ({self.name})" if self.name else f"Camera {self.index}"


def check_cameras() -> Iterator[Finding]:
    """List the cameras, and take an image from each."""
    reply = ask(_LIST, timeout_s=30.0)
    if "all" not in reply.told:
        yield Finding("warning", f"Cameras cannot be listed: {reply.failure}", "their names are unknown")
        return
    cameras = [Camera(int(each[0]), str(each[1])) for each in reply.told if each != "all"]
    if not cameras:
        yield Finding(
            "note",
            "No camera was found",
            "live recognition needs one; videos and recordings do not",
            f"Plug one in, or: {COMMAND} live --camera ADDRESS, {COMMAND} replay CLIP.mp4",
        )
    for camera in cameras:
        yield look_through(camera)


def look_through(camera: Camera) -> Finding:
    """Take an image from a camera."""
    node = Path(f"/dev/video{camera.index}")
    if sys.platform.startswith("linux") and exists(node) and not os.access(node, os.R_OK | os.W_OK):
        return Finding(
            "problem",
            f"{camera.title} may not be used by you",
            "live recognition cannot open it",
            "sudo usermod -aG video $USER, then log in again",
        )
    reply = ask(_LOOK, str(camera.index), timeout_s=20.0)
    images = [each for each in reply.told if isinstance(each, list)]
    if not images:
        how = reply.failure or ("it does not open" if "closed" in reply.told else "it gives no image")
        return Finding(
            "problem",
            f"{camera.title} gives no image: {how}",
            "live recognition cannot use it",
            "Close other programs that use it; on macOS and Windows allow camera access in the settings",
        )
    width, height, brightness, seconds = images[-1]
    details = {"width": width, "height": height, "brightness": brightness, "first_image_s": seconds}
    if brightness < BLACK:
        return Finding(
            "warning",
            f"{camera.title}: {width} x {height}, and its images are black",
            "nobody can be seen in them",
            "Open its shutter, take off its cover, or switch on a light",
            details,
        )
    return Finding("ok", f"{camera.title}: {width} x {height}, after {seconds:.1f} s", details=details)
