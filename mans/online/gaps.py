"""Annotations of the gaps between a data set's own labels, and evaluation with both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mans.datasets.types import GapLabel
from mans.online.metrics import added, is_about
from streaming.recognition.segments import Segment
from streaming.skeleton.frames import LabelledSpan

JOINED_S = 0.1
"""Spans of the same label are merged if the pause between them is at most this long, in seconds."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Annotations of the gaps between the labels of one recording.

    Attributes:
        actions: certain ones, in the model's labels.
        unclear: uncertain ones, and those that the model has no label for; answers there are ignored.
    """

    actions: tuple[LabelledSpan, ...] = ()
    unclear: tuple[LabelledSpan, ...] = ()


def as_gaps(labels: Iterable[GapLabel], name_of: Callable[[str], str], known: Sequence[str]) -> Gaps:
    """Divide the gap labels of a recording into certain and unclear ones.

    Args:
        labels: its gap labels.
        name_of: maps a label to the model's name for it.
        known: the model's labels.
    """
    actions: list[LabelledSpan] = []
    unclear: list[LabelledSpan] = []
    for each in labels:
        name = name_of(each.span.label)
        span = LabelledSpan(name, each.span.start_s, each.span.end_s)
        (actions if each.certain and name in known else unclear).append(span)
    return Gaps(tuple(actions), tuple(unclear))


def joined(spans: Sequence[LabelledSpan], gaps: Gaps) -> tuple[LabelledSpan, ...]:
    """Return the data set's spans and the gaps' actions, adjacent ones of one label merged, by start."""
    result: list[LabelledSpan] = []
    for span in sorted((*spans, *gaps.actions), key=lambda each: each.start_s):
        before = next((each for each in result if each.label == span.label and _goes_on(each, span)), None)
        if before is None:
            result.append(span)
        else:
            end_s = max(before.end_s, span.end_s)
            result[result.index(before)] = LabelledSpan(before.label, before.start_s, end_s)
    return tuple(result)


def _goes_on(before: LabelledSpan, span: LabelledSpan) -> bool:
    return span.start_s <= before.end_s + JOINED_S


@dataclass(frozen=True, slots=True)
class ExplainedAlarms:
    """False positives by what the gap labels say about them, as counts.

    Attributes:
        right: at a gap action of the same label.
        wrong: at a gap action of another label.
        unclear: at an unclear span.
        nothing: at none of these.
    """

    right: int = 0
    wrong: int = 0
    unclear: int = 0
    nothing: int = 0

    def __add__(self, other: ExplainedAlarms) -> ExplainedAlarms:
        """Add up two recordings."""
        return added(self, other)

    def figures(self) -> dict[str, float]:
        """Return the shares of all false positives by name; empty if there are none."""
        named = {
            "false positives correct by the gap annotations": self.right,
            "false positives at another action in a gap": self.wrong,
            "false positives at unclear spans": self.unclear,
            "false positives at nothing": self.nothing,
        }
        total = sum(named.values())
        return {name: count / total for name, count in named.items()} if total else {}


def explain(alarms: Sequence[Segment], gaps: Gaps) -> ExplainedAlarms:
    """Count false positives by what the gap labels say: each once, in the order right, unclear, wrong."""
    counts = {"right": 0, "wrong": 0, "unclear": 0, "nothing": 0}
    for alarm in alarms:
        if is_about(alarm, [span for span in gaps.actions if span.label == alarm.label]):
            counts["right"] += 1
        elif is_about(alarm, gaps.unclear):
            counts["unclear"] += 1
        else:
            counts["wrong" if is_about(alarm, gaps.actions) else "nothing"] += 1
    return ExplainedAlarms(**counts)
