"""MediaPipe pose model: landmarks of all people in an image.

MediaPipe is imported when the first model is opened: it takes seconds, and skeleton replay does not need it.
"""

from __future__ import annotations

import threading
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from traceback import walk_tb
from typing import Any

import numpy as np
import numpy.typing as npt

from streaming.errors import PoseModelError
from streaming.skeleton.mediapipe_joints import TRACKED_FROM
from streaming.sources.mediapipe_library import import_mediapipe
from streaming.sources.native_log import held_back
from streaming.sources.pose_models import POSE_MODELS

# The largest published bundle has 31 MB.
_MOST_BYTES = 256 * 1024**2
# Whether anybody was found yet, by any model of the process.
_SOMEBODY = threading.Event()
_REMEDY = f"Give a pose_landmarker .task bundle, for instance {POSE_MODELS['lite'].url}"


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """MediaPipe landmarks of one person.

    Attributes:
        world: (33, 3) metres, origin between the hips, x to the image's right, y down, z away.
        image: (33, 2) x and y, normalised to 0..1 over the image.
        visibility: (33,) in 0..1.
    """

    world: npt.NDArray[np.float64]
    image: npt.NDArray[np.float64]
    visibility: npt.NDArray[np.float64]

    @property
    def is_finite(self) -> bool:
        """Whether all numbers are finite."""
        return all(np.isfinite(values).all() for values in (self.world, self.image, self.visibility))

    @property
    def seen(self) -> npt.NDArray[np.bool_]:
        """Mask (33,) of clearly visible landmarks; all if none is."""
        seen: npt.NDArray[np.bool_] = self.visibility >= TRACKED_FROM
        return seen if seen.any() else np.ones_like(seen)


class MediaPipeModel:
    """A loaded pose model; to be used and closed on the thread that created it."""

    def __init__(self, bundle: Path, *, follows: bool = True, people: int = 1, surety: float = 0.5) -> None:
        """Load a bundle.

        Args:
            bundle: a ``pose_landmarker_{lite,full,heavy}.task`` file.
            follows: whether the images are consecutive images of a video, so that people are tracked and
                smoothed. Otherwise each image is processed independently.
            people: maximum number of people. MediaPipe tracks one person well; with several it merges people
                who are close together, and does not smooth.
            surety: minimum confidence of the person detector, 0..1.

        Raises:
            PoseModelError: the bundle is missing or invalid.
            ModelError: MediaPipe is not installed.
            RecordingError: OpenCV is not installed.
        """
        bundle = Path(bundle)
        content = _read(bundle)
        self._mediapipe: Any = import_mediapipe()
        self._last_ms = -1
        self._follows = follows
        vision = self._mediapipe.tasks.vision
        # Given by content, so that no path goes to MediaPipe: it takes nothing but UTF-8.
        options = vision.PoseLandmarkerOptions(
            base_options=self._mediapipe.tasks.BaseOptions(model_asset_buffer=content),
            running_mode=vision.RunningMode.VIDEO if follows else vision.RunningMode.IMAGE,
            num_poses=people,
            min_pose_detection_confidence=surety,
        )
        try:
            with held_back() as held:
                self._landmarker: Any = vision.PoseLandmarker.create_from_options(options)
        except (RuntimeError, ValueError, OSError, NotImplementedError) as error:
            _end_threads(error)
            told = [*str(error).splitlines(), *held.errors, type(error).__name__]
            raise PoseModelError(f"not a pose model ({told[0]})", path=bundle, remedy=_REMEDY) from None

    def __call__(self, rgb: npt.NDArray[np.uint8], time_s: float) -> list[Landmarks]:
        """Find people.

        Args:
            rgb: (H, W, 3) uint8, red first, not mirrored.
            time_s: time stamp in seconds, increasing.
        """
        # MediaPipe prints its last line when it finds somebody for the first time.
        with nullcontext() if _SOMEBODY.is_set() else held_back():
            result = self._detect(rgb, time_s)
        if result.pose_landmarks:
            _SOMEBODY.set()
        return [
            Landmarks(
                np.array([(point.x, point.y, point.z) for point in world]),
                np.array([(point.x, point.y) for point in seen_at]),
                np.array([point.visibility for point in world]),
            )
            for world, seen_at in zip(result.pose_world_landmarks, result.pose_landmarks, strict=True)
        ]

    def _detect(self, rgb: npt.NDArray[np.uint8], time_s: float) -> Any:
        """Run the model; arguments as in :meth:`__call__`."""
        # MediaPipe ignores strides, so a view would be misread; it wants whole, increasing milliseconds.
        pixels = np.ascontiguousarray(rgb)
        image = self._mediapipe.Image(image_format=self._mediapipe.ImageFormat.SRGB, data=pixels)
        if not self._follows:
            return self._landmarker.detect(image)
        self._last_ms = max(self._last_ms + 1, round(time_s * 1000))
        return self._landmarker.detect_for_video(image, self._last_ms)

    def close(self) -> None:
        """Release the model."""
        self._landmarker.close()


def _read(bundle: Path) -> bytes:
    """Read a bundle.

    Raises:
        PoseModelError: it is missing, cannot be read, or is too large.
    """
    try:
        size = bundle.stat().st_size
        if bundle.is_file() and size <= _MOST_BYTES:
            return bundle.read_bytes()
    except (FileNotFoundError, ValueError):  # ValueError: no file can have this name
        found = "no such pose model"
    except OSError as error:
        found = f"the pose model cannot be read: {error.strerror}"
    else:
        found = (
            f"not a pose model ({size:,} bytes)"
            if bundle.is_file()
            else "not a pose model, but no file at all"
        )
    raise PoseModelError(found, path=bundle, remedy=_REMEDY)


def _end_threads(error: Exception) -> None:
    """End the thread that MediaPipe starts for a model and leaves running."""
    for frame, _ in walk_tb(error.__traceback__):
        for value in list(frame.f_locals.values()):
            if type(value).__name__ == "SerialDispatcher":
                value.close()
