"""A person who bends knees and raises arms as a test says, by the lengths of their bones."""

from __future__ import annotations

import numpy as np

from streaming.measures.course import Course
from streaming.skeleton.frames import Body, Frame, Recording
from streaming.skeleton.layouts import KINECT_V2

_I = KINECT_V2.index
_THIGH_M = _SHANK_M = 0.4
_ARM_M = 0.3


def body(knee_deg: float = 0.0, arm_deg: float = 0.0, lifted_m: float = 0.0) -> np.ndarray:
    """(25, 3) metres: facing the sensor, 2.5 m away; knees bent, arms raised sideways, feet off the floor."""
    half, arm = np.radians(knee_deg / 2), np.radians(arm_deg)
    positions = np.zeros((KINECT_V2.size, 3))
    hips = (_THIGH_M + _SHANK_M) * np.cos(half)
    for name, height in (("SpineBase", 0.0), ("SpineMid", 0.25), ("SpineShoulder", 0.5), ("Neck", 0.55)):
        positions[_I[name]] = (0.0, hips + height, 0.0)
    positions[_I["Head"]] = (0.0, hips + 0.7, 0.0)
    for side, x in (("Left", -1.0), ("Right", 1.0)):
        positions[_I[f"Hip{side}"]] = (0.1 * x, hips, 0.0)
        positions[_I[f"Knee{side}"]] = (0.1 * x, hips / 2, -_THIGH_M * np.sin(half))
        positions[_I[f"Ankle{side}"]] = (0.1 * x, 0.0, 0.0)
        positions[_I[f"Foot{side}"]] = (0.1 * x, -0.05, -0.15)
        shoulder = np.array([0.2 * x, hips + 0.5, 0.0])
        positions[_I[f"Shoulder{side}"]] = shoulder
        way = np.array([x * np.sin(arm), -np.cos(arm), 0.0])
        for name, length in (("Elbow", _ARM_M), ("Wrist", 2 * _ARM_M), ("Hand", 0.65), ("HandTip", 0.7)):
            positions[_I[f"{name}{side}"]] = shoulder + length * way
        positions[_I[f"Thumb{side}"]] = shoulder + 0.65 * way
    return positions + np.array([0.0, lifted_m - 1.0, 2.5])


def course(positions: np.ndarray, rate_hz: float = 30.0, start_s: float = 0.0) -> Course:
    """The course of a person with these joints (F, 25, 3), all tracked."""
    times_s = start_s + np.arange(len(positions)) / rate_hz
    return Course(times_s, positions, np.full(positions.shape[:2], 2, dtype=np.uint8))


def repeated(times: int, rest_s: float = 0.5, each_s: float = 1.5, rate_hz: float = 30.0) -> np.ndarray:
    """(F,) from 0 to 1 and back for so many times, with rest before, between and after."""
    rest = np.zeros(round(rest_s * rate_hz))
    steps = np.linspace(0, 2 * np.pi, round(each_s * rate_hz), endpoint=False)
    return np.concatenate([rest, *[(1 - np.cos(steps)) / 2, rest] * times])


def recording(one: Course) -> Recording:
    """The course as a recording."""
    frames = [
        Frame(number, time_s, (Body(7, positions.astype(np.float32), states),))
        for number, (time_s, positions, states) in enumerate(
            zip(one.times_s.tolist(), one.positions, one.states, strict=True)
        )
    ]
    return Recording(frames, 30.0, "made by a test")
