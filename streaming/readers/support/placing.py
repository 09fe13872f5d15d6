"""Unit, upright axis, handedness and viewpoint of a table's skeletons, where nothing says them.

A person's bones tell the unit; the direction from feet to head tells what is up; the feet, which point to the
front, tell a mirrored one. Every inference but Kinect's own convention is reported in a note.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from streaming.readers.support.person import likeness
from streaming.readers.support.studio import before_the_sensor
from streaming.readers.support.units import unit_of
from streaming.skeleton.handedness import are_mirrored
from streaming.skeleton.layouts import KINECT_V2

_Floats = npt.NDArray[np.float64]

# A head this far from the feet along an axis tells which one is up: a person stands.
_UPRIGHT_M, _NEAREST_M = 0.5, 0.3
# Skeletons whose base never leaves the origin have no place: they are put this far away.
_AT_THE_ORIGIN_M, _DISTANCE_M = 0.1, 2.5
_FEET = [KINECT_V2.index[f"{name}{side}"] for name in ("Foot", "Ankle") for side in ("Left", "Right")]
# Turns by which an axis becomes y; none of them mirrors.
_TURNS: dict[str, list[list[float]]] = {
    "x": [[0, -1, 0], [1, 0, 0], [0, 0, 1]],
    "-x": [[0, 1, 0], [-1, 0, 0], [0, 0, 1]],
    "y": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "-y": [[-1, 0, 0], [0, -1, 0], [0, 0, 1]],
    "z": [[1, 0, 0], [0, 0, 1], [0, -1, 0]],
    "-z": [[1, 0, 0], [0, 0, -1], [0, 1, 0]],
}


def measured_unit(joints: _Floats) -> str | None:
    """Return the unit of joints (B, 25, 3) by the bodies' height; None if none fits."""
    return unit_of(likeness(joints).height)


def up_axis(joints_m: _Floats) -> str | None:
    """Return the axis from feet to head of joints (B, 25, 3), metres; None if nobody stands."""
    ankles = (joints_m[:, KINECT_V2.index["AnkleLeft"]] + joints_m[:, KINECT_V2.index["AnkleRight"]]) / 2
    from_feet = joints_m[:, KINECT_V2.index["Head"]] - ankles
    from_feet = from_feet[np.isfinite(from_feet).all(axis=1)]
    if not len(from_feet):
        return None
    up = np.median(from_feet, axis=0)
    axis = int(np.abs(up).argmax())
    if abs(up[axis]) < _UPRIGHT_M:
        return None
    return f"{'-' if up[axis] < 0 else ''}{'xyz'[axis]}"


def placed(
    joints_m: _Floats,
    seen: npt.NDArray[np.bool_],
    up: str | None = None,
    mirrored: bool | None = None,
    *,
    room: bool = False,
) -> tuple[_Floats, list[str]]:
    """Turn skeletons upright and before the sensor.

    Args:
        joints_m: (B, 25, 3) metres, NaN where unknown.
        seen: (B, 25) where a joint was measured, and not derived.
        up: axis that points up; None to infer it.
        mirrored: whether they are mirrored; None to infer it.
        room: whether no sensor was there, so that people face anywhere.

    Returns:
        The joints in Kinect camera space, and notes.
    """
    notes: list[str] = []
    axis = up or up_axis(joints_m)
    if axis is None:
        notes.append("Nobody stands in it: y is taken as the axis that points up.")
        axis = "y"
    elif up is None and axis != "y":
        notes.append(f"People stand along {axis}: they were turned upright, so that y points up.")
    joints_m = joints_m @ np.array(_TURNS[axis]).T
    depth_m = joints_m[:, KINECT_V2.index["SpineBase"], 2]
    depth_m = depth_m[np.isfinite(depth_m)]
    in_front = bool(len(depth_m)) and float(np.median(depth_m)) >= _NEAREST_M
    if mirrored is None:
        judged = joints_m.copy()
        judged[:, _FEET] = np.where(
            seen[:, _FEET, None], joints_m[:, _FEET], np.nan
        )  # derived ones tell nothing
        mirrored = are_mirrored(judged, of_sensor=not room and axis in ("y", "-y") and in_front)
        if mirrored:
            notes.append("By their feet people were mirrored: x was turned round.")
        elif axis != "y" and not _feet(judged):
            notes.append("Nothing shows whether left and right are exchanged: they are as the file has them.")
    if mirrored:
        joints_m = joints_m * (-1.0, 1.0, 1.0)
    base_m = joints_m[:, KINECT_V2.index["SpineBase"]]
    if not room and axis in ("y", "-y") and np.nanmax(np.abs(base_m), initial=0.0) < _AT_THE_ORIGIN_M:
        joints_m = joints_m + np.array([0.0, 0.0, _DISTANCE_M])
        notes.append(
            f"The origin is between the hips: people were put {_DISTANCE_M} m away, and do not move about."
        )
    elif room or axis not in ("y", "-y") or not in_front:
        joints_m, of_place = before_the_sensor(joints_m)
        notes.append(of_place)
    return joints_m, notes


def _feet(joints: _Floats) -> bool:
    """Whether there are feet to tell the front by."""
    return bool(np.isfinite(joints[:, _FEET]).all(axis=(1, 2)).any())
