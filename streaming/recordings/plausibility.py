"""Plausibility checks of recordings: mirroring, axes, units and frame rate.

The checks use properties of people: feet point to the front given by hips and spine; heads are above feet;
bone lengths add up to a plausible height. The limits were chosen on about 3000 real recordings of Kinect v1
and v2 (NTU RGB+D, UT-Kinect, MSRC-12, Kinder-Gator, UTD-MHAD, Northwestern-UCLA): docs/recordings.md has the
detection rates on them and on deliberately corrupted copies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.handedness import are_mirrored
from streaming.skeleton.layouts import KINECT_V2

_Floats = npt.NDArray[np.float64]

# A person's height in metres, from a toddler's to beyond the tallest.
_HEIGHTS_M = (0.8, 2.3)
# Height over the length of the chain head, spine, thigh, shank: the chain lacks the crown and the feet.
_HEIGHT_PER_CHAIN = 1.13
_UNITS = {"millimetres": 1e-3, "centimetres": 1e-2, "inches": 0.0254, "feet": 0.3048}
# The head this far below the ankles, in lengths of the chain. Somebody who lies has 0, who stands has 0.9.
_UPSIDE_DOWN = -0.3
# The head this far from the ankles along another axis, and never this far along y, in lengths of the chain:
# who lies there has mostly been standing before.
_ALONG_ANOTHER_AXIS, _NEVER_ALONG_Y = 0.75, 0.5
# Joints this near to each other are one point.
_ONE_POINT_M = 0.01
# A median interval this many times longer or shorter than the nominal rate's.
_OFF_RATE = 1.75


@dataclass(frozen=True, slots=True, eq=False)
class _Joints:
    """The joints of all bodies of a recording, (B, 3) metres each, NaN where a joint is not tracked."""

    positions: _Floats  # (B, 25, 3)

    def __getitem__(self, name: str) -> _Floats:
        return self.positions[:, KINECT_V2.index[name]]

    def length(self, *names: str) -> _Floats:
        """Return the length (B,) along a chain of joints, metres."""
        chain = np.stack([self[name] for name in names])
        metres: _Floats = np.linalg.norm(np.diff(chain, axis=0), axis=-1).sum(axis=0)
        return metres

    def sides(self, name: str) -> _Floats:
        """Return the middle (B, 3) of a left and a right joint."""
        return (self[f"{name}Left"] + self[f"{name}Right"]) / 2


def warnings(recording: Recording) -> list[str]:
    """Return warnings on a recording's geometry and timing, one sentence each."""
    found = _timing(recording)
    bodies = [body for frame in recording.frames for body in frame.bodies]
    if not bodies:
        return [*found, "Nobody is in it."]
    positions = np.stack([body.positions for body in bodies]).astype(np.float64)
    spread_m = np.ptp(positions, axis=1).max(axis=-1)
    if np.median(spread_m) < _ONE_POINT_M:
        return [*found, "All joints of a body lie at the same place: these are no skeletons."]
    if len(bodies) > 1 and not np.ptp(positions, axis=0).any():
        found.append("Nothing moves: all frames hold the same positions.")
    states = np.stack([body.states for body in bodies])
    positions[states == TrackingState.NOT_TRACKED] = np.nan
    joints = _Joints(positions)
    shanks = [joints.length(f"Hip{side}", f"Knee{side}", f"Ankle{side}") for side in ("Left", "Right")]
    chain_m = joints.length("Head", "Neck", "SpineShoulder", "SpineMid", "SpineBase") + sum(shanks) / 2
    return [*found, *_size(chain_m), *_posture(joints, chain_m), *_mirrored(joints)]


def _timing(recording: Recording) -> list[str]:
    """Check the frame rate."""
    if len(recording.frames) < 3:
        return []
    rate_hz = 1 / float(np.median(np.diff(recording.times_s)))
    if 1 / _OFF_RATE < rate_hz / recording.rate_hz < _OFF_RATE:
        return []
    return [
        f"Its frames come at {rate_hz:.3g} per second, not at the nominal {recording.rate_hz:.3g}: are the "
        "time stamps right?"
    ]


def _size(chain_m: _Floats) -> list[str]:
    """Check the unit."""
    height_m = _median(chain_m) * _HEIGHT_PER_CHAIN
    if np.isnan(height_m) or _HEIGHTS_M[0] <= height_m <= _HEIGHTS_M[1]:
        return []
    units = [unit for unit, m in _UNITS.items() if 1.2 <= height_m * m <= 2.1]
    guess = f"are they {' or '.join(units)}?" if units else "is the unit right?"
    return [f"By their bones people are {height_m:.3g} m tall: {guess}"]


def _posture(joints: _Joints, chain_m: _Floats) -> list[str]:
    """Check the axes y and z."""
    doubts = []
    with np.errstate(invalid="ignore", divide="ignore"):
        from_feet = (joints["Head"] - joints.sides("Ankle")) / chain_m[:, None]
    x, y, z = (_median(from_feet[:, axis]) for axis in range(3))
    never_up = _percentile(np.abs(from_feet[:, 1]), 95) < _NEVER_ALONG_Y
    if y < _UPSIDE_DOWN:
        doubts.append("Heads are below feet: does y point down?")
    elif max(abs(x), abs(z)) > _ALONG_ANOTHER_AXIS and never_up:
        doubts.append(
            f"People stand along {'x' if abs(x) > abs(z) else 'z'}, not along y: is another axis up?"
        )
    if _median(joints["SpineBase"][:, 2]) < 0:
        doubts.append("People are behind the sensor (z is negative): is z the distance from the sensor?")
    return doubts


def _mirrored(joints: _Joints) -> list[str]:
    """Check left and right."""
    if not are_mirrored(joints.positions):
        return []
    return [
        "Feet point backwards, and the left side is where the right one should be: is it mirrored, or "
        "are left and right swapped?"
    ]


def _median(values: _Floats) -> float:
    """Compute the median, ignoring NaN; NaN for all NaN."""
    return _percentile(values, 50)


def _percentile(values: _Floats, percent: float) -> float:
    """Compute a percentile, ignoring NaN; NaN for all NaN."""
    values = values[~np.isnan(values)]
    return float(np.percentile(values, percent)) if len(values) else float("nan")
