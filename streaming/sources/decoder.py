"""Video decoder: upright RGB images with square pixels."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.skeleton.frame_rate import check_slow_motion
from streaming.sources.opencv import import_cv2, name_for_opencv
from streaming.sources.pixels import square_pixels, to_rgb

# For containers that do not tell a rate.
_USUAL_RATE_HZ = 30.0


class VideoDecoder:
    """Open video file with a current position; to be used on one thread.

    Attributes:
        rate_hz: nominal frame rate in real time.
        count: number of images according to the container, or None if unknown.
    """

    def __init__(self, path: Path, *, mirrored: bool = False, slow_motion: float = 1.0) -> None:
        """Open a file at its first image.

        Args:
            path: any video that OpenCV opens.
            mirrored: whether the images are mirrored; they are flipped back.
            slow_motion: slow-motion factor; time stamps are divided by it.

        Raises:
            RecordingError: it is not a video, or cannot be opened; or OpenCV is missing.
            SettingsError: the slow-motion factor is invalid.
        """
        check_slow_motion(slow_motion)
        self._cv2 = cv2 = import_cv2()
        self._mirrored, self._slow_motion = mirrored, slow_motion
        with name_for_opencv(path) as name:
            self._capture: Any = cv2.VideoCapture(name)
        if not self._capture.isOpened():
            self._capture.release()
            raise RecordingError(
                "not a video that OpenCV can open",
                path=path,
                expected="a video, such as .mp4 or .avi",
                remedy="Convert it to H.264 in .mp4.",
            )
        rate_hz, count = self._capture.get(cv2.CAP_PROP_FPS), self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        told = rate_hz if math.isfinite(rate_hz) and 1 <= rate_hz <= 1000 else _USUAL_RATE_HZ
        self.rate_hz = told * slow_motion
        self.count = int(count) if 0 < count < 1e9 else None
        self._pixel_aspect = self._told_aspect()

    def read(self) -> tuple[float, npt.NDArray[np.uint8]] | None:
        """Decode the next image and advance; None if there is none.

        Returns:
            (container time stamp in seconds, image (H, W, 3) uint8).
        """
        there, image = self._capture.read()
        rgb = to_rgb(image, self._cv2) if there else None
        if rgb is None:
            return None
        time_s = self._capture.get(self._cv2.CAP_PROP_POS_MSEC) / 1000 / self._slow_motion
        rgb = square_pixels(rgb, self._pixel_aspect, self._cv2)
        return time_s, np.ascontiguousarray(rgb[:, ::-1]) if self._mirrored else rgb

    def skip(self) -> bool:
        """Skip the next image; return whether it exists."""
        return bool(self._capture.grab())

    def seek(self, number: int) -> bool:
        """Seek to an image by its number, from 0; return whether OpenCV reports success."""
        return bool(self._capture.set(self._cv2.CAP_PROP_POS_FRAMES, float(number)))

    def close(self) -> None:
        """Release the file."""
        self._capture.release()

    def _told_aspect(self) -> float:
        """Return the pixel aspect ratio of the upright image according to the container."""
        cv2 = self._cv2
        wide, high = self._capture.get(cv2.CAP_PROP_SAR_NUM), self._capture.get(cv2.CAP_PROP_SAR_DEN)
        if not (wide > 0 and high > 0):  # not told
            return 1.0
        # Told of the image as it is stored: OpenCV turns it upright afterwards.
        lies = round(self._capture.get(cv2.CAP_PROP_ORIENTATION_META)) % 180 == 90
        return float(high / wide if lies else wide / high)
