"""What flows through a chain: images or frames from a source, the pose found in them, the answers given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from streaming.prediction import Answer
from streaming.skeleton import Frame


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """One image of a camera or a video.

    Attributes:
        number: increasing by one from image to image, from 0.
        time_s: seconds on a monotonic clock; strictly increasing within a source.
        rgb: (H, W, 3) uint8, red first, contiguous, not mirrored. Nobody writes into it.
    """

    number: int
    time_s: float
    rgb: npt.NDArray[np.uint8]


Item = TypeVar("Item", bound=Image | Frame)
Item_co = TypeVar("Item_co", bound=Image | Frame, covariant=True)


class Source(Protocol[Item_co]):
    """Where images or frames come from. Iterated once, on the chain's capture thread.

    An iteration may wait for the next item, and ends soon after :meth:`close`. What goes wrong is raised by
    the iteration and reaches the chain's user as it is.
    """

    @property
    def live(self) -> bool:
        """Whether items come at their own time, so that those nobody is ready for are lost."""

    @property
    def rate_hz(self) -> float:
        """Items per second, nominally: of a camera what it was asked for."""

    @property
    def status(self) -> str:
        """What the user should know now, e.g. that the camera is gone; empty if all is well."""

    def __iter__(self) -> Iterator[Item_co]:
        """Give one item after the other, each later than the one before."""

    def close(self) -> None:
        """End the iteration. Any thread may call it, more than once."""


FindPose = Callable[[Item], Frame]
"""Finds the people in an image; of a frame it may change the people."""

OpenPose = Callable[[], AbstractContextManager[FindPose[Item]]]
"""Prepares a pose step on the thread that it will run on."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A frame with the very image that its pose was found in.

    Attributes:
        frame: the people, possibly none.
        image: what the camera saw; None where the source gives skeletons.
        captured_s: when it arrived, in seconds of ``streaming.health.now_s``.
        posed_s: when its pose was found, on the same clock.
    """

    frame: Frame
    image: Image | None
    captured_s: float
    posed_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """An answer about one person, with the times of the frame that it rests on.

    Attributes:
        answer: what the program says.
        identity: of the person in the window's first slot.
        captured_s: when the newest frame in the window arrived, in seconds of ``streaming.health.now_s``.
        posed_s: when its pose was found, on the same clock.
        recognised_s: when the answer was there, on the same clock.
    """

    answer: Answer
    identity: int
    captured_s: float
    posed_s: float
    recognised_s: float

    @property
    def frame_number(self) -> int:
        """The source's number of the newest frame in the window."""
        return self.answer.prediction.window.frame_number
