"""What a source of images or frames must do, and the pose step that follows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from streaming.skeleton.frames import Frame


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
