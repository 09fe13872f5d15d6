"""Assembly of pipelines: from a camera or a video file to answers, and into a recording."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from streaming.credentials import masked_address
from streaming.errors import SettingsError
from streaming.paths import is_file
from streaming.pipeline.chain import Chain
from streaming.pipeline.results import Result, Sight
from streaming.pipeline.tap import Tap
from streaming.recognition.assignment import Assignment
from streaming.skeleton.frame_rate import check_slow_motion
from streaming.skeleton.frames import Frame
from streaming.skeleton.mediapipe_joints import DEFAULT_FOV_DEG, check_field_of_view
from streaming.sources.camera import Camera
from streaming.sources.network_camera import is_address, without_password
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
        which: its index, part of its name (see ``streaming.sources.camera_list.choose_camera``), or its
            address in the network (see ``streaming.sources.network_camera.is_address``).
    """

    which: int | str = 0

    @property
    def name(self) -> str:
        """Display name."""
        return f"Camera {self.shown}"

    @property
    def shown(self) -> int | str:
        """``which``, for display: of an address without its password."""
        which = self.which
        if isinstance(which, int):
            return which
        return without_password(which) if is_address(which) else masked_address(which)

    @property
    def is_camera(self) -> bool:
        """Whether people are in front of it now and can be given framing hints."""
        return True

    @property
    def ends(self) -> bool:
        """Whether it is finite, so that every image is processed."""
        return False


@dataclass(frozen=True, slots=True)
class VideoFeed:
    """Images from a video file.

    Attributes:
        path: the file.
        like_camera: play it in a loop like a camera, dropping images if necessary.
        slow_motion: slow-motion factor; time stamps are divided by it.
        seconds: how much of it is read, by its time stamps; None for all.

    Raises:
        SettingsError: the slow-motion factor is invalid.
    """

    path: Path
    like_camera: bool = False
    slow_motion: float = 1.0
    seconds: float | None = None

    def __post_init__(self) -> None:
        """Validate the factor."""
        check_slow_motion(self.slow_motion)

    @property
    def name(self) -> str:
        """Display name."""
        return self.path.name

    @property
    def is_camera(self) -> bool:
        """Whether people are in front of it now and can be given framing hints."""
        return self.like_camera

    @property
    def ends(self) -> bool:
        """Whether it is finite, so that every image is processed."""
        return not self.like_camera


Feed = CameraFeed | VideoFeed


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """Settings of capture and pose estimation.

    Attributes:
        people: maximum number of people to track.
        size: requested (width, height) of a camera, pixels.
        rate_hz: requested frame rate of a camera.
        mirrored: whether the source's images are mirrored, as with few cameras. (Mirroring of the display is
            separate.)
        fov_deg: the camera's field of view along the long side of the image, in degrees.
        smoothing: whether to apply One-Euro smoothing to the joints.
        speed: playback speed of a video; None for as fast as possible.

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
        """Validate the numbers."""
        for found, right, expected in (
            (f"{self.people} people to follow", 1 <= self.people <= MOST_PEOPLE, f"1 to {MOST_PEOPLE}"),
            (f"{self.rate_hz:g} images per second", 0 < self.rate_hz <= 1000, "above 0, up to 1000"),
        ):
            if not right:
                raise SettingsError(found, expected=expected)
        check_field_of_view(self.fov_deg)


def parse_camera(text: str, slow_motion: float = 1.0) -> Feed:
    """Parse a camera option: a number, a name, an address, or a video file as a substitute.

    Args:
        text: e.g. ``"0"``, ``"Logitech"``, ``"rtsp://192.168.1.20/stream1"`` or ``"clip.mp4"``.
        slow_motion: slow-motion factor of a video file.

    Raises:
        SettingsError: the slow-motion factor is invalid.
    """
    if text.isdecimal():
        return CameraFeed(int(text))
    path = Path(text)
    return VideoFeed(path, like_camera=True, slow_motion=slow_motion) if is_file(path) else CameraFeed(text)


def parse_size(text: str) -> tuple[int, int]:
    """Parse (width, height) in pixels, e.g. ``"1280x720"``.

    Raises:
        SettingsError: the size is invalid.
    """
    width, _, height = text.partition("x")
    if width.isdecimal() and height.isdecimal() and 0 < int(width) <= _MOST and 0 < int(height) <= _MOST:
        return int(width), int(height)
    raise SettingsError(f"size {text!r}", expected=f"such as 640x480, up to {_MOST} each way")


def open_chain(
    feed: Feed, assignment: Assignment, pose_model: Path, settings: LiveSettings = LiveSettings()
) -> Chain[Image]:
    """Assemble the chain of a camera or a video.

    A camera is opened when the chain starts, on the chain's own thread; a video here.

    Args:
        feed: camera or video.
        assignment: the recogniser, and the people to recognise.
        pose_model: a ``pose_landmarker_*.task`` file; ``streaming.sources.pose_models`` finds one.
        settings: capture and pose estimation.

    Raises:
        RecordingError: the file is not a video.
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
            seconds=feed.seconds,
        )
    smoothing = SMOOTHING if settings.smoothing else None
    pose = pose_step(pose_model, settings.people, settings.fov_deg, smoothing)
    return Chain(source, assignment, pose=pose)


def origin(feed: Feed) -> str:
    """Return the source description of a recording of a feed."""
    return f"{feed.name} through {POSE_MODEL}"


def record(
    chain: Chain[Image] | Chain[Frame], recorder: Recorder, *, images: bool = False
) -> Tap[Sight | Result]:
    """Record all frames and answers of a chain from now on.

    Args:
        chain: the chain; a live one never waits for the disk.
        recorder: the recorder. Close the tap first, then the recorder.
        images: whether to record the camera's images as well.

    Returns:
        The tap; closing it reports losses.
    """

    def consume(item: Sight | Result) -> None:
        if isinstance(item, Result):
            recorder.write_answer(item.answer)
            return
        recorder.write_frame(item.frame)
        if images and item.image is not None:
            recorder.write_image(item.frame.time_s, item.image.rgb)

    return chain.listen(consume)
