"""Who is recognised, with what: one chosen person, whoever is nearest, or everyone in view."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from streaming.recognition.decision import Decider, DecisionSettings
from streaming.recognition.prediction import Recogniser
from streaming.recognition.window import SlidingWindow, Window, WindowSettings
from streaming.skeleton.frames import Frame

Who = int | Literal["nearest", "everyone"]
"""An identity, whoever is nearest to the sensor when nobody is followed yet, or everyone."""


def among(people: int) -> Who:
    """Return whom to follow where there may be so many: the one person there can be, or everyone."""
    return "nearest" if people == 1 else "everyone"


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is to be recognised.

    Attributes:
        recogniser: window in, prediction out.
        window: the windows that the recogniser was trained for.
        decision: how its predictions become an answer.
        who: whose windows it gets.
    """

    recogniser: Recogniser
    window: WindowSettings
    decision: DecisionSettings = field(default_factory=DecisionSettings)
    who: Who = "nearest"


@dataclass(frozen=True, slots=True, eq=False)
class Due:
    """A window that is to be recognised.

    Attributes:
        window: what to look at.
        identity: of the person in its first slot.
        assignment: whose recogniser to ask.
        decide: makes the prediction into an answer; the same object for the same follower from window to
            window, to be called in their order.
    """

    window: Window
    identity: int
    assignment: Assignment
    decide: Decider


class Follower:
    """Cuts the windows of the people that an assignment names, out of one stream of frames."""

    def __init__(self, assignment: Assignment) -> None:
        """Start with nobody seen."""
        self.assignment = assignment
        self._trails: dict[Who, _Trail] = {}
        if assignment.who != "everyone":
            follow = assignment.who if isinstance(assignment.who, int) else None
            self._trails[assignment.who] = _Trail(assignment, follow)

    def push(self, frame: Frame) -> list[Due]:
        """Take the next frame and return the windows that are due, at most one a person."""
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
    """One person's window and the answer that it leads to."""

    def __init__(self, assignment: Assignment, follow: int | None) -> None:
        self.sliding = SlidingWindow(assignment.window, follow)
        self.decide = Decider(assignment.decision)
        self.seen_s = float("-inf")
