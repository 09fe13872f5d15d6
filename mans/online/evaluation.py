"""Online evaluation on untrimmed recordings, through the live pipeline's window, recogniser and decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from mans.datasets import find_data_set
from mans.datasets.msrc12 import AFTER_S
from mans.datasets.types import Action, DataSetEntry, GapLabel, RecordingFiles
from mans.datasets.videos import OTHER as OTHER_IN_CLIPS
from mans.datasets.videos import VIDEOS
from mans.everyday.samples import around_point
from mans.everyday.vocabulary import TABLE, UNUSED, action_of
from mans.online.action_points import LENIENT_S, Point, count_points
from mans.online.clips import ClipShares, share_of_answers
from mans.online.gaps import ExplainedAlarms, Gaps, as_gaps, explain, joined
from mans.online.metrics import Counts, Shown, as_dated, compare
from mans.online.result import StreamResult
from mans.recogniser import Recogniser
from streaming.errors import DataSetError
from streaming.printable import counted
from streaming.recognition.decision import Decider, DecisionSettings
from streaming.recognition.prediction import Prediction
from streaming.recognition.segments import Segmenter
from streaming.recognition.window import SlidingWindow, Window, WindowSettings
from streaming.skeleton.frames import LabelledSpan, Recording

POINTS = "msrc-12"
"""Data set with action points."""
CLIPS = VIDEOS.name
"""Data set that also labels other movements."""


RecogniseMany = Callable[[Sequence[Window]], list[Prediction]]
"""Function that classifies several windows at once."""
Labelled = tuple[RecordingFiles, tuple[Action, ...]]
"""An unread recording and its labels."""


@dataclass(frozen=True, slots=True, eq=False)
class Untrimmed:
    """An untrimmed recording with its annotation and predictions.

    Attributes:
        name: name of the recording.
        times_s: time stamps of all frames.
        spans: annotated spans, in the model's labels; spans without a matching label are omitted.
        predictions: (frame index, prediction) of each window.
        points: (label, seconds) of each action point, if the data set has them.
        others: spans of movements outside the vocabulary, if the data set labels them; otherwise None.
        gaps: what is done between ``spans``, in a data set where it is known; otherwise None.
    """

    name: str
    times_s: Any
    spans: tuple[LabelledSpan, ...]
    predictions: tuple[tuple[int, Prediction], ...]
    points: tuple[Point, ...] = ()
    others: tuple[LabelledSpan, ...] | None = None
    gaps: Gaps | None = None


def predict(
    recording: Recording, recognise: RecogniseMany, window: WindowSettings, batch: int = 64
) -> list[tuple[int, Prediction]]:
    """Run the sliding window over a recording; returns (frame index, prediction) of each window."""
    sliding = SlidingWindow(window)
    cuts = [(index, sliding.push(frame)) for index, frame in enumerate(recording.frames)]
    due = [(index, cut) for index, cut in cuts if cut is not None]
    found: list[tuple[int, Prediction]] = []
    for start in range(0, len(due), batch):
        indices, windows = zip(*due[start : start + batch], strict=True)
        found += zip(indices, recognise(windows), strict=True)
    return found


def show(untrimmed: Untrimmed, decision: DecisionSettings) -> Shown:
    """Convert the predictions to the label displayed at each frame, including provisional ones.

    Segments are dated by ``decision``; with movement-based dating, they contain confirmed labels only.
    """
    decide, segmenter = Decider(decision), Segmenter(decision)
    labels: list[str | None] = [None] * len(untrimmed.times_s)
    for position, (index, prediction) in enumerate(untrimmed.predictions):
        answer = decide(prediction)
        segmenter.push(answer)
        following = untrimmed.predictions[position + 1 :][:1]
        for k in range(index, following[0][0] if following else len(labels)):
            # Nothing is on show any more once a second has passed without an answer.
            if untrimmed.times_s[k] - untrimmed.times_s[index] <= 1.0:
                labels[k] = answer.label
    if (end := decide.finish()) is not None:
        segmenter.push(end)
    return Shown(untrimmed.times_s, tuple(labels), tuple(segmenter.segments()))


def labelled(name: str, folder: Path) -> Iterator[Labelled]:
    """Read the annotated recordings of a data set.

    Raises:
        DataSetError: the folder does not hold the data set.
        RecordingError: a file is damaged.
    """
    entry = find_data_set(name)
    for source in entry.find(folder).sources:
        yield source, entry.read(source).actions


def collect(
    tell: Callable[[str], None],
    name: str,
    sources: Iterable[Labelled],
    recogniser: Recogniser,
    people: frozenset[str],
    around: Callable[[str, float], tuple[float, float]] = around_point,
) -> list[Untrimmed]:
    """Run the recogniser over a data set's recordings, optionally of selected subjects.

    Args:
        tell: callback for a message per recording.
        name: name of the data set.
        sources: recordings, from :func:`labelled`.
        recogniser: a recogniser with the data set's own or everyday labels.
        people: subjects; empty for all.
        around: function from gesture and action point to the gesture's span, in seconds.

    Raises:
        DataSetError: a subject is unknown, or the model knows none of the labels.
    """
    entry = find_data_set(name)
    result: list[Untrimmed] = []
    seen: set[str] = set()
    for source, actions in sources:
        subjects = {action.subject for action in actions}
        seen |= subjects
        if people and not subjects & people:
            continue
        if any(known_as(name, action.label, recogniser.labels) == UNUSED for action in actions):
            tell(f"{source.key}: left out, what it shows is between two actions")
            continue
        recording = entry.recording(source)
        known = [(known_as(name, action.label, recogniser.labels), action) for action in actions]
        known = [(label, action) for label, action in known if label in recogniser.labels]
        spans = [LabelledSpan(label, action.start_s, action.end_s) for label, action in known]
        points: list[Point] = []
        if name == POINTS:
            points = [(label, action.end_s - AFTER_S) for label, action in known]
            spans = [
                LabelledSpan(label, *around(action.label, action.end_s - AFTER_S)) for label, action in known
            ]
        others = [LabelledSpan(a.label, a.start_s, a.end_s) for a in actions if a.label == OTHER_IN_CLIPS]
        between = entry.gaps(source, recording)
        predictions = predict(recording, recogniser.many, recogniser.window)
        result.append(
            Untrimmed(
                source.key,
                recording.times_s,
                tuple(spans),
                tuple(predictions),
                tuple(points),
                tuple(others) if name == CLIPS else None,
                _gaps(entry, between, recogniser.labels),
            )
        )
        tell(f"{source.key}: {counted(len(predictions), 'window')}")
    if unknown := people - seen:
        raise DataSetError(
            f"nobody called {', '.join(sorted(unknown))} in {entry.title}", expected=", ".join(sorted(seen))
        )
    if not any(each.spans for each in result):
        raise DataSetError(
            f"no label of {entry.title} is one of the model's", expected=", ".join(recogniser.labels)
        )
    return result


def known_as(name: str, label: str, known: Sequence[str]) -> str:
    """Map a data set's label to the labels ``known`` of a model, its own or everyday ones."""
    return label if label in known or name not in TABLE else action_of(name, label)


