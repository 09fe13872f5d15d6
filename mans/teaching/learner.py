"""Learning own actions: from examples to templates and a head, with any of the examples left out at will."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from mans.networks.evidence import EvidenceMans
from mans.recipe import Recipe
from mans.taught.courses import EVERY, Course, costs, course, mirrored, stretched
from mans.taught.crops import crops_for, describe, inputs, step_s, window_of
from mans.taught.matcher import Matcher, Templates, Told, nearest
from mans.taught.ridge import PENALTY, Sums, solve, sums
from mans.taught.settings import Taught, TaughtAction, TaughtExample
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
_BACKGROUND = 3.0  # weight of all background, in actions
_CONFLICT = 1.25
_NEARER = 0.2
_BATCH = 16


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Examples as the network and time warping see them.

    Attributes:
        samples: (E,) as given.
        spans: (E, 2) seconds, without the waiting at either end.
        labels: (A,) the actions, in order of their first example.
        action: (E,) which one each example is of.
        crops: L, crops of a window.
        streams: (E, T', J, 6) what is compared of the window that ends with each example.
        templates: (E) the part of it that is the example, (I, J, 6).
        turned: (E) the same in a mirror.
        features: (E, 2, 2, L, 2 D) what the features say of each crop: as it was and with nothing before it;
            as it was and in a mirror.
    """

    samples: tuple[Sample, ...]
    spans: npt.NDArray[np.float64]
    labels: tuple[str, ...]
    action: npt.NDArray[np.int64]
    crops: int
    streams: Course
    templates: tuple[Course, ...]
    turned: tuple[Course, ...]
    features: Floats

    @property
    def seconds(self) -> npt.NDArray[np.float64]:
        """(A,) how long each action takes: the median of its examples, at most :data:`LONGEST_SEEN_S`."""
        lengths = np.minimum(self.spans[:, 1] - self.spans[:, 0], LONGEST_SEEN_S)
        return np.array([np.median(lengths[self.action == a]) for a in range(len(self.labels))])


def prepare(
    samples: Sequence[Sample], network: EvidenceMans, recipe: Recipe, device: torch.device, step: Step
) -> Prepared:
    """Cut examples and run the network over them; most of teaching's time goes here."""
    labels = tuple(dict.fromkeys(sample.label for sample in samples))
    action = np.array([labels.index(sample.label) for sample in samples])
    spans = np.array([trimmed(sample) for sample in samples])
    lengths = np.minimum(spans[:, 1] - spans[:, 0], LONGEST_SEEN_S)
    longest_s = max(float(np.median(lengths[action == a])) for a in range(len(labels)))
    crops = crops_for(recipe, min(_ROOM * longest_s, LONGEST_SEEN_S))
    frames, every_s = window_of(recipe, crops).frames, step_s(recipe)
    values, seen, features = list[Floats](), list[Floats](), list[Floats]()
    templates, turned = list[Course](), list[Course]()
    for start in range(0, len(samples), _BATCH):
        step("running the network", start, len(samples))
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
        both = np.concatenate([parts, mirrored(parts)])
        found = describe(network, both, device).reshape(2, 2, len(rows), crops, -1)
        features.append(found.transpose(2, 1, 0, 3, 4))
    step("running the network", len(samples), len(samples))
    streams = Course(np.concatenate(values), np.concatenate(seen))
    return Prepared(
        tuple(samples),
        spans,
        labels,
        action,
        crops,
        streams,
        tuple(templates),
        tuple(turned),
        np.concatenate(features),
    )


