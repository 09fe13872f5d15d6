"""Human-readable summary of a recording."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from streaming.printable import printable
from streaming.read_as import RECOGNISED, ReadAs
from streaming.readers import mcap
from streaming.recordings.plausibility import warnings as doubts
from streaming.recordings.reading import PoseModel, read_source
from streaming.skeleton.frames import Recording, TrackingState
from streaming.sources.pose_video import Progress, VideoSettings

__all__ = ["Inspection", "describe", "inspect"]

Rows = list[tuple[str, str]]
# A pause this long is one that nothing should be interpolated across.
_GAP_S = 0.5
_MOST_NAMED = 8
_SAID_ELSEWHERE = ("notes", "warnings", "version", "rate_hz")


@dataclass(frozen=True, slots=True)
class Inspection:
    """Summary of a file.

    Attributes:
        rows: (name, value) pairs, in display order.
        warnings: data lost in reading, and implausible geometry and timing, one sentence each.
        notes: data derived, repaired or skipped in reading, one sentence each.
    """

    rows: Rows
    warnings: list[str]
    notes: list[str]


def inspect(
    path: Path,
    pose_model: PoseModel = None,
    progress: Progress | None = None,
    settings: VideoSettings | None = None,
    read_as: ReadAs = RECOGNISED,
) -> Inspection:
    """Read a recording, or the poses in a video, and summarise it.

    Arguments and errors are those of :func:`streaming.recordings.reading.read_source`.
    """
    recording = read_source(path, pose_model, progress, settings, read_as)
    rows = describe(recording)
    if recording.format == mcap.FORMAT:
        rows[2:2] = _origin(Path(path))
    rows = [(printable(name), printable(value)) for name, value in rows]
    warnings = [*recording.warnings, *doubts(recording)]
    return Inspection(rows, list(map(printable, warnings)), list(map(printable, recording.notes)))


def describe(recording: Recording) -> Rows:
    """Describe a recording in (name, value) rows: what it is, people, timing, joints, space, labels."""
    rows = [("file", recording.path.name)] if recording.path is not None else []
    rows.append(("format", recording.format))
    return [*rows, *_timing(recording), *_people(recording), *_labels(recording)]


def _timing(recording: Recording) -> Rows:
    """Return frames, duration, rate, jitter and gaps."""
    rows = [
        ("frames", str(len(recording.frames))),
        ("length", f"{recording.duration_s:.2f} s, from {recording.start_s:.3f} s"),
    ]
    intervals_s = np.diff(recording.times_s)
    if not len(intervals_s):
        return [*rows, ("rate", f"nominal {recording.rate_hz:.4g} per second")]
    median_s, most_s = np.percentile(intervals_s, [50, 95])
    gaps_s = intervals_s[intervals_s > max(_GAP_S, 3 * median_s)]
    longest = f", {gaps_s.sum():.1f} s in all, the longest {gaps_s.max():.1f} s" if len(gaps_s) else ""
    return [
        *rows,
        ("rate", f"{1 / median_s:.4g} per second, nominal {recording.rate_hz:.4g}"),
        ("interval", f"median {1e3 * median_s:.1f} ms, 95th percentile {1e3 * most_s:.1f} ms"),
        ("gaps", f"{len(gaps_s)} of more than {max(_GAP_S, 3 * median_s):.2g} s{longest}"),
    ]


def _people(recording: Recording) -> Rows:
    """Return people, tracking quality and extent."""
    bodies = [body for frame in recording.frames for body in frame.bodies]
    if not bodies:
        return [("people", "none")]
    seen = Counter(body.identity for body in bodies)
    most = max(len(frame.bodies) for frame in recording.frames)
    empty = sum(not frame.bodies for frame in recording.frames) / len(recording.frames)
    named = ", ".join(f"{identity} ({frames})" for identity, frames in seen.most_common(_MOST_NAMED))
    states = np.stack([body.states for body in bodies])
    lost, inferred = ((states == state).mean() for state in TrackingState if state != TrackingState.TRACKED)
    positions = np.stack([body.positions for body in bodies])
    low, high = positions.min(axis=(0, 1)), positions.max(axis=(0, 1))
    box = ", ".join(f"{axis} {a:.2f} to {b:.2f}" for axis, a, b in zip("xyz", low, high, strict=True))
    return [
        ("people", f"{len(seen)}, at most {most} at a time; nobody in {empty:.1%} of the frames"),
        ("frames by person", named + (", ..." if len(seen) > _MOST_NAMED else "")),
        ("joints", f"{lost:.1%} not tracked, {inferred:.1%} inferred"),
        ("space", f"{box} m"),
    ]


def _labels(recording: Recording) -> Rows:
    """Return the labels."""
    if not recording.labels:
        return []
    count = Counter(span.label for span in recording.labels)
    named = ", ".join(f"{label}{f' ({n})' if n > 1 else ''}" for label, n in count.items())
    return [("labels", f"{len(recording.labels)}: {named}")]


def _origin(path: Path) -> Rows:
    """Return the metadata of a recording of this program."""
    origin, counts = mcap.read_origin(path)
    others = [f"{count} in {topic}" for topic, count in sorted(counts.items())]
    shown = {name: value for name, value in origin.items() if name not in _SAID_ELSEWHERE}
    return [
        *((name.replace("_", " "), value) for name, value in shown.items() if value),
        ("messages", ", ".join(others)),
    ]
