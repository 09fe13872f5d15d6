"""Action-point evaluation of online gesture recognition (MSRC-12).

Fothergill, Mentis, Kohli and Nowozin (CHI 2012) annotate each gesture with one moment, its action point; a
detection is correct if it lies within a third of a second of a point of its gesture. Each point can be
matched once; any other detection is a false positive. The time of a detection is the start of an announced
segment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from mans.online.metrics import added, f_score
from streaming.recognition.segments import Segment

TOLERANCE_S = 1 / 3
"""Tolerance around an action point: ten frames at 30 frames per second."""
LENIENT_S = 1.0
"""Maximum distance of a mistimed detection from a point of its gesture."""
Point = tuple[str, float]
"""Gesture and time in seconds."""


@dataclass(frozen=True, slots=True)
class PointCounts:
    """Matching counts of detections and points, summed over recordings.

    Attributes:
        hits: true positives, by gesture.
        events: all detections, by gesture.
        points: all points, by gesture.
        doubled: duplicate detections of a point.
        mistimed: detections within LENIENT_S of a point of their gesture, but outside the tolerance.
        confused: detections within LENIENT_S of points of other gestures only.
    """

    hits: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    doubled: int = 0
    mistimed: int = 0
    confused: int = 0

    def __add__(self, other: PointCounts) -> PointCounts:
        """Add the counts of two recordings."""
        return added(self, other)

    @property
    def f(self) -> float:
        """Micro-averaged F-score over gestures."""
        return f_score(self.hits.total(), self.events.total(), self.points.total())

    @property
    def mean_f(self) -> float:
        """Macro-averaged F-score over gestures, the data set's own metric; NaN without points."""
        each = [f_score(self.hits[g], self.events[g], self.points[g]) for g in self.points]
        return float(np.mean(each)) if each else float("nan")

    def figures(self) -> dict[str, float]:
        """Return the metrics by name."""
        events, points = max(1, self.events.total()), max(1, self.points.total())
        stray = self.events.total() - self.hits.total() - self.doubled - self.mistimed - self.confused
        return {
            "missed action points": 1 - self.hits.total() / points,
            "mistimed detections": self.mistimed / events,
            "detections of another gesture": self.confused / events,
            "duplicate detections": self.doubled / events,
            "spurious detections": stray / events,
        }


def count_points(
    segments: Sequence[Segment], points: Sequence[Point], tolerance_s: float = TOLERANCE_S
) -> PointCounts:
    """Match the starts of announced segments to action points, in temporal order.

    Each point is matched to the nearest unmatched detection of its gesture.
    """
    events = [(part.label, part.start_s) for part in segments if part.label is not None]
    free, hits = list(events), Counter[str]()
    for label, moment_s in points:
        near = [event for event in free if event[0] == label and abs(event[1] - moment_s) <= tolerance_s]
        if near:
            free.remove(min(near, key=lambda event: abs(event[1] - moment_s)))
            hits[label] += 1
    doubled = mistimed = confused = 0
    for label, start_s in free:
        own_s = min((abs(start_s - at_s) for gesture, at_s in points if gesture == label), default=np.inf)
        other_s = min((abs(start_s - at_s) for gesture, at_s in points if gesture != label), default=np.inf)
        doubled += own_s <= tolerance_s
        mistimed += tolerance_s < own_s <= LENIENT_S
        confused += own_s > LENIENT_S >= other_s
    return PointCounts(
        hits,
        Counter(label for label, _ in events),
        Counter(label for label, _ in points),
        doubled,
        mistimed,
        confused,
    )
