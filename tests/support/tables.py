"""Tables of joints as other programs write them: the bundled squat in any joint order, and any dialect."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.readers import ntu
from streaming.readers.support.joint_names import MEDIAPIPE_POSE
from streaming.readers.tables.orders import JointOrder
from streaming.skeleton.layouts import AZURE_KINECT, KINECT_V2

SQUAT = Path(__file__).resolve().parents[2] / "samples" / "squat.skeleton"
_Floats = npt.NDArray[np.float64]
_OF_HEAD = {
    "Nose": (0, 0.0, -0.1),
    **{
        f"Eye{part}{side}": (x, 0.03, -0.08)
        for part in ("", "Inner", "Outer")
        for side, x in (("Left", -0.03), ("Right", 0.03))
    },
    **{"EarLeft": (-0.07, 0.0, 0.0), "EarRight": (0.07, 0.0, 0.0), "HeadTop": (0.0, 0.1, 0.0)},
    **{"MouthLeft": (-0.02, -0.05, -0.08), "MouthRight": (0.02, -0.05, -0.08)},
}
_SAME = {
    **{"Pelvis": "SpineBase", "SpineNavel": "SpineMid", "HipCenter": "SpineBase", "Spine": "SpineMid"},
    **{"ShoulderCenter": "SpineShoulder", "MidShoulders": "SpineShoulder"},
}


@cache
def squat(frames: int = 24) -> _Floats:
    """(F, 25, 3) metres, Kinect camera space: somebody who squats, from the bundled sample."""
    found = ntu.read(SQUAT).frames
    every = [found[i] for i in np.linspace(0, len(found) - 1, frames).astype(int)]
    return np.stack([frame.bodies[0].positions for frame in every]).astype(np.float64)


def point(joints: _Floats, name: str) -> _Floats:
    """(F, 3) a point of any sensor or pose model, roughly where it is on the people of ``joints``."""
    name = _SAME.get(name, name)
    at = {joint: joints[:, i] for joint, i in KINECT_V2.index.items()}
    side = next((side for side in ("Left", "Right") if name.endswith(side)), "")
    if name in at:
        return at[name]
    if name in _OF_HEAD:
        return at["Head"] + _OF_HEAD[name]
    if name in ("SpineChest", "Chest"):
        return at["SpineMid"] + 0.6 * (at["SpineShoulder"] - at["SpineMid"])
    part = name.removesuffix(side)
    if part == "Clavicle":
        return at["SpineShoulder"] + 0.2 * (at[f"Shoulder{side}"] - at["SpineShoulder"])
    if part == "Heel":
        return at[f"Ankle{side}"] + 0.3 * (at[f"Ankle{side}"] - at[f"Foot{side}"])
    of = {"BigToe": "Foot", "SmallToe": "Foot", "FootIndex": "Foot", "Pinky": "Hand", "Index": "HandTip"}
    return at[f"{of[part]}{side}"]


def in_order(joints: _Floats, order: JointOrder) -> _Floats:
    """(F, J, 3) the same people in a joint order."""
    names = {"azure-kinect": AZURE_KINECT.joints, "mediapipe": MEDIAPIPE_POSE.joints}.get(
        order.name, order.points
    )
    return np.stack([point(joints, name) if name else point(joints, "SpineMid") for name in names], axis=1)


def table(
    rows: Sequence[Sequence[object]] | _Floats,
    *,
    separator: str = ",",
    decimal_comma: bool = False,
    mark: bool = False,
    line_end: str = "\n",
    head: Sequence[str] = (),
    end: str = "",
) -> bytes:
    """The text of rows in a dialect: separator, decimal comma, byte order mark, line ends, lines before."""

    def cell(value: object) -> str:
        text = f"{value:.6f}" if isinstance(value, float) else str(value)
        return text.replace(".", ",") if decimal_comma else text

    lines = [*head, *(separator.join(map(cell, row)) + end for row in rows)]
    text = line_end.join(lines) + line_end
    return b"\xef\xbb\xbf" * mark + text.encode()
