"""Examples as time warping and the network see them, and how far they are from one another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mans.recipe import Recipe
from mans.taught.courses import EVERY, Course, costs, course, mirrored, stretched
from mans.taught.crops import crops_for, inputs, step_s, window_of
from mans.taught.matcher import Templates, nearest
from mans.teaching.windows import ending, trimmed
from mans.transforms.tracks import Sample

Floats = npt.NDArray[np.float32]
Step = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

LONGEST_SEEN_S = 8.0
"""Of an action that takes longer, its last so many seconds are what is learnt."""
_ROOM = 1.25  # a window is longer than the longest action, for who is slower
TEMPLATE_FRAMES = 40
FEWEST_FRAMES = 6
_USUAL = 0.12
"""How far apart two examples of an action usually are, where there is nothing to measure it by."""
_POOLED = 2.0  # examples that what all actions have in common counts for, beside an action's own
_CONFLICT = 1.25
_NEARER = 0.2
_BATCH = 16


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Examples, cut as live windows are cut.

    Attributes:
        samples: (E,) as given.
        spans: (E, 2) seconds, without the waiting at either end.
        labels: (A,) the actions, in order of their first example.
        action: (E,) which one each example is of.
        crops: L, crops of a window.
        streams: (E, T', J, 6) what is compared of the window that ends with each example.
        templates: (E) the part of it that is the example, (I, J, 6).
        turned: (E) the same in a mirror.
        inputs: (E, 2, L, T, J, 4) the network's input of each crop, the newest first: as it was, and with the
            first pose held before the example, as if nothing had gone before it.
    """

    samples: tuple[Sample, ...]
    spans: npt.NDArray[np.float64]
    labels: tuple[str, ...]
    action: npt.NDArray[np.int64]
    crops: int
    streams: Course
    templates: tuple[Course, ...]
    turned: tuple[Course, ...]
    inputs: Floats

    @property
    def seconds(self) -> npt.NDArray[np.float64]:
        """(A,) how long each action takes: the median of its examples, at most :data:`LONGEST_SEEN_S`."""
        lengths = np.minimum(self.spans[:, 1] - self.spans[:, 0], LONGEST_SEEN_S)
        return np.array([np.median(lengths[self.action == a]) for a in range(len(self.labels))])


def prepare(samples: Sequence[Sample], recipe: Recipe, step: Step) -> Prepared:
    """Cut the windows of examples."""
    labels = tuple(dict.fromkeys(sample.label for sample in samples))
    action = np.array([labels.index(sample.label) for sample in samples])
    spans = np.array([trimmed(sample) for sample in samples])
    lengths = np.minimum(spans[:, 1] - spans[:, 0], LONGEST_SEEN_S)
    longest_s = max(float(np.median(lengths[action == a])) for a in range(len(labels)))
    crops = crops_for(recipe, min(_ROOM * longest_s, LONGEST_SEEN_S))
    frames, every_s = window_of(recipe, crops).frames, step_s(recipe)
    values, seen, cut = list[Floats](), list[Floats](), list[Floats]()
    templates, turned = list[Course](), list[Course]()
    for start in range(0, len(samples), _BATCH):
        step("cutting", start, len(samples))
        rows = range(start, min(start + _BATCH, len(samples)))
        plain = [ending(samples[i].track, spans[i, 1], frames, every_s) for i in rows]
        alone = [ending(samples[i].track, spans[i, 1], frames, every_s, spans[i, 0]) for i in rows]
        whole = inputs(plain, recipe)
        streams, mirrors = course(whole, every_s), course(mirrored(whole), every_s)
        values.append(streams.values)
        seen.append(streams.seen)
        for row, i in enumerate(rows):
            length = 1 + round((spans[i, 1] - spans[i, 0]) / (EVERY * every_s))
            for kept, made in ((streams, templates), (mirrors, turned)):
                part = Course(kept.values[row, -length:], kept.seen[row, -length:])
                made.append(stretched(part, int(np.clip(len(part.values), FEWEST_FRAMES, TEMPLATE_FRAMES))))
        parts = inputs(plain + alone, recipe, crops)
        cut.append(parts.reshape(2, len(rows), crops, *parts.shape[1:]).swapaxes(0, 1))
    step("cutting", len(samples), len(samples))
    joined = Course(np.concatenate(values), np.concatenate(seen))
    both = (tuple(templates), tuple(turned))
    return Prepared(tuple(samples), spans, labels, action, crops, joined, *both, np.concatenate(cut))


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """How far examples are from one another.

    Attributes:
        apart: (E, E) of each example's window from each example; infinite from itself.
        turned_apart: (E, E) the same from each example in a mirror.
        usual: (A,) how far an action's examples usually are from the nearest other one of it.
        either_side: (A,) whether either hand, or foot, may do it.
    """

    apart: Floats
    turned_apart: Floats
    usual: npt.NDArray[np.float64]
    either_side: npt.NDArray[np.bool_]


