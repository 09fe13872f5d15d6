"""Decision: temporal aggregation of predictions to a stable answer, window-based or movement-based.

Window-based, probabilities are smoothed over time and thresholded with hysteresis. Movement-based, that
result is provisional: an action is confirmed by the predictions over a movement
(:mod:`streaming.recognition.movements`), at its end and periodically while it lasts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from streaming.errors import SettingsError
from streaming.recognition.movements import MovementFinder, Turn, speeds
from streaming.recognition.prediction import Prediction
from streaming.recognition.thresholds import announced, best_of
from streaming.recognition.window import LONGEST_S

_RANGES = (
    (LONGEST_S, "seconds", "smoothing_s onset_latency_s offset_latency_s crop_s"),
    (LONGEST_S, "seconds", "quiet_s every_s least_s hold_s"),
    (1.0, "a probability", "enter leave early provisional_enter provisional_leave"),
    (100.0, "metres a second", "begin_m_s end_m_s"),
)


@dataclass(frozen=True, slots=True)
class DecisionSettings:
    """Settings of the decision.

    Attributes:
        smoothing_s: time constant of exponential smoothing of probabilities, seconds; 0 for none.
        enter: probability threshold for announcing an action: window-based of the smoothed probability,
            movement-based of that over the movement.
        leave: probability below which an announced action is withdrawn; movement-based, the threshold for
            confirming the same action again.
        onset_latency_s: typical onset latency of labels, seconds, by which segments are dated back
            (:class:`streaming.recognition.segments.Segmenter`); the displayed label does not change.
            Movement-based segments have the movement's dates.
        offset_latency_s: typical offset latency of labels, seconds.
        crop_s: test-time multi-crop: seconds at the window's end that a recogniser classifies as a second
            crop, resampled to the whole window, so that what is short fills it too; 0 for the window alone.
        begin_m_s: speed at which a movement starts, metres per second
            (:func:`streaming.recognition.movements.speeds`); 0 for window-based decisions, which ignore the
            following settings.
        end_m_s: speed below which a movement may have ended.
        quiet_s: minimum duration below it, seconds.
        every_s: interval of decisions during a long movement, seconds.
        least_s: minimum seconds of a movement before an early decision, and of a static posture. After a
            movement, a posture counts only after the same time.
        early: probability threshold for confirming an action after ``least_s``, before its movement ends.
        beginnings: actions that others begin with; they are not confirmed early.
        provisional_enter: smoothed probability threshold for a provisional announcement.
        provisional_leave: smoothed probability below which a provisional announcement is withdrawn.
        hold_s: how long an action confirmed at a movement's end stays displayed, seconds.
        thresholds: by moments, ``enter`` of single actions by their labels.
    """

    OLD_NAMES: ClassVar[Mapping[str, str | None]] = {
        "outdone": None,
        "rise_s": "onset_latency_s",
        "fall_s": "offset_latency_s",
        "closer_s": "crop_s",
    }

    smoothing_s: float = 0.3
    enter: float = 0.5
    leave: float = 0.35
    onset_latency_s: float = 0.0
    offset_latency_s: float = 0.0
    crop_s: float = 0.0
    begin_m_s: float = 0.0
    end_m_s: float = 0.25
    quiet_s: float = 0.3
    every_s: float = 1.5
    least_s: float = 0.8
    early: float = 0.9
    beginnings: tuple[str, ...] = ()
    provisional_enter: float = 0.7
    provisional_leave: float = 0.4
    hold_s: float = 1.0
    thresholds: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Validate the settings.

        Raises:
            SettingsError: a time, a speed or a probability is out of its range.
        """
        for most, what, names in _RANGES:
            for name in names.split():
                if not 0 <= getattr(self, name) <= most:
                    raise SettingsError(f"{name} {getattr(self, name)}", expected=f"{what}, 0 to {most:.0f}")
        if wrong := [each for each in self.thresholds.values() if not 0 <= each <= 1]:
            raise SettingsError(f"threshold {wrong[0]}", expected="a probability, 0 to 1")

    @property
    def by_movements(self) -> bool:
        """Whether the decision is movement-based."""
        return self.begin_m_s > 0

    @property
    def undated(self) -> DecisionSettings:
        """Return the same settings without back-dating of segments."""
        return replace(self, onset_latency_s=0.0, offset_latency_s=0.0)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Action confirmed for a movement, or for a part of a long one.

    Attributes:
        label: the action.
        start_s: start of the movement or part.
        end_s: end of the movement; of an ongoing one, the last time seen.
        confidence: probability of ``label`` over that time.
    """

    label: str
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Answer at one moment.

    Attributes:
        time_s: time stamp of the newest frame.
        label: the displayed action, or None for "no action" and for "not sure".
        confidence: probability of ``label``: smoothed, or over the movement that confirmed it; with None, the
            smoothed one of the best action.
        probabilities: (C,) float32 smoothed.
        prediction: the newest prediction.
        provisional: whether ``label`` may be withdrawn; always False if window-based.
        confirmed: actions confirmed at this moment, in temporal order; always empty if window-based.
            Segments, timelines and reports consist of these.
    """

    time_s: float
    label: str | None
    confidence: float
    probabilities: npt.NDArray[np.float32]
    prediction: Prediction
    provisional: bool = False
    confirmed: tuple[Confirmed, ...] = ()

    def top(self, k: int) -> list[tuple[str, float]]:
        """Return the k most probable labels with their smoothed probabilities, best first."""
        order = np.argsort(-self.probabilities, kind="stable")[:k]
        return [(self.prediction.labels[i], float(self.probabilities[i])) for i in order]


