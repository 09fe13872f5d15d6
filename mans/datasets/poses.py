"""Pose estimation of videos, cached as recordings.

A cached recording is named by the video and a digest of what it depends on: the video's path, size and
modification time, the pose model's size and time, and the code of pose estimation.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from mans.datasets.cache import ENVIRONMENT, cache_root
from mans.datasets.reading_code import digest, with_imports
from streaming.errors import MansError, ModelError, RecordingError
from streaming.paths import is_file, list_files, resolved
from streaming.readers import read_recording
from streaming.skeleton.frames import Recording
from streaming.sources.pose_models import find_pose_model
from streaming.sources.pose_video import read_video
from streaming.writers.mcap import write_mcap

_FORMAT = 1


def pose_model_of(folder: Path) -> Path:
    """Return the pose model for a folder of videos: one in the folder, or the default one.

    Raises:
        ModelError: it is missing and cannot be downloaded.
    """
    own = list_files(folder, "pose_landmarker_*.task")
    return own[0] if own else find_pose_model()


def kept_at(video: Path, pose_model: Path, root: Path | None = None) -> Path:
    """Return the path of a video's cached poses, existing or not; arguments as for :func:`video_recording`.

    Raises:
        RecordingError: the video does not exist.
        ModelError: the pose model does not exist.
    """
    missing: tuple[tuple[Path, type[MansError]], ...] = ((video, RecordingError), (pose_model, ModelError))
    for file, error in missing:
        if not is_file(file):
            raise error("no such file", path=file, remedy="Check the path.")
    stamps = [(status.st_size, status.st_mtime_ns) for status in (video.stat(), pose_model.stat())]
    whole = repr((_FORMAT, str(resolved(video)), stamps, digest(with_imports(read_video.__module__))))
    name = hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return (root or cache_root()) / "poses" / f"{video.stem}-{name}.mcap"


def video_recording(video: Path, pose_model: Path, root: Path | None = None) -> Recording:
    """Return the poses in a video, from the cache if available.

    Args:
        video: any video that OpenCV opens; not a mirror image.
        pose_model: a ``pose_landmarker_*.task`` bundle.
        root: root of the cache; None for the default.

    Raises:
        RecordingError: the file is not a video, or no person is detected.
        ModelError: the pose model is missing or invalid.
        MansError: the cache cannot be written.
    """
    kept = kept_at(video, pose_model, root)
    if not is_file(kept):
        found = read_video(video, pose_model)
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise MansError(
                f"cannot be written ({error.strerror or error})",
                path=kept.parent,
                expected="a place for the poses of videos",
                remedy=f"Name another with the environment variable {ENVIRONMENT}",
            ) from error
        write_mcap(found, kept, overwrite=True)
    return read_recording(kept)
