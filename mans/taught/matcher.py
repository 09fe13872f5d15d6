"""How custom actions are recognised: by time warping against the examples, and by the network's features.

Either gives log-odds that the action has just been done, and their weighted mean is the answer's:

- *warping*: how far the window's end is from the nearest example, as :mod:`mans.taught.warping` finds it in
  the window, against how far examples of this action usually are from one another;
- *head*: ridge regression on what the network's features say of the crops at the action's last seconds
  (:mod:`mans.taught.ridge`), against the other actions and against other movement.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mans.taught.courses import EVERY, Course, costs
from mans.taught.crops import Clock, crops_for, step_s
from mans.taught.ridge import with_constant
from mans.taught.settings import Taught
from mans.taught.warping import spotted

Floats = npt.NDArray[np.float32]

WARPING = 0.4
"""Weight of what warping says; the head has the rest."""
FARTHEST = 0.2
"""Where an action's examples are usually further from one another, nearly anything is as near to them: this
distance counts in place of theirs, and what warping says counts less, in proportion."""
HOLD_S = 0.4
"""What ended within so many seconds before the window's end counts as having just ended."""
_TOO_FAR = 1.5  # an action is as likely as not at so many times the usual distance
_SLOPE = 0.15  # of the usual distance, that makes a factor of e
_HEAD_SLOPE = 8.0
_HEAD_EVEN = 0.35  # a regression towards one is as likely as not at
_STRONGEST = 20.0  # what warping may say, in log-odds
_FARTHEST = 12.0  # log-odds beyond which nothing is told apart


@dataclass(frozen=True, slots=True, eq=False)
class Templates:
    """The examples as time warping compares them.

    Attributes:
        course: (P, I, J, 6) and (P, I, J); zero beyond a template's length.
        lengths: (P,) frames.
        action: (P,) which action it is an example of.
        example: (P,) which example it is of; that of a mirrored one is the example itself.
    """

    course: Course
    lengths: npt.NDArray[np.int64]
    action: npt.NDArray[np.int64]
    example: npt.NDArray[np.int64]

    @classmethod
    def of(
        cls,
        parts: Sequence[Course],
        action: npt.NDArray[np.int64],
        example: npt.NDArray[np.int64] | None = None,
    ) -> Templates:
        """Lay templates (I, J, 6) of several lengths out side by side."""
        lengths = np.array([len(part.values) for part in parts])
        joints, numbers = parts[0].values.shape[1:]
        values = np.zeros((len(parts), lengths.max(), joints, numbers), np.float32)
        seen = np.zeros(values.shape[:3], np.float32)
        for p, part in enumerate(parts):
            values[p, : lengths[p]], seen[p, : lengths[p]] = part.values, part.seen
        return cls(
            Course(values, seen), lengths, action, np.arange(len(parts)) if example is None else example
        )


class Told(NamedTuple):
    """What is told of one window.

    Attributes:
        odds: (A,) log-odds that each action has just been done.
        progress: (A,) how far each is, 0 to 1; NaN for an action without a course.
    """

    odds: Floats
    progress: Floats


class Matcher:
    """Tells custom actions in windows; the same window always gives the same."""

    def __init__(self, taught: Taught, templates: Templates, head: Floats, recipe: Clock) -> None:
        """Take what was learnt.

        Args:
            taught: the actions.
            templates: their examples.
            head: (2 D + 1, A + 1) weights of the regression, "none of them" last.
            recipe: the network's.
        """
        self.taught, self.templates, self.head = taught, templates, head
        counts = [crops_for(recipe, action.seconds) for action in taught.actions]
        self.counts = np.minimum(counts, taught.crops)
        """(A,) how many of a window's crops, the newest first, count for each action."""
        self._hold = _hold(EVERY * step_s(recipe))
        self._distance = np.array([action.distance for action in taught.actions], np.float32)
        self._has_course = np.array([action.course for action in taught.actions])

    def __call__(
        self,
        stream: Course,
        crops: Floats,
        *,
        without: Collection[int] = (),
        head: Floats | None = None,
    ) -> Told:
        """Tell the actions in one window.

        Args:
            stream: (T', J, 6), what is compared of the window.
            crops: (L, 2 D) what the features say of each crop, the newest first.
            without: examples that are not known; to test them.
            head: weights to use in place of the own ones.
        """
        distances, progress = self._warping(stream, without)
        near = np.minimum(self._distance, FARTHEST)
        warping = np.clip((_TOO_FAR - distances / near) / _SLOPE, -_STRONGEST, _STRONGEST)
        weight = WARPING * near / self._distance
        odds = weight * warping + (1 - weight) * self._by_head(crops, head)
        return Told(np.clip(odds, -_FARTHEST, _FARTHEST).astype(np.float32), progress)

    def _by_head(self, crops: Floats, head: Floats | None) -> Floats:
        scores = with_constant(crops) @ (self.head if head is None else head)  # (L, A + 1)
        mean = np.cumsum(scores, axis=0) / np.arange(1, len(scores) + 1)[:, None]
        of = mean[np.minimum(self.counts, len(crops)) - 1]  # (A, A + 1)
        own = np.diagonal(of)
        rivals = of.copy()
        np.fill_diagonal(rivals, -np.inf)
        even = np.maximum(rivals.max(axis=1), _HEAD_EVEN)
        odds: Floats = (_HEAD_SLOPE * (own - even)).astype(np.float32)
        return odds

    def _warping(self, stream: Course, without: Collection[int]) -> tuple[Floats, Floats]:
        """Return each action's distance and progress, (A,) and (A,)."""
        known, actions = self.templates, len(self.taught.actions)
        found = spotted(costs(known.course, stream), known.lengths)
        least = found.ends[:, -self._hold :].min(axis=1)
        if without:
            least = np.where(np.isin(known.example, list(without)), np.inf, least)
        distances = np.full(actions, np.inf, np.float32)
        np.minimum.at(distances, known.action, least)
        progress = np.full(actions, np.nan, np.float32)
        for a in np.flatnonzero(self._has_course):
            own = np.flatnonzero(known.action == a)
            progress[a] = self._so_far(found.so_far[own], known.lengths[own], float(self._distance[a]))
        return distances, progress

    @staticmethod
    def _so_far(so_far: Floats, lengths: npt.NDArray[np.int64], usual: float) -> float:
        """Return where in the course the newest frame is, by the template that fits best: 0 to 1.

        Of two places that fit alike the later one counts, since a first frame alone fits easily.
        """
        frames = np.arange(so_far.shape[1])
        share = frames / np.maximum(lengths - 1, 1)[:, None]
        cost = so_far - 0.3 * usual * np.minimum(share, 1.0)
        p, i = np.unravel_index(int(np.argmin(cost)), cost.shape)
        return float(share[p, i]) if so_far[p, i] < 2 * usual else 0.0


def nearest(costs_: Floats, lengths: npt.NDArray[np.int64], frame_s: float) -> Floats:
    """Return how far templates are from what ends with a stream, (P,): see :func:`spotted`."""
    least: Floats = spotted(costs_, lengths).ends[:, -_hold(frame_s) :].min(axis=1)
    return least


def _hold(frame_s: float) -> int:
    """Return how many frames at a stream's end count as its end."""
    return 1 + round(HOLD_S / frame_s)
