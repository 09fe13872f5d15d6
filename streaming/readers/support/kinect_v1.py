"""Kinect v1 recordings of one person: conversion of 20 joints per frame to 25."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.errors import EmptyRecordingError, RecordingError
from streaming.printable import counted
from streaming.readers.support.collect import FrameCollector
from streaming.readers.support.matlab import read_numeric_array
from streaming.readers.support.unseen import seen_joints
from streaming.skeleton.frames import LabelledSpan, Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V1, kinect_v1_to_v2

DERIVED_NOTE = (
    "Kinect v1 has 20 joints: neck, hand tips and thumbs are derived from them and marked as inferred."
)
# The formats that hold one person do not number them.
_IDENTITY = 1


def collect_kinect_v1(
    path: Path,
    stamps: Sequence[float],
    raw: npt.NDArray[np.float64],
    states: npt.NDArray[np.uint8] | None = None,
) -> FrameCollector:
    """Collect frames of one person.

    A joint whose position is NaN, zero or implausible is not tracked; a frame without any joint has no body.

    Args:
        path: the file, for the message.
        stamps: (F,) time stamps, in the file's unit.
        raw: (F, 20, 3) metres, Kinect camera space, Kinect v1 order.
        states: (F, 20) tracking states; None marks all joints with a position as tracked.

    Returns:
        The frames, numbered from 0.

    Raises:
        RecordingError: no joint of any frame has a position.
    """
    seen = seen_joints(raw)
    if not seen.any():
        raise EmptyRecordingError(
            f"no usable position in any of {counted(len(raw), 'frame')}",
            path=path,
            expected="joint positions in metres",
            remedy="All are zero, NaN or beyond 100 m: leave this recording out.",
        )
    if states is None:
        states = np.full(seen.shape, TrackingState.TRACKED, dtype=np.uint8)
    states = np.where(seen, states, np.uint8(TrackingState.NOT_TRACKED))
    positions, states = kinect_v1_to_v2(np.where(seen[..., None], raw, np.nan), states)
    visible = np.asarray(seen.any(axis=1))
    collector = FrameCollector(path)
    for number, stamp in enumerate(stamps):
        collector.frame(stamp, number)
        if visible[number]:
            collector.body(_IDENTITY, positions[number], states[number])
    return collector


def steady_recording(
    path: Path,
    format_name: str,
    raw: npt.NDArray[np.float64],
    rate_hz: float,
    why: str,
    label: str | None,
    states: npt.NDArray[np.uint8] | None = None,
    notes: Sequence[str] = (),
) -> Recording:
    """Make a recording of one action at a known frame rate, for files without time stamps.

    Args:
        path: the file.
        format_name: the format's name.
        raw: (F, 20, 3) metres, Kinect camera space, Kinect v1 order; F is 1 or more.
        rate_hz: frames per second.
        why: source of the rate, for the note.
        label: label of the complete recording; None if unknown.
        states: as for :func:`collect_kinect_v1`.
        notes: further notes.

    Raises:
        RecordingError: no joint of any frame has a position.
    """
    times_s = [frame / rate_hz for frame in range(len(raw))]
    frames = collect_kinect_v1(path, times_s, raw, states)
    return frames.recording(
        format_name,
        rate_hz=rate_hz,
        labels=whole_recording(label, times_s[0], times_s[-1]),
        notes=[DERIVED_NOTE, f"No time stamps: {rate_hz:.0f} frames per second are assumed, {why}.", *notes],
    )


def read_joint_array(path: Path, variable: str, remedy: str = "") -> npt.NDArray[np.float64]:
    """Read the 20 x 3 x frames joints of a MATLAB file, (F, 20, 3) in the file's joint order.

    Raises:
        RecordingError: the file is damaged, or the array has another shape or no frames.
    """
    array = read_numeric_array(path, variable)
    if array.ndim == 2:  # MATLAB drops a last dimension of 1
        array = array[..., None]
    if array.ndim != 3 or array.shape[:2] != (KINECT_V1.size, 3) or array.shape[2] == 0:
        raise RecordingError(
            f"an array of {' x '.join(map(str, array.shape[:4]))}",
            path=path,
            place=f"variable {variable}",
            expected=f"{KINECT_V1.size} x 3 x frames",
            remedy=remedy,
        )
    return np.ascontiguousarray(array.transpose(2, 0, 1))


def whole_recording(label: str | None, start_s: float, end_s: float) -> tuple[LabelledSpan, ...]:
    """Return the label span of a recording of one action, from its first frame to its last."""
    return () if label is None else (LabelledSpan(label, start_s, end_s),)
