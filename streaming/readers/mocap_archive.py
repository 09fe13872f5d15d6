"""NumPy archive of motion-capture clips: int16 millimetres at 30 Hz, 21 joints, y up.

``joint_names`` names the joints, every other array is a clip: (T, 21, 3) positions (CMU), or (21, 3, T)
differences along time, which compress better (Bandai-Namco). The axes are right-handed; the heading is
arbitrary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.printable import counted
from streaming.readers.support.archive import Archive
from streaming.readers.support.collect import FrameCollector
from streaming.readers.support.studio import before_the_sensor
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V1, kinect_v1_to_v2

FORMAT = "motion capture archive"
RATE_HZ = 30.0
NAMES = "joint_names"
_MM_PER_M = 1000.0
_IDENTITY = 1
_SIDES = (("Left", "l", "L"), ("Right", "r", "R"))
CMU: dict[str, str] = {
    **{"HipCenter": "pelvis", "Spine": "chest", "Head": "head"},
    **{
        kinect + side: f"{letter}_{name}"
        for side, letter, _ in _SIDES
        for kinect, name in (
            *(("Shoulder", "shoulder"), ("Elbow", "elbow"), ("Wrist", "wrist"), ("Hand", "hand")),
            *(("Hip", "hip"), ("Knee", "knee"), ("Ankle", "ankle"), ("Foot", "toe")),
        )
    },
}
"""Kinect v1's joints to those of the CMU archive."""
BANDAI_NAMCO: dict[str, str] = {
    **{"HipCenter": "Hips", "Spine": "Chest", "Head": "Head"},
    **{
        kinect + side: f"{name}_{letter}"
        for side, _, letter in _SIDES
        for kinect, name in (
            *(("Shoulder", "UpperArm"), ("Elbow", "LowerArm"), ("Wrist", "Hand"), ("Hand", "Hand")),
            *(("Hip", "UpperLeg"), ("Knee", "LowerLeg"), ("Ankle", "Foot"), ("Foot", "Toes")),
        )
    },
}
"""Kinect v1's joints to those of the Bandai-Namco archive, whose hands end at the wrist."""
# How far above the joint that the head turns about its middle is, in lengths of the neck below it; and the
# length of a hand from the wrist, in lengths of the forearm: medians of Kinect v1's people.
_HEAD_ABOVE, _HAND_BEYOND = 0.6, 0.35


def clip_names(path: Path) -> tuple[str, ...]:
    """Return the names of an archive's clips, in its order.

    Raises:
        RecordingError: it is not an archive of clips.
    """
    with Archive(path) as archive:
        return tuple(name for name in archive.names if name not in (NAMES, "parents"))


def read_clip(path: Path, name: str, joints: Mapping[str, str], *, differences: bool) -> Recording:
    """Read one clip of an archive.

    ShoulderCenter is the middle of the shoulders; it and the joints missing in Kinect v1 are derived and
    marked inferred. The clip is rotated and translated to the viewpoint of a virtual sensor, see
    :func:`streaming.readers.support.studio.before_the_sensor`.

    Args:
        path: the archive.
        name: name of the clip.
        joints: Kinect v1 joint names to the archive's.
        differences: whether the archive has (J, 3, T) differences instead of (T, J, 3) positions.

    Raises:
        RecordingError: the clip does not exist, or the archive is damaged or has another layout.
    """
    with Archive(path) as archive:
        own = [str(joint) for joint in archive.array(NAMES)]
        stored = archive.array(name)
    wanted = {*joints.values(), _neck(own)}
    if differences and stored.ndim == 3:
        stored = np.cumsum(stored.astype(np.int64), axis=2).transpose(2, 0, 1)
    if stored.ndim != 3 or stored.shape[1:] != (len(own), 3) or not len(stored) or not wanted <= set(own):
        raise RecordingError(
            f"an array of {' x '.join(map(str, stored.shape))} for {counted(len(own), 'joint')}",
            path=path,
            place=name,
            expected=f"frames of x y z of {', '.join(sorted(wanted))}",
            remedy="Copy or download it again.",
        )
    room, states = _to_v2(stored / _MM_PER_M, own, joints)
    positions, placed = before_the_sensor(room)
    collector = FrameCollector(path)
    for number, body in enumerate(positions):
        collector.frame(number, number)
        collector.body(_IDENTITY, body, states)
    return collector.recording(FORMAT, stamps_per_s=RATE_HZ, rate_hz=RATE_HZ, notes=[placed])


def _to_v2(
    metres: npt.NDArray[np.float64], own: Sequence[str], joints: Mapping[str, str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
    """Map joints (T, J, 3) of an archive to positions (T, 25, 3) and states (25,)."""
    v1 = KINECT_V1.index
    body = np.zeros((len(metres), KINECT_V1.size, 3))
    states = np.full(KINECT_V1.size, TrackingState.TRACKED, dtype=np.uint8)
    for joint, name in joints.items():
        body[:, v1[joint]] = metres[:, own.index(name)]
    centre = v1["ShoulderCenter"]
    body[:, centre] = (body[:, v1["ShoulderLeft"]] + body[:, v1["ShoulderRight"]]) / 2
    states[centre] = TrackingState.INFERRED
    head = body[:, v1["Head"]]
    body[:, v1["Head"]] = head + _HEAD_ABOVE * (head - metres[:, own.index(_neck(own))])
    for side in ("Left", "Right"):
        if joints[f"Hand{side}"] == joints[f"Wrist{side}"]:
            wrist = body[:, v1[f"Wrist{side}"]]
            body[:, v1[f"Hand{side}"]] = wrist + _HAND_BEYOND * (wrist - body[:, v1[f"Elbow{side}"]])
            states[v1[f"Hand{side}"]] = TrackingState.INFERRED
    positions, all_states = kinect_v1_to_v2(body, np.broadcast_to(states, body.shape[:2]))
    return positions.astype(np.float64), all_states[0]


def _neck(own: Sequence[str]) -> str:
    """Return the archive's name of the neck joint."""
    return "neck" if "neck" in own else "Neck"
