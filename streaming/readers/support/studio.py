"""Conversion of motion capture to the viewpoint of a virtual depth sensor."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from streaming.skeleton.layouts import KINECT_V2

# Where the sensor is put: metres above the floor, from the first SpineBase, and at least from any joint.
_SENSOR_HEIGHT_M, _DISTANCE_M, _NEAREST_M = 1.0, 3.0, 0.8
# A hip line steeper than this does not tell where somebody faces: its horizontal part, in its own lengths.
_LEAST_HORIZONTAL = 0.5


def before_the_sensor(
    room: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], str]:
    """Transform a recording from room axes to Kinect camera space.

    Args:
        room: (F, 25, 3) metres, y up from the floor, right-handed.

    Returns:
        (F, 25, 3) metres, Kinect camera space, and a note on the transform.
    """
    v2 = KINECT_V2.index
    usable = np.isfinite(room).all(axis=(1, 2))
    if not usable.any():
        return room, "Not moved: no frame has all joints."
    joints = room[usable]
    across = joints[:, v2["HipRight"]] - joints[:, v2["HipLeft"]]
    horizontal = np.linalg.norm(across[:, [0, 2]], axis=1)
    tells = np.flatnonzero(horizontal > _LEAST_HORIZONTAL * np.linalg.norm(across, axis=1))
    x, z = (across[tells[0], 0], across[tells[0], 2]) / horizontal[tells[0]] if len(tells) else (1.0, 0.0)
    # A turn about y that brings the direction from left to right hip, (x, 0, z), to +x, the right-hand side
    # of somebody who faces the sensor.
    turn = np.array([[x, 0.0, z], [0.0, 1.0, 0.0], [-z, 0.0, x]])
    turned = room @ turn.T
    start = (joints[0] @ turn.T)[v2["SpineBase"]]
    nearest = (joints @ turn.T)[..., 2].min() - start[2]
    depth = max(_DISTANCE_M, _NEAREST_M - nearest)
    moved = turned + np.array([-start[0], -_SENSOR_HEIGHT_M, depth - start[2]])
    return moved, (
        f"No sensor was there: turned by {np.degrees(np.arctan2(z, x)):.0f} degrees so that the person faces "
        f"it at first, {depth:.1f} m away, {_SENSOR_HEIGHT_M:.0f} m below it the floor."
    )
