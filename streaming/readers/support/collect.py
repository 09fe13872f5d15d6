"""Assembly of recordings from frames and bodies, with the repairs and notes common to all formats."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.errors import EmptyRecordingError, RecordingError
from streaming.printable import counted
from streaming.readers.support.frame_store import FrameStore
from streaming.readers.support.losses import Losses
from streaming.readers.support.time_line import put_in_order
from streaming.readers.support.unseen import place_unseen, seen_joints
from streaming.skeleton.frames import LabelledSpan, Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V2
from streaming.skeleton.packed_frames import PackedFrames

# Frame rates that sensors have, in Hz, and how far off a measured one may be: the clock of a computer that
# stamps frames on arrival is as good as that.
_USUAL_RATES_HZ = (5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 50.0, 60.0, 90.0, 120.0, 240.0)
_RATE_TOLERANCE = 0.08
_SLOWEST_HZ, _FASTEST_HZ = 0.1, 1000.0
DEFAULT_RATE_HZ = 30.0
"""What all Kinects deliver; assumed where a file has no time stamps."""


def nominal_rate_hz(times_s: npt.NDArray[np.float64]) -> float:
    """Estimate the nominal frame rate from the median interval, rounded to a common rate if close.

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


# A joint that is not seen takes its last position unless that is older than this, in seconds.
_LONGEST_GAP_S = 0.5


