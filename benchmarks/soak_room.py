"""A room before a camera, simulated for days: what ``benchmarks.soak`` lets the program watch.

A plan is made at random from a seed: visitors by day, nobody for hours and at night; a camera whose rate
changes, that gives nothing for seconds or an hour, or fails; a computer whose time of day is set anew. People
move like the bundled recordings and reach the program as MediaPipe's landmarks, so that identities, distance
and smoothing are found as they are before a camera.
"""

from __future__ import annotations

import math
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mans.bundled import SAMPLES
from streaming.errors import CameraError
from streaming.readers import read_recording
from streaming.skeleton.frames import Frame
from streaming.skeleton.layouts import KINECT_V2
from streaming.skeleton.mediapipe_joints import DEFAULT_FOV_DEG, LANDMARKS, MEDIAPIPE
from streaming.sources.mediapipe_model import Landmarks
from streaming.sources.pace import Pacer
from streaming.sources.pose_landmarker import PoseLandmarker
from streaming.sources.source import Image, OpenPose
from streaming.tracking.one_euro import OneEuroFilter

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
OPEN_S = 12 * HOUR_S
"""Visitors come in the first half of each day of the simulation, which begins in the morning."""
ASLEEP_S = (16 * HOUR_S, 23 * HOUR_S)
"""At night nobody comes, and for these hours of it the computer sleeps."""
SIZE = (160, 120)
RATES_HZ = (30.0, 15.0, 10.0, 5.0)
IDLE_HZ = 1.0
"""While nobody is in view and nobody comes for a while: as a camera that saves power."""
_ALERT_S = 3.0

