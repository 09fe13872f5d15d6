"""Metrics of online action detection: accuracy, stability and latency of a displayed timeline.

The ground truth is a timeline of labelled spans with background between them; the prediction is a timeline of
the label (or none) displayed at each frame. Counts are summed over recordings before any ratio is computed
(micro-averaging).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt

from streaming.recognition.segments import Segment
from streaming.skeleton.frames import LabelledSpan

LATE_S = 1.0
"""Maximum delay after the end of an action at which its label still counts, in seconds."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Displayed labels of one recording.

    Attributes:
        times_s: (F,) time stamps of all frames, strictly increasing.
        labels: (F,) the label displayed at that frame; None for none.
        segments: the same as segments, in temporal order.
    """

    times_s: npt.NDArray[np.float64]
    labels: tuple[str | None, ...]
    segments: tuple[Segment, ...]


def as_dated(times_s: npt.NDArray[np.float64], segments: Sequence[Segment]) -> Shown:
    """Convert dated segments to a label for each frame (F,)."""
    labels: list[str | None] = [None] * len(times_s)
    for part in segments:
        first, last = np.searchsorted(times_s, (part.start_s, part.end_s))
        labels[first:last] = [part.label] * int(last - first)
    return Shown(times_s, tuple(labels), tuple(segments))


_Sums = TypeVar("_Sums")


def added(one: _Sums, other: _Sums) -> _Sums:
    """Add two dataclasses of sums field by field."""
    names = [part.name for part in fields(cast(Any, one))]
    return type(one)(*(getattr(one, name) + getattr(other, name) for name in names))


class Detection(NamedTuple):
    """A detection: one announced segment.

    Attributes:
        label: the announced label.
        confidence: mean confidence over the segment.
        hit: whether it matches a true span of its label not matched by a more confident segment.
    """

    label: str
    confidence: float
    hit: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts summed over recordings, from which the metrics are computed.

    Attributes:
        labelled: frames inside a true span.
        right: those of them with the correct label displayed.
        hits: announced segments that match a true span (true positives).
        announced: number of announced segments.
        spans: number of true spans.
        delays_s: onset latency of each detected span: seconds from its start to the first frame with its
            label.
        delays: the same in frames.
        stays_s: offset latency of each detected span: seconds from its end to the last frame with its label,
            before the next span begins and at most LATE_S after its end; negative if the label ends early.
        flips: label switches inside spans, after the label was correct once.
        settled_s: seconds inside spans from then on.
        alarms: false positives: announced segments that overlap no span and begin more than LATE_S after one.
        idle_s: background seconds, outside all spans.
        detections: label, confidence and correctness of each announced segment.
        wanted: label of each true span.
    """

    labelled: int = 0
    right: int = 0
    hits: int = 0
    announced: int = 0
    spans: int = 0
    delays_s: tuple[float, ...] = ()
    delays: tuple[int, ...] = ()
    stays_s: tuple[float, ...] = ()
    flips: int = 0
    settled_s: float = 0.0
    alarms: tuple[Segment, ...] = ()
    idle_s: float = 0.0
    detections: tuple[Detection, ...] = ()
    wanted: tuple[str, ...] = ()

    def __add__(self, other: Counts) -> Counts:
        """Add the counts of two recordings."""
        return added(self, other)

    @property
    def frame_accuracy(self) -> float:
        """Frame accuracy inside labelled spans."""
        return self.right / self.labelled if self.labelled else 0.0

    @property
    def f1(self) -> float:
        """Segment F1 of announced segments against true spans."""
        return f_score(self.hits, self.announced, self.spans)

    @property
    def f1_at_actions(self) -> float:
        """Segment F1 without false positives in the background, which may contain unlabelled actions."""
        return f_score(self.hits, self.announced - len(self.alarms), self.spans)

    @property
    def mean_average_precision(self) -> float:
        """Mean average precision over the labels of the true spans; NaN without spans."""
        labels = sorted(set(self.wanted))
        areas = [average_precision(self.detections, label, self.wanted.count(label)) for label in labels]
        return float(np.mean(areas)) if areas else float("nan")

    @property
    def found(self) -> float:
        """Detection rate: share of the spans for which their label was displayed."""
        return len(self.delays_s) / self.spans if self.spans else 0.0

    @property
    def median_delay_s(self) -> float:
        """Median onset latency of the detected spans; NaN without any."""
        return _median(self.delays_s)

    @property
    def median_delay(self) -> float:
        """Median onset latency in frames."""
        return _median(self.delays)

    @property
    def median_stay_s(self) -> float:
        """Median offset latency of the detected spans."""
        return _median(self.stays_s)

    @property
    def flips_per_min(self) -> float:
        """Label switches per minute of action, after the first correct label."""
        return 60 * self.flips / self.settled_s if self.settled_s else 0.0

    @property
    def alarms_per_min(self) -> float:
        """False positives per minute of background."""
        return 60 * len(self.alarms) / self.idle_s if self.idle_s else 0.0


def _median(values: Sequence[float]) -> float:
    return float(np.median(values)) if values else float("nan")


