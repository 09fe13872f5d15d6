"""Conversion of MediaPipe's 33 pose landmarks to the 25 joints of Kinect v2 in camera space.

MediaPipe Pose Landmarker (BlazePose GHUM; Bazarevsky et al. 2020) gives, per person, world landmarks in
metres (origin between the hips, x to the image's right, y down, z away from the camera) and image landmarks
normalised to 0..1. Kinect camera space is the former turned half about z: (-x, -y, z). The image must not
be mirrored: a mirrored one swaps left and right.

Works on arrays; MediaPipe itself is not imported.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np
import numpy.typing as npt

from streaming.errors import SettingsError
from streaming.skeleton.frames import Positions, States, TrackingState
from streaming.skeleton.layouts import KINECT_V2

LANDMARKS = 33

MEDIAPIPE = {
    "Nose": 0,
    **{"EarLeft": 7, "EarRight": 8, "ShoulderLeft": 11, "ShoulderRight": 12},
    **{"ElbowLeft": 13, "ElbowRight": 14, "WristLeft": 15, "WristRight": 16},
    **{"PinkyLeft": 17, "PinkyRight": 18, "IndexLeft": 19, "IndexRight": 20},
    **{"ThumbLeft": 21, "ThumbRight": 22, "HipLeft": 23, "HipRight": 24},
    **{"KneeLeft": 25, "KneeRight": 26, "AnkleLeft": 27, "AnkleRight": 28},
    **{"HeelLeft": 29, "HeelRight": 30, "FootTipLeft": 31, "FootTipRight": 32},
}
"""Landmark indices; left and right are the person's own."""

# From this visibility on a landmark counts as tracked, and from this one on as inferred. 0.5 is MediaPipe's
# own threshold for a landmark to be drawn.
TRACKED_FROM, INFERRED_FROM = 0.5, 0.1

# Where Kinect v2 puts the joints of the spine, in lengths of the line from mid-hips to mid-shoulders; medians
# over the 13 bodies of ten NTU RGB+D files. The whole spine is 1.08 of that line.
_SPINE_BASE_BELOW_HIPS = 0.02
_SPINE_SHOULDER_ABOVE_SHOULDERS = 0.06
_SPINE_MID_OF_SPINE = 0.57  # from SpineBase to SpineShoulder
_NECK_OF_SHOULDER_TO_HEAD = 0.38  # from SpineShoulder to Head

_HIPS, _SHOULDERS, _EARS = (
    ("HipLeft", "HipRight"),
    ("ShoulderLeft", "ShoulderRight"),
    ("EarLeft", "EarRight"),
)
_SOURCES: dict[str, tuple[str, ...]] = {
    "SpineBase": _HIPS,
    "SpineMid": (*_HIPS, *_SHOULDERS),
    "SpineShoulder": _SHOULDERS,
    "Neck": _SHOULDERS,
    "Head": _EARS,
    **{
        limb + side: (limb + side,)
        for limb in ("Shoulder", "Elbow", "Wrist", "Thumb", "Hip", "Knee", "Ankle")
        for side in ("Left", "Right")
    },
    **{f"Hand{side}": (f"Wrist{side}", f"Pinky{side}", f"Index{side}") for side in ("Left", "Right")},
    **{f"HandTip{side}": (f"Index{side}",) for side in ("Left", "Right")},
    **{f"Foot{side}": (f"FootTip{side}",) for side in ("Left", "Right")},
}
"""The landmarks that tell how visible each joint is; beyond the spine and the head a joint is their mean."""

DEFAULT_FOV_DEG = 60.0
"""Assumed field of view along the long side of the image, in degrees: that of a common webcam."""
_FOVS_DEG = 10, 170
# A person without a place yet stands here, in metres in front of the sensor.
_DEFAULT_DEPTH_M = 2.5
_NEAREST_M, _FARTHEST_M = 0.3, 30.0
# Seconds over which the median of a person's distance is taken.
_DEPTH_MEMORY_S = 1.0


