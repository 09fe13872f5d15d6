"""Hand-to-mouth detection by a geometric rule, as no training data set contains drinking.

Lengths are normalised to a torso of half a metre as in :mod:`mans.transforms.preprocessing`, and the mouth is
located along the axes of the trunk, so that the rule is invariant to body size, leaning and the sensor's
tilt. The limits follow from anatomy and sensor errors; the minimum duration and the distance of the other
hand were selected by false positives on training and calibration subjects of the everyday model
(docs/hand-to-mouth.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mans.transforms.preprocessing import body_axes, torso_length
from streaming.recognition.window import Window
from streaming.skeleton.layouts import KINECT_V2

LABEL = "hand to mouth"
"""Label of the rule."""

Vectors = npt.NDArray[np.float64]

TORSO_M = 0.5
"""Middle of the hips to middle of the shoulders, in metres: what all lengths below are for."""
HAND_M = 0.09
"""The middle of the hand is so far beyond the wrist, along the forearm: sensors differ in where they see the
hand itself, and some see none."""
MOUTH_M = (0.0, -0.08, -0.09)
"""From the head joint to the lips: right, up and back, as :func:`mans.transforms.preprocessing.body_axes` has
them."""
HELD_M = (0.0, -0.04, -0.05)
"""From the lips to the middle of a hand that holds something to them: fingers or a cup are in between."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Limits of the rule. Each limit is soft: the score is one half at it.

    Attributes:
        near_m: maximum distance of the hand from its expected position, metres.
        depth_weight: weight of distances along the camera's axis, where a pose model's wrist is off relative
            to its head by 14 cm, and by more while a hand is in front of the face; across the axis it is 5
            cm.
        flexed_deg: maximum angle at the elbow, degrees. With the hand at the mouth it is well below 90, and
            larger if a pose model places the wrist too near.
        apart_m: minimum distance of the other hand, metres: both are raised to put on glasses or to hold
            one's head. A hand that holds a plate before the chest is farther away.
        held_s: duration up to the window's end for which the limits hold, seconds ...
        but_for: ... except for this share of the frames.
    """

    near_m: float = 0.15
    depth_weight: float = 0.25
    flexed_deg: float = 135.0
    apart_m: float = 0.2
    held_s: float = 0.5
    but_for: float = 0.2


RULE = Rule()
"""Default limits."""
_GRADUAL_M, _GRADUAL_DEG = 0.015, 5.0

_I = KINECT_V2.index
_HEAD = _I["Head"]
_HIPS, _SHOULDERS, _ELBOWS, _WRISTS = (
    [_I[f"{joint}{side}"] for side in ("Left", "Right")] for joint in ("Hip", "Shoulder", "Elbow", "Wrist")
)
_USED = [_HEAD, *_HIPS, *_SHOULDERS, *_ELBOWS, *_WRISTS]


def hand_to_mouth(window: Window, rule: Rule = RULE) -> float:
    """Return the score of the first person holding one hand at the mouth, up to the window's end.

    Args:
        window: positions (T, M, 25, 3) in metres, Kinect camera space.
        rule: the limits.

    Returns:
        0 to 1; 0 if the person is absent or a joint is missing.
    """
    body = window.positions[:, 0].astype(np.float64)  # (T, 25, 3)
    if not np.isfinite(body[:, _USED]).all():
        return 0.0
    scale = TORSO_M / max(torso_length(body, "shoulders"), 0.05)
    # A tolerance of a microsecond: time stamps such as 2.1 have no exact binary form.
    recent = body[window.times_s >= window.end_s - rule.held_s - 1e-6] * scale
    far_m = distances(recent, rule.depth_weight)
    bent = _below(flexion(recent), rule.flexed_deg, _GRADUAL_DEG)
    alone = 1 - _below(far_m[:, ::-1], rule.apart_m, _GRADUAL_M)
    at_mouth = _below(far_m, rule.near_m, _GRADUAL_M) * bent * alone  # (T, 2)
    return float(np.quantile(at_mouth.max(axis=1), rule.but_for))


def distances(body: Vectors, depth_weight: float) -> Vectors:
    """Return the distance of each hand from its expected position at the mouth.

    Args:
        body: (T, 25, 3) metres, torso half a metre, camera space.
        depth_weight: weight of distances along the camera's axis.

    Returns:
        (T, 2) metres, left and right.
    """
    shoulders, hips = body[:, _SHOULDERS], body[:, _HIPS]
    trunk = shoulders.mean(axis=(0, 1)) - hips.mean(axis=(0, 1))
    axes = body_axes(trunk, (shoulders[:, 1] - shoulders[:, 0]).mean(axis=0))
    forearms = body[:, _WRISTS] - body[:, _ELBOWS]  # (T, 2, 3)
    lengths = np.linalg.norm(forearms, axis=2, keepdims=True)
    hands = body[:, _WRISTS] + forearms * (HAND_M / np.maximum(lengths, HAND_M))
    away = hands - body[:, [_HEAD]] - np.add(MOUTH_M, HELD_M) @ axes
    result: Vectors = np.linalg.norm(away * (1.0, 1.0, depth_weight), axis=2)
    return result


def flexion(body: Vectors) -> Vectors:
    """Return the angle (T, 2) at each elbow in degrees, left and right: 180 for a straight arm."""
    upper, fore = body[:, _SHOULDERS] - body[:, _ELBOWS], body[:, _WRISTS] - body[:, _ELBOWS]
    lengths = np.linalg.norm(upper, axis=2) * np.linalg.norm(fore, axis=2)
    cosines = (upper * fore).sum(axis=2) / np.maximum(lengths, 1e-9)
    angles: Vectors = np.degrees(np.arccos(cosines.clip(-1.0, 1.0)))
    return angles


def _below(values: Vectors, limit: float, width: float) -> Vectors:
    """Logistic function: near 1 well below a limit, one half at it, near 0 well above it; cannot overflow."""
    result: Vectors = 0.5 * (1 + np.tanh((limit - values) / (2 * width)))
    return result
