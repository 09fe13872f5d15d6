"""Result files of the everyday model: subjects and data sets, streams, and clips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, TypeVar

from mans.everyday.evaluation import Accuracy, Calibration
from mans.everyday.left_out_actions import LeftOutAction
from streaming.recognition.decision import DecisionSettings
from streaming.typed_json import read_json

OLD_METRICS = {
    "frame accuracy, dated": "frame accuracy, back-dated",
    "F1 at IoU 0.5, dated": "F1 at IoU 0.5, back-dated",
    "F1 at IoU 0.5, dated, false alarms aside": "F1 at IoU 0.5, back-dated, background excluded",
    "mAP at IoU 0.5, dated": "mAP at IoU 0.5, back-dated",
    "actions found": "detection rate",
    "median delay, s": "median onset latency, s",
    "median delay, frames": "median onset latency, frames",
    "median stay after the end, s": "median offset latency, s",
    "flips a minute of action": "label switches per minute of action",
    "false alarms a minute of no action": "false positives per minute of background",
    "action points F, 0.33 s": "action-point F-score, 0.33 s",
    "action points F, 0.33 s, mean of gestures": "action-point F-score, 0.33 s, macro-averaged",
    "action points F, 0.33 s, dated": "action-point F-score, 0.33 s, back-dated",
    "action points F, 1 s": "action-point F-score, 1 s",
    "points missed": "missed action points",
    "events at the wrong time": "mistimed detections",
    "events of another gesture": "detections of another gesture",
    "events twice": "duplicate detections",
    "events about nothing": "spurious detections",
    "answers right, mean of clips": "correct predictions, clip mean",
    "answers wrong, mean of clips": "wrong predictions, clip mean",
    "answers in other movements that alarm, mean of clips": "false positives in other movements, clip mean",
}
"""Metric names in older result files, and their present ones."""


@dataclass(frozen=True, slots=True)
class WronglyAnnounced:
    """False positives per action.

    Attributes:
        enter: minimum probability of an announced action.
        windows: number of windows.
        of_no_action: number of background windows.
        by_action: false positives by action: in background windows, and in windows of other actions.
    """

    OLD_NAMES: ClassVar[Mapping[str, str]] = {"from": "enter"}

    enter: float
    windows: int
    of_no_action: int
    by_action: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class EverydayResult:
    """Result of ``evaluate-everyday``.

    Attributes:
        model: file name of the model.
        recipe: recipe name.
        epochs: number of epochs trained.
        seed: random seed of the training.
        without: the held-out data set; empty for none.
        accuracy: accuracy by data set.
        calibration: temperature and threshold; None with a held-out data set.
        wrongly_announced: false positives; None with a held-out data set.
        people: subjects of ``calibration`` and ``test``.
        left_out_actions: predictions on actions held out from training, by action.
    """

    model: str
    recipe: str
    epochs: int
    seed: int
    without: str
    accuracy: Mapping[str, Accuracy]
    calibration: Calibration | None = None
    wrongly_announced: WronglyAnnounced | None = None
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_out_actions: Mapping[str, LeftOutAction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StreamFigures:
    """Result of ``evaluate-stream`` for a model.

    Attributes:
        model: file name of the model.
        data: name of the data set.
        people: test subjects; empty for all.
        recordings: number of recordings.
        minutes: their total duration.
        dates_from: subjects on whom the label latency was measured.
        decision: decision settings.
        alarms: false positives by action.
        figures: metrics by name; None if undefined.
    """

    model: str
    data: str
    people: tuple[str, ...]
    recordings: int
    minutes: float
    dates_from: tuple[str, ...]
    decision: DecisionSettings
    alarms: Mapping[str, int]
    figures: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class ClipTimeline:
    """Predictions of a model over one clip.

    Attributes:
        title: title of the clip.
        times_s: (A,) times of the predictions, seconds from the start of the clip.
        best: (A,) the most probable action.
        shares: (A,) its smoothed probability.
        segments: announced segments: label or None, start and end in seconds.
    """

    title: str
    times_s: tuple[float, ...]
    best: tuple[str, ...]
    shares: tuple[float, ...]
    segments: tuple[tuple[str | None, float, float], ...]


@dataclass(frozen=True, slots=True)
class ClipTimelines:
    """Predictions of a model over several clips (``benchmarks/clips.py``)."""

    model: str
    clips: tuple[ClipTimeline, ...]


_Result = TypeVar("_Result", EverydayResult, StreamFigures, ClipTimelines)


def read_result(file: Path, kind: type[_Result]) -> _Result:
    """Read a result file.

    Raises:
        ModelError: it is not such a file.
    """
    remedy = "Delete it, or make it anew by evaluate-everyday or evaluate-stream"
    return read_json(file, kind, expected="a result file", remedy=remedy)
