"""Skeleton model: bodies with joints in time-stamped frames, and recordings.

All positions are in Kinect camera space: metres, right-handed, origin at the sensor, x to the sensor's
left (a person who faces the sensor has their left side at negative x), y up, z from the sensor to the
person. Readers and live sources convert on entry, once; nothing downstream converts again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.skeleton.layouts import KINECT_V2

Positions = npt.NDArray[np.float32]
States = npt.NDArray[np.uint8]


class TrackingState(IntEnum):
    """Tracking state of a joint, with the values of Kinect SDK 2."""

    NOT_TRACKED = 0
    INFERRED = 1
    TRACKED = 2


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """One person in one frame.

    Attributes:
        identity: the same number for the same person from frame to frame (NTU bodyID, Kinect trackingId).
        positions: (25, 3) float32, metres, Kinect camera space, joints in Kinect v2 order. Finite: an
            untracked joint has a plausible position and the state ``NOT_TRACKED``.
        states: (25,) uint8, a :class:`TrackingState` per joint.
        image: (25, 2) float32, image coordinates of the joints, 0..1 from left to right and from top to
            bottom. None without an image. For drawing only; not recorded.
    """

    identity: int
    positions: Positions
    states: States
    image: npt.NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        """Check the array shapes; a mismatch is a bug in a reader."""
        if self.positions.shape != (KINECT_V2.size, 3) or self.states.shape != (KINECT_V2.size,):
            raise ValueError(
                f"a body needs positions ({KINECT_V2.size}, 3) and states ({KINECT_V2.size},), "
                f"got {self.positions.shape} and {self.states.shape}"
            )
        if self.image is not None and self.image.shape != (KINECT_V2.size, 2):
            raise ValueError(f"image positions must be ({KINECT_V2.size}, 2), got {self.image.shape}")


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One frame: the bodies at one moment.

    Attributes:
        number: the source's frame number; increasing, possibly with gaps.
        time_s: seconds on a monotonic clock; strictly increasing within a source.
        bodies: the people in view, possibly none.
    """

    number: int
    time_s: float
    bodies: tuple[Body, ...]


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """Ground-truth label of a span of a recording, in seconds, both ends inclusive."""

    label: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A recording in memory.

    Attributes:
        frames: in temporal order, at least one.
        rate_hz: nominal frame rate, in frames per second.
        format: the reader's name of the file format, e.g. ``"NTU RGB+D .skeleton"``.
        path: the file it was read from, if any.
        labels: ground-truth actions, in order of start; empty if the format has none.
        notes: notes on derived, repaired or skipped data, one sentence each.
        warnings: warnings on lost or implausible data that may affect predictions, one sentence each.
    """

    frames: Sequence[Frame]
    rate_hz: float
    format: str
    path: Path | None = None
    labels: tuple[LabelledSpan, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def start_s(self) -> float:
        """Time stamp of the first frame, in seconds."""
        return self.frames[0].time_s

    @property
    def duration_s(self) -> float:
        """Seconds from the first frame's time stamp to the last one's."""
        return self.frames[-1].time_s - self.frames[0].time_s

    @property
    def times_s(self) -> npt.NDArray[np.float64]:
        """Time stamps of all frames, (F,) float64, in seconds."""
        packed: npt.NDArray[np.float64] | None = getattr(self.frames, "times_s", None)
        if packed is not None:
            return packed.copy()
        return np.array([frame.time_s for frame in self.frames], dtype=np.float64)
