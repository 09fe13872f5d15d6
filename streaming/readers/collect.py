"""Collecting bodies into a recording: what is repaired, left out and told the same way for every format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.errors import EmptyRecordingError, RecordingError
from streaming.layouts import KINECT_V2
from streaming.readers.unseen import place_unseen, seen_joints
from streaming.skeleton import Body, Frame, LabelledSpan, Recording, TrackingState

# Frame rates that sensors have, in Hz, and how far off a measured one may be: the clock of a computer that
# stamps frames on arrival is as good as that.
_USUAL_RATES_HZ = (5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 50.0, 60.0, 90.0, 120.0, 240.0)
_RATE_TOLERANCE = 0.08
_SLOWEST_HZ, _FASTEST_HZ = 0.1, 1000.0
DEFAULT_RATE_HZ = 30.0
"""What all Kinects deliver; assumed where a file has no time stamps."""


def nominal_rate_hz(times_s: npt.NDArray[np.float64]) -> float:
    """Return the frame rate that time stamps point to: the median's, rounded to a usual one if near.

    Args:
        times_s: (F,) strictly increasing, seconds.
    """
    if len(times_s) < 2:
        return DEFAULT_RATE_HZ
    measured = 1.0 / float(np.median(np.diff(times_s)))
    if not _SLOWEST_HZ <= measured <= _FASTEST_HZ:
        return DEFAULT_RATE_HZ
    nearest = min(_USUAL_RATES_HZ, key=lambda rate: abs(rate - measured))
    return nearest if abs(nearest - measured) <= _RATE_TOLERANCE * nearest else round(measured, 3)


@dataclass(slots=True)
class _Frame:
    """A frame whose time is still in the file's own unit."""

    number: int
    stamp: float
    bodies: dict[int, Body]


class FrameCollector:
    """Takes frames and their bodies in the order of the file, makes a recording of them.

    A joint whose position is NaN, out of all reason or exactly the origin gets the state "not tracked" and
    the position it last had on this body, else its parent's. A body without any position is left out, and
    so is a frame that is not later than the one before.
    """

    def __init__(self) -> None:
        """Start with no frame."""
        self._frames: list[_Frame] = []
        self._current: _Frame | None = None  # None while bodies of a frame out of order are passed over
        self._latest: dict[int, Body] = {}
        self._left_out = self._repeated = self._out_of_order = self._unseen = 0

    @property
    def stamps(self) -> npt.NDArray[np.float64]:
        """Time stamps of the frames so far, (F,) float64, in the file's own unit."""
        return np.array([frame.stamp for frame in self._frames], dtype=np.float64)

    def frame(self, stamp: float, number: int | None = None) -> None:
        """Begin a frame.

        Args:
            stamp: finite, in whatever unit the file counts time.
            number: the file's own frame number; without one, or if it does not increase, one more than
                the last frame's.
        """
        last = self._frames[-1] if self._frames else None
        if last is not None and not stamp > last.stamp:
            self._out_of_order += 1
            self._current = None
            return
        if last is not None and (number is None or number <= last.number):
            number = last.number + 1
        self._current = _Frame(number or 0, stamp, {})
        self._frames.append(self._current)

    def row(self, stamp: float, number: int | None, identity: int) -> None:
        """Begin a frame unless this body belongs to the last one: same stamp, and not there yet."""
        last = self._current
        if last is None or stamp != last.stamp or identity in last.bodies:
            self.frame(stamp, number)

    def body(self, identity: int, positions: npt.NDArray[np.float64], states: npt.NDArray[np.uint8]) -> None:
        """Put a body into the frame that was begun last.

        Args:
            identity: who it is.
            positions: (25, 3) metres, Kinect camera space, Kinect v2 order; NaN where unknown.
            states: (25,) tracking states.
        """
        if self._current is None:
            return
        if identity in self._current.bodies:
            self._repeated += 1
            return
        seen = seen_joints(positions)
        if not seen.any():
            self._left_out += 1
            return
        if not seen.all():
            self._unseen += 1
            last = self._latest.get(identity)
            placed = place_unseen(positions, seen, KINECT_V2, None if last is None else last.positions)
            positions = placed.astype(np.float64)
            states = np.where(seen, states, np.uint8(TrackingState.NOT_TRACKED))
        body = Body(identity, positions.astype(np.float32), states.astype(np.uint8))
        self._current.bodies[identity] = self._latest[identity] = body

    def recording(
        self,
        path: Path,
        format: str,
        *,
        stamps_per_s: float = 1.0,
        origin: float = 0.0,
        rate_hz: float | None = None,
        labels: Sequence[LabelledSpan] = (),
        notes: Sequence[str] = (),
    ) -> Recording:
        """Make the recording.

        Args:
            path: the file.
            format: the reader's name of the format.
            stamps_per_s: how many of the file's units of time make a second.
            origin: the stamp that becomes 0 s.
            rate_hz: the nominal frame rate; None takes it from the time stamps.
            labels: marked actions.
            notes: what the reader has to say itself.

        Raises:
            RecordingError: there is no frame, or no body in any of them has a position.
        """
        if not self._frames:
            raise RecordingError("no frame", path=path, remedy="This recording is empty: leave it out.")
        if self._left_out and not self._latest:
            raise EmptyRecordingError(
                f"no usable position in any of {self._left_out} bodies",
                path=path,
                expected="joint positions in metres",
                remedy="All are missing, zero or beyond 100 m: are they pixels, or another unit?",
            )
        frames: list[Frame] = []
        for frame in self._frames:
            time_s = (frame.stamp - origin) / stamps_per_s
            if not frames or time_s > frames[-1].time_s:  # not so where rounding made two times one
                frames.append(Frame(frame.number, time_s, tuple(frame.bodies.values())))
        self._out_of_order += len(self._frames) - len(frames)
        times_s = np.array([frame.time_s for frame in frames])
        return Recording(
            frames,
            nominal_rate_hz(times_s) if rate_hz is None else rate_hz,
            format,
            path,
            tuple(labels),
            (*notes, *self._notes(frames)),
        )

    def _notes(self, frames: Sequence[Frame]) -> list[str]:
        """Say what was repaired or left out."""
        notes = []
        if self._out_of_order:
            notes.append(
                f"{self._out_of_order} frames whose time stamp is not after the one before were left out."
            )
        if self._left_out:
            notes.append(f"{self._left_out} bodies without any joint position were left out.")
        if self._repeated:
            notes.append(
                f"{self._repeated} bodies that repeat another's number in the same frame were left out."
            )
        if self._unseen:
            notes.append(
                f"{self._unseen} bodies have joints without a position: they are marked as not tracked."
            )
        empty = sum(not frame.bodies for frame in frames)
        if empty:
            notes.append(f"{empty} of {len(frames)} frames hold no body.")
        return notes