_FOCAL = 0.5 / math.tan(math.radians(DEFAULT_FOV_DEG) / 2)  # in widths of the image
_EAR_M = 0.07
_JOINT_OF = {
    "PinkyLeft": "HandTipLeft",
    "PinkyRight": "HandTipRight",
    "IndexLeft": "HandTipLeft",
    "IndexRight": "HandTipRight",
    "HeelLeft": "AnkleLeft",
    "HeelRight": "AnkleRight",
    "FootTipLeft": "FootLeft",
    "FootTipRight": "FootRight",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody in view.

    Attributes:
        start_s: when they come, in seconds of the simulation.
        end_s: when they leave.
        place_m: (x, z) in Kinect camera space, metres.
        clip: which recording they move like.
    """

    start_s: float
    end_s: float
    place_m: tuple[float, float]
    clip: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens, in seconds of the simulation.

    Attributes:
        seconds: how long it lasts.
        visits: in order of their start.
        gaps: from when to when no image comes.
        failures: when the camera fails, and has to be opened again.
        clock: from when on the computer's time of day is wrong by how many seconds.
        rates_hz: images a second while somebody is in view, for each hour.
    """

    seconds: float
    visits: tuple[Visit, ...]
    gaps: tuple[tuple[float, float], ...]
    failures: tuple[float, ...]
    clock: tuple[tuple[float, float], ...]
    rates_hz: tuple[float, ...]

    def until(self, time_s: float) -> Plan:
        """Return what happens before a moment."""
        return replace(
            self,
            seconds=time_s,
            visits=tuple(visit for visit in self.visits if visit.start_s < time_s),
            gaps=tuple(gap for gap in self.gaps if gap[0] < time_s),
            failures=tuple(moment for moment in self.failures if moment < time_s),
            clock=tuple(change for change in self.clock if change[0] < time_s),
        )

    def rate_hz(self, time_s: float) -> float:
        """Return the camera's rate at a moment."""
        if not self.visits_at(time_s, _ALERT_S):
            return IDLE_HZ
        return self.rates_hz[min(int(time_s / HOUR_S), len(self.rates_hz) - 1)]

    def visits_at(self, time_s: float, around_s: float = 0.0) -> list[Visit]:
        """Return who is in view at a moment, or so many seconds before or after it."""
        newest = bisect_right(self.visits, time_s + around_s, key=lambda visit: visit.start_s)
        return [
            visit for visit in self.visits[max(newest - 8, 0) : newest] if time_s - around_s < visit.end_s
        ]

    def clock_error_s(self, time_s: float) -> float:
        """Return by how many seconds the time of day is wrong at a moment."""
        row = bisect_right(self.clock, (time_s, math.inf)) - 1
        return self.clock[row][1] if row >= 0 else 0.0


def is_open(time_s: float) -> bool:
    """Whether visitors come at this time of day."""
    return time_s % DAY_S < OPEN_S


def make_plan(hours: float, seed: int = 0, visits_an_hour: float = 8.0, stay_s: float = 30.0) -> Plan:
    """Return a plan at random.

    Args:
        hours: how long it lasts.
        seed: of the random numbers.
        visits_an_hour: mean number of visitors while it is open.
        stay_s: median of how long they stay, seconds; some stay ten times as long.
    """
    rng = np.random.default_rng(seed)
    seconds = hours * HOUR_S
    starts = np.cumsum(rng.exponential(HOUR_S / visits_an_hour, int(hours * visits_an_hour * 2) + 10))
    visits = []
    for start_s in starts[starts < seconds].tolist():
        if is_open(start_s):
            stay = min(stay_s * float(rng.lognormal(0.0, 0.8)), 10 * stay_s)
            place = (float(rng.uniform(-1.0, 1.0)), float(rng.uniform(2.5, 4.0)))
            visits.append(Visit(start_s, start_s + stay, place, int(rng.integers(2))))
    gaps = [
        (start_s, start_s + length_s)
        for start_s, length_s in zip(
            np.sort(rng.uniform(0, seconds, round(hours / 2))).tolist(),
            rng.choice([2.0, 20.0, 300.0, HOUR_S], round(hours / 2), p=[0.4, 0.3, 0.2, 0.1]).tolist(),
            strict=True,
        )
    ]
    nights = [(day + ASLEEP_S[0], day + ASLEEP_S[1]) for day in np.arange(0, seconds, DAY_S).tolist()]
    failures = np.sort(rng.uniform(0, seconds, round(hours / 4))).tolist()
    moments = np.sort(rng.uniform(0, seconds, round(hours / 6))).tolist()
    errors = rng.choice([-HOUR_S, HOUR_S, -30.0, 0.0, 86_400.0 * 30], len(moments)).tolist()
    rates = rng.choice(RATES_HZ, math.ceil(hours) + 1, p=(0.1, 0.3, 0.3, 0.3)).tolist()
    clock = tuple(zip(moments, errors, strict=True))
    return Plan(seconds, tuple(visits), tuple(sorted(gaps + nights)), tuple(failures), clock, tuple(rates))


class Room:
    """The room, and the time in it, which the camera moves on."""

    def __init__(self, plan: Plan, *, real_time: bool = False) -> None:
        """Begin in the morning; ``real_time`` to let a second take a second."""
        self.plan, self.real_time = plan, real_time
        self.now_s = 0.0
        self.images = 0
        self._clips = [_landmarks(path) for path in sorted(SAMPLES.glob("*.skeleton"))[:2]]
        self._gaps, self._failures = list(plan.gaps), list(plan.failures)

    @property
    def over(self) -> bool:
        """Whether the plan has come to its end."""
        return self.now_s >= self.plan.seconds

    def advance(self) -> float:
        """Go on to the next image, and return its time in seconds.

        Raises:
            CameraError: the camera fails.
        """
        self.now_s += 1 / self.plan.rate_hz(self.now_s)
        while self._gaps and self._gaps[0][0] <= self.now_s:
            self.now_s = max(self.now_s, self._gaps.pop(0)[1])
        if self._failures and self._failures[0] <= self.now_s:
            self._failures.pop(0)
            raise CameraError("the camera is gone", remedy="Plug it in again")
        self.images += 1
        return self.now_s

    def people(self, time_s: float) -> list[Landmarks]:
        """Return who is in view, but for moments when they are hidden."""
        here = self.plan.visits_at(time_s)[:3]
        return [self._seen(visit, time_s) for visit in here if math.sin(time_s / 7 + visit.place_m[0]) < 0.97]

    def _seen(self, visit: Visit, time_s: float) -> Landmarks:
        """Return a visitor as MediaPipe would, at a moment."""
        clip = self._clips[visit.clip % len(self._clips)]
        step = int((time_s - visit.start_s) * 30) % (2 * len(clip) - 2)
        moved = clip[min(step, 2 * len(clip) - 2 - step)]
        x, z = visit.place_m
        at = moved + np.array([x + 0.3 * math.sin(0.4 * time_s), -0.1, z])
        across = 0.5 - at[:, 0] / at[:, 2] * _FOCAL
        down = 0.5 - at[:, 1] / at[:, 2] * _FOCAL * SIZE[0] / SIZE[1]
        return Landmarks(moved * (-1, -1, 1), np.stack([across, down], axis=1), np.ones(LANDMARKS))


def _landmarks(path: Path) -> npt.NDArray[np.float64]:
    """Return a recording's first person as landmarks (F, 33, 3) about the hips, in Kinect's axes, metres."""
    joints = np.stack([frame.bodies[0].positions for frame in read_recording(path).frames if frame.bodies])
    found = np.repeat(joints[:, [KINECT_V2.index["Head"]]], LANDMARKS, axis=1).astype(np.float64)
    for name, number in MEDIAPIPE.items():
        joint = _JOINT_OF.get(name, name)
        if joint in KINECT_V2.index:
            found[:, number] = joints[:, KINECT_V2.index[joint]]
    found[:, MEDIAPIPE["EarLeft"], 0] -= _EAR_M
    found[:, MEDIAPIPE["EarRight"], 0] += _EAR_M
    hips = found[:, [MEDIAPIPE["HipLeft"], MEDIAPIPE["HipRight"]]].mean(axis=1, keepdims=True)
    about_hips: npt.NDArray[np.float64] = found - hips
    return about_hips


class RoomCamera:
    """A camera in the room. Simulated time goes on as fast as poses are found."""

    live, status = True, ""

    def __init__(self, room: Room) -> None:
        """Look into the room."""
        self._room = room
        self.is_busy: Callable[[], bool] = lambda: False
        """Whether simulated time is to wait for somebody: for a disk, which is none the faster for it."""
        self._pacer = Pacer(1.0 if room.real_time else None)
        self._closed = False
        self._turns = threading.Semaphore(2)  # one image is looked at while the next one waits
        self._background = np.full((SIZE[1], SIZE[0], 3), 96, np.uint8)
        self.rate_hz = room.plan.rate_hz(room.now_s)

    def looked_at(self) -> None:
        """Let another image come: one has been looked at."""
        self._turns.release()

    def __iter__(self) -> Iterator[Image]:
        """Yield images until the plan ends, the camera fails, or it is closed."""
        number = 0
        while not self._closed and not self._room.over:
            if not self._room.real_time:
                self._turns.acquire()
                while self.is_busy() and not self._closed:
                    time.sleep(0.001)
            time_s = self._room.advance()
            if not self._pacer.until(time_s):
                return
            yield Image(number, time_s, self._background.copy())
            number += 1

    def close(self) -> None:
        """End the iteration."""
        self._closed = True
        self._pacer.close()
        self._turns.release()


class _Finder:
    """Finds the people of a room in place of a pose model."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def __call__(self, rgb: npt.NDArray[np.uint8], time_s: float) -> list[Landmarks]:
        return self._room.people(time_s)

    def close(self) -> None:
        return


def open_pose(room: Room, camera: RoomCamera) -> OpenPose[Image]:
    """Return what opens the pose step of a chain: all of it but MediaPipe's network."""

    @contextmanager
    def opened() -> Iterator[Callable[[Image], Frame]]:
        smooth = OneEuroFilter()
        with PoseLandmarker(Path(), people=3, open_finder=lambda *_: _Finder(room)) as find:

            def step(image: Image) -> Frame:
                camera.looked_at()
                return smooth.frame(Frame(image.number, image.time_s, find(image.rgb, image.time_s)))

            yield step

    return opened
