"""The skeleton model: joints of bodies in time-stamped frames, and the recordings they make up.

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
    """How sure the sensor is of a joint, with the numbers of Kinect SDK 2."""

    NOT_TRACKED = 0
    INFERRED = 1
    TRACKED = 2


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """One person in one frame.

    Attributes:
        identity: the same number for the same person from frame to frame (NTU bodyID, Kinect trackingId).
        positions: (25, 3) float32, metres, Kinect camera space, joints in Kinect v2 order. Finite: a joint
            that is not seen has a plausible position and the state ``NOT_TRACKED``.
        states: (25,) uint8, a :class:`TrackingState` per joint.
        image: (25, 2) float32, where the joints appear in the image that the pose was found in: 0..1 from
            its left to its right edge and from its upper to its lower one. None where there is no image.
            For drawing only; recordings do not keep it.
    """

    identity: int
    positions: Positions
    states: States
    image: npt.NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        """Refuse arrays of another shape: a bug in a reader, not a user's error."""
        if self.positions.shape != (KINECT_V2.size, 3) or self.states.shape != (KINECT_V2.size,):
            raise ValueError(
                f"a body needs positions ({KINECT_V2.size}, 3) and states ({KINECT_V2.size},), "
                f"got {self.positions.shape} and {self.states.shape}"
            )
        if self.image is not None and self.image.shape != (KINECT_V2.size, 2):
            raise ValueError(f"image positions must be ({KINECT_V2.size}, 2), got {self.image.shape}")


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What the sensor saw at one moment.

    Attributes:
        number: the source's own frame number; increasing, not necessarily without gaps.
        time_s: seconds on a monotonic clock; strictly increasing within a source.
        bodies: the people in view, possibly none.
    """

    number: int
    time_s: float
    bodies: tuple[Body, ...]


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """An action somebody marked in a recording (ground truth), both ends included, in seconds."""

    label: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A whole recording in memory.

    Attributes:
        frames: in order of time, at least one.
        rate_hz: nominal frame rate, in frames per second.
        format: the reader's name of the file format, e.g. ``"NTU RGB+D .skeleton"``.
        path: the file it was read from, if any.
        labels: ground-truth actions, in order of start; empty where the format has none.
        notes: what the reader had to derive, repair or leave out, one sentence each, for the user to read.
        warnings: what is lost, or so doubtful that answers may be wrong for it, one sentence each, for the
            user not to miss.
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
