"""Multi-person pose tracking with one pose model per person.

MediaPipe's multi-person mode merges people who are close together, runs its person detector on every image
until the maximum number is found, and does not smooth. Here a detector searches single images periodically,
and each new person gets a single-person model, initialised on an image in which the others are masked. People
who embrace are kept apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.skeleton.mediapipe_joints import MEDIAPIPE
from streaming.sources.mediapipe_model import Landmarks, MediaPipeModel

# Seconds between two searches while somebody is followed, and room for others is left. A search costs about
# as much as following two people.
_SCOUT_EVERY_S = 0.5
# So long after its image a search is waited for: those who are followed are not to wait for it. Not as soon
# as it is over, so that a video gives the same people each time.
_SCOUT_TAKES_S = 0.06
# From when on somebody counts for the detector. Two who stand side by side are each less sure than one alone.
_SCOUT_SURETY = 0.3
# Two finds with this mean distance between their landmarks, in lengths of the trunk, are the same person. Of
# people who embrace it is 0.4 and more.
_SAME_PERSON = 0.25
# What is shown of a person at first: their landmarks' box and this share of its size around it.
_MARGIN = 0.15
_GREY = 128
_SHOULDERS = [MEDIAPIPE["ShoulderLeft"], MEDIAPIPE["ShoulderRight"]]
_HIPS = [MEDIAPIPE["HipLeft"], MEDIAPIPE["HipRight"]]


@dataclass(frozen=True, slots=True)
class _Search:
    """A search under way.

    Attributes:
        people: those found, in the image of the time ``time_s``.
        time_s: seconds.
        followed: those followed in the same image.
    """

    people: Future[list[Landmarks]]
    time_s: float
    followed: Sequence[Landmarks]


class PoseGroup:
    """Pose tracker of several people in one video."""

    def __init__(
        self, bundle: Path, people: int, open_model: Callable[..., MediaPipeModel] = MediaPipeModel
    ) -> None:
        """Load the detector; models for people are loaded on demand, one of them ahead.

        Args:
            bundle: a ``pose_landmarker_*.task`` file.
            people: maximum number of people.
            open_model: opens models (for tests).

        Raises:
            ModelError: the bundle is missing or invalid, or MediaPipe is not installed.
        """
        self._people = people
        self._open: Callable[[], MediaPipeModel] = partial(open_model, bundle)
        self._scout = open_model(bundle, follows=False, people=people, surety=_SCOUT_SURETY)
        self._busy: list[MediaPipeModel] = []
        self._idle: list[MediaPipeModel] = []
        self._search: _Search | None = None
        self._scouted_s = -np.inf
        # MediaPipe lets other threads run while it computes, so people are followed side by side.
        self._threads = ThreadPoolExecutor(people + 1, thread_name_prefix="pose")
        # To open a model takes as long as several images of a camera.
        self._opened: list[Future[MediaPipeModel]] = []
        self._coming: list[Future[MediaPipeModel]] = []
        self._open_another()

    def close(self) -> None:
        """Release all models and end all threads."""
        with ExitStack() as stack:  # one that fails in this does not keep the others open
            stack.callback(self._scout.close)
            for opened in self._opened:
                stack.callback(_close, opened)
            stack.callback(self._threads.shutdown)

    def __call__(self, rgb: npt.NDArray[np.uint8], time_s: float) -> list[Landmarks]:
        """Detect all people in the next image (H, W, 3), time stamp in seconds; unordered."""
        searching = self._begin_search(rgb, time_s) if self._busy else None
        found: list[Landmarks] = []
        followed = []
        finds = self._threads.map(lambda model: model(rgb, time_s), self._busy)
        for model, find in zip(self._busy, finds, strict=True):
            if not find or any(_same(find[0], other, rgb) for other in found):
                self._idle.append(model)  # lost, or run over to somebody who is followed already
            else:
                followed.append(model)
                found.append(find[0])
        self._busy = followed
        if searching is None:  # nobody is followed, or somebody may just have been lost
            searching = self._begin_search(rgb, time_s)
        if searching is not None:
            self._search = _Search(searching, time_s, tuple(found))
        search = self._search
        if search is not None and (not found or time_s >= search.time_s + _SCOUT_TAKES_S):
            self._search = None
            known = [*search.followed, *found]
            people = search.people.result()
            new = [person for person in people if not any(_same(person, other, rgb) for other in known)]
            self._begin(rgb, time_s, new[: self._people - len(found)], found)
        return found

    def _begin_search(self, rgb: npt.NDArray[np.uint8], time_s: float) -> Future[list[Landmarks]] | None:
        """Begin to search if there is room for others and it is time, which it always is without people."""
        is_due = time_s >= self._scouted_s + (_SCOUT_EVERY_S if self._busy else 0.0)
        if self._search is not None or len(self._busy) >= self._people or not is_due:
            return None
        self._scouted_s = time_s
        return self._threads.submit(self._scout, rgb, time_s)

    def _begin(
        self,
        rgb: npt.NDArray[np.uint8],
        time_s: float,
        people: Sequence[Landmarks],
        found: list[Landmarks],
    ) -> None:
        """Start models for people, side by side; add those to ``found`` whom they detect."""
        while len(self._idle) + len(self._coming) < len(people):
            self._open_another()
        models = [self._idle.pop() if self._idle else self._coming.pop(0).result() for _ in people]
        before = tuple(found)

        def first_sight(model: MediaPipeModel, person: Landmarks) -> Landmarks | None:
            alone = show_alone(rgb, person)
            # A model that followed somebody else looks where it saw them last, in vain, before it looks
            # around.
            for _ in range(2):
                seen = next(iter(model(alone, time_s)), None)
                if seen is not None and not any(_same(seen, other, rgb) for other in before):
                    return seen
            return None

        for model, seen in zip(models, self._threads.map(first_sight, models, people), strict=True):
            if seen is None or any(_same(seen, other, rgb) for other in found):
                self._idle.append(model)
            else:
                self._busy.append(model)
                found.append(seen)
        if len(self._busy) < self._people and not self._idle and not self._coming:
            self._open_another()

    def _open_another(self) -> None:
        """Begin to open a model for one more person."""
        self._opened.append(self._threads.submit(self._open))
        self._coming.append(self._opened[-1])


def _close(opened: Future[MediaPipeModel]) -> None:
    """Release a model, if it could be opened."""
    if opened.exception() is None:
        opened.result().close()


def show_alone(rgb: npt.NDArray[np.uint8], person: Landmarks) -> npt.NDArray[np.uint8]:
    """Return a copy of an image (H, W, 3), grey except for a box around one person."""
    height, width = rgb.shape[:2]
    inside = np.clip(person.image[person.seen], 0.0, 1.0) * (width, height)
    low, high = inside.min(axis=0), inside.max(axis=0)
    margin = _MARGIN * (high - low).max()
    left, top = np.maximum(low - margin, 0).astype(int)
    right, bottom = np.ceil(high + margin).astype(int)
    alone = np.full_like(rgb, _GREY)
    alone[top:bottom, left:right] = rgb[top:bottom, left:right]
    return alone


def _same(a: Landmarks, b: Landmarks, rgb: npt.NDArray[np.uint8]) -> bool:
    """Whether two detections in an image are the same person."""
    seen = a.seen & b.seen
    if not seen.any():
        return False
    size = (rgb.shape[1], rgb.shape[0])
    apart = np.linalg.norm((a.image[seen] - b.image[seen]) * size, axis=1).mean()
    return bool(apart < _SAME_PERSON * max(_trunk(a, size), _trunk(b, size)))


def _trunk(person: Landmarks, size: tuple[int, int]) -> float:
    """Return the length from mid-hips to mid-shoulders, pixels; at least a tenth of all landmarks' extent."""
    at = person.image * size
    shoulders, hips = at[_SHOULDERS].mean(axis=0), at[_HIPS].mean(axis=0)
    return float(max(np.linalg.norm(shoulders - hips), 0.1 * np.ptp(at[person.seen], axis=0).max()))
