"""An everyday test: untrimmed recordings through window, recogniser, decision and segments, as on screen."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from mans.checkpoint import replace_file
from mans.datasets import find_data_set
from mans.datasets.msrc12 import AFTER_S
from mans.everyday.samples import around_point
from mans.everyday.vocabulary import TABLE, UNUSED, action_of
from mans.recogniser import Recogniser
from mans.stream_metrics import Counts, Shown, as_dated, compare, f_score, point_hits
from streaming.errors import DataSetError
from streaming.prediction import Decider, DecisionSettings, Prediction
from streaming.readers import read_recording
from streaming.replay import Segment, Segmenter
from streaming.skeleton import LabelledSpan, Recording
from streaming.windows import SlidingWindow, WindowSettings

POINTS = "msrc-12"
"""The data set whose actions are marked by a moment each."""
LENIENT_S = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Untrimmed:
    """One recording with its truth and what the recogniser said about it.

    Attributes:
        name: of the recording.
        times_s: of every frame.
        spans: what is done when, in the model's labels; what the model has no label for is not among them.
        predictions: (index of the frame, prediction), where a window was due.
        points: (label, moment in seconds) of each action point, in a data set that has them.
    """

    name: str
    times_s: Any
    spans: tuple[LabelledSpan, ...]
    predictions: tuple[tuple[int, Prediction], ...]
    points: tuple[tuple[str, float], ...] = ()


def predict(
    recording: Recording, recogniser: Recogniser, window: WindowSettings
) -> list[tuple[int, Prediction]]:
    """Run the sliding window over a recording: (index of the frame, prediction) wherever one is due."""
    sliding = SlidingWindow(window)
    cuts = ((index, sliding.push(frame)) for index, frame in enumerate(recording.frames))
    return [(index, recogniser(cut)) for index, cut in cuts if cut is not None]


def show(untrimmed: Untrimmed, decision: DecisionSettings) -> Shown:
    """Make the predictions into what is on screen at each frame; its segments are dated by ``decision``."""
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
    return Shown(untrimmed.times_s, tuple(labels), tuple(segmenter.segments()))


def collect(
    console: Console, name: str, folder: Path, recogniser: Recogniser, people: frozenset[str]
) -> list[Untrimmed]:
    """Read a data set's recordings and run the recogniser over them; of some people alone, if any are named.

    Raises:
        DataSetError: nobody of that name, or a data set whose labels the model does not know.
    """
    entry = find_data_set(name)
    result: list[Untrimmed] = []
    seen: set[str] = set()
    for source in entry.find(folder).sources:
        actions = entry.read(source).actions
        subjects = {action.subject for action in actions}
        seen |= subjects
        if people and not subjects & people:
            continue
        if any(_label(name, action.label, recogniser.labels) == UNUSED for action in actions):
            console.print(f"  {source.key}: left out, what it shows is between two actions", highlight=False)
            continue
        recording = read_recording(source.path)
        known = [(_label(name, action.label, recogniser.labels), action) for action in actions]
        known = [(label, action) for label, action in known if label in recogniser.labels]
        spans = [LabelledSpan(label, action.start_s, action.end_s) for label, action in known]
        points: list[tuple[str, float]] = []
        if name == POINTS:
            points = [(label, action.end_s - AFTER_S) for label, action in known]
            around = [
                around_point(action.label, point_s)
                for (_, action), (_, point_s) in zip(known, points, strict=True)
            ]
            spans = [LabelledSpan(label, *span_s) for (label, _), span_s in zip(known, around, strict=True)]
        predictions = predict(recording, recogniser, recogniser.window)
        result.append(
            Untrimmed(source.key, recording.times_s, tuple(spans), tuple(predictions), tuple(points))
        )
        console.print(f"  {source.key}: {len(predictions)} windows", highlight=False)
    if unknown := people - seen:
        raise DataSetError(
            f"nobody called {', '.join(sorted(unknown))} in {entry.title}", expected=", ".join(sorted(seen))
        )
    if not any(each.spans for each in result):
        raise DataSetError(
            f"no label of {entry.title} is one of the model's", expected=", ".join(recogniser.labels)
        )
    return result


def _label(name: str, label: str, known: Sequence[str]) -> str:
    """What a model with the labels ``known`` calls a data set's label: its own name, or the everyday one."""
    return label if label in known or name not in TABLE else action_of(name, label)