def _gaps(entry: DataSetEntry, labels: Sequence[GapLabel] | None, known: Sequence[str]) -> Gaps | None:
    """Return the gap labels of a recording in the model's labels; None if there are none."""
    return None if labels is None else as_gaps(labels, partial(_label_in_gap, entry, known), known)


def _label_in_gap(entry: DataSetEntry, known: Sequence[str], label: str) -> str:
    """Return the model's name for a gap label, which may be an everyday label already."""
    return known_as(entry.name, label, known) if label in entry.labels else label


def measure(recordings: Iterable[Untrimmed], decision: DecisionSettings) -> StreamResult:
    """Compute the metrics of predictions under decision settings."""
    result = StreamResult()
    for each in recordings:
        at_once = show(each, decision.undated)
        dated = as_dated(each.times_s, show(each, decision).segments)
        counts = compare(at_once, each.spans)
        result += StreamResult(
            1,
            float(each.times_s[-1] - each.times_s[0]) / 60,
            counts,
            compare(dated, each.spans),
            count_points(at_once.segments, each.points),
            count_points(at_once.segments, each.points, LENIENT_S),
            count_points(dated.segments, each.points),
            tuple((each.name, segment) for segment in counts.alarms),
            _shares(each, at_once),
            *_beside_gaps(each, at_once, dated, counts),
        )
    return result


def _beside_gaps(
    each: Untrimmed, shown: Shown, dated: Shown, counts: Counts
) -> tuple[Counts, Counts, ExplainedAlarms]:
    """Compare with the gap labels as ground truth too; empty counts for a recording without any."""
    if each.gaps is None:
        return Counts(), Counts(), ExplainedAlarms()
    spans, unclear = joined(each.spans, each.gaps), each.gaps.unclear
    return (
        compare(shown, spans, unclear),
        compare(dated, spans, unclear),
        explain(counts.alarms, each.gaps),
    )


def _shares(each: Untrimmed, shown: Shown) -> ClipShares:
    """Compute clip metrics; empty for a recording without labels of other movements."""
    if each.others is None:
        return ClipShares()
    return share_of_answers(shown, [index for index, _ in each.predictions], each.spans, each.others)


def with_dates(decision: DecisionSettings, counts: Counts) -> DecisionSettings:
    """Set the back-dating of segments to the median onset and offset latency, rounded to 10 ms."""
    late_s = (counts.median_delay_s, counts.median_stay_s)
    onset_latency_s, offset_latency_s = (
        0.0 if np.isnan(each) else max(0.0, round(each, 2)) for each in late_s
    )
    return replace(decision, onset_latency_s=onset_latency_s, offset_latency_s=offset_latency_s)