class Decider:
    """Decision for one person.

    Deterministic: depends only on the sequence of predictions.
    """

    def __init__(self, settings: DecisionSettings) -> None:
        """Start undecided."""
        self.settings = settings
        self._person = 0
        self._forget()

    def _forget(self) -> None:
        self._smoothed: npt.NDArray[np.float32] | None = None
        self._time_s = 0.0
        self._label: str | None = None
        self._newest: Answer | None = None
        self._movements = _Movements(self.settings)

    def __call__(self, prediction: Prediction) -> Answer:
        """Process the next prediction, in temporal order, and return the current answer.

        The state is reset for another person, or one who returns after a gap; an unfinished movement is
        decided first.
        """
        confirmed: tuple[Confirmed, ...] = ()
        if prediction.window.person != self._person:
            confirmed = self._movements.finish()
            self._forget()
            self._person = prediction.window.person
        now_s = prediction.window.end_s
        smoothed = self._smooth(prediction, now_s)
        if self.settings.by_movements:
            confirmed += self._movements.push(prediction)
            self._newest = replace(self._shown(prediction, smoothed), confirmed=confirmed)
        else:
            confidence = self._hold(prediction.labels, smoothed, self.settings.enter, self.settings.leave)
            self._newest = Answer(now_s, self._label, confidence, smoothed, prediction)
        return self._newest

    def finish(self) -> Answer | None:
        """Decide on an ongoing movement at the end of a stream.

        Returns:
            The newest answer with newly confirmed actions; None if there are none.
        """
        confirmed = self._movements.finish()
        if not confirmed or self._newest is None:
            return None
        last = confirmed[-1]
        shown = replace(self._newest, label=last.label, confidence=last.confidence, provisional=False)
        return replace(shown, confirmed=confirmed)

    def _smooth(self, prediction: Prediction, now_s: float) -> npt.NDArray[np.float32]:
        """Update and return the smoothed probabilities."""
        if self._smoothed is None or self.settings.smoothing_s <= 0:
            self._smoothed = prediction.probabilities
        else:
            keep = np.float32(np.exp(-(now_s - self._time_s) / self.settings.smoothing_s))
            self._smoothed = keep * self._smoothed + (1 - keep) * prediction.probabilities
        self._time_s = now_s
        return self._smoothed

    def _hold(
        self, labels: tuple[str, ...], smoothed: npt.NDArray[np.float32], enter: float, leave: float
    ) -> float:
        """Announce or withdraw a label with hysteresis; return its probability, or the best action's."""
        if self.settings.thresholds and not self.settings.by_movements:
            own = (self.settings.thresholds, enter, leave, self._label)
            self._label, confidence = announced(labels, smoothed, *own)
            return confidence
        label, confidence = best_of(labels, smoothed)
        if self._label is not None and label != self._label:
            held = float(smoothed[labels.index(self._label)])
            if held >= leave and confidence < enter:
                label, confidence = self._label, held
        sure = leave if label == self._label else enter
        self._label = label if confidence >= sure else None
        return confidence

    def _shown(self, prediction: Prediction, smoothed: npt.NDArray[np.float32]) -> Answer:
        """Return the displayed label if movement-based: a provisional or the last confirmed one."""
        settings, now_s, stands = self.settings, prediction.window.end_s, self._movements.standing
        confidence = self._hold(
            prediction.labels, smoothed, settings.provisional_enter, settings.provisional_leave
        )
        if not self._movements.moving:
            self._label = None
        if self._label is not None and (stands is None or stands.label != self._label):
            return Answer(now_s, self._label, confidence, smoothed, prediction, provisional=True)
        if stands is not None:
            return Answer(now_s, stands.label, stands.confidence, smoothed, prediction)
        return Answer(now_s, None, best_of(prediction.labels, smoothed)[1], smoothed, prediction)


