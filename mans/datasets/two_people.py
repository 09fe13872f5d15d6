"""Selection of the acting people among several tracked bodies, by amount of motion.

Kinect detects bodies in chairs and cupboards, and assigns a new identity after each loss of tracking. So
bodies are scored over the complete recording: short-lived ones and ones wider than tall are noise as long as
others remain, and of the others those with the most motion are selected, as in published work on NTU RGB+D.
The label is not used: it would reveal whether one or two people act.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mans.transforms.tracks import Track
from streaming.recognition.window import WindowSettings
from streaming.skeleton.frames import Body, Recording
from streaming.tracking.person_selection import may_be_same_person

# A body in fewer frames than this is noise. A third of a second at 30 frames per second.
_FEWEST_FRAMES = 11
# A body wider than this share of its height, in this share of its frames, is furniture. People who lie or
# stretch their arms are wide too, but not nearly all the time.
_WIDE, _MOSTLY = 0.8, 0.7


@dataclass(frozen=True, slots=True)
class _Appearance:
    """One tracked identity: its frames and joints."""

    identity: int
    frames: frozenset[int]
    positions: npt.NDArray[np.float32]  # (F, 25, 3) metres

    @property
    def motion(self) -> float:
        """Amount of motion: sum of the variances of the joint coordinates, square metres."""
        return float(self.positions.var(axis=0, dtype=np.float64).sum())

    @property
    def is_noise(self) -> bool:
        """Whether it is short-lived or shaped like furniture."""
        width, height = np.ptp(self.positions[..., 0], axis=1), np.ptp(self.positions[..., 1], axis=1)
        return len(self.frames) < _FEWEST_FRAMES or float((width > _WIDE * height).mean()) > _MOSTLY


def by_motion(recording: Recording, bodies: int = 2, *, noise: bool = True) -> Track:
    """Select the ``bodies`` people with the most motion, in descending order.

    A gap in a slot is filled with the next body that is in view only then: a person re-detected under another
    identity. Frames without the first person are dropped.

    Args:
        recording: recording with any number of bodies.
        bodies: number of bodies to select.
        noise: whether to filter out bodies that are noise.
    """
    slots: list[set[int]] = [set() for _ in range(bodies)]  # the identities in each slot
    taken: list[set[int]] = [set() for _ in range(bodies)]  # the frames each slot is filled in
    for body in sorted(_people(recording, noise), key=lambda body: -body.motion):
        for m in range(bodies):
            if not taken[m] & body.frames:
                slots[m].add(body.identity)
                taken[m] |= body.frames
                break
    times_s: list[float] = []
    rows: list[tuple[Body | None, ...]] = []
    begins: list[list[bool]] = []
    last: list[tuple[Body, float] | None] = [None] * bodies  # who was in each slot, and when
    for frame in recording.frames:
        row = tuple(
            next((body for body in frame.bodies if body.identity in identities), None) for identities in slots
        )
        if row[0] is not None:
            times_s.append(frame.time_s)
            rows.append(row)
            begins.append([_afresh(m, body, frame.time_s, last[m]) for m, body in enumerate(row)])
            for m, own in enumerate(row):
                last[m] = last[m] if own is None else (own, frame.time_s)
    return Track.of(times_s, rows, begins, bodies)


def _afresh(slot: int, body: Body | None, time_s: float, before: tuple[Body, float] | None) -> bool:
    """Whether a slot's body is a new person or, except in the first slot, returns after a gap."""
    if body is None or before is None:
        return body is not None
    gap = slot > 0 and time_s - before[1] > WindowSettings().max_gap_s
    return gap or not may_be_same_person(before[0], body)


def _people(recording: Recording, noise: bool) -> list[_Appearance]:
    """Return a recording's bodies without noise, or all if all are noise."""
    frames: dict[int, list[int]] = {}
    positions: dict[int, list[npt.NDArray[np.float32]]] = {}
    for f, frame in enumerate(recording.frames):
        for body in frame.bodies:
            frames.setdefault(body.identity, []).append(f)
            positions.setdefault(body.identity, []).append(body.positions)
    found = [_Appearance(i, frozenset(frames[i]), np.stack(positions[i])) for i in frames]
    return [body for body in found if not (noise and body.is_noise)] or found
