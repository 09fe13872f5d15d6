"""A video file into a skeleton recording, by pose estimation on each of its images."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.mediapipe_pose import DEFAULT_FOV_DEG
from streaming.readers.text import check_file
from streaming.skeleton import Frame, Recording
from streaming.sources.pose_landmarker import PoseLandmarker

FORMAT = "video through MediaPipe Pose Landmarker"
# For containers that do not tell a rate.
_USUAL_RATE_HZ = 30.0

Progress = Callable[[int, int | None], None]
"""Is told how many images are done, and how many there are if that is known."""


def import_cv2() -> Any:
    """Import OpenCV without the environment variables that would send PySide6 to OpenCV's own Qt.

    Raises:
        RecordingError: it, or a system library that it needs, is not installed.
    """
    try:
        import cv2
    except (ImportError, OSError) as error:
        raise RecordingError(
            f"videos need OpenCV, which cannot be imported: {error}",
            remedy="Install opencv-contrib-python; on a bare Debian also libgl1 and libglib2.0-0.",
        ) from None
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)
    return cv2


def read_video(
    path: Path,
    pose_model: Path,
    progress: Progress | None = None,
    *,
    fov_deg: float = DEFAULT_FOV_DEG,
    mirrored: bool = False,
) -> Recording:
    """Estimate the pose of the one person in a video, image by image.

    Args:
        path: any video that OpenCV opens.
        pose_model: a MediaPipe ``pose_landmarker_*.task`` bundle.
        progress: called after each image.
        fov_deg: the camera's horizontal field of view, in degrees; it sets how far away the person is.
        mirrored: whether the video shows a mirror image (selfie views, the Kinect's own colour stream); it
            is turned back first, since left and right would be swapped.

    Returns:
        A recording with a frame per image, time stamps from the container; frames without a person are
        empty.

    Raises:
        RecordingError: the file is no video, or shows nobody.
        ModelError: the pose model is missing or is none.
    """
    path = Path(path)
    check_file(path, max_bytes=None)
    frames: list[Frame] = []
    video = _Video(path)
    with PoseLandmarker(pose_model, fov_deg) as find_body:
        for number, (time_s, rgb) in enumerate(video.images()):
            body = find_body(rgb[:, ::-1] if mirrored else rgb, time_s)
            frames.append(Frame(number, time_s, () if body is None else (body,)))
            if progress is not None:
                progress(number + 1, video.count)
    empty = sum(not frame.bodies for frame in frames)
    if empty == len(frames):
        raise RecordingError(
            f"nobody was found in any of its {len(frames)} images",
            path=path,
            expected="a video of a person, whole or nearly whole in view",
            remedy="Does it play elsewhere, and upright?",
        )
    notes = [f"Distances assume a camera with a horizontal field of view of {fov_deg:g} degrees."]
    if empty:
        notes.append(f"Nobody was found in {empty} of {len(frames)} images.")
    if video.guessed_times:
        notes.append(
            f"{video.guessed_times} images came without a usable time stamp: taken as "
            f"{video.rate_hz:g} per second."
        )
    return Recording(frames, video.rate_hz, FORMAT, path, notes=tuple(notes))


class _Video:
    """The images of a video file with time stamps that always increase."""

    def __init__(self, path: Path) -> None:
        self._cv2 = import_cv2()
        self._capture = self._cv2.VideoCapture(str(path))
        if not self._capture.isOpened():
            raise RecordingError(
                "not a video that OpenCV can open",
                path=path,
                expected="a video, such as .mp4 or .avi",
                remedy="Convert it to H.264 in .mp4.",
            )
        rate_hz = self._capture.get(self._cv2.CAP_PROP_FPS)
        self.rate_hz = rate_hz if math.isfinite(rate_hz) and 1 <= rate_hz <= 1000 else _USUAL_RATE_HZ
        count = self._capture.get(self._cv2.CAP_PROP_FRAME_COUNT)
        self.count = int(count) if 0 < count < 1e9 else None
        self.guessed_times = 0

    def images(self) -> Iterator[tuple[float, npt.NDArray[np.uint8]]]:
        """Yield (time stamp in s, image (H, W, 3) uint8, red first)."""
        last_s = None
        try:
            while True:
                there, bgr = self._capture.read()
                if not there:
                    return
                time_s = self._capture.get(self._cv2.CAP_PROP_POS_MSEC) / 1000
                if last_s is not None and not last_s < time_s < last_s + 3600:
                    time_s = last_s + 1 / self.rate_hz
                    self.guessed_times += 1
                last_s = time_s
                yield time_s, self._cv2.cvtColor(bgr, self._cv2.COLOR_BGR2RGB)
        finally:
            self._capture.release()
