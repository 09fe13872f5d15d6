"""The result files of the everyday model: on people and data sets, on streams, and on clips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, TypeVar

from mans.everyday.evaluation import Accuracy, Calibration
from streaming.recognition.decision import DecisionSettings
from streaming.typed_json import read_json


@dataclass(frozen=True, slots=True)
class WronglyAnnounced:
    """How often each action is announced that is not done.

    Attributes:
        enter: probability from which on an action is announced.
        windows: how many were looked at.
        of_no_action: those of them in which nothing is done.
        by_action: for each action, in so many windows of no action, and of other actions.
    """

    OLD_NAMES: ClassVar[Mapping[str, str]] = {"from": "enter"}

    enter: float
    windows: int
    of_no_action: int
    by_action: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class EverydayResult:
    """What ``evaluate-everyday`` found.

    Attributes:
        model: name of the model's file.
        recipe: name of its recipe.
        epochs: epochs it was trained.
        seed: of its training.
        without: the data set that it was not trained on; empty for none.
        accuracy: by data set.
        calibration: temperature and threshold; None for a model without one data set.
        wrongly_announced: what is announced that is not done; None for a model without one data set.
        people: ``calibration`` and ``test``: who chose the threshold, and who was tested.
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


@dataclass(frozen=True, slots=True)
class StreamFigures:
    """What ``evaluate-stream`` found of a model.

    Attributes:
        model: name of the model's file.
        data: name of the data set.
        people: who was tested; none for everybody.
        recordings: how many.
        minutes: how long they are together.
        dates_from: the people on whom it was learnt how far segments are dated back.
        decision: how predictions became answers.
        alarms: how often each action was a false alarm.
        figures: by name; None where there was nothing to measure.
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
    """What a model says about one clip.

    Attributes:
        title: of the clip.
        times_s: (A,) of the answers, seconds from the clip's beginning.
        best: (A,) the most probable action.
        shares: (A,) its smoothed probability.
        segments: label or None, begin and end in seconds.
    """

    title: str
    times_s: tuple[float, ...]
    best: tuple[str, ...]
    shares: tuple[float, ...]
    segments: tuple[tuple[str | None, float, float], ...]


@dataclass(frozen=True, slots=True)
class ClipTimelines:
    """What a model says about some clips (``benchmarks/clips.py``)."""

    model: str
    clips: tuple[ClipTimeline, ...]


_Result = TypeVar("_Result", EverydayResult, StreamFigures, ClipTimelines)


def read_result(file: Path, kind: type[_Result]) -> _Result:
    """Read a result file.

    Raises:
        ModelError: it is none of this kind.
    """
    remedy = "Delete it, or make it anew by evaluate-everyday or evaluate-stream"
    return read_json(file, kind, expected="a result file", remedy=remedy)
