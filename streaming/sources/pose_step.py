"""Pose stage of a pipeline: people in an image, with smoothed joints and persistent identities."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from streaming.skeleton.frames import Frame
from streaming.skeleton.mediapipe_joints import DEFAULT_FOV_DEG
from streaming.sources.pose_landmarker import PoseLandmarker
from streaming.sources.source import Image, OpenPose
from streaming.tracking.one_euro import SMOOTHING, OneEuroFilter, OneEuroSettings


class PoseStep:
    """Pose stage for the images of one source. Use it as a context manager, on one thread."""

    def __init__(
        self,
        pose_model: Path,
        *,
        people: int = 1,
        fov_deg: float = DEFAULT_FOV_DEG,
        smoothing: OneEuroSettings | None = SMOOTHING,
    ) -> None:
        """Load the model.

        Args:
            pose_model: a ``pose_landmarker_*.task`` bundle.
            people: maximum number of people.
            fov_deg: the camera's field of view along the long side of the image, in degrees.
            smoothing: of the joints; None for none.

        Raises:
            ModelError: the bundle is missing or invalid, or MediaPipe is not installed.
            SettingsError: the number of people is out of range.
        """
        self._landmarker = PoseLandmarker(pose_model, fov_deg, people)
        self._filter = None if smoothing is None else OneEuroFilter(smoothing)

    def __enter__(self) -> PoseStep:
        """Return itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Release the model."""
        self._landmarker.__exit__(*exception)

    def __call__(self, image: Image) -> Frame:
        """Find the people in the next image."""
        frame = Frame(image.number, image.time_s, self._landmarker(image.rgb, image.time_s))
        return frame if self._filter is None else self._filter.frame(frame)


def pose_step(
    pose_model: Path,
    people: int = 1,
    fov_deg: float = DEFAULT_FOV_DEG,
    smoothing: OneEuroSettings | None = SMOOTHING,
) -> OpenPose[Image]:
    """Return a factory of the pose stage for a chain; arguments as in :class:`PoseStep`."""
    return partial(PoseStep, pose_model, people=people, fov_deg=fov_deg, smoothing=smoothing)
