"""Converting a recording, or a video by pose estimation, to a skeleton file of another format.

What a target cannot hold, and what had to be derived or repaired on the way, is said in notes; what of the
source was lost, in warnings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from streaming.errors import RecordingError, UnknownFormatError
from streaming.readers import mcap, read_recording
from streaming.skeleton.frame_rate import at_true_speed, check_slow_motion, rate_warnings
from streaming.skeleton.frames import Recording
from streaming.sources.pose_video import Progress, read_video
from streaming.sources.video import is_video
from streaming.writers.csv import write_csv
from streaming.writers.mcap import write_mcap
from streaming.writers.ntu import write_ntu
from streaming.writers.outputs import check_outputs

_WRITERS = {".skeleton": write_ntu, ".csv": write_csv, ".mcap": write_mcap}
# What a recording of this program holds besides skeletons, by channel.
_BESIDES = {"/answer": "answers with their predictions and F_A", "/camera": "camera images"}


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to say about a conversion, a sentence each.

    Attributes:
        notes: what was derived or repaired, and what the target cannot hold.
        warnings: what of the source was lost, and what is doubtful about it.
        whole: whether nothing to speak of was lost.
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
) -> Told:
    """Write a recording or a video as a skeleton file.

    Args:
        source: a recording of any readable format, or a video.
        target: where to; its suffix names the format (``.skeleton``: NTU RGB+D; ``.csv``: a column per
            joint and axis; ``.mcap``: this program's own).
        pose_model: for a video, a MediaPipe ``pose_landmarker_*.task`` bundle, or what finds one when it is
            needed.
        progress: for a video, called after each image.
        overwrite: whether a file that is there is replaced; never the source.
        slow_motion: how many times slower than life the source plays; time stamps are divided by it.

    Returns:
        What was derived, repaired or lost on the way.

    Raises:
        RecordingError: the source cannot be read.
        WriteError: the target cannot be written, is there already, or is the source; noticed before any work.
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
    model = pose_model if isinstance(pose_model, Path) else None
    check_outputs([target], [source, model], overwrite=overwrite)
    check_slow_motion(slow_motion)
    recording = _read(source, pose_model, progress, slow_motion)
    notes = [*recording.notes, *write(recording, target, overwrite=overwrite)]
    if recording.format == mcap.FORMAT:
        _, counts = mcap.read_origin(source)
        besides = [f"{counts[topic]} {what}" for topic, what in _BESIDES.items() if counts.get(topic)]
        notes += [f"{what} are not kept." for what in besides]
    lost = set(recording.warnings) - set(rate_warnings(recording.times_s))
    return Told(notes, list(recording.warnings), whole=not lost)


def _read(
    source: Path,
    pose_model: Path | Callable[[], Path] | None,
    progress: Progress | None,
    slow_motion: float,
) -> Recording:
    """Read the source: as a recording if it is one, else as a video."""
    try:
        return at_true_speed(read_recording(source), slow_motion)
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
