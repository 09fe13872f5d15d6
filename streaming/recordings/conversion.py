"""Conversion of a recording, or a video by pose estimation, to another skeleton format.

Notes report what the target format cannot represent and what was derived or repaired; warnings report losses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from streaming.errors import RecordingError, UnknownFormatError
from streaming.printable import counted
from streaming.read_as import ReadAs
from streaming.readers import mcap, read_recording
from streaming.reading_progress import told
from streaming.skeleton.frame_rate import at_true_speed, check_slow_motion, rate_warnings
from streaming.skeleton.frames import Recording
from streaming.sources.pose_video import Progress, read_video
from streaming.sources.video import is_video
from streaming.writers.atomic import make_folder
from streaming.writers.bvh import write_bvh
from streaming.writers.c3d import write_c3d
from streaming.writers.csv import write_csv
from streaming.writers.json_lines import write_json_lines
from streaming.writers.mcap import write_mcap
from streaming.writers.ntu import write_ntu
from streaming.writers.outputs import check_outputs
from streaming.writers.trc import write_trc

_WRITERS = {
    ".skeleton": write_ntu,
    ".csv": write_csv,
    ".mcap": write_mcap,
    ".jsonl": write_json_lines,
    ".trc": write_trc,
    ".bvh": write_bvh,
    ".c3d": write_c3d,
}
# What a recording of this program holds besides skeletons, by channel.
_BESIDES = {
    "/answer": ("answer with its prediction and F_A is", "answers with their predictions and F_A are"),
    "/camera": ("camera image is", "camera images are"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """Notes and warnings of a conversion, one sentence each.

    Attributes:
        notes: derived or repaired data, and data that the target format cannot represent.
        warnings: lost and implausible data of the source.
        whole: whether the source was read completely.
    """

    notes: list[str]
    warnings: list[str]
    whole: bool = True


def convert(
    source: Path,
    target: Path,
    pose_model: Path | Callable[[], Path] | None = None,
    progress: Progress | None = None,
    *,
    overwrite: bool = False,
    slow_motion: float = 1.0,
    read_as: ReadAs | None = None,
) -> Told:
    """Write a recording or a video as a skeleton file.

    Args:
        source: a recording of any readable format, or a video.
        target: output file; its suffix selects the format (``.mcap``: this program's own; ``.csv``: a
            column per joint and axis; ``.jsonl``: a line per frame; ``.skeleton``: NTU RGB+D; ``.trc`` and
            ``.c3d``: markers; ``.bvh``: bones and rotations).
        pose_model: for a video, a MediaPipe ``pose_landmarker_*.task`` bundle, or a function that finds one
            on demand.
        progress: for a video, called after each image.
        overwrite: whether an existing file is replaced; never the source.
        slow_motion: slow-motion factor; time stamps are divided by it.
        read_as: how to read a recording; None to recognise it.

    Returns:
        Notes and warnings.

    Raises:
        RecordingError: the source cannot be read.
        WriteError: the target cannot be written, exists already, or is the source; checked first. Missing
            folders are made.
        ModelError: the pose model is missing or invalid.
    """
    source, target = Path(source), Path(target)
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        raise RecordingError(
            f'cannot write "{target.suffix}"',
            path=target,
            expected=f"a name that ends in {', '.join(_WRITERS)}",
        )
    model = pose_model if isinstance(pose_model, Path) else None
    check_outputs([target], [source, model], overwrite=overwrite, make_folders=True)
    check_slow_motion(slow_motion)
    recording = _read(source, pose_model, progress, slow_motion, read_as or ReadAs())
    make_folder(target.parent)
    notes = [*recording.notes, *write(recording, target, overwrite=overwrite)]
    if recording.format == mcap.FORMAT:
        _, counts = mcap.read_origin(source)
        besides = [counted(counts[topic], *what) for topic, what in _BESIDES.items() if counts.get(topic)]
        notes += [f"{what} not kept." for what in besides]
    lost = set(recording.warnings) - set(rate_warnings(recording.times_s))
    return Told(notes, list(recording.warnings), whole=not lost)


def _read(
    source: Path,
    pose_model: Path | Callable[[], Path] | None,
    progress: Progress | None,
    slow_motion: float,
    read_as: ReadAs,
) -> Recording:
    """Read the source as a recording, or else as a video."""

    def tell(share: float) -> None:
        if progress is not None:
            progress(round(100 * share), 100)

    try:
        with told(tell):
            recording = read_recording(source, *read_as)
        if progress is not None:
            progress(0, None)  # nobody knows how long writing takes
        return at_true_speed(recording, slow_motion)
    except UnknownFormatError as error:
        if callable(pose_model) and is_video(source):
            pose_model = pose_model()
        if isinstance(pose_model, Path):
            return read_video(source, pose_model, progress, slow_motion=slow_motion)
        raise UnknownFormatError(
            error.found,
            path=source,
            place=error.place,
            expected=error.expected,
            remedy="If it is a video, name the pose model to use: --pose-model PATH",
        ) from None
