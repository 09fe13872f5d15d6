"""Perspective projection from room space to the screen: orbit, zoom and pan.

Room space is Kinect camera space without the sensor's tilt (see ``app.model.room``). It is seen from the
sensor, as a colour camera on it would see: x points to the sensor's left, so the screen's
x is its negative, and the left hand of a person who faces the sensor is at the right of the picture. It
is a photograph, not a mirror.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.floating]

# Far enough that a body 0.5 m deep is hardly distorted, near enough that the floor reads as a floor.
EYE_DISTANCE_M = 6.0
VISIBLE_HEIGHT_M = 2.4
"""Metres that fit into the height of the picture at zoom 1, at the distance of the body."""

_NEAREST_M = 0.5
_ZOOM_RANGE = (0.3, 6.0)
_STEEPEST = math.pi / 2


@dataclass(frozen=True, slots=True)
class View:
    """Viewpoint of a scene.

    Attributes:
        yaw: turn of the scene about the upright axis, radians; above 0 the near side moves to the right.
        pitch: tilt, radians in -pi/2..pi/2; above 0 one looks down on the scene.
        zoom: enlargement, 1 shows ``VISIBLE_HEIGHT_M``.
        pan: shift of the picture to the right and down, in shares of its height.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    zoom: float = 1.0
    pan: tuple[float, float] = (0.0, 0.0)

    def turned(self, yaw: float, pitch: float) -> View:
        """Turn further, by angles in radians; never over the top."""
        tilt = min(max(self.pitch + pitch, -_STEEPEST), _STEEPEST)
        return replace(self, yaw=math.remainder(self.yaw + yaw, math.tau), pitch=tilt)

    def zoomed(self, factor: float) -> View:
        """Enlarge further, within what is useful."""
        return replace(self, zoom=min(max(self.zoom * factor, _ZOOM_RANGE[0]), _ZOOM_RANGE[1]))

    def panned(self, right: float, down: float) -> View:
        """Shift further, in shares of the picture's height."""
        return replace(self, pan=(self.pan[0] + right, self.pan[1] + down))


HOME = View(yaw=math.radians(-12), pitch=math.radians(10))
FRONT = View()
SIDE = View(yaw=math.radians(90))
TOP = View(pitch=math.radians(90))


def rotation(view: View) -> npt.NDArray[np.float64]:
    """Return the (3, 3) rotation from room space to (right, up, towards the viewer).

    With no turn it is the half turn about the upright axis that brings (x, y, z) to (-x, y, -z).
    """
    cos_y, sin_y = math.cos(view.yaw), math.sin(view.yaw)
    cos_p, sin_p = math.cos(view.pitch), math.sin(view.pitch)
    to_viewer = np.diag([-1.0, 1.0, -1.0])
    yaw = np.array([[cos_y, 0, sin_y], [0, 1, 0], [-sin_y, 0, cos_y]])
    pitch = np.array([[1, 0, 0], [0, cos_p, -sin_p], [0, sin_p, cos_p]])
    return pitch @ yaw @ to_viewer


class Projection:
    """A view of a scene on a picture of a certain size."""

    def __init__(
        self,
        view: View,
        centre: Points,
        width: float,
        height: float,
        *,
        reach_m: float = 0.0,
        rise_m: float = 0.0,
        mirrored: bool = False,
    ) -> None:
        """Prepare.

        Args:
            view: from where.
            centre: (3,) metres, room space; what is turned about and shown in the middle.
            width: of the picture, in pixels.
            height: of the picture, in pixels.
            reach_m: so many metres to each side of the centre are to be in the picture.
            rise_m: so many metres above the centre are to be in the picture.
            mirrored: whether left and right are swapped, as in a mirror.
        """
        self._across = -1.0 if mirrored else 1.0
        self._rotation = rotation(view)
        self._centre = np.asarray(centre, dtype=np.float64)
        # A picture taller than wide would cut off outstretched arms: its width counts then.
        fitting = min(height, width * 1.15) / VISIBLE_HEIGHT_M
        if reach_m > 0:
            fitting = min(fitting, width / (2 * reach_m))
        if rise_m > 0:
            fitting = min(fitting, height / (2 * rise_m))
        self.scale = fitting * view.zoom
        """Pixels per metre at the distance of the centre."""
        self._middle = np.array([width / 2 + view.pan[0] * height, height / 2 + view.pan[1] * height])

    def turned(self, points: Points) -> npt.NDArray[np.float64]:
        """Return (..., 3) metres right of, above and in front of the centre, as the viewer sees them."""
        turned: npt.NDArray[np.float64] = (points - self._centre) @ self._rotation.T
        return turned

    def __call__(self, points: Points) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Project.

        Args:
            points: (..., 3) metres, room space.

        Returns:
            (..., 2) pixels from the upper left corner, and (...) nearness to the viewer in metres, above
            0 in front of the centre.
        """
        seen = self.turned(points)
        nearness = seen[..., 2]
        # What lies behind the viewer's eye is drawn as if just before it, not upside down.
        shrink = EYE_DISTANCE_M / np.maximum(EYE_DISTANCE_M - nearness, _NEAREST_M)
        flat = seen[..., :2] * shrink[..., None] * (self._across * self.scale, -self.scale)
        return self._middle + flat, nearness
