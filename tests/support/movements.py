"""Windows of a body that moves as a test says, and predictions for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.window import Window
from streaming.skeleton.layouts import KINECT_V2

LABELS = ("wave", "squat", NO_ACTION)
BY_MOVEMENTS = DecisionSettings(smoothing_s=0.15, enter=0.6, leave=0.5, begin_m_s=0.4)
FRAMES = 32

Angle = Callable[[np.ndarray], np.ndarray]
"""Times (T,), seconds, to how far a right arm is turned at each, radians."""
_UPRIGHT = {
    "Head": (0.0, 0.7),
    "ShoulderLeft": (-0.2, 0.5),
    "ElbowLeft": (-0.22, 0.2),
    "WristLeft": (-0.22, -0.05),
    "ShoulderRight": (0.2, 0.5),
    "HipLeft": (-0.1, 0.0),
    "KneeLeft": (-0.1, -0.45),
    "AnkleLeft": (-0.1, -0.85),
    "HipRight": (0.1, 0.0),
    "KneeRight": (0.1, -0.45),
    "AnkleRight": (0.1, -0.85),
}


def window(
    end_s: float, angle: Angle, *, span_s: float = 1.5, scale: float = 1.0, noise_m: float = 0.0
) -> Window:
    """A window of somebody with a torso of half a metre, times ``scale``, who swings the right arm."""
    times_s = np.linspace(end_s - span_s, end_s, FRAMES)
    positions = np.zeros((FRAMES, 1, KINECT_V2.size, 3))
    for name, (x, y) in _UPRIGHT.items():
        positions[:, 0, KINECT_V2.index[name], :2] = x, y
    turned = angle(times_s)
    arm = np.stack([np.sin(turned), -np.cos(turned)], axis=1)
    for name, length in (("ElbowRight", 0.3), ("WristRight", 0.55), ("HandRight", 0.6)):
        positions[:, 0, KINECT_V2.index[name], :2] = np.array([0.2, 0.5]) + length * arm
    positions *= scale
    rng = np.random.default_rng(round(end_s * 1000))
    positions += rng.normal(0.0, 1.0, positions.shape) * noise_m
    positions[..., 2] += 2.5
    states = np.full(positions.shape[:3], 2, dtype=np.uint8)
    return Window(times_s, positions.astype(np.float32), states, round(end_s * 30))


def swings(*stretches: tuple[float, float]) -> Angle:
    """An arm that swings to and fro, twice a second, in these stretches (from, to) and hangs otherwise."""

    def angle(times_s: np.ndarray) -> np.ndarray:
        turned = np.zeros_like(times_s)
        for start_s, end_s in stretches:
            inside = (times_s >= start_s) & (times_s <= end_s)
            turned[inside] = 1.0 - np.cos(4 * np.pi * (times_s[inside] - start_s))
        return turned

    return angle


def predictions(
    angle: Angle,
    probabilities: Callable[[float], Iterable[float]],
    end_s: float,
    *,
    start_s: float = 1.5,
    step_s: float = 0.1,
) -> Iterator[Prediction]:
    """One prediction after the other, with the probabilities of :data:`LABELS` that a time gives."""
    for k in range(round((end_s - start_s) / step_s) + 1):
        now_s = start_s + k * step_s
        given = np.array(tuple(probabilities(now_s)), dtype=np.float32)
        yield Prediction(window(now_s, angle), LABELS, given, np.ones((3, FRAMES), np.float32))


def while_(stretches: Iterable[tuple[float, float]], share: float = 0.9) -> Callable[[float], list[float]]:
    """Probabilities: ``share`` for "wave" in these stretches, and half a second on; else "no action"."""
    kept = tuple(stretches)

    def at(now_s: float) -> list[float]:
        wave = share if any(start_s + 0.3 <= now_s <= end_s + 0.5 for start_s, end_s in kept) else 0.02
        return [wave, 0.02, 0.98 - wave]

    return at
