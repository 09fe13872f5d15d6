"""Conversion of a video to a skeleton recording by pose estimation on each image."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from streaming.errors import RecordingError
from streaming.printable import counted
from streaming.skeleton.frame_rate import with_rate_warnings
from streaming.skeleton.frames import Frame, Recording
from streaming.skeleton.mediapipe_joints import DEFAULT_FOV_DEG
from streaming.sources.opencv import import_cv2
from streaming.sources.pose_landmarker import PoseLandmarker
from streaming.sources.video import VideoFile

__all__ = ["FORMAT", "Progress", "import_cv2", "read_video"]

POSE_MODEL = "MediaPipe Pose Landmarker"
FORMAT = f"video through {POSE_MODEL}"

Progress = Callable[[int, int | None], None]
"""Callback with the number of images done, and the total if known."""


@dataclass(frozen=True, slots=True)
class VideoSettings:
    """How the poses in a video are read.

    Attributes:
        people: maximum number of people.
        mirrored: whether the video shows a mirror image.
        fov_deg: the camera's field of view along the long side of the image, in degrees.
        slow_motion: slow-motion factor, of recordings too; time stamps are divided by it.
    """

    people: int = 1
    mirrored: bool = False
    fov_deg: float = DEFAULT_FOV_DEG
    slow_motion: float = 1.0


def empty_images(frames: Sequence[Frame]) -> list[str]:
    """Return a note on images without people; empty if there are none."""
    empty = sum(not frame.bodies for frame in frames)
    return [f"Nobody was found in {empty} of {counted(len(frames), 'image')}."] if empty else []


def read_video(
    path: Path,
    pose_model: Path,
    progress: Progress | None = None,
    *,
    fov_deg: float = DEFAULT_FOV_DEG,
    mirrored: bool = False,
    people: int = 1,
    slow_motion: float = 1.0,
) -> Recording:
    """Estimate the pose of the people in a video, image by image.

    Args:
        path: any video that OpenCV opens.
        pose_model: a MediaPipe ``pose_landmarker_*.task`` bundle.
        progress: called after each image.
        fov_deg: the camera's field of view along the long side of the image, in degrees; it determines the
            estimated distance.
        mirrored: whether the video shows a mirror image (selfie views, the Kinect's own colour stream); it
            is turned back first, since left and right would be swapped.
        people: maximum number of people.
        slow_motion: slow-motion factor; time stamps are divided by it.

    Returns:
        A recording with a frame per image, time stamps from the container; frames without a person are
        empty.

    Raises:
        RecordingError: the file is not a video, or no person is detected.
        ModelError: the pose model is missing or invalid.
        SettingsError: the number of people, or the factor of slow motion, is out of range.
    """
    path = Path(path)
    frames: list[Frame] = []
    with (
        closing(VideoFile(path, mirrored=mirrored, slow_motion=slow_motion)) as video,
        PoseLandmarker(pose_model, fov_deg, people) as find_people,
    ):
        for number, (time_s, rgb) in enumerate(video.images()):
            frames.append(Frame(number, time_s, find_people(rgb, time_s)))
            if progress is not None:
                progress(number + 1, video.count)
    if not any(frame.bodies for frame in frames):
        raise RecordingError(
            f"nobody was found in any of its {counted(len(frames), 'image')}",
            path=path,
            expected="a video of a person, whole or nearly whole in view",
            remedy="Does it play elsewhere, and upright?",
        )
    notes = [f"Distances assume a camera with a field of view of {fov_deg:g} degrees along the long side."]
    notes += empty_images(frames)
    if video.guessed_times:
        notes.append(
            f"{counted(video.guessed_times, 'image')} came without a usable time stamp: taken as "
            f"{video.rate_hz:g} per second."
        )
    warnings = [video.shortfall] if video.shortfall else []
    recording = Recording(frames, video.rate_hz, FORMAT, path, notes=tuple(notes), warnings=tuple(warnings))
    return with_rate_warnings(recording)
