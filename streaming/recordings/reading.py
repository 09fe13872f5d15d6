"""Reading of a recording, or of the poses in a video, told by the file's content."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streaming.errors import UnknownFormatError
from streaming.read_as import RECOGNISED, ReadAs
from streaming.readers import read_recording
from streaming.reading_progress import told
from streaming.skeleton.frame_rate import at_true_speed, check_slow_motion
from streaming.skeleton.frames import Recording
from streaming.sources.pose_video import Progress, VideoSettings, read_video
from streaming.sources.video import is_video

PoseModel = Path | Callable[[], Path] | None
"""A MediaPipe ``pose_landmarker_*.task`` bundle, or a function that finds one once it is needed."""


def read_source(
    source: Path,
    pose_model: PoseModel = None,
    progress: Progress | None = None,
    settings: VideoSettings | None = None,
    read_as: ReadAs = RECOGNISED,
) -> Recording:
    """Read a file as a recording, or else as a video.

    Args:
        source: a recording of any readable format, or a video.
        pose_model: for a video.
        progress: called after each image of a video, or each hundredth of a long recording.
        settings: for a video; its slow motion is that of a recording, too.
        read_as: how to read a recording that is not recognised.

    Raises:
        RecordingError: the file cannot be read.
        ModelError: the pose model is missing or invalid.
        SettingsError: a setting is out of range.
    """
    how = settings or VideoSettings()
    check_slow_motion(how.slow_motion)

    def tell(share: float) -> None:
        if progress is not None:
            progress(round(100 * share), 100)

    try:
        with told(None if progress is None else tell):
            return at_true_speed(read_recording(source, *read_as), how.slow_motion)
    except UnknownFormatError as error:
        unknown = error
    # Outside of the handler: that the file is no recording is no reason why a pose model is missing.
    if callable(pose_model) and is_video(source):
        pose_model = pose_model()
    if isinstance(pose_model, Path):
        return read_video(
            source,
            pose_model,
            progress,
            fov_deg=how.fov_deg,
            mirrored=how.mirrored,
            people=how.people,
            slow_motion=how.slow_motion,
        )
    raise UnknownFormatError(
        unknown.found,
        path=source,
        place=unknown.place,
        expected=unknown.expected,
        remedy="If it is a video, name the pose model to use: --pose-model PATH",
    )
