"""Conversion from a file's unknown units and axes to Kinect camera space in metres.

Sensors other than Kinect have various axes and units, which programs may change; they are inferred from the
orientation of the skeletons. Kinect's own positions are not changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn, Protocol

import numpy as np
import numpy.typing as npt

from streaming.readers.support.joint_names import MEDIAPIPE_POSE, to_kinect_v2
from streaming.readers.support.person import likeness
from streaming.readers.support.studio import before_the_sensor
from streaming.readers.support.units import UNIT_WORDS, UNITS_M, unit_of
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.handedness import are_mirrored
from streaming.skeleton.layouts import KINECT_V1, KINECT_V2, JointLayout
from streaming.skeleton.packed_frames import PackedFrames

_Floats = npt.NDArray[np.float64]

# A body that reaches so far in its own unit cannot be of the unit before: nobody is 8 m, or 800 cm, tall.
_TALLEST = 8.0
# Nobody who would reach so few metres in centimetres is that small: they are inches.
_INCHES_AS = (0.01, 0.9)
_UNITS_BY_REACH = ((1.0, "metres"), (0.01, "centimetres"), (0.001, "millimetres"))
# Bodies of Kinect that are looked at for their unit.
_MOST_LOOKED_AT = 50
# MediaPipe's world landmarks have their origin between the hips: people are put this far away.
_AT_THE_ORIGIN_M, _DISTANCE_M = 0.1, 2.5
# A head this far from the feet along an axis tells which one is up; people in front of a sensor are at least
# so far away.
_UPRIGHT_M, _NEAREST_M = 0.5, 0.3
# Turns by which this axis, or its opposite, becomes y. None of them mirrors.
_TURNS: dict[tuple[int, bool], list[list[float]]] = {
    (0, True): [[0, -1, 0], [1, 0, 0], [0, 0, 1]],
    (0, False): [[0, 1, 0], [-1, 0, 0], [0, 0, 1]],
    (1, False): [[-1, 0, 0], [0, -1, 0], [0, 0, 1]],
    (2, True): [[1, 0, 0], [0, 0, 1], [0, -1, 0]],
    (2, False): [[1, 0, 0], [0, 0, -1], [0, 1, 0]],
}


class Lines(Protocol):
    """Error reporter with the current place."""

    def fail(self, found: str, expected: str | None = None, remedy: str | None = None) -> NoReturn:
        """Raise a RecordingError."""


class SensorSpace:
    """Converter of a file's skeletons to Kinect camera space."""

    def __init__(self, layout: JointLayout, unit_m: float | None = None) -> None:
        """Start without skeletons.

        Args:
            layout: the file's joint layout.
            unit_m: its unit in metres; None to infer it.
        """
        self.layout = layout
        self._is_kinect = layout in (KINECT_V1, KINECT_V2)
        self._unit_m = unit_m
        self._is_room = self._is_kinect and unit_m is not None
        self._away = np.zeros(3)
        self._notes: list[str] = []
        self._looked_at = 0

    def body(
        self, positions: _Floats, states: npt.NDArray[np.uint8], lines: Lines
    ) -> tuple[_Floats, npt.NDArray[np.uint8]]:
        """Convert one skeleton.

        Args:
            positions: (J, 3) in the file's unit and axes; NaN where unknown.
            states: (J,) tracking states.
            lines: error reporter.

        Returns:
            positions (25, 3) in metres, in Kinect's axes as inferred so far, and states (25,).
        """
        if self._unit_m is None and self._is_kinect:
            self._look_at_kinects(positions, states)
        elif self._unit_m is None:
            if not np.isfinite(positions).any():
                return np.full((KINECT_V2.size, 3), np.nan), np.zeros(KINECT_V2.size, np.uint8)
            self._look_at(positions, lines)
        mapped, states = to_kinect_v2(positions * (self._unit_m or 1.0), states, self.layout)
        return mapped + self._away if self._away.any() else mapped, states

    def settled(self, recording: Recording) -> Recording:
        """Rotate a recording upright and to a sensor's viewpoint, in place, with a note."""
        frames = recording.frames
        if isinstance(frames, PackedFrames) and len(frames.positions):
            self._settle(frames)
        return replace(recording, notes=(*recording.notes, *self._notes))

    def _settle(self, frames: PackedFrames) -> None:
        """Do it."""
        positions = frames.positions.astype(np.float64)
        positions[frames.states == TrackingState.NOT_TRACKED] = np.nan
        turn = _upright(positions)
        if turn is not None and self._is_kinect and not self._is_room and not _cannot_be_kinects(positions):
            turn = None
        if turn is not None:
            self._change(frames, positions, turn)
            self._notes.append("Another axis than y was up: people were turned upright.")
        foreign = self._is_room or not self._is_kinect or turn is not None
        if foreign and are_mirrored(positions, of_sensor=turn is None or turn[1][1] != 0):
            self._change(frames, positions, np.diag([-1.0, 1.0, 1.0]))
            self._notes.append("By their feet people were mirrored: x was turned round.")
        base_m = positions[:, KINECT_V2.index["SpineBase"], 2]
        base_m = base_m[np.isfinite(base_m)]
        if turn is not None or (foreign and len(base_m) and np.median(base_m) < _NEAREST_M):
            moved, placed = before_the_sensor(frames.positions.astype(np.float64))
            frames.positions[:] = moved
            self._notes.append(placed)

    def _look_at_kinects(self, positions: _Floats, states: npt.NDArray[np.uint8]) -> None:
        """Infer the unit of Kinect's joints: metres, unless a body is a person's in another one alone."""
        self._looked_at += 1
        found = likeness(to_kinect_v2(positions, states, self.layout)[0][None])
        unit = unit_of(found.height) if found.fits else None
        if unit is not None:
            self._unit_m = UNITS_M[unit]
            if unit != "m":
                self._notes.append(f"Positions were taken as {UNIT_WORDS[unit]}, by the length of the bones.")
        elif self._looked_at == _MOST_LOOKED_AT:
            self._unit_m = 1.0

    def _look_at(self, positions: _Floats, lines: Lines) -> None:
        """Infer unit and origin from the first body."""
        reach = float(np.nanmax(np.nanmax(positions, axis=0) - np.nanmin(positions, axis=0)))
        steps = [unit for unit in _UNITS_BY_REACH if reach * unit[0] <= _TALLEST]
        self._unit_m, name = steps[0] if steps else _UNITS_BY_REACH[-1]
        if self._unit_m == _INCHES_AS[0] and reach * _INCHES_AS[0] < _INCHES_AS[1]:
            self._unit_m, name = UNITS_M["in"], "inches"
        self._notes.append(f"Positions were taken as {name}, by how far a body reaches.")
        if self.layout is not MEDIAPIPE_POSE:
            return
        hips = [MEDIAPIPE_POSE.index[f"Hip{side}"] for side in ("Left", "Right")]
        middle_m = positions[hips].mean(axis=0) * self._unit_m
        if np.abs(middle_m).max() < _AT_THE_ORIGIN_M:
            self._away = np.array([0.0, 0.0, _DISTANCE_M])
            self._notes.append(
                f"Landmarks have their origin between the hips: people were put {_DISTANCE_M} m away, and do "
                "not move about."
            )
        elif self._unit_m == 1.0 and (positions[:, :2] > -0.5).all() and (positions[:, :2] < 1.5).all():
            lines.fail(
                "landmarks of an image, from 0 to 1",
                "world landmarks, in metres",
                "They have no depth to tell actions by: export pose_world_landmarks.",
            )

    def _change(self, frames: PackedFrames, positions: _Floats, turn: _Floats) -> None:
        """Apply a matrix to all stored positions."""
        frames.positions[:] = frames.positions @ turn.T.astype(np.float32)
        positions[:] = positions @ turn.T


