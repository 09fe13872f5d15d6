"""What examples are worth, by leaving them out: a confusion matrix, contradictions, and actions too alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mans.taught.matcher import Matcher
from mans.teaching.learner import Learner
from mans.teaching.prepare import Prepared, Step
from streaming.recognition.prediction import NO_ACTION

Floats = npt.NDArray[np.float32]

_LEAST_PEOPLE = 2


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An example that looks more like another action.

    Attributes:
        example: which one, by its number.
        label: what it is an example of.
        like: number of the example of another action that it is like.
        other: that action.
    """

    example: int
    label: str
    like: int
    other: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Two actions that are hard to tell apart.

    Attributes:
        one, other: the actions.
        confused: share of their examples that are taken for the other one when left out, 0 to 1.
        nearness: how far an example of one usually is from the other, in times the distance that the other's
            own examples have; near one, they are the same movement.
    """

    one: str
    other: str
    confused: float
    nearness: float


FEW_RECOGNISED = 0.5
"""Share of recognised examples below which a model is hardly of use."""


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """What is found by leaving examples out.

    Attributes:
        labels: (A,) the actions.
        people: whether people were left out one by one, rather than examples.
        action: (E,) which action each example is of.
        probabilities: (E, A + 1) of each example when left out: the actions' and "no action"'s.
        confusion: (A, A + 1) counts of examples, by what they are and what they are taken for, "no action"
            last: by the thresholds that teaching chose.
        contradictions: examples that look like another action's.
        alike: pairs of actions that are hard to tell apart, the hardest first.
    """

    labels: tuple[str, ...]
    people: bool
    action: npt.NDArray[np.int64]
    probabilities: Floats
    confusion: npt.NDArray[np.int64]
    contradictions: tuple[Contradiction, ...]
    alike: tuple[Alike, ...]

    @property
    def accuracy(self) -> float:
        """Share of the examples that are taken for what they are, 0 to 1."""
        return float(np.trace(self.confusion) / self.confusion.sum())

    @property
    def columns(self) -> tuple[str, ...]:
        """(A + 1,) what the columns of the confusion matrix stand for."""
        return (*self.labels, NO_ACTION)


def left_out_together(prepared: Prepared) -> tuple[list[list[int]], bool]:
    """Return groups of examples to leave out at once: each person's where people are named, else each one.

    An action that one person alone performs cannot do without that person: then examples are left out.
    """
    people = [sample.subject for sample in prepared.samples]
    by_action = [
        {people[e] for e in np.flatnonzero(prepared.action == a)} for a in range(len(prepared.labels))
    ]
    if all(people) and all(len(each) >= _LEAST_PEOPLE for each in by_action):
        return [[e for e, who in enumerate(people) if who == each] for each in sorted(set(people))], True
    return [[e] for e in range(len(people))], False


def probabilities_left_out(learner: Learner, matcher: Matcher, step: Step) -> tuple[Floats, bool]:
    """Return what each example is taken for without itself, or its person: (E, A + 1); and which of both."""
    prepared = learner.prepared
    groups, people = left_out_together(prepared)
    found = np.zeros((len(prepared.action), len(prepared.labels) + 1), np.float32)
    for done, group in enumerate(groups):
        step("leaving out", done, len(groups))
        head = learner.head(group)
        for e in group:
            odds = np.exp(learner.tell_without(matcher, e, group, head).odds.astype(np.float64))
            found[e] = np.append(odds, 1) / (1 + odds.sum())
    step("leaving out", len(groups), len(groups))
    return found, people


def thresholds_of(probabilities: Floats, action: npt.NDArray[np.int64], hits: float) -> Floats:
    """Return the probability, (A,), that the wanted share of an action's examples reach when left out.

    What few examples say of it is drawn to what all of them say.
    """
    own = np.clip(probabilities[np.arange(len(action)), action], 1e-4, 1 - 1e-4).astype(np.float64)
    odds = np.log(own / (1 - own))
    means = {a: float(np.median(odds[action == a])) for a in sorted(set(action.tolist()))}
    spread = np.quantile(odds - np.array([means[a] for a in action]), 1 - hits)
    everyone = float(np.median(odds))
    found = []
    for a, mean in means.items():
        count = int((action == a).sum())
        found.append((count * mean + 2 * everyone) / (count + 2) + spread)
    bounded = np.clip(1 / (1 + np.exp(-np.array(found))), LOWEST, HIGHEST)
    chosen: Floats = bounded.astype(np.float32)
    return chosen


LOWEST, HIGHEST = 0.3, 0.6
"""Bounds of the thresholds that teaching chooses: few examples are more alike than what others will do."""


def review(learner: Learner, probabilities: Floats, thresholds: Floats, *, people: bool) -> Review:
    """Say what the examples are worth.

    Args:
        learner: what was learnt.
        probabilities: (E, A + 1) of the examples when left out.
        thresholds: (A,) at which an action is answered.
        people: whether people were left out.
    """
    prepared = learner.prepared
    actions = len(prepared.labels)
    confusion = np.zeros((actions, actions + 1), np.int64)
    for e, a in enumerate(prepared.action):
        reached = np.where(probabilities[e, :actions] >= thresholds, probabilities[e, :actions], -1)
        confusion[a, int(reached.argmax()) if reached.max() > 0 else actions] += 1
    return Review(
        prepared.labels,
        people,
        prepared.action,
        probabilities,
        confusion,
        tuple(_contradictions(learner)),
        tuple(_alike(learner, confusion)),
    )


def _contradictions(learner: Learner) -> list[Contradiction]:
    """Return the examples that are nearer to another action's than to any of their own, the worst first.

    What is near to nothing but an example that is wrong itself is right.
    """
    action, labels = learner.prepared.action, learner.prepared.labels
    same = action[:, None] == action[None]
    near = (
        learner.compared.apart / learner.compared.usual[action][None]
    )  # in times what is usual of the action it is near to
    own = np.where(same, near, np.inf).min(axis=1)
    others = np.where(same, np.inf, near)
    least = others.min(axis=1, initial=np.inf)
    found: dict[int, Contradiction] = {}
    for e in np.argsort(least / own, kind="stable"):
        like = int(others[e].argmin())
        if least[e] < own[e] < np.inf and like not in found:
            found[int(e)] = Contradiction(int(e), labels[action[e]], like, labels[action[like]])
    return list(found.values())


def _alike(learner: Learner, confusion: npt.NDArray[np.int64], most: float = 1.25) -> list[Alike]:
    """Return the pairs of actions whose examples are confused, or as near to each other as to their own."""
    action, labels = learner.prepared.action, learner.prepared.labels
    found = []
    for a in range(len(labels)):
        for b in range(a + 1, len(labels)):
            confused = (confusion[a, b] + confusion[b, a]) / (confusion[a].sum() + confusion[b].sum())
            # Of either action's examples, how near the other one's are, in times what is usual of those.
            of_a = (
                learner.compared.apart[np.ix_(action == a, action == b)].min(axis=1)
                / learner.compared.usual[b]
            )
            of_b = (
                learner.compared.apart[np.ix_(action == b, action == a)].min(axis=1)
                / learner.compared.usual[a]
            )
            near = min(float(np.median(of_a)), float(np.median(of_b)))
            if confused >= 0.2 or near < most:
                found.append(Alike(labels[a], labels[b], float(confused), near))
    return sorted(found, key=lambda each: (-each.confused, each.nearness))


def described(review_: Review, names: Sequence[str]) -> list[str]:
    """Return what is worth knowing about the examples, a sentence each.

    Args:
        review_: of the examples.
        names: (E,) what each example is called.
    """
    told = [
        f"{names[each.example]} looks more like {each.other!r} ({names[each.like]}) than like the other "
        f"examples of {each.label!r}."
        for each in review_.contradictions
    ]
    told += [
        f"{each.one!r} and {each.other!r} are hard to tell apart"
        + (f": {each.confused:.0%} of their examples are taken for the other." if each.confused else ".")
        for each in review_.alike
    ]
    if review_.accuracy < FEW_RECOGNISED:
        told.append(
            f"Only {review_.accuracy:.0%} of the examples are recognised when left out, so most performances "
            "will be missed, too: give more examples, if possible of several people."
        )
    return told
