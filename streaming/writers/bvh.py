"""Writer of BVH, the skeletal animations that Blender and other programs of animation import.

The hierarchy is that of Kinect's 25 joints, in metres (Blender's own unit), in a T-pose; y is up and the
person faces +z if they faced the sensor. The root has a position, every joint rotations in the order z, x, y
in degrees. :mod:`streaming.writers.bvh_pose` finds them from the positions.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.printable import counted
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.atomic import replace_text
from streaming.writers.bvh_pose import CHILDREN, ORDER, Pose, euler_zxy_deg, find_pose
from streaming.writers.steady import SteadyTrack, steady_track

_ROTATIONS = "Zrotation Xrotation Yrotation"
_MM_PER_M = 1000.0
# The last bone of a limb, beyond its last joint, has this part of the length of the bone before.
_END = 0.3


def write_bvh(recording: Recording, path: Path, *, overwrite: bool = True) -> tuple[str, ...]:
    """Write the person who is longest in view as BVH, atomically.

    Args:
        recording: what to write.
        path: output file.
        overwrite: whether an existing file is replaced.

    Returns:
        Notes on lost data, one sentence each, with the error of the joints' positions.

    Raises:
        WriteError: the file cannot be written, or exists already.
        RecordingError: there is nobody in the recording, or it is almost all gap.
    """
    track = steady_track(recording)
    pose = find_pose(_without_gaps(track))
    replace_text(path, _text(pose, track.rate_hz), overwrite=overwrite)
    return (*track.notes, *_notes(track, pose))


def _without_gaps(track: SteadyTrack) -> npt.NDArray[np.float64]:
    """Return positions (F, 25, 3) in metres, the last pose held while the person is out of view."""
    seen = np.flatnonzero(track.in_view)
    held = np.searchsorted(seen, np.arange(len(track.positions)), side="right") - 1
    return track.positions[seen[np.maximum(held, 0)]].astype(np.float64)


def _notes(track: SteadyTrack, pose: Pose) -> list[str]:
    """Return what the format does not keep, in figures."""
    in_view = track.in_view
    errors_mm = pose.errors[in_view] * _MM_PER_M
    notes = [
        "Bones have one length each, their median: joints come back within "
        f"{errors_mm.mean():.1f} mm on average, {np.percentile(errors_mm, 95):.1f} mm in 95 % of the "
        f"cases and {errors_mm.max():.1f} mm at most."
    ]
    guessed = (track.states[in_view] == TrackingState.NOT_TRACKED).mean()
    guesses = f"; {guessed:.1%} of the joints were not tracked and are guesses" if guessed else ""
    notes.append(f"Tracking states are not kept: the format has none{guesses}.")
    if not in_view.all():
        notes.append(
            f"The person is missing in {(~in_view).sum()} of {counted(len(in_view), 'frame')}: "
            "the pose is held there."
        )
    return notes


def _text(pose: Pose, rate_hz: float) -> Iterator[str]:
    """Yield the file's text, line by line."""
    yield "HIERARCHY\n"
    joints: list[int] = []
    yield from _joint(ORDER[0], pose.offsets, 0, joints)
    yield f"MOTION\nFrames: {len(pose.root)}\nFrame Time: {1 / rate_hz:.9f}\n"
    # Without steps of a whole turn, over which a program would interpolate.
    angles = np.unwrap(euler_zxy_deg(pose.rotations[:, joints]), period=360.0, axis=0)
    for root, turns in zip(pose.root.tolist(), angles.reshape(len(angles), -1).tolist(), strict=True):
        yield " ".join([*(f"{value:.6f}" for value in root), *(f"{value:.5f}" for value in turns)]) + "\n"


def _joint(joint: int, offsets: npt.NDArray[np.float64], depth: int, joints: list[int]) -> Iterator[str]:
    """Yield the lines of a joint and all below it, and append them to ``joints`` in their order."""
    joints.append(joint)
    indent = "\t" * depth
    x, y, z = offsets[joint]
    yield f"{indent}{'JOINT' if depth else 'ROOT'} {KINECT_V2.joints[joint]}\n{indent}{{\n"
    yield f"{indent}\tOFFSET {x:.6f} {y:.6f} {z:.6f}\n"
    channels = f"3 {_ROTATIONS}" if depth else f"6 Xposition Yposition Zposition {_ROTATIONS}"
    yield f"{indent}\tCHANNELS {channels}\n"
    for child in CHILDREN[joint]:
        yield from _joint(child, offsets, depth + 1, joints)
    if not CHILDREN[joint]:
        x, y, z = _END * offsets[joint]
        yield f"{indent}\tEnd Site\n{indent}\t{{\n{indent}\t\tOFFSET {x:.6f} {y:.6f} {z:.6f}\n{indent}\t}}\n"
    yield f"{indent}}}\n"
