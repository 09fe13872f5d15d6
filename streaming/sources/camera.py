"""Camera source through OpenCV: time-stamped images, with automatic reconnection."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from streaming.credentials import masked_address
from streaming.errors import CameraError
from streaming.program import COMMAND
from streaming.sources.camera_list import CameraInfo, choose_camera, named_cameras
from streaming.sources.clock import now_s
from streaming.sources.network_camera import is_address, open_address
from streaming.sources.opencv import import_cv2
from streaming.sources.pixels import to_rgb
from streaming.sources.source import Image

# Without a list from the system these indices are tried.
_TRIED = range(4)
# Seconds between attempts to open a camera that is gone.
_BACK_OFF_S = (0.25, 0.5, 1.0, 2.0)
# A damaged image now and then is normal; this many in a row, or seconds without one, are not.
_FAILURES, _SILENCE_S = 5, 2.0
# Uncompressed, USB 2 carries no more than this many pixels at 30 images per second.
_MOST_UNCOMPRESSED = 640 * 480


class Device(Protocol):
    """Interface of an open camera, as of ``cv2.VideoCapture``."""

    def read(self) -> tuple[bool, npt.NDArray[Any] | None]:
        """Wait for the next image, as :func:`to_rgb` takes it; return whether there is one, and the image."""

    def release(self) -> None:
        """Close it."""


OpenDevice = Callable[[int, tuple[int, int], float], Device | None]
"""Opens a camera by index, size (width, height) in pixels and rate in images per second."""


def list_cameras() -> list[CameraInfo]:
    """List the cameras, with their names.

    Where the system cannot be asked the first few indices are probed, which takes about a second and may
    switch on their lights.
    """
    known = named_cameras()
    return [CameraInfo(index) for index in _TRIED if _opens(index)] if known is None else known


def open_camera(index: int, size: tuple[int, int], rate_hz: float) -> Device | None:
    """Open a camera with OpenCV at a requested size (width, height) and rate; None on failure.

    The camera uses the nearest supported values.

    Raises:
        RecordingError: OpenCV is missing.
    """
    # A camera that falls silent would hold up its thread for 10 s; Media Foundation takes as long to open.
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")
    os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")
    cv2 = import_cv2()
    backend = cv2.CAP_V4L2 if sys.platform.startswith("linux") else cv2.CAP_ANY
    capture: Any = cv2.VideoCapture(index, backend)
    if not capture.isOpened():
        capture.release()
        return None
    if size[0] * size[1] > _MOST_UNCOMPRESSED:
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter_fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, size[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size[1])
    capture.set(cv2.CAP_PROP_FPS, rate_hz)
    device: Device = capture
    return device


class Camera:
    """Live source of camera images, to be iterated on the capture thread."""

    def __init__(
        self,
        which: int | str = 0,
        *,
        size: tuple[int, int] = (640, 480),
        rate_hz: float = 30.0,
        mirrored: bool = False,
        open_device: OpenDevice = open_camera,
        cameras: Callable[[], list[CameraInfo] | None] | None = None,
        clock: Callable[[], float] = now_s,
        wait: Callable[[float], bool] | None = None,
    ) -> None:
        """Choose a camera; it is opened when the iteration begins, on its thread.

        Args:
            which: its index, its name or a part that no other name has, or its address in the network
                (:func:`streaming.sources.network_camera.is_address`).
            size: requested (width, height), pixels; a camera in the network has its own.
            rate_hz: requested frame rate; likewise.
            mirrored: whether its images are mirrored, as with few cameras; they are flipped back.
            open_device: opens it (for tests).
            cameras: lists the cameras (for tests).
            clock: monotonic, in seconds (for tests).
            wait: waits for some seconds and returns whether the camera was closed meanwhile (for tests).
        """
        self._which, self._size, self.rate_hz = which, size, rate_hz
        self._address = which if isinstance(which, str) and is_address(which) else ""
        self._mirrored = mirrored
        self._open_device, self._clock = open_device, clock
        # Trying indices would disturb other cameras, so only a list that costs nothing is asked for here.
        self._cameras = cameras or named_cameras
        self._closed = threading.Event()
        self._wait = wait or self._closed.wait
        self._status = ""
        self._name = ""
        self.reconnects = 0
        """Number of reconnections."""

    @property
    def live(self) -> bool:
        """True: images are dropped if not taken."""
        return True

    @property
    def status(self) -> str:
        """Message while the camera is disconnected."""
        return self._status

    @property
    def name(self) -> str:
        """The system's name once open; otherwise the requested one."""
        return (
            self._name or f"camera {self._find(None) if self._address else masked_address(str(self._which))}"
        )

    def close(self) -> None:
        """End the iteration; may take two seconds for an unresponsive camera."""
        self._closed.set()

    def __iter__(self) -> Iterator[Image]:
        """Yield images, time-stamped on arrival.

        Raises:
            CameraError: initially, the camera is missing, does not open, or delivers no image.
        """
        cv2 = import_cv2()
        camera, device = self._open_first()
        number, last_s, failures = 0, self._clock(), 0
        try:
            while not self._closed.is_set():
                try:
                    there, image = device.read()
                except cv2.error:  # some backends raise where others return False
                    there, image = False, None
                arrived_s = self._clock()
                rgb = to_rgb(image, cv2) if there and image is not None else None
                if rgb is not None:
                    failures = 0
                    last_s = max(arrived_s, last_s + 1e-6)  # two images never share a time stamp
                    yield Image(number, last_s, np.ascontiguousarray(rgb[:, ::-1]) if self._mirrored else rgb)
                    number += 1
                    continue
                failures += 1
                if failures >= _FAILURES or arrived_s - last_s >= _SILENCE_S:
                    device.release()
                    if number == 0:
                        raise _gives_nothing(camera)
                    found = self._open_again(camera)
                    if found is None:
                        return
                    camera, device = found
                    failures, last_s = 0, self._clock()
        finally:
            device.release()

    def _open_first(self) -> tuple[CameraInfo, Device]:
        """Open the requested camera."""
        known = None if self._address else self._cameras()
        camera = self._find(known)
        device = self._open(camera)
        if device is None:
            raise _does_not_open(camera, known is not None)
        self._name = f"camera {camera}"
        return camera, device

    def _open(self, camera: CameraInfo) -> Device | None:
        if camera.address:
            device: Device | None = open_address(camera.address)
            return device
        return self._open_device(camera.index, self._size, self.rate_hz)

    def _find(self, known: list[CameraInfo] | None) -> CameraInfo:
        """Return the requested camera; ``known`` is None if the system cannot list cameras."""
        if self._address:
            return CameraInfo(-1, address=self._address)
        return choose_camera(self._which, known)

    def _open_again(self, lost: CameraInfo) -> tuple[CameraInfo, Device] | None:
        """Retry until the camera is back; None if closed meanwhile."""
        attempt = 0
        doing = "Check it and the network" if lost.address else "Plug it in again"
        self._status = f"The {self.name} is gone. {doing}: it is tried every few seconds."
        while not self._wait(_BACK_OFF_S[min(attempt, len(_BACK_OFF_S) - 1)]):
            attempt += 1
            camera = self._where(lost)
            device = None
            if camera is not None:
                device = self._open(camera)
            if camera is not None and device is not None:
                self._status = ""
                self.reconnects += 1
                self._name = f"camera {camera}"
                return camera, device
        return None

    def _where(self, lost: CameraInfo) -> CameraInfo | None:
        """Return the new index of a lost camera, or None if it is missing."""
        known = None if lost.address else self._cameras()
        if known is None:
            return lost
        same = [camera for camera in known if camera.name == lost.name]
        return lost if lost in same else next(iter(same), None)


