"""Packed storage of frames and bodies during reading, with a bound on memory.

All readers store their data here, so that the bounds apply to all formats. A file may have
:data:`MOST_FRAMES` frames, and its bodies may take :data:`MOST_GROWTH` times its own size plus
:data:`FREE_BYTES`: text and JSON are larger than the stored arrays, and compressed recordings shrink to a
twentieth at most, for a person standing still.
"""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.readers.support.text import check_file
from streaming.skeleton.layouts import KINECT_V2
from streaming.skeleton.packed_frames import PackedFrames

MOST_FRAMES = 5_000_000
"""46 hours at 30 frames per second."""
MOST_LABELS = 100_000
"""More than an action per second for a day."""
FREE_BYTES = 64 * 1024**2
MOST_GROWTH = 32
_FREE_NUMBERS, _MOST_EXPANSION = 8 * 1024**2, 16
_BODY_BYTES = KINECT_V2.size * (3 * 4 + 1) + 4
# A number of its own in the list of people: the list's entry, the dictionary's, the number.
_PERSON_BYTES = 150
_NO_NUMBER = -1


def numbers_allowed(file_bytes: int) -> int:
    """Return the number of bytes that a compressed file's numbers may take as float64 during reading."""
    # Coordinates compress to a half or so, and a file of constant ones is no recording.
    return _FREE_NUMBERS + _MOST_EXPANSION * file_bytes


def bytes_allowed(path: Path) -> int:
    """Return the number of bytes that a file's data may take in memory.

    Raises:
        RecordingError: the file does not exist.
    """
    return FREE_BYTES + MOST_GROWTH * check_file(path, max_bytes=None)


class FrameStore:
    """Storage of frames and bodies, in file order."""

    def __init__(self, path: Path) -> None:
        """Start with no frame.

        Args:
            path: the file, for its size and for error messages.

        Raises:
            RecordingError: the file does not exist.
        """
        self.path = path
        self._bodies_allowed = bytes_allowed(path)
        self._stamps = array("d")
        self._numbers: array[int] | list[int] = array("q")
        self._firsts = array("I")
        self._positions, self._states = bytearray(), bytearray()
        self._who = array("I")
        self._people: dict[int, int] = {}

    def __len__(self) -> int:
        """Number of frames."""
        return len(self._stamps)

    @property
    def bodies(self) -> int:
        """Number of bodies."""
        return len(self._who)

    @property
    def last_stamp(self) -> float | None:
        """Time stamp of the last frame; None without frames."""
        return self._stamps[-1] if self._stamps else None

    @property
    def stamps(self) -> npt.NDArray[np.float64]:
        """Time stamps of the frames so far, (F,) float64, in the file's own unit."""
        return np.array(self._stamps, dtype=np.float64)

    def frame(self, stamp: float, number: int | None) -> None:
        """Begin a frame.

        Args:
            stamp: finite, in the file's unit of time.
            number: the file's own frame number, 0 or above; None without one.

        Raises:
            RecordingError: there are more frames than a recording may have.
        """
        if len(self._stamps) == MOST_FRAMES:
            raise RecordingError(
                f"more than {MOST_FRAMES:,} frames",
                path=self.path,
                expected="a recording of at most 46 hours at 30 frames per second",
                remedy="Cut it into shorter recordings, or leave it out: it may be damaged.",
            )
        self._stamps.append(stamp)
        try:
            self._numbers.append(_NO_NUMBER if number is None else number)
        except OverflowError:  # no sensor counts so far, but a number is kept as it is
            self._numbers = [*self._numbers, number or 0]
        self._firsts.append(len(self._who))

    def body(self, identity: int, positions: npt.NDArray[np.floating], states: npt.NDArray[np.uint8]) -> None:
        """Add a body to the last frame.

        Args:
            identity: identity of the body.
            positions: (25, 3) metres, finite.
            states: (25,) tracking states.

        Raises:
            RecordingError: there are too many bodies for the size of the file.
        """
        who = self._people.setdefault(identity, len(self._people))
        self._who.append(who)
        self._positions += positions.astype(np.float32, copy=False).tobytes()
        self._states += states.astype(np.uint8, copy=False).tobytes()
        if len(self._who) * _BODY_BYTES + len(self._people) * _PERSON_BYTES > self._bodies_allowed:
            raise RecordingError(
                f"{len(self._who):,} bodies and more in a file of this size",
                path=self.path,
                expected="a recording of people, whose positions do not repeat",
                remedy="Leave it out: it is made to fill the memory.",
            )

    def packed(
        self,
        times_s: npt.NDArray[np.float64],
        order: npt.NDArray[np.intp] | None = None,
        *,
        own_numbers: bool = False,
    ) -> PackedFrames:
        """Return the packed frames; none can be added afterwards.

        Args:
            times_s: (F,) their time stamps in seconds, strictly increasing, in the order to come.
            order: (F,) permutation of the frames; None for file order.
            own_numbers: keep the frame numbers unchanged; otherwise missing or non-increasing numbers become
                one more than the last frame's.
        """
        numbers: npt.NDArray[Any]
        if isinstance(self._numbers, list):
            numbers = np.array(self._numbers, dtype=object)
        else:
            numbers = np.frombuffer(self._numbers, dtype=np.int64)
        self._stamps = array("d")
        firsts = np.frombuffer(self._firsts, dtype=np.uint32)
        counts = np.diff(firsts, append=np.uint32(len(self._who)))
        if order is not None:
            numbers, firsts, counts = numbers[order], firsts[order], counts[order]
        return PackedFrames(
            numbers if own_numbers else _increasing(numbers),
            times_s,
            firsts,
            counts,
            tuple(self._people),
            np.frombuffer(self._who, dtype=np.uint32),
            np.frombuffer(self._positions, dtype=np.float32).reshape(-1, KINECT_V2.size, 3),
            np.frombuffer(self._states, dtype=np.uint8).reshape(-1, KINECT_V2.size),
        )


def _increasing(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Make the frame numbers strictly increasing."""
    if len(numbers) and numbers[0] >= 0 and (numbers[1:] > numbers[:-1]).all():
        return numbers
    made = np.empty_like(numbers)
    last = -1
    for index, number in enumerate(numbers.tolist()):
        made[index] = last = number if number > last else last + 1
    return made
