"""Recordings from arrays of joints."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.readers.support.unseen import place_unseen, seen_joints
from streaming.skeleton.frames import Body, Frame, Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V2

FORMAT = "array of joints"


def recording_of(
    joints: npt.ArrayLike,
    *,
    rate_hz: float = 30.0,
    times_s: npt.ArrayLike | None = None,
    states: npt.ArrayLike | None = None,
) -> Recording:
    """Make a recording of joints in Kinect camera space.

    That is metres, x to the sensor's left, y up, z away from it.

    Args:
        joints: (F, 25, 3) of one person, or (F, M, 25, 3) of several, in the order of Kinect v2
            (``streaming.KINECT_V2.joints``). Joints that are NaN or zero are not tracked; a person of whom
            all are is not in view.
        rate_hz: frames per second.
        times_s: (F) increasing time stamps, seconds; by default from ``rate_hz``.
        states: (F, 25) or (F, M, 25), 0 not tracked, 1 inferred, 2 tracked; by default tracked.

    Raises:
        RecordingError: a shape or a value does not fit.
    """
    positions = np.asarray(joints, dtype=np.float64)
    if positions.ndim == 3:
        positions = positions[:, np.newaxis]
    if positions.ndim != 4 or positions.shape[2:] != (KINECT_V2.size, 3) or not len(positions):
        raise RecordingError(
            f"an array of shape {np.shape(joints)}", expected="(F, 25, 3) or (F, M, 25, 3), F at least 1"
        )
    frames, people = positions.shape[:2]
    if not 0 < rate_hz < np.inf:
        raise RecordingError(f"{rate_hz} frames per second", expected="above 0")
    at_s = np.arange(frames) / rate_hz if times_s is None else np.asarray(times_s, dtype=np.float64)
    if at_s.shape != (frames,) or not np.isfinite(at_s).all() or (np.diff(at_s) <= 0).any():
        raise RecordingError("times that do not fit", expected=f"{frames} increasing seconds, one per frame")
    seen = seen_joints(positions)
    tracked = np.where(seen, _states(states, (frames, people)), np.uint8(TrackingState.NOT_TRACKED))
    last: dict[int, npt.NDArray[np.floating]] = {}
    made = []
    for index in range(frames):
        bodies = []
        for person in range(people):
            if not seen[index, person].any():
                last.pop(person, None)
                continue
            joint_m = np.where(seen[index, person][:, np.newaxis], positions[index, person], 0.0)
            joint_m = place_unseen(joint_m, seen[index, person], KINECT_V2, last.get(person))
            last[person] = joint_m
            bodies.append(Body(person + 1, joint_m.astype(np.float32), tracked[index, person]))
        made.append(Frame(index, float(at_s[index]), tuple(bodies)))
    return Recording(made, float(rate_hz), FORMAT)


def _states(states: npt.ArrayLike | None, shape: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """Return tracking states (F, M, 25)."""
    if states is None:
        return np.full((*shape, KINECT_V2.size), TrackingState.TRACKED, np.uint8)
    given = np.asarray(states)
    if given.ndim == 2:
        given = given[:, np.newaxis]
    if given.shape != (*shape, KINECT_V2.size) or not np.isin(given, (0, 1, 2)).all():
        raise RecordingError("states that do not fit", expected="0, 1 or 2 for each joint")
    return given.astype(np.uint8)
