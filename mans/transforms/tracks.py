"""Tracks and samples: tracked people of a recording as arrays, and labelled spans of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from streaming.recognition.window import Slots, WindowSettings
from streaming.skeleton.frames import Body, Positions, Recording, States
from streaming.skeleton.layouts import KINECT_V2


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Tracked people of one recording as arrays, in memory or memory-mapped.

    The first person is in every row. Absence of others is handled when windows are cut, by
    :func:`streaming.recognition.window.resample_slots`, in training and live use.

    Attributes:
        times_s: (F,) float64, strictly increasing, seconds.
        positions: (F, M, 25, 3) float32 metres, Kinect camera space; NaN for an absent body.
        states: (F, M, 25) uint8 tracking states.
        begins: (F, M) bool, where a slot holds a new person or, except in the first slot, one who returns
            after a gap: no interpolation across this row's start.
    """

    times_s: npt.NDArray[np.float64]
    positions: Positions
    states: States
    begins: npt.NDArray[np.bool_]

    @property
    def bodies(self) -> int:
        """M, the number of slots."""
        return int(self.positions.shape[1])

    @classmethod
    def empty(cls, bodies: int = 1) -> Track:
        """Return a track without rows."""
        return cls.of([], [], [], bodies)

    @classmethod
    def from_recording(
        cls,
        recording: Recording,
        bodies: int,
        follow: int | None = None,
        stops: Callable[[], bool] = lambda: False,
    ) -> Track:
        """Track ``bodies`` people through a recording, as the sliding window does.

        Args:
            recording: the recording.
            bodies: M.
            follow: identity of the first one; None for whoever is nearest to the sensor.
            stops: asked before each frame; the track ends there where it says so. Hours take a minute.
        """
        slots = Slots(bodies, follow, max_gap_s=WindowSettings().max_gap_s)
        times_s: list[float] = []
        rows: list[tuple[Body | None, ...]] = []
        begins: list[tuple[bool, ...]] = []
        before: Body | None = None
        for frame in recording.frames:
            if stops():
                break
            row = slots(frame)
            if row[0] is not None:
                times_s.append(frame.time_s)
                rows.append(row)
                another = before is None or row[0].identity != before.identity
                begins.append((slots.begins[0] and another, *slots.begins[1:]))
                before = row[0]
        return cls.of(times_s, rows, begins, bodies)

    @classmethod
    def of(
        cls,
        times_s: Sequence[float],
        rows: Sequence[tuple[Body | None, ...]],
        begins: Sequence[Sequence[bool]],
        bodies: int,
    ) -> Track:
        """Convert slots to arrays: F rows of M bodies, None for an absent one."""
        return cls(
            np.array(times_s, dtype=np.float64),
            *as_arrays(rows, bodies),
            np.array(begins, dtype=bool).reshape(-1, bodies),
        )


def as_arrays(rows: Sequence[tuple[Body | None, ...]], bodies: int) -> tuple[Positions, States]:
    """Convert slots to arrays: positions (F, M, 25, 3), NaN for an absent body, and states (F, M, 25)."""
    positions = np.full((len(rows), bodies, KINECT_V2.size, 3), np.nan, dtype=np.float32)
    states = np.zeros(positions.shape[:3], dtype=np.uint8)
    for f, row in enumerate(rows):
        for m, body in enumerate(row):
            if body is not None:
                positions[f, m], states[f, m] = body.positions, body.states
    return positions, states


Kind = Literal["action", "other movement", "rest before", "rest after", "gap", "action in a gap"]
"""What a span shows: an action of the data set; a movement that is none of the classes; somebody who waits
before or after an action; what lies between the labelled spans of an untrimmed recording; or an action that
our own annotation of these gaps names."""
IDLE: tuple[Kind, ...] = ("rest before", "rest after", "gap")
"""The kinds of span in which nothing is done."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One labelled span of a track.

    Attributes:
        track: the recording's followed people.
        start_s: first moment of the action, seconds.
        end_s: last moment of the action, seconds.
        label: class name; NO_ACTION for background.
        subject: the subject, or pair of subjects, for protocols.
        recording: its recording, for protocols.
        name: name, unique in its data set.
        camera: its camera or view, for protocols; empty if there is only one.
        dataset: its data set's name on the command line.
        kind: kind of sample.
    """

    track: Track
    start_s: float
    end_s: float
    label: str
    subject: str
    recording: str
    name: str
    camera: str = ""
    dataset: str = ""
    kind: Kind = "action"
