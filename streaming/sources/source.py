"""Interfaces of sources of images or frames, and of the pose stage."""

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
        rgb: (H, W, 3) uint8, red first, contiguous, not mirrored. Read-only.
    """

    number: int
    time_s: float
    rgb: npt.NDArray[np.uint8]


Item = TypeVar("Item", bound=Image | Frame)
Item_co = TypeVar("Item_co", bound=Image | Frame, covariant=True)


class Source(Protocol[Item_co]):
    """Source of images or frames, iterated once, on the chain's capture thread.

    Iteration may block until the next item, and ends soon after :meth:`close`. Its exceptions are passed to
    the chain's user.
    """

    @property
    def live(self) -> bool:
        """Whether items arrive in real time and are dropped if not taken."""

    @property
    def rate_hz(self) -> float:
        """Nominal rate, items per second; for a camera the requested rate."""

    @property
    def status(self) -> str:
        """Current status message, e.g. that the camera is disconnected; empty if there is none."""

    def __iter__(self) -> Iterator[Item_co]:
        """Yield items with increasing time stamps."""

    def close(self) -> None:
        """End the iteration. Thread-safe and idempotent."""


FindPose = Callable[[Item], Frame]
"""Pose stage: people of an image; may also modify those of a frame."""

OpenPose = Callable[[], AbstractContextManager[FindPose[Item]]]
"""Prepares a pose step on the thread that it will run on."""
