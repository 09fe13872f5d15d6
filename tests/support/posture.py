"""Whether a skeleton is a person and not their mirror image: feet point and knees bend to where one faces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .geometry import forward_of, joint, unit


@dataclass(frozen=True)
class Posture:
    """Shares of frames, 0 to 1.

    Attributes:
        upright: head above hips above feet.
        feet_forward: the feet point to where the body faces.
        knees_forward: bent knees (below 150 degrees) bend to where the body faces; NaN if none is bent.
        facing: the body faces the sensor, with its left side at smaller x.
        bent: how many knees are bent, in frames.
    """

    upright: float
    feet_forward: float
    knees_forward: float
    facing: float
    bent: int


def posture(positions: np.ndarray) -> Posture:
    """Measure skeletons (B, 25, 3)."""
    forward = forward_of(positions)
    feet, knees, bent = [], [], 0
    for side in ("Left", "Right"):
        hip, knee, ankle, foot = (joint(positions, f"{n}{side}") for n in ("Hip", "Knee", "Ankle", "Foot"))
        feet.append(((foot - ankle) * forward).sum(axis=1) > 0)
        angle = np.degrees(np.arccos(np.clip((unit(hip - knee) * unit(ankle - knee)).sum(axis=1), -1, 1)))
        is_bent = angle < 150
        bent += int(is_bent.sum())
        knees.append((((knee - (hip + ankle) / 2) * forward).sum(axis=1) > 0)[is_bent])
    bending = np.concatenate(knees)
    head, hips, ankles = (positions[:, [*joints], 1].mean(axis=1) for joints in ([3], [0], [14, 18]))
    left, right = joint(positions, "ShoulderLeft")[:, 0], joint(positions, "ShoulderRight")[:, 0]
    return Posture(
        float(((head > hips) & (hips > ankles)).mean()),
        float(np.concatenate(feet).mean()),
        float(bending.mean()) if bending.size else float("nan"),
        float(((forward[:, 2] < 0) & (left < right)).mean()),
        bent,
    )


def mirrored(positions: np.ndarray) -> np.ndarray:
    """The same with x negated and the joints' names kept: the classic mistake."""
    return positions * np.array([-1.0, 1.0, 1.0])