class FrameCollector:
    """Collector that assembles frames and bodies, in file order, to a recording.

    A joint whose position is NaN, out of all reason or exactly the origin gets the state "not tracked" and
    the position it last had on this body, if recent, else its parent's. A body without any position is
    dropped. Frames are never dropped: :mod:`streaming.readers.support.time_line` assigns a time to each.
    """

    def __init__(self, path: Path) -> None:
        """Start with no frame.

        Args:
            path: the file that is read.

        Raises:
            RecordingError: the file does not exist.
        """
        self._store = FrameStore(path)
        self._present: set[int] = set()  # who is in the frame that was begun last
        self._left_out = self._repeated = self._unseen = 0

    def __len__(self) -> int:
        """Number of frames."""
        return len(self._store)

    @property
    def last_stamp(self) -> float | None:
        """Time stamp of the last frame; None without frames."""
        return self._store.last_stamp

    @property
    def stamps(self) -> npt.NDArray[np.float64]:
        """Time stamps of the frames so far, (F,) float64, in the file's own unit and order."""
        return self._store.stamps

    def frame(self, stamp: float, number: int | None = None) -> None:
        """Begin a frame.

        Args:
            stamp: finite, in the file's unit of time.
            number: the file's own frame number, 0 or above; without one, or if it does not increase, one
                more than the last frame's.

        Raises:
            RecordingError: there are more frames than a recording may have.
        """
        self._store.frame(stamp, number)
        self._present.clear()

    def row(self, stamp: float, number: int | None, identity: int) -> None:
        """Begin a frame unless this body belongs to the last one: same stamp, and a new identity."""
        if stamp != self._store.last_stamp or identity in self._present:
            self.frame(stamp, number)

    def body(self, identity: int, positions: npt.NDArray[np.float64], states: npt.NDArray[np.uint8]) -> None:
        """Add a body to the last frame.

        Args:
            identity: identity of the body.
            positions: (25, 3) metres, Kinect camera space, Kinect v2 order; NaN where unknown.
            states: (25,) tracking states.

        Raises:
            RecordingError: there are too many bodies for the size of the file.
        """
        if identity in self._present:
            self._repeated += 1
            return
        seen = seen_joints(positions)
        if not seen.any():
            self._left_out += 1
            return
        if not seen.all():
            self._unseen += 1
            positions = np.where(seen[:, None], positions, 0.0)  # for _place_unseen to find
            states = np.where(seen, states, np.uint8(TrackingState.NOT_TRACKED))
        self._present.add(identity)
        self._store.body(identity, positions, states)

    def recording(
        self,
        format: str,
        *,
        stamps_per_s: float = 1.0,
        origin: float = 0.0,
        rate_hz: float | None = None,
        labels: Sequence[LabelledSpan] = (),
        spans: Sequence[tuple[str, int, int]] = (),
        notes: Sequence[str] = (),
        warnings: Sequence[str] = (),
    ) -> Recording:
        """Assemble the recording.

        Args:
            format: the reader's name of the format.
            stamps_per_s: number of the file's time units per second.
            origin: the stamp of time zero.
            rate_hz: the nominal frame rate; None to estimate it from the time stamps.
            labels: labelled actions.
            spans: labelled actions as label, first and last frame index, in file order.
            notes: the reader's own notes.
            warnings: the reader's own warnings.

        Raises:
            RecordingError: there is no frame, or no body in any of them has a position.
        """
        if not len(self._store):
            raise RecordingError(
                "no frame", path=self._store.path, remedy="This recording is empty: leave it out."
            )
        if self._left_out and not self._store.bodies:
            raise EmptyRecordingError(
                f"no usable position in {counted(self._left_out, 'body', 'bodies')}",
                path=self._store.path,
                expected="joint positions in metres",
                remedy="All are missing, zero or beyond 100 m: are they pixels, or another unit?",
            )
        times_s = self._store.stamps  # a copy
        times_s -= origin
        times_s /= stamps_per_s
        line = put_in_order(times_s)
        frames = self._store.packed(line.times_s, line.order)
        if self._unseen:
            _place_unseen(frames, line.breaks)
        of_frame = line.times_s if line.order is None else line.times_s[np.argsort(line.order)]
        marked = [
            LabelledSpan(label, float(of_frame[first]), float(of_frame[last])) for label, first, last in spans
        ]
        losses = Losses()
        losses.tell(
            self._repeated,
            self._store.bodies + self._repeated,
            "bodies repeat another's number in the same frame: they were left out",
        )
        return Recording(
            frames,
            nominal_rate_hz(line.times_s) if rate_hz is None else rate_hz,
            format,
            self._store.path,
            (*labels, *marked),
            (*notes, *line.notes, *losses.notes, *self._notes(frames)),
            (*warnings, *losses.warnings),
        )

    def _notes(self, frames: PackedFrames) -> list[str]:
        """Return notes on repairs and empty frames."""
        notes = []
        if self._left_out:
            notes.append(f"{counted(self._left_out, 'body', 'bodies')} without any joint position: left out.")
        if self._unseen:
            notes.append(
                f"{counted(self._unseen, 'body', 'bodies')} with "
                "joints without a position: marked as not tracked."
            )
        empty = int((frames.counts == 0).sum())
        if empty:
            notes.append(f"No body in {empty} of {counted(len(frames), 'frame')}.")
        return notes


def _place_unseen(frames: PackedFrames, breaks: npt.NDArray[np.intp]) -> None:
    """Assign plausible positions to joints at the origin, in place.

    Args:
        frames: frames in temporal order.
        breaks: discontinuities, where the history of all bodies is reset.
    """
    afresh = set(breaks.tolist())
    latest: dict[int, tuple[int, float]] = {}  # who, to their newest body and its time
    for index, (first, count, time_s) in enumerate(
        zip(frames.firsts.tolist(), frames.counts.tolist(), frames.times_s.tolist(), strict=True)
    ):
        if index in afresh:
            latest.clear()
        for body in range(first, first + count):
            who = int(frames.who[body])
            seen = frames.positions[body].any(axis=-1)
            if not seen.all():
                last, seen_s = latest.get(who, (0, -np.inf))
                positions = frames.positions[last] if time_s - seen_s <= _LONGEST_GAP_S else None
                frames.positions[body] = place_unseen(frames.positions[body], seen, KINECT_V2, positions)
            latest[who] = body, time_s
