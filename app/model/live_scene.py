"""3D scene of a live source, with the room estimated from the last seconds."""

from __future__ import annotations

import math
from collections import deque

import numpy as np
import numpy.typing as npt

from app.model.room import floor_heights, levelling, standing
from app.model.scene import (
    ABOVE_M,
    MIDDLE,
    NOBODY,
    TALL_M,
    TRAIL_S,
    UPPERMOST,
    Figure,
    Picture,
    trails,
    window_figures,
)
from streaming.recognition.window import Window
from streaming.skeleton.frames import Frame
from streaming.skeleton.layouts import KINECT_V2

_MARGIN_M = 0.2  # beside the outermost of several people
_SPINE_BASE = KINECT_V2.index["SpineBase"]
# The room is guessed from this many seconds, anew this often; what is guessed settles as slowly.
_MEMORY_S, _EVERY_S, _SETTLE_S = 6.0, 0.5, 1.5
# Nobody's hands get higher above the middle than this, in metres: what is, is the sensor's error.
_HIGHEST_M = 2.0


class LiveScene:
    """Converter of a stream's frames to pictures."""

    def __init__(self) -> None:
        """Start in an empty room."""
        self._frames: deque[Frame] = deque()
        self._bodies: deque[tuple[float, npt.NDArray[np.float64]]] = deque()
        self._guessed_s = -math.inf
        self._seen_s: float | None = None
        self._tilt, self._tall_m = 0.0, TALL_M
        self._level = levelling(0.0)
        self._place = np.array(NOBODY, dtype=np.float64)
        self._reach_m = self._rise_m = 0.0
        self._tops: deque[tuple[float, float]] = deque()  # falling heights, each the highest since its time

    def picture(self, frame: Frame, followed: frozenset[int]) -> Picture:
        """Return the picture of the next frame.

        Args:
            frame: later than the one before.
            followed: identities of the people that are recognised.
        """
        watched = [body for body in frame.bodies if body.identity in followed] or list(frame.bodies)
        if watched:
            everybody = np.stack([body.positions for body in watched]).astype(np.float64)
            self._learn(frame.time_s, everybody)
        self._frames.append(frame)
        while self._frames[0].time_s < frame.time_s - TRAIL_S:
            self._frames.popleft()
        lately = tuple(self._frames)
        figures = tuple(
            Figure(
                body.positions @ self._level.T,
                body.states,
                body.identity in followed,
                trails(lately, body.identity, self._level) if body.identity in followed else (),
            )
            for body in frame.bodies
        )
        return self._picture(frame.time_s, figures)

    def window_picture(self, window: Window, k: int) -> Picture:
        """Return the picture of a window's frame ``k``, 0..T-1: the skeleton that the network was given."""
        figures, caption = window_figures(window, k, self._level)
        return self._picture(float(window.times_s[k]), figures, caption)

    def _learn(self, time_s: float, bodies: npt.NDArray[np.float64]) -> None:
        """Add observations of people (P, 25, 3) and periodically update the room estimate."""
        self._bodies.append((time_s, bodies[0]))
        while self._bodies[0][0] < time_s - _MEMORY_S:
            self._bodies.popleft()
        if time_s - self._guessed_s >= _EVERY_S:
            step = 1.0 if self._seen_s is None else 1 - math.exp(-_EVERY_S / _SETTLE_S)
            self._guess(step)
            self._guessed_s = time_s
        at = self._level @ bodies[:, _SPINE_BASE].mean(axis=0)
        passed_s = math.inf if self._seen_s is None else time_s - self._seen_s
        share = 1 - math.exp(-passed_s / _SETTLE_S)
        # A new place each time: whoever writes a clip has a copy of this scene, with the place as it was.
        self._place = self._place + share * (at - self._place) * (1, 0, 1)
        # Of several people the outermost hands and feet are to be in the picture, and the room calm.
        wanted_m = 0.0
        if len(bodies) > 1:
            wanted_m = float(np.abs((bodies @ self._level.T)[..., 0] - self._place[0]).max()) + _MARGIN_M
        self._reach_m += share * (wanted_m - self._reach_m)
        self._learn_rise(time_s, float((bodies[:, UPPERMOST] @ self._level.T)[..., 1].max()), share)
        self._seen_s = time_s

    def _learn_rise(self, time_s: float, top_m: float, share: float) -> None:
        """Make room for hands as they go up, and take it back slowly some time after.

        Args:
            time_s: the moment.
            top_m: height of the uppermost hand or head, metres, room space.
            share: of what is too much that is taken back now.
        """
        while self._tops and self._tops[-1][1] <= top_m:
            self._tops.pop()
        self._tops.append((time_s, top_m))
        while self._tops[0][0] < time_s - _MEMORY_S:
            self._tops.popleft()
        wanted_m = self._tops[0][1] + ABOVE_M - self._place[1] - self._tall_m * MIDDLE
        wanted_m = min(float(wanted_m), _HIGHEST_M)
        self._rise_m = max(wanted_m, self._rise_m + share * (wanted_m - self._rise_m))

    def _guess(self, share: float) -> None:
        """Estimate tilt, height and floor, and blend them in by the given share."""
        times = np.array([time_s for time_s, _ in self._bodies])
        bodies = np.array([body for _, body in self._bodies])
        tilt, tall_m = standing(bodies)
        self._tilt += share * (tilt - self._tilt)
        self._tall_m += share * (tall_m - self._tall_m)
        self._level = levelling(self._tilt)
        floor = floor_heights(times, bodies @ self._level.T, times[-1:])[0]
        self._place = self._place + share * (floor - self._place[1]) * np.array((0, 1, 0))

    def _picture(self, time_s: float, figures: tuple[Figure, ...], caption: str = "") -> Picture:
        centre = self._place + np.array([0.0, self._tall_m * MIDDLE, 0.0])
        floor_y, reach_m, rise_m = float(self._place[1]), self._reach_m, self._rise_m
        return Picture(time_s, figures, centre, floor_y, self._level, caption, reach_m, rise_m)
