"""Recordings of somebody who makes gestures that no model knows, standing still between them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.skeleton.frames import Body, Frame, Recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.ntu import write_ntu

from .small_data import standing

J = KINECT_V2.index
RATE_HZ = 30.0
GESTURE_S, PAUSE_S = 1.4, 1.0
GESTURES = ("salute", "spread", "cross")
_ARM = ("Wrist", "Hand", "HandTip", "Thumb")


def pose(gesture: str, share: float) -> npt.NDArray[np.float64]:
    """(25, 3) metres: how somebody stands who is so far in a gesture, 0 to 1."""
    made = standing().astype(np.float64)
    reach = np.sin(np.pi * share)
    shoulder = {side: made[J["Shoulder" + side]] for side in ("Left", "Right")}
    goals = {
        "salute": {"Right": np.array([0.05, 0.25, -0.25])},
        "spread": {"Left": np.array([-0.55, 0.05, 0.0]), "Right": np.array([0.55, 0.05, 0.0])},
        "cross": {"Left": np.array([0.3, -0.15, -0.3]), "Right": np.array([-0.3, -0.15, -0.3])},
    }[gesture]
    for side, goal in goals.items():
        for name, along in (("Elbow", 0.5), *((name, 1.0) for name in _ARM)):
            at = made[J[name + side]]
            made[J[name + side]] = (1 - reach) * at + reach * (shoulder[side] + along * goal)
    made[:, 2] += 2.5
    return made


def gesturing(gestures: Sequence[str] = GESTURES, times: int = 4, seed: int = 0) -> Recording:
    """Somebody who makes each gesture so many times, one gesture after the other, none quite as another."""
    rng = np.random.default_rng(seed)
    frames: list[Frame] = []
    now_s = 0.0
    states = np.full(KINECT_V2.size, 2, np.uint8)

    def add(gesture: str, seconds: float, *, still: bool) -> None:
        nonlocal now_s
        for i in range(round(seconds * RATE_HZ)):
            made = pose(gesture, 0.0 if still else i / (seconds * RATE_HZ))
            made = made + rng.normal(0, 0.004, made.shape)
            frames.append(Frame(len(frames), now_s, (Body(1, made.astype(np.float32), states),)))
            now_s = len(frames) / RATE_HZ

    for gesture in gestures:
        for _ in range(times):
            add(gesture, PAUSE_S, still=True)
            add(gesture, GESTURE_S * rng.uniform(0.85, 1.15), still=False)
    add(gestures[-1], PAUSE_S, still=True)
    return Recording(frames, RATE_HZ, "made by a test", Path("gestures.skeleton"))


def moments(recording: Recording) -> list[tuple[float, float]]:
    """When each gesture is made, first and last moment in seconds: somebody moves then."""
    hands = np.stack(
        [frame.bodies[0].positions[[J["HandRight"], J["HandLeft"]]] for frame in recording.frames]
    )
    moving = np.abs(hands - hands[0]).max(axis=(1, 2)) > 0.06
    edges = np.flatnonzero(np.diff(moving.astype(int)))
    starts, ends = edges[::2] - 2, edges[1::2] + 3
    return [
        (float(recording.times_s[a]), float(recording.times_s[b])) for a, b in zip(starts, ends, strict=True)
    ]


def write_gestures(path: Path, **how: object) -> list[tuple[float, float]]:
    """Write such a recording into a file, and return when each gesture is made."""
    recording = gesturing(**how)  # type: ignore[arg-type]
    write_ntu(recording, path)
    return moments(recording)
