"""The frames of a recording as arrays, made into :class:`.frames.Frame` when they are looked at.

A frame takes 24 bytes and a body 333 where objects take 150 and 800: a recording of a day fits into memory,
and a file of nothing but empty frames does no harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from streaming.skeleton.frames import Body, Frame, Positions, States


class PackedFrames(Sequence[Frame]):
    """A sequence of frames that is kept as arrays.

    Attributes:
        numbers: (F,) int64, the frames' numbers; of type object where one needs more bits.
        times_s: (F,) float64, their time stamps in seconds, strictly increasing.
        firsts: (F,) uint32, where a frame's bodies begin in the arrays of bodies.
        counts: (F,) uint32, how many bodies it has.
        people: identities, in no order.
        who: (B,) uint32, which of ``people`` each body is.
        positions: (B, 25, 3) float32 metres.
        states: (B, 25) uint8 tracking states.
    """

    def __init__(
        self,
        numbers: npt.NDArray[Any],
        times_s: npt.NDArray[np.float64],
        firsts: npt.NDArray[np.uint32],
        counts: npt.NDArray[np.uint32],
        people: Sequence[int],
        who: npt.NDArray[np.uint32],
        positions: Positions,
        states: States,
    ) -> None:
        """Take the arrays as they are; see the class."""
        self.numbers, self.times_s, self.firsts, self.counts = numbers, times_s, firsts, counts
        self.people, self.who, self.positions, self.states = people, who, positions, states

    def __len__(self) -> int:
        """How many frames there are."""
        return len(self.times_s)

    @overload
    def __getitem__(self, index: int) -> Frame: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Frame]: ...

    def __getitem__(self, index: int | slice) -> Frame | Sequence[Frame]:
        """Return one frame, or some of them, packed as well."""
        if isinstance(index, slice):
            return PackedFrames(
                self.numbers[index],
                self.times_s[index],
                self.firsts[index],
                self.counts[index],
                self.people,
                self.who,
                self.positions,
                self.states,
            )
        first = int(self.firsts[index])
        bodies = tuple(map(self._body, range(first, first + int(self.counts[index]))))
        return Frame(int(self.numbers[index]), float(self.times_s[index]), bodies)

    def _body(self, index: int) -> Body:
        """Make a body of the arrays' rows."""
        return Body(self.people[self.who[index]], self.positions[index], self.states[index])
