"""Tour of the window: what its parts show, told while a sample plays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.model.language import later

Part = Literal["stage", "answer", "attention", "timeline", "none"]


@dataclass(frozen=True, slots=True)
class Step:
    """What is said about a part of the window.

    Attributes:
        part: which one.
        text: in English; see :func:`app.model.language.tr`.
    """

    part: Part
    text: str


STEPS = (
    Step(
        "stage",
        later(
            "This is a recorded person as a sensor sees people: 25 joints, no image. It plays again and "
            "again; Space stops it."
        ),
    ),
    Step(
        "answer",
        later(
            "The action that the network recognises, and how sure it is. While the person does nothing that "
            "it knows, this stays quiet."
        ),
    ),
    Step(
        "attention",
        later(
            "Frame attention F_A: how much each moment of the last seconds counts. Point at a curve to see "
            "the pose of that moment."
        ),
    ),
    Step(
        "timeline",
        later(
            "The whole recording: actions in colour, and below them where the attention was. Click to go "
            "there."
        ),
    ),
    Step("none", later("Now it is your turn: with your camera, or with actions that you teach.")),
)
"""In the order in which they are told."""


class Tour:
    """Where somebody is in the tour: it goes on by itself until they take it into their own hands."""

    def __init__(self) -> None:
        """Start outside of it."""
        self._at: int | None = None
        self.by_itself = True
        """Whether each repetition of the sample goes one step on."""

    @property
    def at(self) -> int | None:
        """Which of :data:`STEPS` is told, from 0; None outside of the tour."""
        return self._at

    @property
    def step(self) -> Step | None:
        """What is told; None outside of the tour."""
        return None if self._at is None else STEPS[self._at]

    def begin(self) -> None:
        """Begin with the first step."""
        self._at, self.by_itself = 0, True

    def go(self, steps: int) -> None:
        """Go on (or back, if negative) by hand."""
        self.by_itself = False
        self._move(steps)

    def sample_repeats(self) -> None:
        """Go on by itself: the sample begins anew."""
        if self.by_itself:
            self._move(1)

    def _move(self, steps: int) -> None:
        if self._at is not None:
            self._at = min(max(self._at + steps, 0), len(STEPS) - 1)

    def end(self) -> None:
        """Leave it."""
        self._at = None
