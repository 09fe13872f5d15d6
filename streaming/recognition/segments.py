"""Segments: consecutive answers of one action, merged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from streaming.recognition.decision import Answer, Confirmed, DecisionSettings

MAX_GAP_S = 1.0
"""Seconds without an answer after which what a person did is over."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Time segment with one predicted action.

    Attributes:
        label: the action; None for no announced action.
        start_s: when it began: when it was first announced, less the usual delay; by movements, when the
            movement did.
        end_s: when it ended, in the same way; of the last segment of all, when it was last announced.
        confidence: mean of the announced confidence.
    """

    label: str | None
    start_s: float
    end_s: float
    confidence: float


class Segmenter:
    """Online merging of answers into segments.

    By moments, a label comes up some time after its action has begun and goes some time after it is over. A
    segment is dated back by what is usual of either, as the decision's settings name it, so that it says when
    the action was, not when it was announced; but never to before the first window it rests on, nor into the
    segment before it. By movements, segments are what answers confirm, with the dates that it has; what is
    provisional leaves no trace.
    """

    def __init__(self, decision: DecisionSettings, max_gap_s: float = MAX_GAP_S) -> None:
        """Start without an answer.

        Args:
            decision: what the answers were made by; it says how far to date them back.
            max_gap_s: answers further apart than this are not joined.
        """
        self._decision = decision
        self._max_gap_s = max_gap_s
        self._closed: list[Segment] = []
        self._label: str | None = None
        self._start_s = self._last_s = self._sum = 0.0
        self._count = 0
        self._movements = _OfMovements(max_gap_s) if decision.by_movements else None

    def push(self, answer: Answer) -> None:
        """Process the next answer, in temporal order."""
        if self._movements is not None:
            self._movements.push(answer)
            return
        if self._count:
            joined = answer.time_s - self._last_s <= self._max_gap_s
            if joined and answer.label == self._label:
                self._add(answer)
                return
            # Where answers stop, because nobody is in view, the action went on as far as is known.
            edge_s = self._dated(answer) if joined else self._last_s
            self._close(edge_s)
            self._start_s = max(edge_s, self._start_s if joined else self._first(answer))
        else:
            self._start_s = self._first(answer)
        self._label, self._sum, self._count = answer.label, 0.0, 0
        self._add(answer)

    def segments(self) -> list[Segment]:
        """Return all segments in temporal order; the last one may still grow."""
        if self._movements is not None:
            return self._movements.segments()
        return [*self._closed, *([self._open(self._last_s)] if self._count else [])]

    def forget(self, before_s: float) -> None:
        """Drop segments that ended before a time stamp in seconds."""
        if self._movements is not None:
            self._movements.forget(before_s)
        self._closed = [part for part in self._closed if part.end_s >= before_s]

    def _add(self, answer: Answer) -> None:
        self._sum += answer.confidence
        self._count += 1
        self._last_s = answer.time_s

    def _dated(self, answer: Answer) -> float:
        """Return the back-dated start of an answer, in seconds."""
        late_s = self._decision.offset_latency_s if answer.label is None else self._decision.onset_latency_s
        return answer.time_s - late_s

    def _first(self, answer: Answer) -> float:
        """Return the start of the first answer, or of one after a gap."""
        if answer.label is None:
            return answer.time_s
        return max(self._dated(answer), answer.prediction.window.seen_from_s)

    def _close(self, end_s: float) -> None:
        # By these dates the next one may begin before this one did: an action then took no time, and a
        # pause leaves no trace.
        if end_s >= self._start_s or self._label is not None:
            self._closed.append(self._open(max(end_s, self._start_s)))

    def _open(self, end_s: float) -> Segment:
        return Segment(self._label, self._start_s, end_s, self._sum / self._count)


class _OfMovements:
    """Segments of confirmed actions, and of the pauses between them."""

    def __init__(self, max_gap_s: float) -> None:
        self._max_gap_s = max_gap_s
        self._closed: list[Segment] = []
        self._last_s: float | None = None  # of the newest answer
        self._pause_s = self._sum = 0.0  # since when there is a pause, and its confidence
        self._count = 0

    def push(self, answer: Answer) -> None:
        last_s = answer.time_s if self._last_s is None else self._last_s
        if self._last_s is None:
            self._pause_s = answer.time_s
        gap = answer.time_s - last_s > self._max_gap_s
        for part in answer.confirmed:
            if gap and part.start_s > last_s:
                self._end_pause(last_s, part.start_s)
                gap = False
            self._add(part)
        if gap:
            self._end_pause(last_s, answer.time_s)
        if answer.label is None:
            self._sum += answer.confidence
            self._count += 1
        self._last_s = answer.time_s

    def segments(self) -> list[Segment]:
        last_s = self._last_s
        if last_s is None or (self._closed and last_s <= self._pause_s):
            return list(self._closed)
        return [*self._closed, self._pause(last_s)]

    def forget(self, before_s: float) -> None:
        self._closed = [part for part in self._closed if part.end_s >= before_s]

    def _pause(self, end_s: float) -> Segment:
        return Segment(None, self._pause_s, end_s, self._sum / max(self._count, 1))

    def _end_pause(self, end_s: float, next_s: float) -> None:
        """End the current pause, if any, and begin the next."""
        if end_s > self._pause_s:
            self._closed.append(self._pause(end_s))
        self._pause_s, self._sum, self._count = next_s, 0.0, 0

    def _add(self, part: Confirmed) -> None:
        """Add a segment, or extend the last one if it is continued."""
        self._end_pause(part.start_s, part.end_s)
        last = self._closed[-1] if self._closed else None
        if last is None or last.label != part.label or part.start_s > last.end_s:
            self._closed.append(Segment(part.label, part.start_s, part.end_s, part.confidence))
            return
        whole_s = part.end_s - last.start_s
        share = (part.end_s - part.start_s) / whole_s if whole_s > 0 else 0.5
        sure = last.confidence + share * (part.confidence - last.confidence)
        self._closed[-1] = replace(last, end_s=part.end_s, confidence=sure)


@dataclass(frozen=True, slots=True)
class Total:
    """How often and how long an action was recognised.

    Attributes:
        label: the action.
        count: number of its segments.
        seconds: their total duration.
        confidence: mean of their confidence, weighted by duration: a moment's doubt is not worth as much as
            a minute's certainty.
    """

    label: str
    count: int
    seconds: float
    confidence: float


def totals(segments: Iterable[Segment]) -> list[Total]:
    """Sum up segments by action, in alphabetical order; those without a label are left out."""
    by_label: dict[str, list[Segment]] = {}
    for part in segments:
        if part.label is not None:
            by_label.setdefault(part.label, []).append(part)
    found = []
    for label, parts in sorted(by_label.items()):
        lengths = [part.end_s - part.start_s for part in parts]
        seconds = sum(lengths)
        weights = lengths if seconds > 0 else [1.0] * len(parts)
        sure = sum(w * part.confidence for w, part in zip(weights, parts, strict=True)) / sum(weights)
        found.append(Total(label, len(parts), seconds, sure))
    return found


def segments(
    answers: Iterable[Answer], decision: DecisionSettings, max_gap_s: float = MAX_GAP_S
) -> list[Segment]:
    """Merge consecutive answers with the same label into segments, in temporal order, as :class:`Segmenter`.

    By moments, a segment lasts until the next answer; answers further apart than ``max_gap_s`` are not
    joined.
    """
    segmenter = Segmenter(decision, max_gap_s)
    for answer in answers:
        segmenter.push(answer)
    return segmenter.segments()
