"""Skeletons from any supported file, a recording or a video; and how long it is."""

from __future__ import annotations

from pathlib import Path

from mans.datasets.poses import pose_model_of, video_recording
from streaming.errors import UnknownFormatError
from streaming.readers import read_recording
from streaming.skeleton.frames import Recording
from streaming.sources.video import VideoFile, is_video


def read_any(path: Path) -> Recording:
    """Read a recording, or the poses in a video, which are estimated once and cached.

    A pose model beside the video is used if there is one, else the default one.

    Raises:
        RecordingError: it is neither, or damaged, or shows nobody.
        ModelError: a pose model is needed, and there is none.
    """
    try:
        return read_recording(path)
    except UnknownFormatError:
        if not is_video(path):
            raise
    return video_recording(path, pose_model_of(path.parent))


def length_of(path: Path) -> float | None:
    """Return the seconds from a file's first frame to its last; None where its container does not say.

    Poses in a video are not estimated for it.

    Raises:
        RecordingError: it is neither a recording nor a video, or damaged.
    """
    try:
        return read_recording(path).duration_s
    except UnknownFormatError:
        if not is_video(path):
            raise
    video = VideoFile(path)
    video.close()
    return None if video.count is None else video.count / video.rate_hz
