"""NumPy array (``.npy``) of Kinect v2 skeletons: frames x 25 joints x 3, optionally of several bodies.

(T, 25, 3), (T, 75), (T, M, 25, 3) or (T, M, 75): metres in Kinect camera space, joints in the order of the
SDK, 30 frames a second. Other joints, units and arrangements, such as (T, 33, 3) millimetres of FreeMoCap or
(3, T, V, M) of graph networks, are told by the bones. An absent body is zeros or NaN. The usual converters of
NTU RGB+D write pickled dictionaries with the same suffix: a pickle can execute code, and is never opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.readers.support.collect import FrameCollector
from streaming.readers.support.frame_store import numbers_allowed
from streaming.readers.support.head import Head
from streaming.readers.support.npy import MAGIC, PickledError, read_npy
from streaming.readers.support.person import likeness
from streaming.readers.support.text import check_file
from streaming.readers.support.units import unit_of
from streaming.readers.support.unseen import seen_joints
from streaming.readers.tables.inference import guess
from streaming.readers.tables.recording import notes_of, recording_of
from streaming.readers.tables.rows import MOST_COLUMNS, Rows
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V2

FORMAT = "NumPy array of joints (.npy)"
RATE_HZ = 30.0
_MOST_BODIES, _MOST_NUMBERS, _LOOKED_AT, _FARTHEST = 16, 8, 40, 1e6
_NOTES = (
    f"There are no time stamps: {RATE_HZ:g} frames per second are assumed.",
    "There are no tracking states: every joint with a position counts as tracked.",
)


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
    if array.dtype.kind != "f":
        raise RecordingError(f"elements of type {array.dtype}", path=path, expected="floating point numbers")
    joints = KINECT_V2.size
    whole = _bodies(array, joints)
    if whole is None:
        return _of_any_order(path, array)
    collector = FrameCollector(path)
    tracked = np.full(joints, TrackingState.TRACKED, dtype=np.uint8)
    for number, bodies in enumerate(whole):
        collector.frame(number, number)
        for identity, body in enumerate(bodies, 1):
            if seen_joints(body).any():
                collector.body(identity, body, tracked)
    return collector.recording(FORMAT, stamps_per_s=RATE_HZ, rate_hz=RATE_HZ, notes=_NOTES)


def _bodies(array: npt.NDArray[np.floating], joints: int) -> npt.NDArray[np.floating] | None:
    """Return Kinect v2's joints in metres as (F, M, 25, 3); None for another shape, unit or order."""
    if len(array.shape) in (2, 3) and array.shape[-1] == joints * 3:
        array = array.reshape(*array.shape[:-1], joints, 3)
    if array.ndim == 3:
        array = array[:, None]
    if array.ndim != 4 or array.shape[2:] != (joints, 3) or not 0 < array.shape[1] <= _MOST_BODIES:
        return None
    if not len(array):
        return array
    few = array[:: max(1, len(array) // _LOOKED_AT), 0].astype(np.float64)
    with np.errstate(invalid="ignore", over="ignore"):
        few[~(np.abs(few) < _FARTHEST).all(axis=-1) | ~few.any(axis=-1)] = np.nan
        found = likeness(few)
    foreign = found.fits and unit_of(found.height) != "m"
    return None if foreign else array


def _of_any_order(path: Path, array: npt.NDArray[np.floating]) -> Recording:
    """Read an array of another joint order, unit or arrangement: it is told by the bones."""
    for rows, people in _rows_of(array):
        if 0 < rows.shape[1] <= MOST_COLUMNS and len(rows) > 1:
            with np.errstate(invalid="ignore", over="ignore"):
                values = rows.astype(np.float64)
                values[~(np.abs(values) < _FARTHEST)] = np.nan
            table = Rows((), values, range(1, len(values) + 1), frozenset(), {}, frozenset())
            found = guess(table)
            if found is not None and found.mapping.people == people and found.mapping.first == 1:
                return recording_of(path, FORMAT, table, found.mapping, found.columns, notes_of(found))
    raise RecordingError(
        f"an array of {' x '.join(map(str, array.shape)) or 'one element'}",
        path=path,
        expected=f"frames x {KINECT_V2.size} x 3, or frames x bodies x {KINECT_V2.size} x 3, or other joints "
        "whose bones are a person's",
        remedy="It holds none: are they positions in space?",
    )


def _rows_of(array: npt.NDArray[np.floating]) -> Iterator[tuple[npt.NDArray[np.floating], int]]:
    """Yield arrangements of an array as (F, C) rows, with the number of people side by side."""
    if array.ndim == 2:
        yield array, 1
    if array.ndim == 3 and 3 <= array.shape[2] <= _MOST_NUMBERS:  # (F, J, 3 or more)
        yield array.reshape(len(array), -1), 1
    if array.ndim == 4 and 3 <= array.shape[3] <= _MOST_NUMBERS:  # (F, M, J, 3 or more)
        yield array.reshape(len(array), -1), array.shape[1]
    if array.ndim == 3 and array.shape[0] == 3:  # (3, F, J)
        yield array.transpose(1, 2, 0).reshape(array.shape[1], -1), 1
    if array.ndim == 4 and array.shape[0] == 3:  # (3, F, J, M), as graph networks have it
        yield array.transpose(1, 3, 2, 0).reshape(array.shape[1], -1), array.shape[3]
