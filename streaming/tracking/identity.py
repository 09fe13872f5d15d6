"""Who is who: the same number for the same person from frame to frame, where the sensor tells none.

A pose model lists the people it finds in any order. Each person here is a point that keeps its velocity;
those found in a frame are given to those predicted for it, so that the distances are smallest altogether.
Someone who is out of sight for a moment, behind another person for instance, moves on as predicted and takes
up the old number when found again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    """How far a person may be from where they are expected.

    Attributes:
        lost_s: seconds after which someone out of sight is forgotten.
        reach_m: how far from the prediction somebody may be found in the next frame, in metres.
        surprise_m_s: how much farther for each second since they were last seen, in metres per second: the
            change of velocity that a person may make unseen.
        gain: share of a surprise that goes into the position, 0..1; the rest is taken for noise.
        velocity_gain: share that goes into the velocity, 0..1. The two damp measured noise (an alpha-beta
            filter): 3 cm of it make a velocity of 0.2 m/s at 30 frames per second.
    """

    lost_s: float = 1.0
    reach_m: float = 0.6
    surprise_m_s: float = 1.0
    gain: float = 0.6
    velocity_gain: float = 0.2


@dataclass(slots=True)
class _Track:
    """One person: where they were last seen, and how fast they moved."""

    identity: int
    position: Points  # (D,) metres
    velocity: Points  # (D,) metres per second
    time_s: float

    def at(self, time_s: float) -> Points:
        """Where they are expected to be, (D,) metres."""
        return self.position + self.velocity * (time_s - self.time_s)


class IdentityTracker:
    """Gives each person found in a frame a number, the same one as long as they can be followed."""

    def __init__(self, settings: IdentitySettings = IdentitySettings()) -> None:
        """Start with nobody known; the first person gets number 1."""
        self._settings = settings
        self._tracks: list[_Track] = []
        self._next = 1

    def __call__(self, time_s: float, positions: npt.NDArray[np.floating]) -> list[int]:
        """Name the people in the next frame.

        Args:
            time_s: time stamp, later than the frame before.
            positions: (P, D) a place for each person found, in metres, always of the same D.

        Returns:
            P different identities, in the order of ``positions``.
        """
        settings = self._settings
        found = np.asarray(positions, dtype=np.float64)
        self._tracks = [track for track in self._tracks if time_s - track.time_s <= settings.lost_s]
        identities = [0] * len(found)
        if len(found) and self._tracks:
            expected = np.stack([track.at(time_s) for track in self._tracks])
            distance = np.linalg.norm(found[:, np.newaxis] - expected[np.newaxis], axis=2)
            unseen_s = np.array([time_s - track.time_s for track in self._tracks])
            reach = settings.reach_m + settings.surprise_m_s * unseen_s
            for p, t in assign(np.where(distance <= reach, distance, np.inf)):
                identities[p] = self._tracks[t].identity
                self._update(self._tracks[t], time_s, found[p])
        for p, identity in enumerate(identities):
            if not identity:
                identities[p] = self._next
                self._tracks.append(_Track(self._next, found[p], np.zeros(found.shape[1]), time_s))
                self._next += 1
        return identities

    def knows(self, identity: int) -> bool:
        """Whether somebody is in sight, or not yet forgotten."""
        return any(track.identity == identity for track in self._tracks)

    def _update(self, track: _Track, time_s: float, found: Points) -> None:
        step_s = time_s - track.time_s
        surprise = found - track.at(time_s)
        track.position = track.at(time_s) + self._settings.gain * surprise
        if step_s > 0:
            track.velocity = track.velocity + self._settings.velocity_gain * surprise / step_s
        track.time_s = time_s


def assign(costs: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pair rows with columns so that as many as possible are paired, at the least total cost.

    Exact, by dynamic programming over the sets of columns already taken: made for a handful of people (8 of
    them take 10 ms), so that no solver is needed.

    Args:
        costs: (R, C) of non-negative numbers; infinity where a pair is not allowed.

    Returns:
        Pairs (row, column), each row and each column at most once.
    """
    rows, columns = costs.shape
    if columns > rows:
        return [(r, c) for c, r in assign(costs.T)]

    # The best for rows r, r+1, ... with the columns in `taken` gone: (unpaired rows, cost, the row's column).
    @cache
    def best(r: int, taken: int) -> tuple[int, float, int]:
        if r == rows:
            return 0, 0.0, -1
        unpaired, cost, _ = best(r + 1, taken)
        result = (unpaired + 1, cost, -1)
        for c in range(columns):
            if not taken >> c & 1 and np.isfinite(costs[r, c]):
                unpaired, cost, _ = best(r + 1, taken | 1 << c)
                result = min(result, (unpaired, cost + float(costs[r, c]), c))
        return result

    pairs, taken = [], 0
    for r in range(rows):
        c = best(r, taken)[2]
        if c >= 0:
            pairs.append((r, c))
            taken |= 1 << c
    return pairs
