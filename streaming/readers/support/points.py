"""Recordings of one person from named body points, as of motion capture: no sensor was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.errors import EmptyRecordingError, RecordingError
from streaming.readers.support.collect import FrameCollector
from streaming.readers.support.person import likeness
from streaming.readers.support.placing import measured_unit, placed
from streaming.readers.support.units import UNIT_WORDS, UNITS_M
from streaming.readers.support.unseen import seen_joints
from streaming.skeleton.body_points import NEEDED, joints_of_points
from streaming.skeleton.frames import Recording, TrackingState

_IDENTITY = 1


def points_recording(
    path: Path,
    format_name: str,
    points: Mapping[str, npt.NDArray[np.float64]],
    rate_hz: float,
    *,
    unit_m: float | None = None,
    room: bool = True,
    notes: Sequence[str] = (),
) -> Recording:
    """Make a recording of named points.

    Args:
        path: the file.
        format_name: the format's name.
        points: (F, 3) by names out of :data:`streaming.skeleton.body_points.POINTS`, in any axes.
        rate_hz: frames per second.
        unit_m: their unit in metres; None to tell it by the bones.
        room: whether no sensor was there, so that people face anywhere.
        notes: the reader's own notes.

    Raises:
        RecordingError: points of arms or legs are missing, or have no position.
    """
    missing = [name for name in NEEDED if name not in points and name.replace("Wrist", "Hand") not in points]
    if missing:
        raise RecordingError(
            f"no {', '.join(missing[:4])}{' ...' if len(missing) > 4 else ''} by name",
            path=path,
            expected="joints of shoulders, elbows, wrists, hips, knees and ankles",
        )
    states = {name: np.full(len(of), TrackingState.TRACKED, dtype=np.uint8) for name, of in points.items()}
    for name, of in points.items():
        states[name][~np.isfinite(of).all(axis=1)] = TrackingState.NOT_TRACKED
    joints, of_joints = joints_of_points(points, states)
    there = _with_any(joints)
    if not there.any():
        raise EmptyRecordingError("no usable position", path=path, expected="positions of joints")
    said = list(notes)
    if unit_m is None:
        unit = measured_unit(joints[there]) or "m"
        unit_m = UNITS_M[unit]
        said.append(f"Positions were taken as {UNIT_WORDS[unit]}, by the length of the bones.")
    joints = joints * unit_m
    joints[~seen_joints(joints)] = np.nan
    joints[there], of_place = placed(joints[there], of_joints[there] == TrackingState.TRACKED, room=room)
    warnings = []
    if not likeness(joints[there]).fits:
        warnings.append("The bones are not like a person's: are the joints what their names say?")
    collector = FrameCollector(path)
    for number, (body, state) in enumerate(zip(joints, of_joints, strict=True)):
        collector.frame(number, number)
        if np.isfinite(body).any():
            collector.body(_IDENTITY, body, state)
    said += of_place
    derived = bool((of_joints == TrackingState.INFERRED).any())
    if derived:
        said.append("Joints of Kinect v2 that the file lacks are derived, and marked as inferred.")
    return collector.recording(
        format_name, stamps_per_s=rate_hz, rate_hz=rate_hz, notes=said, warnings=warnings
    )


def _with_any(joints: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Return which bodies (F, J, 3) have any joint."""
    return np.asarray(np.any(np.all(np.isfinite(joints), axis=2), axis=1), dtype=np.bool_)