def compare(prepared: Prepared, recipe: Recipe, either_side: Collection[str] | None, step: Step) -> Compared:
    """Compare all examples with one another.

    Args:
        prepared: the examples.
        recipe: the network's.
        either_side: labels of actions that either hand, or foot, may do; None to see by the examples.
        step: told how far it is.
    """
    every = Templates.of([*prepared.templates, *prepared.turned], np.tile(prepared.action, 2))
    count, streams = len(prepared.action), prepared.streams
    ends = np.empty((count, 2 * count), np.float32)
    for e in range(count):
        step("comparing", e, count)
        stream = Course(streams.values[e], streams.seen[e])
        ends[e] = nearest(costs(every.course, stream), every.lengths, EVERY * step_s(recipe))
    step("comparing", count, count)
    apart, turned = ends[:, :count].copy(), ends[:, count:].copy()
    np.fill_diagonal(apart, np.inf)
    np.fill_diagonal(turned, np.inf)
    usual = _usual(apart, prepared.action, [sample.subject for sample in prepared.samples])
    if either_side is not None:
        sides = np.array([label in either_side for label in prepared.labels])
    else:
        actions = range(len(prepared.labels))
        sides = np.array([_either(apart, turned, usual, prepared.action, a) for a in actions])
    return Compared(apart, turned, usual, sides)


def _usual(apart: Floats, action: npt.NDArray[np.int64], people: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return how far an action's examples usually are from the nearest other one, (A,).

    Where several people are named for an action, the nearest one of somebody else counts: people repeat
    themselves more exactly than others do what they did.
    """
    who = np.array(people)
    others = action[:, None] == action[None]
    for a in range(int(action.max()) + 1):
        own = action == a
        if all(who[own]) and len(set(who[own])) > 1:
            others &= ~(own[:, None] & (who[:, None] == who[None]))
    least = np.where(others, apart, np.inf).min(axis=1)
    known = np.isfinite(least)
    pooled = float(np.median(least[known])) if known.any() else _USUAL
    found = []
    for a in range(int(action.max()) + 1):
        own = least[(action == a) & known]
        mean = float(np.median(own)) if len(own) else pooled
        found.append((len(own) * mean + _POOLED * pooled) / (len(own) + _POOLED))
    return np.maximum(found, 1e-3)


def _either(
    apart: Floats,
    turned: Floats,
    usual: npt.NDArray[np.float64],
    action: npt.NDArray[np.int64],
    a: int,
) -> bool:
    """Whether the examples say that either side may do an action.

    Some of them must be nearer to another one in a mirror than to any as it is, and none of them may show
    another action when it is seen in a mirror.
    """
    own = action == a
    plain = apart[np.ix_(own, own)].min(axis=1, initial=np.inf)
    mirror = turned[np.ix_(own, own)].min(axis=1, initial=np.inf)
    others = turned[np.ix_(~own, own)]  # an example of another action, from this one mirrored
    conflict = bool((others < _CONFLICT * usual[action[~own]][:, None]).any())
    return bool(np.mean(mirror < plain) >= _NEARER) and not conflict
