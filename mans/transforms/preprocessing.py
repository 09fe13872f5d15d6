"""Preprocessing from Kinect camera space to the network's input: joints in the body frame.

The origin is the middle of the hips at the window's start (as in the paper). The axes are right-handed:
x along the hips to the person's right, y up, z = x cross y to the person's back. For an upright person who
faces the sensor, the left side is at negative x, the sensor at negative z.

The published program uses a principal component for the spine and fixes the sign of each axis separately, so
that noisy feet can mirror a person. Here the signs follow from the joint names, and each axis is a mean over
the first part of the window, most of which successive windows share, so the body frame neither mirrors nor
flips.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from mans.transforms.bone_lengths import to_standard_bones
from streaming.errors import SettingsError
from streaming.skeleton.layouts import KINECT_V2, V1_IN_V2
from streaming.typed_json import shown

_SPINE_BASE, _SPINE_SHOULDER = KINECT_V2.index["SpineBase"], KINECT_V2.index["SpineShoulder"]
_HIP_LEFT, _HIP_RIGHT = KINECT_V2.index["HipLeft"], KINECT_V2.index["HipRight"]
_SHOULDER_LEFT, _SHOULDER_RIGHT = KINECT_V2.index["ShoulderLeft"], KINECT_V2.index["ShoulderRight"]
_SENSOR_UP = np.array([0.0, 1.0, 0.0])
# Hips closer together than this, in metres, once the vertical part is taken off, give no direction.
_MIN_HIP_WIDTH = 0.02

COMMON_JOINTS = (
    *("Head", "ShoulderLeft", "ElbowLeft", "WristLeft", "ShoulderRight", "ElbowRight", "WristRight"),
    *("HipLeft", "KneeLeft", "AnkleLeft", "HipRight", "KneeRight", "AnkleRight"),
)
"""The joints on which all sensors and pose models agree; no spine, hands or feet."""

V1_JOINTS = tuple(KINECT_V2.joints[i] for i in sorted(V1_IN_V2))
"""The joints that Kinect v1 measures too, in Kinect v2 order."""

Torso = Literal["spine", "shoulders"]
"""Definition of the torso; see :class:`PreprocessingSettings`."""


@dataclass(frozen=True, slots=True)
class PreprocessingSettings:
    """Settings of the preprocessing.

    Attributes:
        joints: names of the Kinect v2 joints the network reads, J of them: N = M * J columns.
        vertical: source of the vertical: ``spine`` (SpineBase to SpineShoulder) or ``sensor`` (the camera's
            own y axis, correct for a level sensor, and stable while a person bends).
        lead: share of the window, from its start, over which origin and axes are averaged; 0 uses only the
            first frame, as in the paper.
        torso_m: length in metres to which the torso is scaled, for invariance to body size; 0 keeps the size.
        torso: definition of the torso: ``spine`` (SpineBase to SpineShoulder, its mean length) or
            ``shoulders`` (the middle of the hips to the middle of the shoulders, nearly its greatest length).
            Sensors agree on hips and shoulders, but not on the ends of the spine; and a person bending
            towards a monocular camera does not shrink.
        bones: ``own`` lengths, or ``standard`` ones, which removes differences between sensors
            (``mans.transforms.bone_lengths``).
    """

    joints: tuple[str, ...] = KINECT_V2.joints
    vertical: Literal["spine", "sensor"] = "spine"
    lead: float = 0.2
    torso_m: float = 0.5
    torso: Torso = "spine"
    bones: Literal["own", "standard"] = "own"

    def __post_init__(self) -> None:
        """Validate joints and numbers.

        Raises:
            SettingsError: a joint is unknown, or a number is out of range.
        """
        unknown = [name for name in self.joints if name not in KINECT_V2.index]
        if unknown or not self.joints:
            raise SettingsError(
                f"joints {shown(unknown)}", expected=f"names out of {', '.join(KINECT_V2.joints)}"
            )
        if self.vertical not in ("spine", "sensor"):
            raise SettingsError(f"vertical {shown(self.vertical)}", expected="spine or sensor")
        if self.torso not in ("spine", "shoulders"):
            raise SettingsError(f"torso {shown(self.torso)}", expected="spine or shoulders")
        if self.bones not in ("own", "standard") or (self.bones == "standard" and self.torso_m == 0):
            raise SettingsError(
                f"bones {shown(self.bones)} with torso_m {self.torso_m}",
                expected="own, or standard for a torso_m",
            )
        if not 0 <= self.lead <= 1 or not 0 <= self.torso_m < np.inf:
            raise SettingsError(
                f"lead {self.lead} and torso_m {self.torso_m}",
                expected="a share of 0 to 1, and metres, 0 for the size as it is",
            )


ANY_SENSOR = PreprocessingSettings(COMMON_JOINTS, "sensor", torso="shoulders", bones="standard")
"""Preprocessing that removes differences between sensors."""


def body_axes(
    spine: npt.NDArray[np.float64], hips: npt.NDArray[np.float64], up: npt.NDArray[np.float64] | None = None
) -> npt.NDArray[np.float64]:
    """Build a right-handed rotation into the body frame.

    Args:
        spine: (3,) vector from SpineBase to SpineShoulder, metres.
        hips: (3,) vector from HipLeft to HipRight, metres.
        up: (3,) the vertical to use in place of the spine, unit length.

    Returns:
        (3, 3) proper rotation (determinant +1), rows x, y, z: ``axes @ vector`` is in the body frame. If the
        joints give no direction (coincident hips, zero length), the camera's own is kept.
    """
    y = spine if up is None else up
    length = float(np.linalg.norm(y))
    y = y / length if length > 1e-6 else _SENSOR_UP
    x = hips - (hips @ y) * y  # the hip line's part across the vertical
    if float(np.linalg.norm(x)) < _MIN_HIP_WIDTH:
        fallback = np.array([1.0, 0.0, 0.0]) if abs(y[0]) < 0.9 else np.array([0.0, 0.0, 1.0])
        x = fallback - (fallback @ y) * y
    x = x / np.linalg.norm(x)
    return np.stack([x, y, np.cross(x, y)])


def to_body_frame(
    positions: npt.NDArray[np.float32], settings: PreprocessingSettings
) -> npt.NDArray[np.float32]:
    """Transform windows of one or more bodies to the first body's frame.

    Args:
        positions: (T, M, 25, 3) metres, Kinect camera space; NaN for an absent body.
        settings: vertical, lead, size and bones; joints are selected later.

    Returns:
        (T, M, 25, 3) float32, metres in the body frame; zero for an absent body.
    """
    first = positions[:, 0].astype(np.float64)  # (T, 25, 3)
    lead = first[: max(1, round(settings.lead * len(first)))]
    spine = (lead[:, _SPINE_SHOULDER] - lead[:, _SPINE_BASE]).mean(axis=0)
    hips = (lead[:, _HIP_RIGHT] - lead[:, _HIP_LEFT]).mean(axis=0)
    axes = body_axes(spine, hips, _SENSOR_UP if settings.vertical == "sensor" else None)
    if settings.torso_m > 0:
        axes = axes * (settings.torso_m / max(torso_length(first, settings.torso), 0.05))
    origin = (lead[:, _HIP_LEFT] + lead[:, _HIP_RIGHT]).mean(axis=0) / 2
    moved = (positions - origin.astype(np.float32)) @ axes.T.astype(np.float32)
    if settings.bones == "standard":
        moved = to_standard_bones(moved, settings.torso_m)
    return np.where(np.isnan(moved), np.float32(0.0), moved)


def torso_length(body: npt.NDArray[np.float64], torso: Torso) -> float:
    """Compute the torso length in metres of one body over a window (T, 25, 3)."""
    if torso == "spine":
        return float(np.linalg.norm(body[:, _SPINE_SHOULDER] - body[:, _SPINE_BASE], axis=1).mean())
    hips, shoulders = body[:, [_HIP_LEFT, _HIP_RIGHT]], body[:, [_SHOULDER_LEFT, _SHOULDER_RIGHT]]
    lengths = np.linalg.norm(shoulders.mean(axis=1) - hips.mean(axis=1), axis=1)
    return float(np.quantile(lengths, 0.9))


def to_columns(body: npt.NDArray[np.float32], settings: PreprocessingSettings) -> npt.NDArray[np.float32]:
    """Select the joints and concatenate bodies: (T, M, 25, 3) to (T, N, 3) with N = M * J."""
    chosen = body[:, :, [KINECT_V2.index[name] for name in settings.joints]]
    return np.ascontiguousarray(chosen.reshape(len(body), -1, 3))


def preprocess(
    positions: npt.NDArray[np.float32], settings: PreprocessingSettings
) -> npt.NDArray[np.float32]:
    """Convert a window (T, M, 25, 3), Kinect camera space, to the network's input O (T, N, 3)."""
    return to_columns(to_body_frame(positions, settings), settings)
