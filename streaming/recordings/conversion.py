"""Conversion of a recording, or a video by pose estimation, to another skeleton format.

Notes report what the target format cannot represent and what was derived or repaired; warnings report losses.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from streaming.errors import RecordingError
from streaming.printable import counted
from streaming.read_as import RECOGNISED, ReadAs
from streaming.readers import mcap
from streaming.recordings.reading import PoseModel, read_source
from streaming.skeleton.frame_rate import rate_warnings
from streaming.sources.pose_video import Progress, VideoSettings
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
SUFFIXES = tuple(_WRITERS)
"""Endings of the formats that are written."""
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
    pose_model: PoseModel = None,
    progress: Progress | None = None,
    *,
    overwrite: bool = False,
    settings: VideoSettings | None = None,
    suffix: str | None = None,
    read_as: ReadAs = RECOGNISED,
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
        settings: of a video; its slow motion is that of a recording, too.
        suffix: selects the format in place of the target's own.
        read_as: how to read a recording that is not recognised.

    Returns:
        Notes and warnings.

    Raises:
        RecordingError: the source cannot be read.
        WriteError: the target cannot be written, exists already, or is the source; checked first. Missing
            folders are made.
        ModelError: the pose model is missing or invalid.
    """
    source, target = Path(source), Path(target)
    suffix = target.suffix.lower() if suffix is None else suffix
    write = _WRITERS.get(suffix)
    if write is None:
        raise RecordingError(
            f'cannot write "{suffix}"',
            path=target,
            expected=f"a name that ends in {', '.join(SUFFIXES)}",
        )
    model = pose_model if isinstance(pose_model, Path) else None
    check_outputs([target], [source, model, read_as.mapping], overwrite=overwrite, make_folders=True)
    recording = read_source(source, pose_model, progress, settings, read_as)
    # All is read before anything is written: the source may change or go away meanwhile.
    besides = _besides(source) if recording.format == mcap.FORMAT else []
    if progress is not None:
        progress(0, None)  # nobody knows how long writing takes
    make_folder(target.parent)
    notes = [*recording.notes, *write(recording, target, overwrite=overwrite), *besides]
    lost = set(recording.warnings) - set(rate_warnings(recording.times_s))
    return Told(notes, list(recording.warnings), whole=not lost)


def _besides(source: Path) -> list[str]:
    """Return notes on what a recording of this program holds besides skeletons."""
    _, counts = mcap.read_origin(source)
    besides = [counted(counts[topic], *what) for topic, what in _BESIDES.items() if counts.get(topic)]
    return [f"{what} not kept." for what in besides]
