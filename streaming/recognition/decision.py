"""The decision: predictions smoothed over time into a steady answer, by hysteresis."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from streaming.errors import SettingsError
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.window import LONGEST_S


@dataclass(frozen=True, slots=True)
class DecisionSettings:
    """How predictions become a steady answer.

    Attributes:
        smoothing_s: time constant of the exponential mean over probabilities, seconds; 0 for none.
        enter: smoothed probability at which an action is announced.
        leave: smoothed probability below which an announced action is withdrawn.
        outdone: whether an announced action is withdrawn, too, as soon as "no action" is more probable than
            it, in a model that has that class.
        rise_s: how long after an action begins its label usually comes up, seconds. It changes when a
            segment is said to have begun (:class:`streaming.recognition.segments.Segmenter`), not what is on
            show.
        fall_s: how long after an action ends its label usually goes, seconds.
        closer_s: seconds at the window's end that a recogniser looks at once more, as if they were the whole
            window, so that what is short fills it too; 0 for the window as it is alone.
    """

    smoothing_s: float = 0.3
    enter: float = 0.5
    leave: float = 0.35
    outdone: bool = False
    rise_s: float = 0.0
    fall_s: float = 0.0
    closer_s: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what decides nothing.

        Raises:
            SettingsError: a time or a probability is out of its range.
        """
        for name in ("smoothing_s", "rise_s", "fall_s", "closer_s"):
            if not 0 <= getattr(self, name) <= LONGEST_S:
                raise SettingsError(
                    f"{name} {getattr(self, name)}", expected=f"seconds, 0 to {LONGEST_S:.0f}"
                )
        for name in ("enter", "leave"):
            if not 0 <= getattr(self, name) <= 1:
                raise SettingsError(f"{name} {getattr(self, name)}", expected="a probability, 0 to 1")

    @property
    def undated(self) -> DecisionSettings:
        """The same, for segments that last as long as they are on show."""
        return replace(self, rise_s=0.0, fall_s=0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the program says at one moment.

    Attributes:
        time_s: of the newest frame it rests on.
        label: the action, or None for "no action" and for "not sure".
        confidence: smoothed probability of ``label``; with None, of the best action.
        probabilities: (C,) float32 smoothed.
        prediction: the newest prediction in it.
    """

    time_s: float
    label: str | None
    confidence: float
    probabilities: npt.NDArray[np.float32]
    prediction: Prediction

    def top(self, k: int) -> list[tuple[str, float]]:
        """Return the k most probable labels with their smoothed probabilities, best first."""
        order = np.argsort(-self.probabilities, kind="stable")[:k]
        return [(self.prediction.labels[i], float(self.probabilities[i])) for i in order]


class Decider:
    """Smooths predictions over time and announces an action only when it is sure enough (hysteresis)."""

    def __init__(self, settings: DecisionSettings) -> None:
        """Start undecided."""
        self.settings = settings
        self._smoothed: npt.NDArray[np.float32] | None = None
        self._time_s = 0.0
        self._label: str | None = None
        self._person = 0

    def __call__(self, prediction: Prediction) -> Answer:
        """Take the next prediction, in order of time, and return the answer as of now.

        About another person, or one who comes back after a gap, everything is forgotten first.
        """
        now_s = prediction.window.end_s
        if prediction.window.person != self._person:
            self._smoothed, self._label, self._person = None, None, prediction.window.person
        if self._smoothed is None or self.settings.smoothing_s <= 0:
            self._smoothed = prediction.probabilities
        else:
            keep = np.float32(np.exp(-(now_s - self._time_s) / self.settings.smoothing_s))
            self._smoothed = keep * self._smoothed + (1 - keep) * prediction.probabilities
        self._time_s = now_s
        actions = [i for i, label in enumerate(prediction.labels) if label != NO_ACTION]
        best = max(actions, key=lambda i: float(self._smoothed[i]))  # type: ignore[index]
        label, confidence = prediction.labels[best], float(self._smoothed[best])
        if self._label is not None and label != self._label:
            held = float(self._smoothed[prediction.labels.index(self._label)])
            if held >= self.settings.leave and confidence < self.settings.enter:
                label, confidence = self._label, held
        sure = self.settings.leave if label == self._label else self.settings.enter
        outdone = self.settings.outdone and confidence < self._no_action(prediction.labels)
        self._label = label if confidence >= sure and not outdone else None
        return Answer(now_s, self._label, confidence, self._smoothed, prediction)

    def _no_action(self, labels: tuple[str, ...]) -> float:
        """Smoothed probability of "no action"; 0 for a model that has no such class."""
        if NO_ACTION not in labels or self._smoothed is None:
            return 0.0
        return float(self._smoothed[labels.index(NO_ACTION)])
