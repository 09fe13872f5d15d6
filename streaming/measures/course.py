"""The course of one person through a recording: times, joints and their states as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V2
from streaming.tracking.person_selection import PersonSelector

Values = npt.NDArray[np.float64]

_MAX_GAP_S = 0.5
"""Seconds out of view after which a person's place may be taken by another."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """One person's joints over time.

    Attributes:
        times_s: (F,) seconds, strictly increasing; only the frames in which the person is in view.
        positions: (F, 25, 3) metres, Kinect camera space.
        states: (F, 25) uint8 tracking states.
    """

    times_s: Values
    positions: Values
    states: npt.NDArray[np.uint8]

    def between(self, start_s: float, end_s: float) -> Course:
        """Return the part between two moments, both included."""
        inside = (self.times_s >= start_s) & (self.times_s <= end_s)
        return Course(self.times_s[inside], self.positions[inside], self.states[inside])

    def seen(self) -> Values:
        """Return positions (F, 25, 3) with NaN for joints that are not tracked."""
        return np.where((self.states == TrackingState.NOT_TRACKED)[..., None], np.nan, self.positions)

    def filled(self) -> Values:
        """Return positions (F, 25, 3) with joints that are not tracked interpolated between sightings.

        A joint that is never tracked keeps its position as it is.
        """
        filled = self.positions.copy()
        for joint, lost in enumerate((self.states == TrackingState.NOT_TRACKED).T):
            if lost.any() and not lost.all():
                for axis in range(3):
                    known = self.positions[~lost, joint, axis]
                    filled[lost, joint, axis] = np.interp(self.times_s[lost], self.times_s[~lost], known)
        return filled


def course_of(recording: Recording, person: int | None = None) -> Course:
    """Follow one person through a recording.

    Args:
        recording: what to read.
        person: the identity to follow; None for whoever is nearest to the sensor at first.

    Raises:
        RecordingError: the person is in no frame.
    """
    select = PersonSelector(1, person, _MAX_GAP_S)
    found = [(frame.time_s, body) for frame in recording.frames for body in select(frame) if body is not None]
    if not found:
        raise RecordingError(
            "nobody is in it" if person is None else f"person {person} is not in it",
            path=recording.path,
            expected="a recording with a person in it" if person is None else _people(recording),
        )
    return Course(
        np.array([time_s for time_s, _ in found]),
        np.stack([body.positions for _, body in found]).astype(np.float64),
        np.stack([body.states for _, body in found]),
    )


def joints(*names: str) -> list[int]:
    """Return the indices of joints; each name without a side stands for left and right, in this order."""
    index = KINECT_V2.index
    return [index[name] for each in names for name in ([each] if each in index else _sides(each))]


def _sides(name: str) -> list[str]:
    return [f"{name}Left", f"{name}Right"]


def _people(recording: Recording) -> str:
    """Name the people of a recording."""
    people = sorted({body.identity for frame in recording.frames for body in frame.bodies})
    return f"one of {', '.join(map(str, people))}" if people else "a recording with a person in it"
