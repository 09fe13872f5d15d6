"""A person, three motions, and a small data set in UT-Kinect's format: all made by the tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from mans.recipe import Recipe
from mans.training.sampling import Sample, Track
from mans.transforms.augmentation import AugmentationSettings
from mans.transforms.preprocessing import V1_JOINTS, PreprocessingSettings
from streaming.skeleton.frames import Body, Frame, Recording
from streaming.skeleton.layouts import KINECT_V1, KINECT_V2

CPU = torch.device("cpu")
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"

_STANDING = {
    "SpineBase": (0, 0.95, 0), "SpineMid": (0, 1.2, 0), "SpineShoulder": (0, 1.45, 0),
    "Neck": (0, 1.53, 0), "Head": (0, 1.65, -0.02),
    "ShoulderLeft": (-0.18, 1.4, 0), "ElbowLeft": (-0.22, 1.15, 0), "WristLeft": (-0.23, 0.92, -0.03),
    "HandLeft": (-0.23, 0.85, -0.04), "HandTipLeft": (-0.23, 0.78, -0.05), "ThumbLeft": (-0.2, 0.84, -0.07),
    "HipLeft": (-0.1, 0.93, 0), "KneeLeft": (-0.11, 0.5, -0.02), "AnkleLeft": (-0.11, 0.1, 0.03),
    "FootLeft": (-0.12, 0.04, -0.1),
}  # fmt: skip

ACTIONS = ("walk", "sit down", "wave hands")
"""What the person can do; as UT-Kinect names them in words."""


def standing() -> npt.NDArray[np.float64]:
    """(25, 3) metres: a person upright at the sensor's origin, facing it: the left side at negative x."""
    pose = np.zeros((KINECT_V2.size, 3))
    for joint, place in _STANDING.items():
        pose[KINECT_V2.index[joint]] = place
        pose[KINECT_V2.index[joint.replace("Left", "Right")]] = place * np.array(
            [-1 if "Left" in joint else 1, 1, 1]
        )
    return pose


def perform(action: str, at_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """(F, 25, 3) float32 metres: the person 2.5 m in front of the sensor, ``at_s`` seconds into an action."""
    pose = np.repeat(standing()[np.newaxis], len(at_s), axis=0)
    joints = KINECT_V2.index
    swing = np.sin(2 * np.pi * at_s / 1.2)
    if action == "walk":
        for side, sign in (("Left", 1.0), ("Right", -1.0)):
            for joint, reach in (("Knee", 0.15), ("Ankle", 0.3), ("Foot", 0.3)):
                pose[:, joints[joint + side], 2] += sign * reach * swing
    elif action == "sit down":
        sunk = 0.45 * np.clip(at_s / 1.5, 0, 1)[:, np.newaxis]
        low = [i for i, name in enumerate(KINECT_V2.joints) if name.startswith(("Ankle", "Foot", "Knee"))]
        rest = np.setdiff1d(np.arange(KINECT_V2.size), low)
        pose[:, rest, 1] -= sunk
        pose[:, rest, 2] += 0.6 * sunk
    elif action == "wave hands":
        for joint in ("Elbow", "Wrist", "Hand", "HandTip", "Thumb"):
            above = 2 * 1.4 - pose[:, joints[joint + "Right"], 1]
            pose[:, joints[joint + "Right"], 1] = above
            pose[:, joints[joint + "Right"], 0] += 0.3 * (above - 1.4) * swing
    else:
        raise ValueError(action)
    pose[..., 2] += 2.5
    return pose.astype(np.float32)


def turned(
    positions: npt.NDArray[np.float32], degrees: float, shift: npt.ArrayLike
) -> npt.NDArray[np.float32]:
    """Rotate positions (..., 3) about the sensor's vertical and move them, in metres."""
    a = np.deg2rad(degrees)
    about_y = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    moved: npt.NDArray[np.float32] = (positions @ about_y.T + np.asarray(shift)).astype(np.float32)
    return moved


def mirrored(positions: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """A person's mirror image (..., 25, 3), with the joints named as the image shows them."""
    return positions[..., KINECT_V2.mirror, :] * np.array([-1, 1, 1], dtype=np.float32)


def recording_of(
    positions: npt.NDArray[np.float32], times_s: npt.NDArray[np.float64], identity: int = 1
) -> Recording:
    """One person's recording."""
    states = np.full(KINECT_V2.size, 2, dtype=np.uint8)
    frames = [
        Frame(i, float(time_s), (Body(identity, pose, states),))
        for i, (time_s, pose) in enumerate(zip(times_s, positions, strict=True))
    ]
    return Recording(frames, 30.0, "made by a test")


def samples(per_action: int = 4, seed: int = 0) -> list[Sample]:
    """Labelled samples of 1.5 s at 15 fps, every one of another person who stands and sees otherwise."""
    rng = np.random.default_rng(seed)
    times_s = np.arange(24) / 15
    result = []
    for number in range(per_action):
        for action in ACTIONS:
            positions = turned(perform(action, times_s), rng.uniform(-20, 20), rng.uniform(-0.3, 0.3, 3))
            positions = positions + rng.normal(0, 0.01, positions.shape).astype(np.float32)
            track = Track.from_recording(recording_of(positions, times_s), bodies=1)
            subject = f"s{number + 1:02d}"
            name = f"{subject}_e01 {action}"
            result.append(Sample(track, 0.0, 1.5, action, subject, f"{subject}_e01", name))
    return result


TINY = Recipe(
    name="tiny",
    frames=12,
    hidden_size=6,
    reduction=4,
    blocks=(1, 1),
    preprocessing=PreprocessingSettings(joints=V1_JOINTS, vertical="sensor"),
    augmentation=AugmentationSettings(),
    window_s=1.5,
    epochs=4,
    batch_size=4,
    learning_rate=5e-3,
    schedule="cosine",
    optimiser="adamw",
    ema_decay=0.5,
)
"""A recipe that trains in a second."""
TINY_SGD = replace(
    TINY, name="tiny-sgd", optimiser="sgd", learning_rate=0.05, schedule="constant", ema_decay=0.0
)


def write_ut_kinect(folder: Path, subjects: int = 3, seed: int = 0) -> Path:
    """Write a data set of a recording per subject, each of the three actions with pauses between them."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    labels = []
    for subject in range(1, subjects + 1):
        key = f"s{subject:02d}_e01"
        labels.append(key)
        lines, number = [], 200
        for action in ACTIONS:
            pause = np.zeros(16)  # stands still, at the action's start
            at_s = np.concatenate([pause, np.arange(24) / 15])
            positions = perform(action, at_s) + rng.normal(0, 0.01, (len(at_s), 25, 3))
            first = number + 4 * len(pause)
            for pose in turned(positions, 10.0 * subject, (0.1 * subject, 0, 0)):
                v1 = [pose[KINECT_V2.index[_V2_NAME.get(name, name)]] for name in KINECT_V1.joints]
                lines.append(f"{number}  " + "  ".join(f"{x:.6f} {y:.6f} {z:.6f}" for x, y, z in v1) + "  ")
                number += 4
            head, _, tail = action.partition(" ")
            labels.append(f"{head}{tail.capitalize()}: {first} {number - 4}")
        (folder / f"joints_{key}.txt").write_text("\n".join(lines) + "\n")
    (folder / "actionLabel.txt").write_text("\n".join(labels) + "\n")
    return folder


_V2_NAME = {"HipCenter": "SpineBase", "Spine": "SpineMid", "ShoulderCenter": "SpineShoulder"}