@dataclass(frozen=True, slots=True)
class StreamResult:
    """The figures of one data set.

    Attributes:
        recordings: how many.
        minutes: how long they are together.
        counts: sums over them, of what is on show at each moment.
        dated: the same of the timeline, which dates back what was announced.
        points: for a data set of action points: how many.
        point_hits: those detected within a third of a second.
        point_hits_lenient: those detected within a second.
        alarms: (recording, announced segment) of each false alarm, to be looked at.
    """

    recordings: int
    minutes: float
    counts: Counts
    dated: Counts
    points: int
    point_hits: int
    point_hits_lenient: int
    alarms: tuple[tuple[str, Segment], ...] = ()

    def figures(self) -> dict[str, float]:
        """Return the figures by name, ready for a table."""
        counts, dated = self.counts, self.dated
        result = {
            "frame accuracy": counts.frame_accuracy,
            "frame accuracy, dated": dated.frame_accuracy,
            "F1 at IoU 0.5": counts.f1,
            "F1 at IoU 0.5, dated": dated.f1,
            "mAP at IoU 0.5": counts.mean_average_precision,
            "mAP at IoU 0.5, dated": dated.mean_average_precision,
            "actions found": counts.found,
            "median delay, s": counts.median_delay_s,
            "median delay, frames": counts.median_delay,
            "median stay after the end, s": counts.median_stay_s,
            "flips a minute of action": counts.flips_per_min,
            "false alarms a minute of no action": counts.alarms_per_min,
        }
        if self.points:
            announced = counts.announced
            result["action points F, 0.33 s"] = f_score(self.point_hits, announced, self.points)
            result["action points F, 1 s"] = f_score(self.point_hits_lenient, announced, self.points)
        return result


def measure(recordings: Iterable[Untrimmed], decision: DecisionSettings) -> StreamResult:
    """Decide, segment and compare."""
    counts, dated, minutes, number, wanted, hits, lenient = Counts(), Counts(), 0.0, 0, 0, 0, 0
    alarms: list[tuple[str, Segment]] = []
    for each in recordings:
        shown = show(each, replace(decision, rise_s=0.0, fall_s=0.0))
        own = compare(shown, each.spans)
        counts += own
        dated += compare(as_dated(each.times_s, show(each, decision).segments), each.spans)
        alarms += [(each.name, segment) for segment in own.alarms]
        minutes += float(each.times_s[-1] - each.times_s[0]) / 60
        number += 1
        wanted += len(each.points)
        hits += point_hits(shown.segments, each.points)
        lenient += point_hits(shown.segments, each.points, LENIENT_S)
    return StreamResult(number, minutes, counts, dated, wanted, hits, lenient, tuple(alarms))


def with_dates(decision: DecisionSettings, counts: Counts) -> DecisionSettings:
    """Date segments back by the median delay and the median stay of what was shown, rounded to 10 ms."""
    late_s = (counts.median_delay_s, counts.median_stay_s)
    rise_s, fall_s = (0.0 if np.isnan(each) else max(0.0, round(each, 2)) for each in late_s)
    return replace(decision, rise_s=rise_s, fall_s=fall_s)


def run_stream_evaluation(
    console: Console,
    name: str,
    folder: Path,
    model: Path,
    device: str,
    people: frozenset[str],
    path: Path | None,
) -> StreamResult:
    """Measure a model on a data set's untrimmed recordings, print the figures, write them if asked to.

    Raises:
        DataSetError: the folder is not the data set, or has no label that the model knows.
        ModelError: the model cannot be read.
    """
    recogniser = Recogniser.load(model, device)
    console.print(f"{recogniser.name} on {find_data_set(name).title}, {recogniser.device}")
    recordings = collect(console, name, folder, recogniser, people)
    result = measure(recordings, recogniser.decision)
    table = Table("figure", "value", title=f"{result.recordings} recordings, {result.minutes:.1f} minutes")
    for figure, value in result.figures().items():
        table.add_row(figure, f"{value:.3f}")
    console.print(table)
    for recording, alarm in result.alarms:
        when = f"{recording}, {alarm.start_s:.1f} to {alarm.end_s:.1f} s"
        console.print(f"False alarm? {when}: {alarm.label}, {alarm.confidence:.0%}", highlight=False)
    if path is not None:
        data = {
            "model": model.stem,
            "data": name,
            "people": sorted(people),
            "recordings": result.recordings,
            "minutes": result.minutes,
            "decision": asdict(recogniser.decision),
            "alarms": dict(Counter(alarm.label for _, alarm in result.alarms).most_common()),
            "figures": {k: None if np.isnan(v) else v for k, v in result.figures().items()},
        }
        text = json.dumps(data, indent=1) + "\n"
        replace_file(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))
        console.print(f"Wrote {path}")
    return result