def check_field_of_view(fov_deg: float) -> None:
    """Validate the field of view of a camera along the long side of the image, in degrees.

    Raises:
        SettingsError: no camera has it.
    """
    least, most = _FOVS_DEG
    if not least <= fov_deg <= most:
        raise SettingsError(f"a field of view of {fov_deg:g} degrees", expected=f"{least} to {most} degrees")


def to_kinect_axes(world: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Rotate MediaPipe world landmarks to Kinect's axes: half a turn about z, no mirroring.

    Args:
        world: (..., 3) metres, x to the image's right, y down, z away from the camera.

    Returns:
        (..., 3) metres, x to the sensor's left, y up, z away from the sensor.
    """
    return np.asarray(world, dtype=np.float64) * (-1.0, -1.0, 1.0)


def from_mediapipe(
    world: npt.NDArray[np.floating], visibility: npt.NDArray[np.floating]
) -> tuple[Positions, States]:
    """Map one person's MediaPipe landmarks to the 25 joints of Kinect v2.

    Args:
        world: (33, 3) world landmarks of an unmirrored image, metres, MediaPipe's axes.
        visibility: (33,) in 0..1.

    Returns:
        positions (25, 3) float32, metres, Kinect's axes, origin between the hips (add the translation of
        :func:`place_in_camera`); states (25,) uint8. A joint is as visible as the least visible landmark
        it is made of.
    """
    if world.shape != (LANDMARKS, 3) or visibility.shape != (LANDMARKS,):
        raise ValueError(f"need (33, 3) and (33,), got {world.shape} and {visibility.shape}")
    positions = _joints(to_kinect_axes(world))
    seen = _visibility(visibility)
    states = np.full(KINECT_V2.size, TrackingState.NOT_TRACKED, dtype=np.uint8)
    states[seen >= INFERRED_FROM] = TrackingState.INFERRED
    states[seen >= TRACKED_FROM] = TrackingState.TRACKED
    return positions.astype(np.float32), states


def joints_in_image(image: npt.NDArray[np.floating]) -> npt.NDArray[np.float32]:
    """Map image landmarks to image positions of the 25 joints.

    Args:
        image: (33, 2) image landmarks, 0..1 across and down the image.

    Returns:
        (25, 2) float32, in the same units.
    """
    if image.shape != (LANDMARKS, 2):
        raise ValueError(f"need (33, 2), got {image.shape}")
    return _joints(np.asarray(image, dtype=np.float64)).astype(np.float32)


def _joints(landmarks: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Map landmarks (33, D) in any space to the joints (25, D) of Kinect v2."""
    joints = np.zeros((KINECT_V2.size, landmarks.shape[1]))

    def mean(*names: str) -> npt.NDArray[np.float64]:
        result: npt.NDArray[np.float64] = landmarks[[MEDIAPIPE[name] for name in names]].mean(axis=0)
        return result

    torso = mean(*_SHOULDERS) - mean(*_HIPS)
    base = mean(*_HIPS) - _SPINE_BASE_BELOW_HIPS * torso
    top = mean(*_SHOULDERS) + _SPINE_SHOULDER_ABOVE_SHOULDERS * torso
    head = mean(*_EARS)
    spine = {
        "SpineBase": base,
        "SpineMid": base + _SPINE_MID_OF_SPINE * (top - base),
        "SpineShoulder": top,
        "Neck": top + _NECK_OF_SHOULDER_TO_HEAD * (head - top),
        "Head": head,
    }
    for joint, sources in _SOURCES.items():
        joints[KINECT_V2.index[joint]] = spine[joint] if joint in spine else mean(*sources)
    return joints


