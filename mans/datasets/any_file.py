"""Skeletons from any supported file: a recording or a video."""

from __future__ import annotations

from pathlib import Path

from mans.datasets.poses import pose_model_of, video_recording
from streaming.errors import UnknownFormatError
from streaming.readers import read_recording
from streaming.skeleton.frames import Recording
from streaming.sources.video import is_video


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
