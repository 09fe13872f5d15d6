"""Background decoding of a video's images; only the latest request is served."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Protocol

import numpy as np
import numpy.typing as npt

from app.model.background import Newest

Pixels = npt.NDArray[np.uint8]
"""An image, (H, W, 3), red first."""


class Images(Protocol):
    """Gives images by number; used on one thread (``streaming.sources.footage.Footage`` is one)."""

    def image(self, number: int, time_s: float) -> Pixels:
        """Return an image."""

    def close(self) -> None:
        """Release what it holds."""


class Film(Newest[tuple[int, float], Pixels]):
    """Decoder of requested images, by number and time stamp in seconds."""

    def __init__(self, open_images: Callable[[], Images]) -> None:
        """Start the thread.

        Args:
            open_images: opens the video, on the thread.
        """

        @contextmanager
        def opened() -> Iterator[Callable[[tuple[int, float]], Pixels]]:
            with closing(open_images()) as images:
                yield lambda wish: images.image(*wish)

        super().__init__("film", opened)
        self.open_images = open_images
        """Opens the same images once more."""
