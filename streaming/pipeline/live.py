"""Chains ready to start: from a camera, a video file or a recording to answers, and into a recording."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from streaming.errors import SettingsError
from streaming.paths import is_file
from streaming.pipeline.chain import Chain
from streaming.pipeline.results import Result, Sight
from streaming.pipeline.tap import Tap
from streaming.recognition.assignment import Assignment
from streaming.skeleton.frame_rate import check_slow_motion
from streaming.skeleton.frames import Frame
from streaming.skeleton.mediapipe_joints import DEFAULT_FOV_DEG
from streaming.sources.camera import Camera
from streaming.sources.pose_landmarker import MOST_PEOPLE
from streaming.sources.pose_step import pose_step
from streaming.sources.pose_video import POSE_MODEL
from streaming.sources.source import Image
from streaming.sources.video import Video
from streaming.tracking.one_euro import SMOOTHING

if TYPE_CHECKING:
    from streaming.recordings.recorder import Recorder  # it brings the container of recordings

# Cameras have no more pixels than this each way.
_MOST = 16_384


@dataclass(frozen=True, slots=True)
class CameraFeed:
    """Images from a camera.

    Attributes:
        which: its index, or a part of its name; see ``streaming.sources.camera.list_cameras``.
    """

    which: int | str = 0

    @property
    def name(self) -> str:
        """For a title."""
        return f"Camera {self.which}"

    @property
    def is_camera(self) -> bool:
        """Whether somebody stands in front of it now, to be told where to stand."""
        return True

    @property
    def ends(self) -> bool:
        """Whether it has an end, and every image of it is to be seen."""
        return False


@dataclass(frozen=True, slots=True)
class VideoFeed:
    """Images from a video file.

    Attributes:
        path: the file.
        like_camera: play it as a camera would, again and again: images that nobody is ready for are lost.
        slow_motion: how many times slower than life it plays; time stamps are divided by it.

    Raises:
        SettingsError: it is no factor of slow motion.
    """

    path: Path
    like_camera: bool = False
    slow_motion: float = 1.0

    def __post_init__(self) -> None:
        """Check the factor."""
        check_slow_motion(self.slow_motion)

    @property
    def name(self) -> str:
        """For a title."""
        return self.path.name

    @property
    def is_camera(self) -> bool:
        """Whether somebody stands in front of it now, to be told where to stand."""
        return self.like_camera

    @property
    def ends(self) -> bool:
        """Whether it has an end, and every image of it is to be seen."""
        return not self.like_camera


Feed = CameraFeed | VideoFeed


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """How images are taken and people are found in them.

    Attributes:
        people: how many to follow at most.
        size: (width, height) to ask a camera for, pixels.
        rate_hz: images per second to ask a camera for.
        mirrored: whether the source gives mirror images, as few cameras do. (What is shown may be mirrored
            later.)
        fov_deg: the camera's field of view along the long side of the image, in degrees.
        smoothing: whether to steady the joints (One-Euro filter).
        speed: of a video, in its seconds per second; None for as fast as the chain allows.

    Raises:
        SettingsError: a number is out of its range.
    """

    people: int = 1
    size: tuple[int, int] = (640, 480)
    rate_hz: float = 30.0
    mirrored: bool = False
    fov_deg: float = DEFAULT_FOV_DEG
    smoothing: bool = True
    speed: float | None = 1.0

    def __post_init__(self) -> None:
        """Check the numbers."""
        for found, right, expected in (
            (f"{self.people} people to follow", 1 <= self.people <= MOST_PEOPLE, f"1 to {MOST_PEOPLE}"),
            (f"{self.rate_hz:g} images per second", 0 < self.rate_hz <= 1000, "above 0, up to 1000"),
            (f"a field of view of {self.fov_deg:g} degrees", 10 <= self.fov_deg <= 170, "10 to 170 degrees"),
        ):
            if not right:
                raise SettingsError(found, expected=expected)


def parse_camera(text: str, slow_motion: float = 1.0) -> Feed:
    """Return the feed that somebody asks for as a camera: by number, by name, or a video file to stand in.

    Args:
        text: e.g. ``"0"``, ``"Logitech"`` or ``"clip.mp4"``.
        slow_motion: of a video file, how many times slower than life it plays.

    Raises:
        SettingsError: it is no factor of slow motion.
    """
    if text.isdecimal():
        return CameraFeed(int(text))
    path = Path(text)
    return VideoFeed(path, like_camera=True, slow_motion=slow_motion) if is_file(path) else CameraFeed(text)


def parse_size(text: str) -> tuple[int, int]:
    """Return (width, height) in pixels of e.g. ``"1280x720"``.

    Raises:
        SettingsError: it is no such size.
    """
    width, _, height = text.partition("x")
    if width.isdecimal() and height.isdecimal() and 0 < int(width) <= _MOST and 0 < int(height) <= _MOST:
        return int(width), int(height)
    raise SettingsError(f"size {text!r}", expected=f"such as 640x480, up to {_MOST} each way")


def open_chain(
    feed: Feed, assignment: Assignment, pose_model: Path, settings: LiveSettings = LiveSettings()
) -> Chain[Image]:
    """Put together the chain of a camera or a video.

    A camera is opened when the chain starts, on the chain's own thread; a video here.

    Args:
        feed: where the images come from.
        assignment: what is recognised, of whom, with what.
        pose_model: a ``pose_landmarker_*.task`` file; ``streaming.sources.pose_models`` finds one.
        settings: the rest.

    Raises:
        RecordingError: the video is none.
        SettingsError: the speed is not above 0.
    """
    source: Camera | Video
    if isinstance(feed, CameraFeed):
        size, rate_hz = settings.size, settings.rate_hz
        source = Camera(feed.which, size=size, rate_hz=rate_hz, mirrored=settings.mirrored)
    else:
        live = feed.like_camera
        source = Video(
            feed.path,
            speed=settings.speed,
            live=live,
            mirrored=settings.mirrored,
            repeats=live,
            slow_motion=feed.slow_motion,
        )
    smoothing = SMOOTHING if settings.smoothing else None
    pose = pose_step(pose_model, settings.people, settings.fov_deg, smoothing)
    return Chain(source, assignment, pose=pose)


def origin(feed: Feed) -> str:
    """Say what a recording of a feed comes from."""
    return f"{feed.name} through {POSE_MODEL}"


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
