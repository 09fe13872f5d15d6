"""Person selection: stable assignment of each frame's bodies to the M slots of the window."""

from __future__ import annotations

from functools import partial

import numpy as np

from streaming.skeleton.frames import Body, Frame
from streaming.skeleton.layouts import KINECT_V2

_SPINE_BASE = KINECT_V2.index["SpineBase"]
# A new identity this near to where a followed person was last seen is that person, re-detected: sensors
# hand out a new number after every loss. 0.5 m is more than a person moves between two frames.
_SAME_PERSON_M = 0.5
# Bodies seen at the same time and further apart than this are two people; nearer ones may be one person whom
# the sensor has for a moment under two numbers.
_APART_M = 0.25


class PersonSelector:
    """Assigns people to slots, keeping each in the same slot while in view."""

    def __init__(self, slots: int, follow: int | None, max_gap_s: float) -> None:
        """Start with empty slots.

        Args:
            slots: M, the number of people to track.
            follow: identity for the first slot; None for the person nearest to the sensor.
            max_gap_s: seconds after which a person who is out of view loses the slot.
        """
        self._follow = follow
        self._max_gap_s = max_gap_s
        self._last: list[tuple[Body, float] | None] = [None] * slots
        # For each slot the identities seen beside its person, and when last: they are other people, however
        # near they come while the person is out of view.
        self._beside: list[dict[int, float]] = [{} for _ in range(slots)]
        self.changed = [False] * slots
        """For each slot, whether the last call put another person into it."""

    def __call__(self, frame: Frame) -> tuple[Body | None, ...]:
        """Return the M tracked bodies of a frame, None for a slot whose person is out of view."""
        free = list(frame.bodies)
        chosen: list[Body | None] = [None] * len(self._last)
        self.changed = [False] * len(self._last)
        for m, last in enumerate(self._last):  # first those who kept their number ...
            if last is not None:
                chosen[m] = next((body for body in free if body.identity == last[0].identity), None)
                free = [body for body in free if body is not chosen[m]]
        for m, last in enumerate(self._last):  # ... then those who came back under a new one ...
            if last is not None and chosen[m] is None:
                new = [b for b in free if self._may_take(m, b) and b.identity not in self._beside[m]]
                near = [body for body in new if may_be_same_person(last[0], body)]
                chosen[m] = min(near, key=partial(_distance, last[0]), default=None)
                if chosen[m] is None and frame.time_s - last[1] > self._max_gap_s:
                    self._last[m] = None
                free = [body for body in free if body is not chosen[m]]
        for m, last in enumerate(self._last):  # ... then newcomers, the nearest to the sensor first.
            if last is None and chosen[m] is None:
                new = [body for body in free if self._may_take(m, body)]
                chosen[m] = min(new, key=lambda body: float(body.positions[_SPINE_BASE, 2]), default=None)
                free = [body for body in free if body is not chosen[m]]
                self._beside[m] = {}
                self.changed[m] = chosen[m] is not None
        for m, body in enumerate(chosen):
            if body is not None:
                self._last[m] = (body, frame.time_s)
                self._note_others(m, body, frame)
        return tuple(chosen)

    def _note_others(self, slot: int, body: Body, frame: Frame) -> None:
        """Store for ``max_gap_s`` the identities seen together with a slot's person."""
        others = {other.identity: frame.time_s for other in frame.bodies if _distance(other, body) > _APART_M}
        before = self._beside[slot].items()
        self._beside[slot] = {i: t for i, t in before if frame.time_s - t <= self._max_gap_s} | others

    def _may_take(self, slot: int, body: Body) -> bool:
        """Whether a body may take a slot; the first one may be reserved."""
        return slot != 0 or self._follow is None or body.identity == self._follow


def may_be_same_person(before: Body, after: Body) -> bool:
    """Whether a later body has the same identity, or is at the same place under a new one."""
    return before.identity == after.identity or _distance(before, after) < _SAME_PERSON_M


def _distance(a: Body, b: Body) -> float:
    """Metres between two bodies' SpineBase."""
    return float(np.linalg.norm(a.positions[_SPINE_BASE] - b.positions[_SPINE_BASE]))
