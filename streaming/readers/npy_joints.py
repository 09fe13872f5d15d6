"""NumPy array (``.npy``) of Kinect v2 skeletons: frames x 25 joints x 3, optionally of several bodies.

(T, 25, 3), (T, 75), (T, M, 25, 3) or (T, M, 75): metres in Kinect camera space, joints in the order of the
SDK, 30 frames a second. An absent body is zeros or NaN. The usual converters of NTU RGB+D write
pickled dictionaries with the same suffix: a pickle can execute code, and is never opened.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from streaming.errors import RecordingError
from streaming.readers.support.collect import FrameCollector
from streaming.readers.support.frame_store import numbers_allowed
from streaming.readers.support.head import Head
from streaming.readers.support.npy import MAGIC, PickledError, read_npy
from streaming.readers.support.text import check_file
from streaming.readers.support.unseen import seen_joints
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V2

FORMAT = "NumPy array of joints (.npy)"
RATE_HZ = 30.0
_MOST_BODIES = 16


def recognises(head: Head) -> bool:
    """Whether it has NumPy's magic string."""
    return head.start.startswith(MAGIC)


def read(path: Path) -> Recording:
    """Read an array of joints.

    Raises:
        RecordingError: the file is damaged, holds Python objects, or an array of another shape.
    """
    path = Path(path)
    size = check_file(path)
    try:
        with path.open("rb") as file:
            array = read_npy(file, size, numbers_allowed(size))
    except PickledError:
        raise RecordingError(
            "a pickled Python object",
            path=path,
            expected="a plain array of frames x 25 joints x 3",
            remedy="A pickle can run any program and is not opened. Read the .skeleton file that it was made "
            "of; or, if you trust it, save the array alone: "
            "np.save(new, np.load(old, allow_pickle=True).item()['skel_body0'])",
        ) from None
    except (OSError, ValueError, EOFError) as error:
        raise RecordingError(
            f"cannot be read ({error})", path=path, expected=FORMAT, remedy="Copy or download it again."
        ) from None
    joints = KINECT_V2.size
    shape = array.shape
    if array.dtype.kind == "f" and len(shape) in (2, 3) and shape[-1] == joints * 3:
        array = array.reshape(*shape[:-1], joints, 3)
    if array.ndim == 3:
        array = array[:, None]
    if array.ndim != 4 or array.shape[2:] != (joints, 3) or not 0 < array.shape[1] <= _MOST_BODIES:
        raise RecordingError(
            f"an array of {' x '.join(map(str, shape)) or 'one element'}",
            path=path,
            expected=f"frames x {joints} x 3, or frames x bodies x {joints} x 3",
            remedy="Only joints of Kinect v2, in metres, can be read from a .npy file.",
        )
    if array.dtype.kind != "f":
        raise RecordingError(f"elements of type {array.dtype}", path=path, expected="floating point numbers")
    collector = FrameCollector(path)
    tracked = np.full(joints, TrackingState.TRACKED, dtype=np.uint8)
    for number, bodies in enumerate(array):
        collector.frame(number, number)
        for identity, body in enumerate(bodies, 1):
            if seen_joints(body).any():
                collector.body(identity, body, tracked)
    notes = [
        f"There are no time stamps: {RATE_HZ:g} frames per second are assumed.",
        "There are no tracking states: every joint with a position counts as tracked.",
    ]
    return collector.recording(FORMAT, stamps_per_s=RATE_HZ, rate_hz=RATE_HZ, notes=notes)