def _does_not_open(camera: CameraInfo, listed: bool) -> CameraError:
    """Return an error with the likely reason why a camera does not open."""
    if camera.address:
        return CameraError(
            f"camera {camera} does not answer, or sends no video",
            remedy="Check the address, user and password, and that this computer reaches the camera: a "
            "player such as VLC opens the same address.",
        )
    node = Path(f"/dev/video{camera.index}")
    if listed and node.exists() and not os.access(node, os.R_OK | os.W_OK):
        return CameraError(
            f"camera {camera} may not be used by you",
            path=node,
            remedy="Join its group (usually: sudo usermod -aG video $USER) and log in again.",
        )
    return CameraError(
        f"camera {camera} does not open",
        remedy="Close other programs that use it, and check that it is plugged in. On macOS and Windows, "
        "allow camera access in the privacy settings. A video file plays without one: "
        f"{COMMAND} replay CLIP.mp4",
    )


def _gives_nothing(camera: CameraInfo) -> CameraError:
    """Return an error for a camera that opens but delivers no images."""
    return CameraError(
        f"camera {camera} opens, but gives no image",
        remedy="Close other programs that use it, or ask for less, such as 640 x 480 at 30 images per "
        "second; or else unplug it and plug it in again.",
    )


def _opens(index: int) -> bool:
    device = open_camera(index, (640, 480), 30.0)
    if device is not None:
        device.release()
    return device is not None
