"""MediaPipe Pose Landmarker: bodies in Kinect camera space from colour images."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from streaming.errors import SettingsError
from streaming.skeleton.frames import Body
from streaming.skeleton.mediapipe_joints import (
    DEFAULT_FOV_DEG,
    MEDIAPIPE,
    CameraPlacer,
    check_field_of_view,
    from_mediapipe,
    joints_in_image,
    place_in_camera,
    to_kinect_axes,
)
from streaming.sources.mediapipe_model import Landmarks, MediaPipeModel
from streaming.sources.pose_group import PoseGroup
from streaming.tracking.identity import IdentityTracker

MOST_PEOPLE = 6
"""Maximum number of tracked people, as for a Kinect v2."""

_TORSO = [MEDIAPIPE[part + side] for part in ("Shoulder", "Hip") for side in ("Left", "Right")]
# A distance judged from one image wavers by a fifth and more, so it helps little to tell people apart: twice
# as far counts as this many metres times 0.7.
_DEPTH_WEIGHT_M = 0.5
# Who cannot be placed is taken to stand here, metres in front of the camera.
_NOMINAL_DEPTH_M = 2.5


class FindLandmarks(Protocol):
    """Interface of landmark detectors: :class:`MediaPipeModel` and :class:`PoseGroup`."""

    def __call__(self, rgb: npt.NDArray[np.uint8], time_s: float) -> list[Landmarks]:
        """Find people in the next image (H, W, 3), time stamp in seconds."""

    def close(self) -> None:
        """Release what it holds."""


class PoseLandmarker:
    """Pose tracker on the images of one video or camera.

    It must be used and closed on the thread that made it. Use it as a context manager.
    """

    def __init__(
        self,
        pose_model: Path,
        fov_deg: float = DEFAULT_FOV_DEG,
        people: int = 1,
        open_finder: Callable[[Path, int], FindLandmarks] | None = None,
    ) -> None:
        """Load a pose model.

        Args:
            pose_model: a ``pose_landmarker_{lite,full,heavy}.task`` bundle.
            fov_deg: the camera's field of view along the long side of the image, in degrees.
            people: maximum number of people, 1 to ``MOST_PEOPLE``. Each costs one inference per image.
            open_finder: opens a landmark detector, given the bundle and the number of people (for tests).

        Raises:
            ModelError: the bundle is missing or invalid, or MediaPipe is not installed.
            SettingsError: the number of people or the field of view is out of range.
        """
        check_field_of_view(fov_deg)
        if not 1 <= people <= MOST_PEOPLE:
            raise SettingsError(f"{people} people to follow", expected=f"1 to {MOST_PEOPLE}")
        self._find = (open_finder or _open_finder)(Path(pose_model), people)
        self._fov_deg = fov_deg
        self._size: tuple[int, int] | None = None
        self._who = IdentityTracker()
        self._placers: dict[int, CameraPlacer] = {}

    def __enter__(self) -> PoseLandmarker:
        """Return itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Release the model."""
        self._find.close()

    def __call__(self, rgb: npt.NDArray[np.uint8], time_s: float) -> tuple[Body, ...]:
        """Find the people in the next image.

        Args:
            rgb: (H, W, 3) uint8, red first, not mirrored.
            time_s: time stamp in seconds; later than the image before.

        Returns:
            The bodies in Kinect camera space, metres, with the same identity from image to image.
        """
        height, width = rgb.shape[:2]
        if self._size != (width, height):
            self._size, self._who, self._placers = (width, height), IdentityTracker(), {}
        found = [person for person in self._find(rgb, time_s) if person.is_finite]
        where = np.array([self._rough_place(person, width, height) for person in found]).reshape(-1, 3)
        identities = self._who(time_s, where)
        # A newcomer gets a new number: what belongs to old numbers is kept for who may come back.
        self._placers = {i: p for i, p in self._placers.items() if i in identities or self._who.knows(i)}
        bodies = []
        for identity, person in zip(identities, found, strict=True):
            placer = self._placers.setdefault(identity, CameraPlacer(width, height, self._fov_deg))
            landmarks = to_kinect_axes(person.world)
            translation = placer(time_s, landmarks, person.image, person.visibility)
            positions, states = from_mediapipe(person.world, person.visibility)
            outline = joints_in_image(person.image[:, :2])
            bodies.append(Body(identity, positions + translation.astype(np.float32), states, outline))
        return tuple(bodies)

    def _rough_place(self, person: Landmarks, width: int, height: int) -> npt.NDArray[np.float64]:
        """Return the rough position (3,) of a person's trunk, metres, for tracking identities."""
        landmarks = to_kinect_axes(person.world)
        place = place_in_camera(landmarks, person.image, person.visibility, width, height, self._fov_deg)
        depth_m = _NOMINAL_DEPTH_M if place is None else float(place[2])
        # Across the image at a fixed distance, so that a wavering one does not move who stands at the side.
        metres_per_pixel = 2 * np.tan(np.radians(self._fov_deg) / 2) * _NOMINAL_DEPTH_M / max(width, height)
        across, down = person.image[_TORSO].mean(axis=0) * (width, height) * metres_per_pixel
        return np.array([across, down, _DEPTH_WEIGHT_M * np.log(depth_m)])


def _open_finder(bundle: Path, people: int) -> FindLandmarks:
    return MediaPipeModel(bundle) if people == 1 else PoseGroup(bundle, people)
