"""Identity tracking: persistent numbers for people, for sensors that provide none.

A pose model lists people in arbitrary order. Each track is a point with constant velocity; detections are
assigned to predicted tracks with the minimum total distance. An occluded person is extrapolated and keeps
their number when detected again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    """Gating of the assignment.

    Attributes:
        lost_s: seconds after which a lost track is deleted.
        reach_m: maximum distance from the prediction in the next frame, metres.
        surprise_m_s: growth of this distance while unseen, metres per second.
        gain: alpha: share of the residual added to the position, 0..1.
        velocity_gain: beta: share of the residual added to the velocity, 0..1 (an alpha-beta filter): 3 cm of
            noise make a velocity of 0.2 m/s at 30 frames per second.
    """

    lost_s: float = 1.0
    reach_m: float = 0.6
    surprise_m_s: float = 1.0
    gain: float = 0.6
    velocity_gain: float = 0.2


@dataclass(slots=True)
class _Track:
    """Track of one person: last position and velocity."""

    identity: int
    position: Points  # (D,) metres
    velocity: Points  # (D,) metres per second
    time_s: float

    def at(self, time_s: float) -> Points:
        """Predict the position (D,) in metres."""
        return self.position + self.velocity * (time_s - self.time_s)


class IdentityTracker:
    """Tracker that assigns persistent identities to detections."""

    def __init__(self, settings: IdentitySettings = IdentitySettings()) -> None:
        """Start without tracks; the first person gets number 1."""
        self._settings = settings
        self._tracks: list[_Track] = []
        self._next = 1

    def __call__(self, time_s: float, positions: npt.NDArray[np.floating]) -> list[int]:
        """Assign identities to the people in the next frame.

        Args:
            time_s: time stamp, later than the frame before.
            positions: (P, D) position of each detection, metres, with constant D.

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
        """Whether an identity is in view, or its track not yet deleted."""
        return any(track.identity == identity for track in self._tracks)

    def _update(self, track: _Track, time_s: float, found: Points) -> None:
        step_s = time_s - track.time_s
        surprise = found - track.at(time_s)
        track.position = track.at(time_s) + self._settings.gain * surprise
        if step_s > 0:
            track.velocity = track.velocity + self._settings.velocity_gain * surprise / step_s
        track.time_s = time_s


def assign(costs: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    """Solve the assignment problem: a maximum number of pairs at minimum total cost.

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
