"""GTU Action3D recordings: Kinect v2, 25 joints, text.

A line of ``ACTION/movementN.txt`` is x y z of one joint, 25 lines a frame in the order of Kinect SDK 2,
without frame numbers or time stamps. Units, axes and the actions of folders 1 to 14 are undocumented and were
inferred from the recordings.

Not all files have the sensor's 30 frames a second: in some, people walk at 15 m/s. The frame rate is inferred
from the speed of movements, see :data:`PACES_M_S`.
"""

from __future__ import annotations

import re
from array import array
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.errors import EmptyRecordingError
from streaming.printable import counted
from streaming.readers.support.collect import DEFAULT_RATE_HZ, FrameCollector
from streaming.readers.support.head import Head
from streaming.readers.support.kinect_v1 import whole_recording
from streaming.readers.support.text import TextLines, is_number
from streaming.readers.support.unseen import seen_joints
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V2

FORMAT = "GTU Action3D joints"
RATE_HZ = DEFAULT_RATE_HZ
ACTIONS = (
    *("open and close the arms", "wave with the right hand", "step to one side", "squat"),
    *("sit down and stand up", "clap while seated", "bow", "steps sideways", "move the neck"),
    *("wave with the left hand", "stretch the waist sideways", "walk", "bend the right leg"),
    "bend the left leg",
)
"""What the folders 1 to 14 hold."""
PACES_M_S = (5.0, 4.0, 5.5, 3.3, 3.4, 3.8, 1.7, 4.3, 1.25, 2.6, 2.6, 5.0, 4.5, 4.5)
"""How fast the fastest of head, hips, wrists and ankles is in the folders 1 to 14, at 30 frames a second: the
90th percentile of a file, the median of the slower half of the files. A file in which it is two, three or
four times as fast has every second, third or fourth frame. (In folders 3, 7, 11, 12, 13 no file lies between
those at this pace and others at more than twice of it; of other data sets' walks, squats, bows and claps the
pace is 0.6 to 1.5 times this one.)"""
_FIELDS = 3
_IDENTITY = 1
_PACED = [
    KINECT_V2.index[name]
    for name in ("Head", "SpineBase", "WristLeft", "WristRight", "AnkleLeft", "AnkleRight")
]
# One frame in this many is kept, at the least.
_MOST_FRAMES_LEFT_OUT = 4


def recognises(head: Head) -> bool:
    """Whether the first lines are three numbers each."""
    lines = [line.split() for line in head.lines[:3]]
    return len(lines) == 3 and all(
        len(fields) == _FIELDS and all(is_number(field) for field in fields) for fields in lines
    )


def read(path: Path) -> Recording:
    """Read a GTU Action3D recording; its label is the action of its folder.

    A joint whose position is NaN, out of all reason or exactly the origin gets the state "not tracked" and
    the position it last had, else its parent's; a frame without any has no body.

    Raises:
        RecordingError: the file is damaged, or holds no position at all.
    """
    path = Path(path)
    values = array("d")
    with TextLines(path) as lines:
        for fields in lines:
            if len(fields) != _FIELDS:
                lines.fail(f"{counted(len(fields), 'field')}", f"{_FIELDS}: x y z of a joint")
            values.extend(lines.numbers(fields))
        frames, rest = divmod(len(values) // _FIELDS, KINECT_V2.size)
        if rest:
            lines.fail(
                f"the file ends after joint {rest} of {KINECT_V2.size} in frame {frames + 1}",
                f"{KINECT_V2.size} lines per frame",
                "It is cut off: copy or download it again.",
            )
    raw = np.array(values, dtype=np.float64).reshape(-1, KINECT_V2.size, 3)
    seen = seen_joints(raw)
    if len(raw) and not seen.any():
        raise EmptyRecordingError(
            f"no usable position in any of {counted(frames, 'frame')}",
            path=path,
            expected="joint positions in metres",
            remedy="All are zero, NaN or beyond 100 m: leave this recording out.",
        )
    folder = _folder(path)
    label = None if folder is None else ACTIONS[folder - 1]
    rate_hz = RATE_HZ if folder is None else _rate_hz(raw, PACES_M_S[folder - 1])
    tracked = np.full(KINECT_V2.size, TrackingState.TRACKED, dtype=np.uint8)
    collector = FrameCollector(path)
    for number, joints in enumerate(raw):
        collector.frame(number, number)
        if seen[number].any():
            collector.body(_IDENTITY, joints, tracked)
    why = "as its pace tells" if rate_hz < RATE_HZ else "the sensor's rate"
    return collector.recording(
        FORMAT,
        stamps_per_s=rate_hz,
        rate_hz=rate_hz,
        labels=whole_recording(label, 0.0, max(len(raw) - 1, 0) / rate_hz),
        notes=[f"No time stamps: {rate_hz:.3g} frames per second are assumed, {why}."],
    )


def _folder(path: Path) -> int | None:
    """Return the number of a file's folder, or None outside the data set."""
    folder = path.absolute().parent.name
    number = int(folder) if re.fullmatch(r"\d{1,2}", folder) else 0
    named = re.fullmatch(r"movement\d+", path.stem) and 1 <= number <= len(ACTIONS)
    return number if named else None


def _rate_hz(raw: npt.NDArray[np.float64], pace_m_s: float) -> float:
    """Infer the frame rate of joints (F, 25, 3), metres, from their speed at 30 frames per second."""
    steps_m = np.linalg.norm(np.diff(raw[:, _PACED], axis=0), axis=2)
    fastest = steps_m.max(axis=1, initial=0)
    fastest = fastest[np.isfinite(fastest)]
    if not len(fastest):
        return RATE_HZ
    times = float(np.percentile(fastest, 90)) * RATE_HZ / pace_m_s
    return RATE_HZ / min(max(round(times), 1), _MOST_FRAMES_LEFT_OUT)
