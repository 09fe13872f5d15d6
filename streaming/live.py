"""Chains ready to start: from a camera, a video file or a recording to answers."""

from __future__ import annotations

from pathlib import Path

from streaming.filters import SMOOTHING, OneEuroSettings
from streaming.following import Assignment
from streaming.mediapipe_pose import DEFAULT_FOV_DEG
from streaming.pipeline import Chain
from streaming.recorder import Recorder
from streaming.skeleton import Frame, Recording
from streaming.sources.camera import Camera
from streaming.sources.pose_step import pose_step
from streaming.sources.recorded import Recorded
from streaming.sources.video import Video
from streaming.stream import Image, Result, Sight
from streaming.tap import Tap


def open_camera_chain(
    assignment: Assignment,
    pose_model: Path,
    *,
    camera: int | str = 0,
    size: tuple[int, int] = (640, 480),
    rate_hz: float = 30.0,
    mirrored: bool = False,
    people: int = 1,
    fov_deg: float = DEFAULT_FOV_DEG,
    smoothing: OneEuroSettings | None = SMOOTHING,
) -> Chain[Image]:
    """Put together the chain of a camera. It is opened when the chain starts, on the chain's own thread.

    Args:
        assignment: what is recognised, of whom, with what.
        pose_model: a ``pose_landmarker_*.task`` file; ``streaming.pose_models`` finds one.
        camera: index, or a part of its name; see ``streaming.sources.camera.list_cameras``.
        size: (width, height) to ask for, pixels.
        rate_hz: images per second to ask for.
        mirrored: whether the camera gives mirror images, as few do. (What is shown may be mirrored later.)
        people: how many to follow at most.
        fov_deg: the camera's horizontal field of view, in degrees.
        smoothing: of the joints; None for none.
    """
    source = Camera(camera, size=size, rate_hz=rate_hz, mirrored=mirrored)
    return Chain(source, assignment, pose=pose_step(pose_model, people, fov_deg, smoothing))


def open_video_chain(
    path: Path,
    assignment: Assignment,
    pose_model: Path,
    *,
    speed: float | None = 1.0,
    like_camera: bool = False,
    mirrored: bool = False,
    people: int = 1,
    fov_deg: float = DEFAULT_FOV_DEG,
    smoothing: OneEuroSettings | None = SMOOTHING,
) -> Chain[Image]:
    """Put together the chain of a video file.

    Args:
        path: the video.
        assignment: what is recognised, of whom, with what.
        pose_model: a ``pose_landmarker_*.task`` file.
        speed: seconds of the video per second; None for as fast as the chain allows.
        like_camera: lose images that nobody is ready for, in place of waiting.
        mirrored: whether the video shows a mirror image.
        people: how many to follow at most.
        fov_deg: the horizontal field of view of the camera that took it, in degrees.
        smoothing: of the joints; None for none.

    Raises:
        RecordingError: the file is no video.
        SettingsError: the speed is not above 0.
    """
    source = Video(path, speed=speed, live=like_camera, mirrored=mirrored)
    return Chain(source, assignment, pose=pose_step(pose_model, people, fov_deg, smoothing))


def open_recording_chain(
    recording: Recording, assignment: Assignment, *, speed: float | None = 1.0
) -> Chain[Frame]:
    """Put together the chain of a skeleton recording.

    Args:
        recording: what to play.
        assignment: what is recognised, of whom, with what.
        speed: seconds of the recording per second; None for as fast as the chain allows.

    Raises:
        SettingsError: the speed is not above 0.
    """
    return Chain(Recorded(recording, speed=speed), assignment)


def record(
    chain: Chain[Image] | Chain[Frame], recorder: Recorder, *, images: bool = False
) -> Tap[Sight | Result]:
    """Record every frame and every answer of a chain from now on.

    Args:
        chain: which one; it never waits for the disk if it is live.
        recorder: what writes. It stays open when the tap is closed: close the tap first, then it.
        images: whether to record the camera's images as well.

    Returns:
        The tap; closing it says whether anything was lost.
    """

    def consume(item: Sight | Result) -> None:
        if isinstance(item, Result):
            recorder.write_answer(item.answer)
            return
        recorder.write_frame(item.frame)
        if images and item.image is not None:
            recorder.write_image(item.frame.time_s, item.image.rgb)

    return chain.listen(consume)