class _Movements:
    """Decisions on movements by the predictions during them, and on static postures."""

    def __init__(self, settings: DecisionSettings) -> None:
        self._settings = settings
        self._finder = MovementFinder(settings.begin_m_s, settings.end_m_s, settings.quiet_s)
        self._evidence: list[Prediction] = []
        self._since_s = -np.inf  # of what is not decided on yet
        self._now_s = -np.inf
        self._going_on: str | None = None  # the label of what goes on, once it is confirmed
        self._last: Confirmed | None = None
        self._until_s = -np.inf

    @property
    def moving(self) -> bool:
        """Whether a movement is in progress."""
        return self._finder.moving

    @property
    def standing(self) -> Confirmed | None:
        """The last confirmed action, while it lasts or is still displayed."""
        return self._last if self._going_on is not None or self._now_s <= self._until_s + 1e-6 else None

    def push(self, prediction: Prediction) -> tuple[Confirmed, ...]:
        """Process the next prediction and return newly confirmed actions."""
        window = prediction.window
        before_s, self._now_s = self._now_s, window.end_s
        if not np.isfinite(self._since_s):
            self._since_s = self._now_s
        if self._now_s >= self._since_s:
            self._evidence.append(prediction)
        found: list[Confirmed | None] = []
        fresh = window.times_s > before_s
        for time_s, speed in zip(window.times_s[fresh], speeds(window)[fresh], strict=True):
            turn = self._finder.push(float(time_s), float(speed))
            if turn is Turn.BEGAN:
                self._going_on, self._since_s, self._evidence = None, self._finder.start_s, [prediction]
            elif turn is Turn.ENDED:
                # What was decided on just before the end has nothing new to be decided on.
                if self._finder.end_s > self._since_s:
                    found.append(self._decide(self._finder.end_s, moved=True))
                # Windows show it for a while yet: that is no posture.
                self._going_on, self._since_s = None, self._now_s + self._settings.least_s
                self._evidence = []
        if self._due():
            found.append(self._decide(self._now_s, moved=self.moving))
        return tuple(each for each in found if each is not None)

    def finish(self) -> tuple[Confirmed, ...]:
        """Return the actions confirmed for an unfinished movement."""
        if not self.moving or not self._evidence:
            return ()
        found = self._decide(self._now_s, moved=True)
        return () if found is None else (found,)

    def _due(self) -> bool:
        """Whether a decision is due."""
        settings, seen_s = self._settings, self._now_s - self._since_s + 1e-6
        if not self.moving or not self._evidence:
            return bool(self._evidence) and seen_s >= settings.least_s
        if seen_s >= settings.every_s:
            return True
        if self._going_on is not None or seen_s < settings.least_s:
            return False
        label, probability = self._judge(moved=True)
        return probability >= settings.early and label not in settings.beginnings

    def _judge(self, *, moved: bool) -> tuple[str, float]:
        """Return the most probable action over the movement with its probability.

        An action's probability over a movement is the mean over the half of the predictions that are highest
        for it, since windows at the start or end show little of the movement. For a posture it is the mean
        over all.
        """
        rows = np.stack([each.probabilities for each in self._evidence])
        if moved:
            rows = np.sort(rows, axis=0)[len(rows) // 2 :]
        return best_of(self._evidence[-1].labels, rows.mean(axis=0))

    def _decide(self, end_s: float, *, moved: bool) -> Confirmed | None:
        """Confirm an action that ends at a given time, or none, and reset the evidence."""
        label, probability = self._judge(moved=moved)
        sure = self._settings.enter
        if label == self._going_on:
            sure = min(sure, self._settings.leave)
        start_s, self._since_s, self._evidence = self._since_s, self._now_s, []
        if probability < sure:
            self._going_on = None
            return None
        if label != self._going_on:
            self._until_s = self._now_s + self._settings.hold_s
        if self._last is not None:
            start_s = max(start_s, self._last.end_s)
        self._going_on = label
        self._last = Confirmed(label, start_s, max(end_s, start_s), probability)
        return self._last
