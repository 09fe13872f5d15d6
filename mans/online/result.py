"""Result of online action detection: counts, metrics and JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mans.online.action_points import PointCounts
from mans.online.clips import ClipShares
from mans.online.gaps import ExplainedAlarms
from mans.online.metrics import Counts, added
from streaming.recognition.segments import Segment
from streaming.typed_json import from_plain, to_plain


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list | tuple) else value


@dataclass(frozen=True, slots=True)
class StreamResult:
    """Result on some recordings; results can be added.

    Attributes:
        recordings: number of recordings.
        minutes: their total duration.
        counts: counts of the displayed labels.
        dated: counts of the timeline, with back-dated segments.
        points: action-point counts of detections at their announcement.
        lenient: the same with a tolerance of one second.
        dated_points: action-point counts of detections as dated in the timeline.
        alarms: (recording, announced segment) of each false positive, for inspection.
        clips: metrics of each clip, if other movements are labelled too.
        beside_gaps: as ``counts``, with gap labels as ground truth too, for recordings that have them.
        beside_gaps_dated: as ``dated``, likewise.
        explained: the false positives of ``counts`` by what the gap labels say about them.
    """

    recordings: int = 0
    minutes: float = 0.0
    counts: Counts = field(default_factory=Counts)
    dated: Counts = field(default_factory=Counts)
    points: PointCounts = field(default_factory=PointCounts)
    lenient: PointCounts = field(default_factory=PointCounts)
    dated_points: PointCounts = field(default_factory=PointCounts)
    alarms: tuple[tuple[str, Segment], ...] = ()
    clips: ClipShares = field(default_factory=ClipShares)
    beside_gaps: Counts = field(default_factory=Counts)
    beside_gaps_dated: Counts = field(default_factory=Counts)
    explained: ExplainedAlarms = field(default_factory=ExplainedAlarms)

    def __add__(self, other: StreamResult) -> StreamResult:
        """Add the results of different recordings."""
        return added(self, other)

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries for JSON, without the list of false positives."""
        data: dict[str, Any] = to_plain(self)
        del data["alarms"]
        return data

    def rounded(self) -> StreamResult:
        """Return the result as stored in a file: rounded to 0.1 ms, without the list of false positives."""
        return from_plain(_rounded(self.to_dict()), StreamResult)

    def figures(self) -> dict[str, float]:
        """Return the metrics by name, for a table."""
        counts, dated = self.counts, self.dated
        result = {
            "frame accuracy": counts.frame_accuracy,
            "frame accuracy, back-dated": dated.frame_accuracy,
            "F1 at IoU 0.5": counts.f1,
            "F1 at IoU 0.5, back-dated": dated.f1,
            "F1 at IoU 0.5, back-dated, background excluded": dated.f1_at_actions,
            "mAP at IoU 0.5": counts.mean_average_precision,
            "mAP at IoU 0.5, back-dated": dated.mean_average_precision,
            "detection rate": counts.found,
            "median onset latency, s": counts.median_delay_s,
            "median onset latency, frames": counts.median_delay,
            "median offset latency, s": counts.median_stay_s,
            "label switches per minute of action": counts.flips_per_min,
            "false positives per minute of background": counts.alarms_per_min,
        }
        return result | self.gap_figures() | self.point_figures() | self.clips.figures()

    def gap_figures(self) -> dict[str, float]:
        """Return the figures with gap labels as ground truth too; empty without such labels."""
        counts, dated = self.beside_gaps, self.beside_gaps_dated
        if not counts.spans:
            return {}
        return {
            "frame accuracy, gaps annotated": counts.frame_accuracy,
            "frame accuracy, back-dated, gaps annotated": dated.frame_accuracy,
            "F1 at IoU 0.5, gaps annotated": counts.f1,
            "F1 at IoU 0.5, back-dated, gaps annotated": dated.f1,
            "detection rate, gaps annotated": counts.found,
            "false positives per minute of background, gaps annotated": counts.alarms_per_min,
            **self.explained.figures(),
        }

    def point_figures(self) -> dict[str, float]:
        """Return the action-point metrics; empty without action points."""
        if not self.points.points:
            return {}
        return {
            "action-point F-score, 0.33 s": self.points.f,
            "action-point F-score, 0.33 s, macro-averaged": self.points.mean_f,
            "action-point F-score, 0.33 s, back-dated": self.dated_points.f,
            "action-point F-score, 1 s": self.lenient.f,
            **self.points.figures(),
        }
