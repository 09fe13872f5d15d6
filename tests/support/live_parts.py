"""What the tests of the live window share: images on request, people of numbers in them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from app.model.analysis import TrainedRecogniser
from streaming.errors import CameraError
from streaming.pipeline.chain import Chain
from streaming.pipeline.live import CameraFeed, Feed
from streaming.recognition.assignment import Assignment
from streaming.skeleton.frames import Body, Frame
from streaming.skeleton.layouts import KINECT_V2
from streaming.sources.source import Image

RATE_HZ = 30.0
GUARD_S = 60.0


class Lens:
    """A source of images that gives so many as are allowed; it ends when told to, or fails."""

    def __init__(self, *, live: bool, rate_hz: float = RATE_HZ) -> None:
        self.live, self.rate_hz, self.status = live, rate_hz, ""
        self.error: Exception | None = None
        self._allowed = 0
        self._ended = self._closed = False
        self._changed = threading.Condition()

    def allow(self, images: int) -> None:
        with self._changed:
            self._allowed += images
            self._changed.notify_all()

    def end(self, error: Exception | None = None) -> None:
        """Come to an end after what is allowed; or fail."""
        with self._changed:
            self.error, self._ended = error, True
            self._changed.notify_all()

    def __iter__(self) -> Iterator[Image]:
        number = 0
        while True:
            with self._changed:
                ready = self._changed.wait_for(
                    lambda: number < self._allowed or self._ended or self._closed,  # noqa: B023
                    GUARD_S,
                )
                assert ready
                if self._closed or number >= self._allowed:
                    break
            yield Image(number, number / self.rate_hz, np.full((48, 64, 3), number % 256, np.uint8))
            number += 1
        if self.error is not None and not self._closed:
            raise self.error

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()


def outline(x: float) -> np.ndarray:
    """(25, 2) image positions of a person whose trunk is at x, 0..1."""
    at = np.full((KINECT_V2.size, 2), (x, 0.5), np.float32)
    at[KINECT_V2.index["Head"], 1] = 0.3
    at[KINECT_V2.index["SpineShoulder"], 1] = 0.4
    at[KINECT_V2.index["SpineBase"], 1] = 0.6
    at[KINECT_V2.index["FootLeft"]] = (x - 0.05, 0.9)
    at[KINECT_V2.index["FootRight"]] = (x + 0.05, 0.9)
    return at


@dataclass
class Studio:
    """Makes chains as a session asks for them, and keeps their sources at hand."""

    person: Callable[..., np.ndarray]
    people: int = 1
    fails: Exception | None = None
    waits: threading.Event | None = None
    up_from: int = 15
    nobody: bool = False
    lenses: list[Lens] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def pose(self, image: Image) -> Frame:
        """The first person lifts the right hand from an image on; the second one never does."""
        up = 0.4 if image.number >= self.up_from else -0.6
        states = np.full(KINECT_V2.size, 2, np.uint8)
        first = self.person(right_hand_m=up).astype(np.float32)
        bodies = [Body(1, first, states, outline(0.3))]
        if self.people > 1:
            second = self.person(x=-1.2).astype(np.float32)
            bodies.append(Body(2, second, states, outline(0.7)))
        return Frame(image.number, image.time_s, () if self.nobody else tuple(bodies))

    def __call__(
        self, feed: Feed, recogniser: TrainedRecogniser, tell: Callable[[str], None]
    ) -> Chain[Image]:
        tell(f"Getting {feed.name} ready …")
        self.told.append(feed.name)
        if self.waits is not None:
            assert self.waits.wait(GUARD_S)
            tell("Nearly there …")
        if self.fails is not None:
            raise self.fails
        if isinstance(feed, CameraFeed) and feed.which == 9:
            raise CameraError("no camera 9", remedy="Choose another one")
        lens = Lens(live=not feed.ends)
        self.lenses.append(lens)
        who = "nearest" if self.people == 1 else "everyone"
        work = Assignment(recogniser, recogniser.window, recogniser.decision, who)

        @contextmanager
        def opened() -> Iterator[Callable[[Image], Frame]]:
            yield self.pose

        return Chain(lens, work, pose=opened)
