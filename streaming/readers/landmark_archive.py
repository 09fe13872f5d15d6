"""NumPy archive of MediaPipe pose landmarks of clips of people seated close to a webcam.

Each array is a clip: (T, 33, 4) float16, x and y of the image (0..1 across and down), z, visibility. There
are no world landmarks, time stamps or aspect ratio. These were inferred from the clips: an aspect ratio of
4:3, which gives plausible body proportions; 15 frames per second, which give hand speeds of 1.5 to 2.5 m/s. z
is in image widths, but four times too deep: a forearm would be as long as an arm. The scale is set by a
shoulder width of 34 cm.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.errors import EmptyRecordingError, RecordingError
from streaming.readers.support.archive import Archive
from streaming.readers.support.collect import FrameCollector
from streaming.skeleton.frames import Recording
from streaming.skeleton.mediapipe_joints import LANDMARKS, MEDIAPIPE, from_mediapipe

FORMAT = "pose landmark archive"
RATE_HZ = 15.0
_HEIGHT_IN_WIDTHS = 0.75
_Z_IN_WIDTHS = 0.25
_SHOULDERS_M = 0.34
_NEAREST_SHOULDERS = 0.02
_DISTANCE_M = 1.0
_IDENTITY = 1


def clip_names(path: Path) -> tuple[str, ...]:
    """Return the names of an archive's clips, in its order.

    Raises:
        RecordingError: it is not an archive.
    """
    with Archive(path) as archive:
        return archive.names


def read_clip(path: Path, name: str) -> Recording:
    """Read one clip of an archive.

    Landmarks of low visibility are not tracked, as with live images; legs and hips below the image are the
    pose model's guesses.

    Args:
        path: the archive.
        name: name of the clip.

    Raises:
        RecordingError: the clip does not exist, or the archive is damaged or has another layout.
    """
    with Archive(path) as archive:
        landmarks = archive.array(name)
    if landmarks.shape[1:] != (LANDMARKS, 4) or not len(landmarks) or landmarks.dtype.kind != "f":
        raise RecordingError(
            f"an array of {' x '.join(map(str, landmarks.shape))} {landmarks.dtype}",
            path=path,
            place=name,
            expected=f"frames of {LANDMARKS} landmarks, x y z visibility each",
            remedy="Copy or download it again.",
        )
    there = np.asarray(landmarks[..., 3].any(axis=1))
    if not there.any() or not np.isfinite(landmarks).all():
        raise EmptyRecordingError(
            "nobody in any frame" if not there.any() else "a landmark that is no number",
            path=path,
            place=name,
            expected="somebody's landmarks",
            remedy="Leave this clip out.",
        )
    world = _metres(landmarks[..., :3], there)
    collector = FrameCollector(path)
    for number, (points, visible) in enumerate(zip(world, landmarks[..., 3], strict=True)):
        collector.frame(number, number)
        if not there[number]:  # the pose model found nobody: all zeros
            continue
        positions, states = from_mediapipe(points, visible)
        collector.body(_IDENTITY, positions + np.array([0.0, 0.0, _DISTANCE_M]), states)
    return collector.recording(
        FORMAT,
        stamps_per_s=RATE_HZ,
        rate_hz=RATE_HZ,
        notes=[
            f"No time stamps: {RATE_HZ:.0f} frames per second are assumed, as the pace of the hands tells.",
            f"Landmarks of an image: metres are those of a body whose shoulders are {_SHOULDERS_M} m apart.",
        ],
    )


def _metres(image: npt.NDArray[np.float64], there: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Convert image landmarks (T, 33, 3) to metres, MediaPipe axes, origin at the first frame's mid-hips."""
    widths = image * (1.0, _HEIGHT_IN_WIDTHS, _Z_IN_WIDTHS)
    left, right = (widths[:, MEDIAPIPE[f"Shoulder{side}"]] for side in ("Left", "Right"))
    apart = float(np.median(np.linalg.norm(left - right, axis=1)[there]))
    hips = widths[there][0, [MEDIAPIPE["HipLeft"], MEDIAPIPE["HipRight"]]].mean(axis=0)
    metres: npt.NDArray[np.float64] = (widths - hips) * (_SHOULDERS_M / max(apart, _NEAREST_SHOULDERS))
    return metres
