"""How right, how steady and how quick answers on an untrimmed stream are: pure functions of two timelines.

One timeline is the truth, spans with labels and nothing between them; the other is what was shown, a label
or none at each frame. Figures of several recordings are added up as counts before anything is divided.
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
"""A label that first comes up to this long after the end of its action was still about it, in seconds."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What was shown during one recording.

    Attributes:
        times_s: (F,) of every frame, strictly increasing.
        labels: (F,) the label on show at that frame; None for none.
        segments: the same as segments, in order of time.
    """

    times_s: npt.NDArray[np.float64]
    labels: tuple[str | None, ...]
    segments: tuple[Segment, ...]


def as_dated(times_s: npt.NDArray[np.float64], segments: Sequence[Segment]) -> Shown:
    """Make dated segments into the label that they give to each frame (F,)."""
    labels: list[str | None] = [None] * len(times_s)
    for part in segments:
        first, last = np.searchsorted(times_s, (part.start_s, part.end_s))
        labels[first:last] = [part.label] * int(last - first)
    return Shown(times_s, tuple(labels), tuple(segments))


_Sums = TypeVar("_Sums")


def added(one: _Sums, other: _Sums) -> _Sums:
    """Add up two dataclasses of sums, field by field."""
    names = [part.name for part in fields(cast(Any, one))]
    return type(one)(*(getattr(one, name) + getattr(other, name) for name in names))


class Detection(NamedTuple):
    """One announced segment.

    Attributes:
        label: what was announced.
        confidence: mean over the segment.
        hit: whether it meets a true span of its label that no surer segment meets.
    """

    label: str
    confidence: float
    hit: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """Sums over recordings, from which the figures are made.

    Attributes:
        labelled: frames inside a true span.
        right: those of them at which its label was on show.
        hits: announced segments that match a true span.
        announced: announced segments.
        spans: true spans.
        delays_s: for each span that got its label, seconds from its start to the first frame that shows it.
        delays: the same in frames.
        stays_s: for each of these, seconds from its end to the last frame that shows it, before the next span
            begins and at most LATE_S after its end; below 0 where the label goes too early.
        flips: changes of the label inside spans, after the label had been right once.
        settled_s: seconds inside spans from then on.
        alarms: announced segments that touch no span and begin more than LATE_S after one.
        idle_s: seconds outside all spans.
        detections: each announced segment's label, confidence, and whether it is a hit.
        wanted: each true span's label.
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
        """Add up two recordings."""
        return added(self, other)

    @property
    def frame_accuracy(self) -> float:
        """Share of the labelled frames at which the right label is on show."""
        return self.right / self.labelled if self.labelled else 0.0

    @property
    def f1(self) -> float:
        """F1 of announced segments against true spans."""
        return f_score(self.hits, self.announced, self.spans)

    @property
    def f1_at_actions(self) -> float:
        """The same without false alarms, where what lies between the true spans may hold actions, too."""
        return f_score(self.hits, self.announced - len(self.alarms), self.spans)

    @property
    def mean_average_precision(self) -> float:
        """Mean of the average precisions of the labels that the true spans have; NaN without any."""
        labels = sorted(set(self.wanted))
        areas = [average_precision(self.detections, label, self.wanted.count(label)) for label in labels]
        return float(np.mean(areas)) if areas else float("nan")

    @property
    def found(self) -> float:
        """Share of the spans that got their label at all."""
        return len(self.delays_s) / self.spans if self.spans else 0.0

    @property
    def median_delay_s(self) -> float:
        """Median delay of those that got it; NaN where none did."""
        return _median(self.delays_s)

    @property
    def median_delay(self) -> float:
        """The same in frames."""
        return _median(self.delays)

    @property
    def median_stay_s(self) -> float:
        """Median time for which their labels stay on show after their end."""
        return _median(self.stays_s)

    @property
    def flips_per_min(self) -> float:
        """Changes of the label in a minute of action, once it has been right."""
        return 60 * self.flips / self.settled_s if self.settled_s else 0.0

    @property
    def alarms_per_min(self) -> float:
        """False alarms in a minute of no action."""
        return 60 * len(self.alarms) / self.idle_s if self.idle_s else 0.0


def _median(values: Sequence[float]) -> float:
    return float(np.median(values)) if values else float("nan")


def f_score(hits: int, announced: int, wanted: int) -> float:
    """F1 = 2 hits / (announced + wanted); 0 where there is neither."""
    return 2 * hits / (announced + wanted) if announced + wanted else 0.0


def overlap(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Intersection over union of two spans of time."""
    inside = min(a[1], b[1]) - max(a[0], b[0])
    whole = max(a[1], b[1]) - min(a[0], b[0])
    return max(0.0, inside) / whole if whole > 0 else 0.0


def matches(segments: Sequence[Segment], spans: Sequence[LabelledSpan], least: float = 0.5) -> int:
    """Count true spans that are met by a segment of their label, each segment used once, best first."""
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
    """Match announced segments to true spans as detection is scored: the surest first, each span once."""
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
    """Area under precision against recall, the detections of one label taken surest first.

    At each recall the best precision at it or at any higher one counts, as is usual since PASCAL VOC 2010.

    Args:
        detections: of all recordings.
        label: of which action.
        wanted: how many true spans have this label.
    """
    own = sorted((each for each in detections if each.label == label), key=lambda each: -each.confidence)
    hits = np.array([each.hit for each in own], dtype=float)
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return float((best * hits).sum() / wanted) if wanted else 0.0


def compare(shown: Shown, spans: Sequence[LabelledSpan]) -> Counts:
    """Compare what was shown during one recording with the truth, spans in order of start."""
    times_s = shown.times_s
    announced = [segment for segment in shown.segments if segment.label is not None]
    in_any = np.zeros(len(times_s), dtype=bool)
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
        tuple(segment for segment in announced if not _is_about(segment, spans)),
        float(steps_s[~in_any].sum()),
        detect(announced, spans),
        tuple(span.label for span in spans),
    )


def _is_about(segment: Segment, spans: Sequence[LabelledSpan]) -> bool:
    """Whether a segment touches any span, or begins shortly after it."""
    return any(segment.start_s <= span.end_s + LATE_S and segment.end_s >= span.start_s for span in spans)
