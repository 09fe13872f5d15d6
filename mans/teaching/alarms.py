"""False alarms: what a taught model answers in other movement, and what a threshold costs in misses.

:func:`watch` runs the model over recordings once; what follows from other thresholds is then had at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mans.recogniser import Recogniser
from mans.teaching.review import Review
from mans.teaching.teach import TaughtModel
from streaming.errors import MansError
from streaming.recognition.decision import Decider, DecisionSettings
from streaming.recognition.prediction import Prediction
from streaming.recognition.window import SlidingWindow
from streaming.skeleton.frames import Recording

Span = tuple[str, float, float]
"""A recording, and from when to when in it, seconds."""

_BATCH = 16
_AROUND_S = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """What a model said of recordings.

    Attributes:
        names: of the recordings.
        predictions: of each, in order of time.
        minutes: that somebody was in view, the examples not counted.
        examples: stretches in which a custom action is right.
    """

    names: tuple[str, ...]
    predictions: tuple[tuple[Prediction, ...], ...]
    minutes: float
    examples: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class FalseAlarm:
    """An answer where none was wanted.

    Attributes:
        recording: in which one.
        time_s: when it began to be on show, seconds on the recording's clock.
        label: the custom action.
        confidence: its highest probability while it was on show.
    """

    recording: str
    time_s: float
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class TradeOff:
    """What a threshold costs.

    Attributes:
        threshold: probability at which an action is answered.
        misses: share of its examples that stay below when left out, 0 to 1.
        alarms: answers in the watched recordings.
        alarms_per_minute: the same, a minute.
    """

    threshold: float
    misses: float
    alarms: int
    alarms_per_minute: float


def watch(
    recogniser: Recogniser,
    recordings: Iterable[tuple[str, Recording]],
    examples: Iterable[Span] = (),
    step: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> Watched:
    """Run a taught model over recordings of other movement.

    Args:
        recogniser: of the model.
        recordings: each with its name.
        examples: stretches of them in which a custom action is done: answers there are no false alarms.
        step: told of the progress through each recording's windows.
    """
    names, found, spans, seconds = [], [], list(examples), 0.0
    for name, recording in recordings:
        names.append(name)
        sliding = SlidingWindow(recogniser.window)
        windows = [window for frame in recording.frames if (window := sliding.push(frame)) is not None]
        kept: list[Prediction] = []
        for start in range(0, len(windows), _BATCH):
            step(name, start, len(windows))
            kept += map(_small, recogniser.many(windows[start : start + _BATCH]))
        step(name, len(windows), len(windows))
        found.append(tuple(kept))
        clear = [p for p in kept if not _within(name, p.window.end_s, spans)]
        seconds += len(clear) * recogniser.window.stride_s
    return Watched(tuple(names), tuple(found), seconds / 60, tuple(spans))


def others(
    files: Iterable[Path], read: Callable[[Path], Recording], passed_over: list[str]
) -> Iterator[tuple[str, Recording]]:
    """Read recordings of other movement, one after the other, each under its path.

    Args:
        files: recordings or videos.
        read: reads one of them.
        passed_over: is told of each that cannot be read, or shows nobody, and why.
    """
    for path in files:
        try:
            recording = read(path)
        except MansError as error:
            passed_over.append(f"Passed over: {error}")
        else:
            yield str(path), recording


def false_alarms(
    model: TaughtModel,
    recordings: Iterable[tuple[str, Recording]],
    step: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> list[FalseAlarm]:
    """Return where a taught model answers with a custom action in recordings of other movement.

    Args:
        model: what was taught.
        recordings: each with its name; the model's examples in recordings of these names do not count.
        step: told of the progress.
    """
    watched = watch(model.recogniser(), recordings, spans_of(model), step)
    return alarms_in(watched, model.card.decision, model.matcher.taught.labels)


def spans_of(model: TaughtModel) -> list[Span]:
    """Return the stretches of recordings that a model was taught by."""
    return [(each.recording, each.start_s, each.end_s) for each in model.matcher.taught.examples]


def alarms_in(watched: Watched, decision: DecisionSettings, own: Sequence[str]) -> list[FalseAlarm]:
    """Return the custom actions that would have been answered in other movement, in order.

    Args:
        watched: what the model said.
        decision: how answers are made; its thresholds count.
        own: labels of the custom actions.
    """
    alarms: list[FalseAlarm] = []
    for name, predictions in zip(watched.names, watched.predictions, strict=True):
        decide, shown = Decider(decision), None
        for prediction in predictions:
            answer = decide(prediction)
            if answer.label not in own or _within(name, answer.time_s, watched.examples):
                shown = None
                continue
            if answer.label != shown:
                alarms.append(FalseAlarm(name, answer.time_s, str(answer.label), answer.confidence))
                shown = answer.label
            elif answer.confidence > alarms[-1].confidence:
                alarms[-1] = replace(alarms[-1], confidence=answer.confidence)
    return alarms


def trade_offs(
    watched: Watched,
    decision: DecisionSettings,
    review: Review,
    label: str,
    thresholds: Sequence[float] = tuple(np.arange(1, 20) / 20),
) -> list[TradeOff]:
    """Return what thresholds of one action cost in misses and in false alarms, for a slider.

    Args:
        watched: what the model said of other movement.
        decision: how answers are made.
        review: of the examples, when left out.
        label: the custom action.
        thresholds: to try, each 0 to 1.
    """
    a = review.labels.index(label)
    own = review.probabilities[review.action == a, a]
    courses = [_course(watched, r, decision, label) for r in range(len(watched.names))]
    keep = decision.leave / decision.enter if decision.enter > 0 else 1.0
    found = []
    for threshold in thresholds:
        alarms = sum(_rises(course, threshold, keep * threshold) for course in courses)
        per_minute = alarms / watched.minutes if watched.minutes > 0 else 0.0
        found.append(TradeOff(float(threshold), float(np.mean(own < threshold)), alarms, per_minute))
    return found


def _course(watched: Watched, r: int, decision: DecisionSettings, label: str) -> npt.NDArray[np.float32]:
    """Return the smoothed probability of a label over a recording, zero within the examples."""
    decide = Decider(decision)
    values = []
    for prediction in watched.predictions[r]:
        answer = decide(prediction)
        clear = not _within(watched.names[r], answer.time_s, watched.examples)
        values.append(answer.probabilities[prediction.labels.index(label)] if clear else 0.0)
    return np.array(values, np.float32)


def _rises(course: npt.NDArray[np.float32], enter: float, leave: float) -> int:
    """Count how often a course reaches one value after it was below another."""
    on, count = False, 0
    for value in course:
        if not on and value >= enter:
            on, count = True, count + 1
        elif on and value < leave:
            on = False
    return count


def _within(name: str, time_s: float, spans: Iterable[Span]) -> bool:
    """Return whether a moment is in an example, or so soon after it that it is still its answer."""
    return any(name == who and start_s <= time_s <= end_s + _AROUND_S for who, start_s, end_s in spans)


def _small(prediction: Prediction) -> Prediction:
    """Return a prediction without the frames that it looked at, but for the newest."""
    window = prediction.window
    newest = replace(
        window,
        times_s=window.times_s[-1:].copy(),
        positions=window.positions[-1:].copy(),
        states=window.states[-1:].copy(),
    )
    return replace(prediction, window=newest, f_a=prediction.f_a[:, -1:].copy(), evidence=None)