def _cannot_be_kinects(positions: _Floats) -> bool:
    """Whether joints (B, 25, 3) are not where Kinect sees them: heads below feet, or feet at the sensor."""
    v2 = KINECT_V2.index
    feet = (positions[:, v2["AnkleLeft"]] + positions[:, v2["AnkleRight"]]) / 2
    both = np.isfinite(feet).all(axis=1) & np.isfinite(positions[:, v2["Head"]]).all(axis=1)
    if not both.any():
        return False
    up = np.median((positions[:, v2["Head"]] - feet)[both], axis=0)
    elsewhere = up[1] < -_UPRIGHT_M or np.median(feet[both, 2]) < _NEAREST_M
    return bool(elsewhere and likeness(positions).fits)


def _upright(positions: _Floats) -> _Floats | None:
    """Return the rotation that puts heads above feet; None if not needed or undetermined.

    Args:
        positions: (B, 25, 3) metres; NaN where a joint is not tracked.
    """
    ankles = (positions[:, KINECT_V2.index["AnkleLeft"]] + positions[:, KINECT_V2.index["AnkleRight"]]) / 2
    from_feet = positions[:, KINECT_V2.index["Head"]] - ankles
    from_feet = from_feet[np.isfinite(from_feet).all(axis=1)]
    if not len(from_feet):
        return None
    up = np.median(from_feet, axis=0)
    axis = int(np.abs(up).argmax())
    turn = _TURNS.get((axis, bool(up[axis] > 0)))
    return None if turn is None or abs(up[axis]) < _UPRIGHT_M else np.array(turn, dtype=np.float64)
