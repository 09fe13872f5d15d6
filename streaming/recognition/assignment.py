"""Assignment of recognisers to people: one selected person, the nearest, or everyone in view."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from streaming.recognition.decision import Decider, DecisionSettings
from streaming.recognition.prediction import Prediction, Recogniser
from streaming.recognition.window import SlidingWindow, Window, WindowSettings
from streaming.skeleton.frames import Frame

Who = int | Literal["nearest", "everyone"]
"""An identity, the person nearest to the sensor, or everyone."""


def among(people: int) -> Who:
    """Return whom to track for a maximum number of people: the only person, or everyone."""
    return "nearest" if people == 1 else "everyone"


class TrainedRecogniser(Protocol):
    """A recogniser with the settings it was trained for, such as ``mans.Recogniser``."""

    @property
    def window(self) -> WindowSettings:
        """Settings of its windows."""

    @property
    def decision(self) -> DecisionSettings:
        """Decision settings."""

    def __call__(self, window: Window) -> Prediction:
        """Recognise one window."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Recogniser, its settings, and the people to recognise.

    Attributes:
        recogniser: function from window to prediction.
        window: the recogniser's window settings.
        decision: decision settings.
        who: the people to recognise.
    """

    recogniser: Recogniser
    window: WindowSettings
    decision: DecisionSettings = field(default_factory=DecisionSettings)
    who: Who = "nearest"

    @classmethod
    def of(cls, recogniser: TrainedRecogniser, people: int = 1) -> Assignment:
        """Return the assignment of a trained recogniser to so many people at most."""
        return cls(recogniser, recogniser.window, recogniser.decision, among(people))


@dataclass(frozen=True, slots=True, eq=False)
class Due:
    """A window due for recognition.

    Attributes:
        window: the window.
        identity: identity of the person in its first slot.
        assignment: assignment with the recogniser.
        decide: decider of this person; to be called in the order of windows.
    """

    window: Window
    identity: int
    assignment: Assignment
    decide: Decider


class Follower:
    """Sliding windows of the assigned people over one stream of frames."""

    def __init__(self, assignment: Assignment) -> None:
        """Start without people."""
        self.assignment = assignment
        self._trails: dict[Who, _Trail] = {}
        if assignment.who != "everyone":
            follow = assignment.who if isinstance(assignment.who, int) else None
            self._trails[assignment.who] = _Trail(assignment, follow)

    def push(self, frame: Frame) -> list[Due]:
        """Process the next frame; return the windows that are due, at most one per person."""
        if self.assignment.who == "everyone":
            for body in frame.bodies:
                if body.identity not in self._trails:
                    self._trails[body.identity] = _Trail(self.assignment, body.identity)
        due = []
        for who, trail in list(self._trails.items()):
            window = trail.sliding.push(frame)
            if trail.sliding.followed is not None:
                trail.seen_s = frame.time_s
            if window is not None and trail.sliding.followed is not None:
                due.append(Due(window, trail.sliding.followed, self.assignment, trail.decide))
            gone = frame.time_s - trail.seen_s > self.assignment.window.max_gap_s
            if gone and self.assignment.who == "everyone":
                del self._trails[who]  # who comes back starts afresh, as after any gap of this length
        return due


class _Trail:
    """Sliding window and decider of one person."""

    def __init__(self, assignment: Assignment, follow: int | None) -> None:
        self.sliding = SlidingWindow(assignment.window, follow)
        self.decide = Decider(assignment.decision)
        self.seen_s = float("-inf")
