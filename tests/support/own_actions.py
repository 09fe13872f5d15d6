"""People who do actions of the tests' own making, each in their own way: recordings, tracks and examples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mans.transforms.tracks import Sample, Track
from streaming.skeleton.frames import Body, Frame, Recording
from streaming.skeleton.layouts import KINECT_V2

from .small_data import standing

RATE_HZ = 30.0
LABELS = ("salute", "halt", "cross the arms")
REST_S = 1.5
_JOINT = KINECT_V2.index
# Where the hands go, metres from the middle of the shoulders: right, up, towards the sensor; None hangs.
_HANDS = {
    "salute": ((0.15, 0.25, 0.1), None),
    "halt": ((0.1, 0.05, 0.6), None),
    "cross the arms": ((-0.25, -0.15, 0.3), (0.25, -0.15, 0.3)),
    "shrug": ((0.45, -0.2, 0.25), (-0.45, -0.2, 0.25)),
}
_ARMS = {"Right": ("ElbowRight", "WristRight"), "Left": ("ElbowLeft", "WristLeft")}
_TIPS = ("Hand", "HandTip", "Thumb")


def performed(
    actions: Sequence[str], seed: int, start_s: float = 5.0
) -> tuple[Recording, list[tuple[str, float, float]]]:
    """Somebody does actions one after the other and waits in between; returns when each was done, too."""
    rng = np.random.default_rng(seed)
    poses, spans, now_s = [], [], start_s
    size, turn, reach = rng.uniform(0.9, 1.1), rng.uniform(-0.3, 0.3), rng.uniform(0.9, 1.1)
    for action in (*actions, ""):
        poses += [(None, 0.0)] * round(REST_S * RATE_HZ)
        now_s += round(REST_S * RATE_HZ) / RATE_HZ
        if action:
            frames = round(rng.uniform(1.2, 1.8) * RATE_HZ)
            share = np.clip(np.sin(np.pi * np.arange(frames) / (frames - 1)), 0, 1) ** 0.6
            poses += [(action, float(each)) for each in share]
            spans.append((action, now_s, now_s + (frames - 1) / RATE_HZ))
            now_s += frames / RATE_HZ
    axes = np.array([[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]])
    states = np.full(25, 2, np.uint8)
    frames_ = []
    for number, (action, share) in enumerate(poses):
        pose = _pose(action, share * reach) * size @ axes.T + np.array([0.0, 0.0, 2.5])
        noisy = (pose + rng.normal(0, 0.004, pose.shape)).astype(np.float32)
        frames_.append(Frame(number, start_s + number / RATE_HZ, (Body(1, noisy, states),)))
    return Recording(frames_, RATE_HZ, "made by a test"), spans


def _pose(action: str | None, share: float) -> npt.NDArray[np.float64]:
    pose = standing().astype(np.float64).copy()
    if action is None:
        return pose
    middle = (pose[_JOINT["ShoulderLeft"]] + pose[_JOINT["ShoulderRight"]]) / 2
    right = np.sign(pose[_JOINT["ShoulderRight"], 0] - pose[_JOINT["ShoulderLeft"], 0])
    for side, target in zip(("Right", "Left"), _HANDS[action], strict=True):
        if target is None:
            continue
        elbow, wrist = (_JOINT[name] for name in _ARMS[side])
        shoulder = pose[_JOINT[f"Shoulder{side}"]]
        goal = middle + np.array([right * target[0], target[1], -target[2]])
        before = pose[wrist].copy()
        pose[wrist] += share * (goal - pose[wrist])
        pose[elbow] += share * ((shoulder + goal) / 2 + np.array([0.0, -0.1, 0.0]) - pose[elbow])
        for tip in _TIPS:
            pose[_JOINT[f"{tip}{side}"]] += pose[wrist] - before
    return pose


def examples(labels: Sequence[str] = LABELS, count: int = 4, people: Sequence[str] = ("",)) -> list[Sample]:
    """Examples of actions, each person's in a recording of their own."""
    found = []
    for p, person in enumerate(people):
        for k in range(count):
            recording, spans = performed(labels, seed=100 * p + k)
            track = Track.from_recording(recording, 1)
            found += [
                Sample(track, start_s, end_s, label, person, f"take {p} {k}", f"{label} {p} {k}")
                for label, start_s, end_s in spans
            ]
    return found