def f_score(hits: int, announced: int, wanted: int) -> float:
    """Compute F1 = 2 hits / (announced + wanted); 0 if both are 0."""
    return 2 * hits / (announced + wanted) if announced + wanted else 0.0


def overlap(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Compute the temporal intersection over union of two spans."""
    inside = min(a[1], b[1]) - max(a[0], b[0])
    whole = max(a[1], b[1]) - min(a[0], b[0])
    return max(0.0, inside) / whole if whole > 0 else 0.0


def matches(segments: Sequence[Segment], spans: Sequence[LabelledSpan], least: float = 0.5) -> int:
    """Count true spans matched by a segment of their label, one-to-one, highest IoU first."""
    pairs = sorted(
        (
            (shared, s, t)
            for s, segment in enumerate(segments)
            for t, span in enumerate(spans)
            if segment.label == span.label
            and (shared := overlap((segment.start_s, segment.end_s), (span.start_s, span.end_s))) >= least
        ),
        reverse=True,
    )
    used_segments: set[int] = set()
    used_spans: set[int] = set()
    for _, s, t in pairs:
        if s not in used_segments and t not in used_spans:
            used_segments.add(s)
            used_spans.add(t)
    return len(used_spans)


def detect(
    segments: Sequence[Segment], spans: Sequence[LabelledSpan], least: float = 0.5
) -> tuple[Detection, ...]:
    """Match detections to true spans in order of confidence, each span at most once."""
    free = list(spans)
    found = []
    for segment in sorted(segments, key=lambda each: -each.confidence):
        own = [span for span in free if span.label == segment.label]
        shared = [overlap((segment.start_s, segment.end_s), (span.start_s, span.end_s)) for span in own]
        hit = max(shared, default=0.0) >= least
        if hit:
            free.remove(own[int(np.argmax(shared))])
        found.append(Detection(segment.label or "", segment.confidence, hit))
    return tuple(found)


def average_precision(detections: Sequence[Detection], label: str, wanted: int) -> float:
    """Compute the average precision of one label.

    Precision is interpolated as in PASCAL VOC 2010: the maximum at the same or a higher recall.

    Args:
        detections: detections of all recordings.
        label: the action.
        wanted: number of true spans with this label.
    """
    own = sorted((each for each in detections if each.label == label), key=lambda each: -each.confidence)
    hits = np.array([each.hit for each in own], dtype=float)
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return float((best * hits).sum() / wanted) if wanted else 0.0


def compare(shown: Shown, spans: Sequence[LabelledSpan], unclear: Sequence[LabelledSpan] = ()) -> Counts:
    """Compare the displayed labels of one recording with its annotated spans.

    Args:
        shown: what was displayed.
        spans: the annotated spans, in order of start.
        unclear: spans in which it is not known what is done. A segment at one of these, and at none of
            ``spans``, is ignored; their time does not count as idle.
    """
    times_s = shown.times_s
    announced = [
        segment
        for segment in shown.segments
        if segment.label is not None and (is_about(segment, spans) or not is_about(segment, unclear))
    ]
    in_any = np.zeros(len(times_s), dtype=bool)
    for span in unclear:
        in_any |= (times_s >= span.start_s) & (times_s <= span.end_s)
    labelled = right = flips = 0
    settled_s = 0.0
    delays_s: list[float] = []
    delays: list[int] = []
    stays_s: list[float] = []
    starts_s = [*(span.start_s for span in spans), float("inf")][1:]
    for span, next_s in zip(spans, starts_s, strict=True):
        inside = (times_s >= span.start_s) & (times_s <= span.end_s)
        in_any |= inside
        its = [shown.labels[i] for i in np.flatnonzero(inside)]
        labelled += len(its)
        right += sum(label == span.label for label in its)
        until = np.flatnonzero((times_s >= span.start_s) & (times_s <= span.end_s + LATE_S))
        its_own = [i for i in until if shown.labels[i] == span.label]
        if not its_own:
            continue
        first_s = float(times_s[its_own[0]])
        delays_s.append(first_s - span.start_s)
        delays.append(int(its_own[0] - until[0]))
        before_next = [float(times_s[i]) for i in its_own if times_s[i] < next_s]
        stays_s.append(max(before_next, default=first_s) - span.end_s)
        if span.label in its:
            settled = its[its.index(span.label) :]
            flips += sum(a != b for a, b in pairwise(settled))
            settled_s += max(0.0, span.end_s - first_s)
    steps_s = np.diff(times_s, append=times_s[-1:])
    return Counts(
        labelled,
        right,
        matches(announced, spans),
        len(announced),
        len(spans),
        tuple(delays_s),
        tuple(delays),
        tuple(stays_s),
        flips,
        settled_s,
        tuple(segment for segment in announced if not is_about(segment, spans)),
        float(steps_s[~in_any].sum()),
        detect(announced, spans),
        tuple(span.label for span in spans),
    )


def is_about(segment: Segment, spans: Sequence[LabelledSpan]) -> bool:
    """Whether a segment overlaps any span, or begins shortly after it."""
    return any(segment.start_s <= span.end_s + LATE_S and segment.end_s >= span.start_s for span in spans)