class Learner:
    """What is learnt of examples; asked, it leaves some of them out."""

    def __init__(
        self, prepared: Prepared, recipe: Recipe, background: Floats, either_side: Collection[str] | None
    ) -> None:
        """Compare all examples with one another.

        Args:
            prepared: the examples.
            recipe: the network's.
            background: (R, 2 D) features of other movement.
            either_side: labels of actions that either side may do; None to see by the examples.
        """
        self.prepared, self._recipe = prepared, recipe
        self._background = background
        every = Templates.of([*prepared.templates, *prepared.turned], np.tile(prepared.action, 2))
        ends = np.stack([self._ends(every, e) for e in range(len(prepared.action))])
        count = len(prepared.action)
        self.apart, self.turned_apart = ends[:, :count], ends[:, count:]
        """(E, E) how far each example is from each other one, and from each other one in a mirror."""
        np.fill_diagonal(self.apart, np.inf)
        np.fill_diagonal(self.turned_apart, np.inf)
        self.usual = self._usual()
        named = None if either_side is None else set(either_side)
        self.sides = np.array(
            [self._either(a) if named is None else label in named for a, label in enumerate(prepared.labels)]
        )
        """(A,) whether either side may do it."""
        counts = [crops_for(recipe, float(each)) for each in prepared.seconds]
        self.counts = np.minimum(counts, prepared.crops)
        self._rows = [self._sums_of(e) for e in range(count)]
        self._total = self._of_background()
        for each in self._rows:
            self._total = self._total + each

    def _ends(self, every: Templates, e: int) -> Floats:
        streams = self.prepared.streams
        stream = Course(streams.values[e], streams.seen[e])
        return nearest(costs(every.course, stream), every.lengths, EVERY * step_s(self._recipe))

    def _usual(self) -> npt.NDArray[np.float64]:
        """Return how far an action's examples usually are from the nearest other one, (A,)."""
        action = self.prepared.action
        same = action[:, None] == action[None]
        least = np.where(same, self.apart, np.inf).min(axis=1)
        known = np.isfinite(least)
        pooled = float(np.median(least[known])) if known.any() else _USUAL
        found = []
        for a in range(len(self.prepared.labels)):
            own = least[(action == a) & known]
            mean = float(np.median(own)) if len(own) else pooled
            found.append((len(own) * mean + _POOLED * pooled) / (len(own) + _POOLED))
        return np.maximum(found, 1e-3)

    def _either(self, a: int) -> bool:
        """Whether the examples say that either side may do an action.

        Some of them must be nearer to another one in a mirror than to any as it is, and none of them may
        show another action when it is seen in a mirror.
        """
        own, action = self.prepared.action == a, self.prepared.action
        plain = self.apart[np.ix_(own, own)].min(axis=1, initial=np.inf)
        turned = self.turned_apart[np.ix_(own, own)].min(axis=1, initial=np.inf)
        others = self.turned_apart[np.ix_(~own, own)]  # an example of another action, from this one mirrored
        conflict = bool((others < _CONFLICT * self.usual[action[~own]][:, None]).any())
        return bool(np.mean(turned < plain) >= _NEARER) and not conflict

    def _sums_of(self, e: int) -> Sums:
        """Return what an example adds to the equations of the head."""
        a = int(self.prepared.action[e])
        sides = slice(None) if self.sides[a] else slice(0, 1)
        rows = self.prepared.features[e][:, sides, : self.counts[a]]
        rows = rows.reshape(-1, rows.shape[-1])
        weights = np.full(len(rows), 1.0 / len(rows))
        return sums(rows, np.full(len(rows), a), weights, len(self.prepared.labels) + 1)

    def _of_background(self) -> Sums:
        actions, count = len(self.prepared.labels), len(self._background)
        weight = _BACKGROUND * len(self.prepared.action) / actions / max(count, 1)
        classes = np.full(count, actions)
        return sums(self._background, classes, np.full(count, weight), actions + 1)

    def head(self, without: Collection[int] = ()) -> Floats:
        """Return the weights of the head, (2 D + 1, A + 1), as if some of the examples were not there."""
        total = self._total
        for e in without:
            total = total - self._rows[e]
        each = (len(self._rows) - len(without)) / len(self.prepared.labels)
        return solve(total, PENALTY * each).astype(np.float32)

    def matcher(self, *, beside: bool) -> Matcher:
        """Return what tells the actions live."""
        prepared = self.prepared
        taught = Taught(
            tuple(
                TaughtAction(
                    label,
                    float(prepared.seconds[a]),
                    float(self.usual[a]),
                    bool(self.sides[a]),
                    self._has_course(a),
                )
                for a, label in enumerate(prepared.labels)
            ),
            tuple(
                TaughtExample(
                    each.label,
                    each.subject,
                    each.recording,
                    float(each.start_s),
                    float(each.end_s),
                    each.name,
                )
                for each in prepared.samples
            ),
            beside,
            prepared.crops,
            len(self._background),
        )
        turned = [e for e in range(len(prepared.action)) if self.sides[prepared.action[e]]]
        parts = [*prepared.templates, *(prepared.turned[e] for e in turned)]
        example = np.array([*range(len(prepared.action)), *turned])
        templates = Templates.of(parts, prepared.action[example], example)
        return Matcher(taught, templates, self.head(), self._recipe)

    def _has_course(self, a: int) -> bool:
        """Whether somebody is elsewhere in the middle of an action than at its beginning, or at its end."""
        own = [self.prepared.templates[e].values for e in np.flatnonzero(self.prepared.action == a)]
        reach = [np.sqrt(((x[..., :3] - x[:1, :, :3]) ** 2).sum(axis=(1, 2))).max() for x in own]
        return bool(np.median(reach) > 2 * self.usual[a])

    def tell_without(self, matcher: Matcher, e: int, left_out: Collection[int], head: Floats) -> Told:
        """Tell what the window that ends with an example shows, as if some examples were not there.

        Args:
            matcher: what tells the actions.
            e: the example.
            left_out: examples that are not known.
            head: its weights without them, of :meth:`head`.
        """
        streams = self.prepared.streams
        stream = Course(streams.values[e], streams.seen[e])
        crops = self.prepared.features[e, 0, 0]
        return matcher(stream, crops, without=left_out, head=head)
