"""Outputs of a pipeline: a frame with its image, and an answer with its time stamps."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import TypeVar

from streaming.recognition.assignment import Due
from streaming.recognition.decision import Answer
from streaming.skeleton.frames import Frame
from streaming.sources.source import Image


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A frame with the image in which its pose was estimated.

    Attributes:
        frame: the people, possibly none.
        image: the camera's image; None if the source provides skeletons.
        captured_s: arrival time, in seconds of ``streaming.sources.clock.now_s``.
        posed_s: when its pose was found, on the same clock.
    """

    frame: Frame
    image: Image | None
    captured_s: float
    posed_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """Answer for one person, with the time stamps of the newest frame of its window.

    Attributes:
        answer: the answer.
        identity: identity of the person in the window's first slot.
        captured_s: arrival time of the window's newest frame, in seconds of
            ``streaming.sources.clock.now_s``.
        posed_s: when its pose was estimated, on the same clock.
        recognised_s: when the answer was available, on the same clock.
    """

    answer: Answer
    identity: int
    captured_s: float
    posed_s: float
    recognised_s: float

    @property
    def frame_number(self) -> int:
        """Frame number of the newest frame in the window."""
        return self.answer.prediction.window.frame_number


# Mailboxes of windows and of results hold the newest of each person, but of no more people than this.
_MOST_PEOPLE = 16

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def newest_of_each(old: dict[K, V], new: dict[K, V]) -> tuple[dict[K, V], int]:
    """Keep the newest item per person; return them with the number of items dropped."""
    merged = {**{key: value for key, value in old.items() if key not in new}, **new}
    kept = dict(list(merged.items())[-_MOST_PEOPLE:])
    return kept, len(old) + len(new) - len(kept)


def newest_results(old: dict[object, Result], new: dict[object, Result]) -> tuple[dict[object, Result], int]:
    """Keep the newest result per person, with the confirmed actions of replaced ones."""
    joined = {}
    for key, result in new.items():
        before = old[key].answer.confirmed if key in old else ()
        answer = replace(result.answer, confirmed=before + result.answer.confirmed)
        joined[key] = replace(result, answer=answer) if before else result
    return newest_of_each(old, joined)


def newest_for_the_end(
    kept: dict[object, tuple[Due, Sight]], taken: dict[object, tuple[Due, Sight]]
) -> dict[object, tuple[Due, Sight]]:
    """Return the newest window per person, of which something may be left to decide when the stream ends.

    They are kept for as long as the stream runs: without images, and of the recogniser in use alone, since
    those before would stay in memory, too.

    Args:
        kept: those so far, by person.
        taken: those that are new, one or more.
    """
    recogniser = next(reversed(taken.values()))[0].assignment.recogniser
    of_it = {key: pair for key, pair in kept.items() if pair[0].assignment.recogniser is recogniser}
    merged, _ = newest_of_each(of_it, taken)
    return {key: (due, replace(sight, image=None)) for key, (due, sight) in merged.items()}