def _visibility(visibility: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Return the visibility (25,) of the joints, the minimum over their landmarks."""
    seen = np.zeros(KINECT_V2.size)
    for joint, sources in _SOURCES.items():
        # One ear suffices: of a person in profile the other is always hidden.
        counts = max if joint == "Head" else min
        seen[KINECT_V2.index[joint]] = counts(float(visibility[MEDIAPIPE[name]]) for name in sources)
    return seen


def place_in_camera(
    landmarks: npt.NDArray[np.floating],
    image: npt.NDArray[np.floating],
    visibility: npt.NDArray[np.floating],
    width: int,
    height: int,
    fov_deg: float = DEFAULT_FOV_DEG,
    depth_m: float | None = None,
) -> npt.NDArray[np.float64] | None:
    """Estimate a person's translation by fitting projected world landmarks to image landmarks.

    World landmarks have their origin between the hips, so that in them a squat lifts the feet. Seen by a
    pinhole camera of the assumed field of view, landmark (x, y, z) moved by (tx, ty, tz) appears u pixels
    right of and v pixels below the image's centre, where u (z + tz) = -f (x + tx) and
    v (z + tz) = -f (y + ty). That is linear in the translation and solved by least squares.

    Args:
        landmarks: (33, 3) world landmarks in Kinect's axes, metres (:func:`to_kinect_axes`).
        image: (33, 2) or (33, 3) image landmarks, x and y normalised to 0..1.
        visibility: (33,); only clearly visible landmarks inside the image are used.
        width: image width, pixels.
        height: image height, pixels.
        fov_deg: field of view along the long side of the image, in degrees: turning a camera upright does not
            change its lens.
        depth_m: tz if known; then only tx and ty are estimated.

    Returns:
        (3,) metres, Kinect camera space, or None if too few landmarks are visible.
    """
    inside = ((image[:, :2] >= 0) & (image[:, :2] <= 1)).all(axis=1)
    used = inside & (visibility >= TRACKED_FROM)
    if used.sum() < 4:
        return None
    focal = max(width, height) / 2 / math.tan(math.radians(fov_deg) / 2)
    u, v = (image[used, 0] - 0.5) * width, (image[used, 1] - 0.5) * height
    x, y, z = landmarks[used].T
    nought = np.zeros(len(u))
    across = np.stack([nought + focal, nought, u], axis=1)
    upward = np.stack([nought, nought + focal, v], axis=1)
    matrix = np.concatenate([across, upward])
    wanted = np.concatenate([-u * z - focal * x, -v * z - focal * y])
    if depth_m is not None:
        sideways = np.linalg.lstsq(matrix[:, :2], wanted - depth_m * matrix[:, 2], rcond=None)[0]
        return np.array([*sideways, depth_m])
    translation: npt.NDArray[np.float64] = np.linalg.lstsq(matrix, wanted, rcond=None)[0]
    return translation if _NEAREST_M <= translation[2] <= _FARTHEST_M else None


class CameraPlacer:
    """Estimator of one person's translation over time, with smoothed distance.

    The single-frame distance varies with the pose, because MediaPipe's scale depends on it: by 1.0 m during a
    jump on the spot, 5 m away. The running median over one second leaves 0.25 m of it, and follows a person
    who walks, half a second late. (A low-pass of the same delay leaves 0.34 m; a One-Euro filter cannot
    distinguish these variations from walking, which is as fast.)
    """

    def __init__(self, width: int, height: int, fov_deg: float = DEFAULT_FOV_DEG) -> None:
        """Store the image size in pixels and the field of view along its long side in degrees."""
        self._camera = (width, height, fov_deg)
        self._depths: deque[tuple[float, float]] = deque()  # (time stamp in s, distance in m)
        self._last = np.array([0.0, 0.0, _DEFAULT_DEPTH_M])

    def __call__(
        self,
        time_s: float,
        landmarks: npt.NDArray[np.floating],
        image: npt.NDArray[np.floating],
        visibility: npt.NDArray[np.floating],
    ) -> npt.NDArray[np.float64]:
        """Return the translation (3,) in metres; arguments as in :func:`place_in_camera`."""
        found = place_in_camera(landmarks, image, visibility, *self._camera)
        while self._depths and self._depths[0][0] <= time_s - _DEPTH_MEMORY_S:
            self._depths.popleft()
        if found is not None:
            self._depths.append((time_s, float(found[2])))
        depth_m = float(np.median([depth for _, depth in self._depths])) if self._depths else self._last[2]
        placed = place_in_camera(landmarks, image, visibility, *self._camera, depth_m=float(depth_m))
        if placed is not None:
            self._last = placed
        return self._last
