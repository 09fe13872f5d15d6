"""HDM05 recordings (Mueller, Roeder, Clausen, Eberhardt, Krueger and Weber, 2007): motion capture, ``.amc``.

The motion (``HDM_bd_squat1Reps_004_120.amc``) holds angles; the actor's bones are in an ``.asf`` beside it
(``HDM_bd.asf``). Forward kinematics gives 31 joints, of which 25 are taken. A unit of length is 1 / 0.45 inch
by the ``.asf``, 5.6 cm, which makes actors of 1.6 to 1.9 m. The axes are right-handed with y up already, but
there is no depth sensor: the recording is rotated and translated to the viewpoint of a virtual one.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from streaming.errors import RecordingError
from streaming.readers.support.acclaim_motion import joint_positions, read_amc
from streaming.readers.support.acclaim_skeleton import AcclaimSkeleton, read_asf
from streaming.readers.support.collect import FrameCollector
from streaming.readers.support.head import Head
from streaming.readers.support.kinect_v1 import whole_recording
from streaming.readers.support.studio import before_the_sensor
from streaming.readers.support.text import check_file, shown
from streaming.skeleton.frames import Recording
from streaming.skeleton.vicon import BONES, vicon_to_v2

FORMAT = "HDM05 .amc"
RATE_HZ = 120.0
_IDENTITY = 1
# Adults and children: outside of this the unit of length is not the one assumed.
_BODY_HEIGHTS_M = (0.8, 2.4)


def recognises(head: Head) -> bool:
    """Whether this is an Acclaim file: a motion, or a skeleton, which is rejected with a message."""
    return any(
        line.upper().startswith((b"#!OML:ASF", b":FULLY-SPECIFIED", b":VERSION", b":BONEDATA"))
        for line in head.lines[:8]
    )


def read(path: Path) -> Recording:
    """Read a motion of HDM05, with the actor's skeleton from the ``.asf`` beside it.

    The ``.asf`` file is the one whose name is a prefix of the motion's (``HDM_bd``). The recording is rotated
    about the vertical so that the person initially faces the virtual sensor, which is 3 m away and 1 m above
    the floor. Two joints of the spine are derived and marked inferred, see
    :func:`streaming.skeleton.vicon.vicon_to_v2`. The label is the one in the file's name.

    Raises:
        RecordingError: a file is damaged, or the ``.asf`` is missing or of another body model.
    """
    path = Path(path)
    check_file(path)
    file = _skeleton_file(path)
    skeleton = read_asf(file)
    _check_bones(skeleton, file)
    motion = read_amc(path, skeleton)
    room, states = vicon_to_v2(joint_positions(skeleton, motion))
    positions, placed = before_the_sensor(room)
    rate_hz = RATE_HZ if motion.rate_hz is None else motion.rate_hz
    collector = FrameCollector(path)
    for number, joints in zip(motion.numbers, positions, strict=True):
        collector.frame(number, number)
        collector.body(_IDENTITY, joints, states)
    first, last = motion.numbers[0], motion.numbers[-1]
    notes = [
        f"Bones from {file.name}, 1 unit = {skeleton.m_per_unit * 100:.2f} cm; spine base and middle are "
        "derived and marked as inferred.",
        placed,
    ]
    if motion.rate_hz is None:
        notes.append(f"The file does not say its rate: {RATE_HZ:.0f} frames per second are assumed.")
    height_m = _body_height_m(skeleton)
    if not _BODY_HEIGHTS_M[0] <= height_m <= _BODY_HEIGHTS_M[1]:
        notes.append(
            f"The bones make a body of {height_m:.2f} m: the unit of length in {file.name} is wrong."
        )
    name = re.match(r"HDM_[a-z]+_(.+)_\d+_\d+$", path.stem)
    labels = whole_recording(name[1] if name else None, 0.0, (last - first) / rate_hz)
    return collector.recording(
        FORMAT,
        stamps_per_s=rate_hz,
        origin=first,
        rate_hz=rate_hz,
        labels=labels,
        notes=notes,
    )


def _skeleton_file(path: Path) -> Path:
    """Find the actor's ``.asf`` beside a motion.

    Raises:
        RecordingError: there is none, or the file is itself an ``.asf``.
    """
    if path.suffix.lower() == ".asf":
        raise RecordingError(
            "a skeleton without a motion", path=path, remedy="Open the .amc that was recorded with it."
        )
    try:
        beside = sorted(file for file in path.parent.iterdir() if file.suffix.lower() == ".asf")
    except OSError as error:
        raise RecordingError(f"the folder cannot be read: {error.strerror}", path=path.parent) from None
    matching = [file for file in beside if f"{path.stem}_".lower().startswith(f"{file.stem}_".lower())]
    if not matching:
        there = ", ".join(shown(file.name.encode("utf-8", "replace")) for file in beside[:5]) or "no .asf"
        actor = "_".join(path.stem.split("_")[:2])
        raise RecordingError(
            f"the actor's skeleton is missing (beside it: {there})",
            path=path,
            expected=f"{actor}.asf in the same folder",
            remedy="Copy it there: a motion without its skeleton has angles only.",
        )
    return max(matching, key=lambda file: len(file.stem))


def _check_bones(skeleton: AcclaimSkeleton, file: Path) -> None:
    """Check that the skeleton has the required bones."""
    missing = sorted(BONES - skeleton.bones.keys())
    if missing:
        raise RecordingError(
            f'no bone "{missing[0]}"',
            path=file,
            expected="Vicon's body model of 31 joints, as in HDM05",
            remedy="Other body models cannot be read.",
        )


def _body_height_m(skeleton: AcclaimSkeleton) -> float:
    """Return the length of the bone chain from ankle to head, metres."""
    chain = ("ltibia", "lfemur", "lowerback", "upperback", "thorax", "lowerneck", "upperneck", "head")
    return sum(
        float(np.linalg.norm(skeleton.bones[name].offset_m)) for name in chain if name in skeleton.bones
    )
