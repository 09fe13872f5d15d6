"""Converting a recording, or a video by pose estimation, to a skeleton file of another format."""

from __future__ import annotations

from pathlib import Path

from streaming.errors import RecordingError, UnknownFormatError
from streaming.readers import read_recording
from streaming.skeleton import Recording
from streaming.sources.pose_video import Progress, read_video
from streaming.writers.csv import write_csv
from streaming.writers.ntu import write_ntu

_WRITERS = {".skeleton": write_ntu, ".csv": write_csv}


def convert(
    source: Path, target: Path, pose_model: Path | None = None, progress: Progress | None = None
) -> list[str]:
    """Write a recording or a video as a skeleton file.

    Args:
        source: a recording of any readable format, or a video.
        target: where to; its suffix names the format (``.skeleton``: NTU RGB+D; ``.csv``: a column per
            joint and axis).
        pose_model: for a video, a MediaPipe ``pose_landmarker_*.task`` bundle.
        progress: for a video, called after each image.

    Returns:
        What was derived, repaired or lost on the way, one sentence each.

    Raises:
        RecordingError: the source cannot be read or the target cannot be written.
        ModelError: the pose model is missing or is none.
    """
    source, target = Path(source), Path(target)
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        raise RecordingError(
            f'cannot write "{target.suffix}"',
            path=target,
            expected=f"a name that ends in {', '.join(_WRITERS)}",
        )
    if target.exists() and source.exists() and target.samefile(source):
        raise RecordingError(
            "source and target are the same file", path=target, remedy="Name another target."
        )
    recording = _read(source, pose_model, progress)
    return [*recording.notes, *write(recording, target)]


def _read(source: Path, pose_model: Path | None, progress: Progress | None) -> Recording:
    """Read the source: as a recording if it is one, else as a video."""
    try:
        return read_recording(source)
    except UnknownFormatError as error:
        if pose_model is not None:
            return read_video(source, pose_model, progress)
        raise UnknownFormatError(
            error.found,
            path=source,
            place=error.place,
            expected=error.expected,
            remedy="If it is a video, name the pose model to use: --pose-model PATH",
        ) from None
