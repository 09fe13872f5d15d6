"""MediaPipe Pose Landmarker: one colour image in, one body in Kinect camera space out.

OpenCV and MediaPipe are imported when the first model is opened, not before: they take seconds, and who
replays skeletons needs neither.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from streaming.errors import ModelError
from streaming.mediapipe_pose import DEFAULT_FOV_DEG, CameraPlacer, from_mediapipe, to_kinect_axes
from streaming.skeleton import Body

POSE_MODEL_URL = (
    "https://storage.googleapis.com/mediapipe-models/pose_landmarker/pose_landmarker_lite/float16/1/"
    "pose_landmarker_lite.task"
)
_REMEDY = f"Give a pose_landmarker .task bundle, for instance {POSE_MODEL_URL}"
# The only person there is; MediaPipe tells no identities.
_IDENTITY = 1


class PoseLandmarker:
    """Follows one person through the images of one video or camera, in MediaPipe's VIDEO mode.

    It must be used and closed on the thread that made it. Use it as a context manager.
    """

    def __init__(self, pose_model: Path, fov_deg: float = DEFAULT_FOV_DEG) -> None:
        """Load a pose model.

        Args:
            pose_model: a ``pose_landmarker_{lite,full,heavy}.task`` bundle.
            fov_deg: the camera's horizontal field of view, in degrees.

        Raises:
            ModelError: the bundle is missing or is none, or MediaPipe is not installed.
        """
        pose_model = Path(pose_model)
        if not pose_model.is_file():
            raise ModelError("no such pose model", path=pose_model, remedy=_REMEDY)
        try:
            import mediapipe
            from mediapipe.tasks.python import BaseOptions, vision
        except (ImportError, OSError) as error:
            raise ModelError(
                f"pose models need MediaPipe, which cannot be imported: {error}",
                remedy="Install mediapipe; on a bare Debian also libgl1, libegl1 and libgles2.",
            ) from None
        self._mediapipe: Any = mediapipe
        self._fov_deg = fov_deg
        self._placer: tuple[tuple[int, int], CameraPlacer] | None = None
        self._last_ms = -1
        options = vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=pose_model.read_bytes()),
            running_mode=vision.RunningMode.VIDEO,
            num_poses=1,
        )
        try:
            self._landmarker: Any = vision.PoseLandmarker.create_from_options(options)
        except (RuntimeError, ValueError) as error:
            first_line = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelError(f"not a pose model ({first_line})", path=pose_model, remedy=_REMEDY) from None

    def __enter__(self) -> PoseLandmarker:
        """Return itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Release the model."""
        self._landmarker.close()

    def __call__(self, rgb: npt.NDArray[np.uint8], time_s: float) -> Body | None:
        """Find the person in the next image.

        Args:
            rgb: (H, W, 3) uint8, red first, not mirrored.
            time_s: time stamp in seconds; later than the image before.

        Returns:
            The body in Kinect camera space, metres, or None if nobody is seen.
        """
        # MediaPipe ignores strides, so a view would be misread; it wants whole, increasing milliseconds.
        pixels = np.ascontiguousarray(rgb)
        self._last_ms = max(self._last_ms + 1, round(time_s * 1000))
        image = self._mediapipe.Image(image_format=self._mediapipe.ImageFormat.SRGB, data=pixels)
        result = self._landmarker.detect_for_video(image, self._last_ms)
        if not result.pose_world_landmarks:
            return None
        found = result.pose_world_landmarks[0]
        world = np.array([(point.x, point.y, point.z) for point in found])
        visibility = np.array([point.visibility for point in found])
        seen_at = np.array([(point.x, point.y) for point in result.pose_landmarks[0]])
        height, width = pixels.shape[:2]
        if self._placer is None or self._placer[0] != (width, height):
            self._placer = (width, height), CameraPlacer(width, height, self._fov_deg)
        translation = self._placer[1](time_s, to_kinect_axes(world), seen_at, visibility)
        positions, states = from_mediapipe(world, visibility)
        return Body(_IDENTITY, positions + translation.astype(np.float32), states)
