"""What the panel for teaching says: what is missing, and what teaching has found, in words and places."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from app.model.key_hints import with_keys
from app.model.language import later, tr
from app.model.teaching import ENOUGH, MOST, Outcome, Step, counts
from app.model.wording import named, number, percent, timecode
from mans.teaching.example import Example
from mans.teaching.project import Project

if TYPE_CHECKING:
    from mans.teaching.alarms import FalseAlarm

FEWEST = 2
"""Examples of an action, below which it cannot be taught."""

_STEPS = {
    "": later("Starting …"),
    "cutting": later("Looking at the examples …"),
    "comparing": later("Comparing the examples …"),
    "running the network": later("Looking at the examples …"),
    "leaving out": later("Leaving examples out …"),
    "reading": later("Reading other recordings …"),
}


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action of a project.

    Attributes:
        label: its name.
        count: of its examples.
        note: what is missing; empty for nothing.
        stops: whether it keeps all from being taught.
        is_shipped: whether the bundled model, beside which it is to be taught, has an action of this name.
    """

    label: str
    count: int
    note: str = ""
    stops: bool = False
    is_shipped: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """What a threshold costs.

    Attributes:
        threshold: probability at which the action is answered, 0 to 1.
        misses: share of its examples that would not be answered, 0 to 1.
        alarms_per_minute: in other movement; None where there is none to look at.
    """

    threshold: float
    misses: float
    alarms_per_minute: float | None


@dataclass(frozen=True, slots=True)
class Place:
    """A line that leads to an example or a moment.

    Attributes:
        text: the line.
        target: key of the example, or number of the false alarm.
    """

    text: str
    target: str | int


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What teaching has found, to be shown.

    Attributes:
        score: how many examples were recognised when left out, in words.
        share: the same, in short.
        how: how that was found out, in words.
        labels: (A,) the actions.
        confusion: (A, A + 1) counts of examples.
        doubts: examples that contradict others, or are not recognised.
        alike: actions that are hard to tell apart, a sentence each.
        heading: how many false alarms there are in how many minutes, in words.
        alarms: where they are.
        costs: of thresholds, by action.
        thresholds: that are chosen, by action.
    """

    score: str
    share: str
    how: str
    labels: tuple[str, ...]
    confusion: npt.NDArray[np.int64]
    doubts: tuple[Place, ...]
    alike: tuple[str, ...]
    heading: str
    alarms: tuple[Place, ...]
    costs: Mapping[str, Sequence[Cost]]
    thresholds: Mapping[str, float]


def action_lines(project: Project, shipped: Collection[str]) -> list[ActionLine]:
    """Say of each action what is missing.

    Args:
        project: with the examples.
        shipped: actions of the model that they are answered beside.
    """
    lines = []
    for label, count in counts(project).items():
        if label in shipped:
            note = tr("a bundled action's name")
        elif count < FEWEST:
            note = tr("%n more needed", "", FEWEST - count)
        elif count < ENOUGH:
            note = tr("%n more is better", "", ENOUGH - count)
        else:
            note = tr("more than needed") if count > MOST else ""
        is_shipped = label in shipped
        lines.append(ActionLine(label, count, note, is_shipped or count < FEWEST, is_shipped))
    return lines


def advice(lines: Sequence[ActionLine]) -> str:
    """Say in a sentence what to do before teaching; empty where all is well."""
    if not lines:
        return with_keys(
            tr("Mark 5 to 20 examples of each action: where it begins (B) and where it ends (E).")
        )
    if taken := [line.label for line in lines if line.is_shipped]:
        what = tr("“{action}” is a bundled action: rename yours, or teach instead of the bundled ones.")
        return what.format(action=named(taken[0]))
    if any(line.stops for line in lines):
        return tr("Teaching needs two examples of each action; five or more give better results.")
    return ""


def step_words(step: Step) -> str:
    """Say what teaching is doing."""
    if step.recording:
        return tr("Watching {name} …").format(name=step.recording)
    return tr(_STEPS.get(step.what, _STEPS[""]))


def findings_of(outcome: Outcome) -> Findings:
    """Put what teaching has found into words."""
    review, examples = outcome.model.review, outcome.lesson.project.samples()
    by_key = {example.key: example for example in outcome.lesson.project.examples}
    keys = [sample.name for sample in examples]
    right, whole = int(np.trace(review.confusion)), int(review.confusion.sum())
    doubts = [
        Place(
            tr("{example} looks more like {other}").format(
                example=called(by_key[keys[each.example]]), other=named(each.other)
            ),
            keys[each.example],
        )
        for each in review.contradictions
    ]
    alike = [
        tr("{one} and {other} are hard to tell apart").format(one=named(each.one), other=named(each.other))
        for each in review.alike
    ]
    minutes = outcome.watched.minutes
    costs = {
        label: tuple(
            Cost(each.threshold, each.misses, each.alarms_per_minute if minutes > 0 else None)
            for each in found
        )
        for label, found in outcome.trade_offs.items()
    }
    return Findings(
        tr("{right} of {whole} examples recognised").format(right=right, whole=whole),
        tr("Check {right}/{whole}").format(right=right, whole=whole),
        tr("Each person's examples were left out in turn, and recognised by those of the others.")
        if review.people
        else tr("Each example was left out in turn, and recognised by the others."),
        review.labels,
        review.confusion,
        tuple(doubts),
        tuple(alike),
        alarms_heading(minutes, len(outcome.alarms)),
        alarm_places(outcome.alarms),
        costs,
        outcome.model.thresholds,
    )


def with_alarms(findings: Findings, minutes: float, alarms: Sequence[FalseAlarm]) -> Findings:
    """Return findings with the false alarms of other thresholds."""
    return replace(findings, heading=alarms_heading(minutes, len(alarms)), alarms=alarm_places(alarms))


def alarms_heading(minutes: float, count: int) -> str:
    """Say how often it would have answered in other movement."""
    if minutes <= 0:
        return tr("No other movement to look for false alarms in: add recordings of it.")
    times = tr("%n time(s)", "", count)
    told = tr("In {minutes} minutes of other movement it would have answered {times}").format(
        minutes=number(minutes, ".1f"), times=times
    )
    return told if minutes >= 1 else told + tr(": too little to judge by, add other recordings")


def alarm_places(alarms: Sequence[FalseAlarm]) -> tuple[Place, ...]:
    """Return a line for each false alarm."""
    return tuple(
        Place(
            f"{named(each.label)} {percent(each.confidence)} · {timecode(each.time_s, 1)} · {each.recording}",
            i,
        )
        for i, each in enumerate(alarms)
    )


def called(example: Example) -> str:
    """Return what an example is called in a sentence."""
    return f"{named(example.label)} ({timecode(example.start_s, 1)} · {example.recording})"


def taken_for(outcome: Outcome, row: int, column: int) -> str | None:
    """Return the key of an example behind a cell of the confusion matrix; None where there is none."""
    review, samples = outcome.model.review, outcome.lesson.project.samples()
    limits = np.array([outcome.model.thresholds[label] for label in review.labels])
    actions = len(review.labels)
    for i, sample in enumerate(samples):
        own = review.probabilities[i, :actions]
        reached = np.where(own >= limits, own, -1)
        taken = int(reached.argmax()) if reached.max() > 0 else actions
        if sample.label == review.labels[row] and taken == column:
            return sample.name
    return None
