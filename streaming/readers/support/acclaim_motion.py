"""Acclaim motion files (``.amc``): joint angles per frame, and forward kinematics.

After comments (``#``) and keywords (``:FULLY-SPECIFIED``, ``:DEGREES``) a frame is its number alone on a line
and a line per bone: its name and the numbers that the ``.asf`` says it has. Lengths are in the units of the
``.asf``.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.printable import counted
from streaming.readers.support.acclaim_skeleton import ROOT, AcclaimSkeleton, rotation
from streaming.readers.support.frame_store import bytes_allowed
from streaming.readers.support.text import TextLines, shown

_LARGEST_NUMBER = 10**9
_REMEDY = "It is damaged, or belongs to another .asf."
# Frames whose rotations are in memory at a time.
_CHUNK = 2048
_JOINT_BYTES = 3 * 8
# Nobody is recorded farther from the origin: damage, taken as unknown.
_FARTHEST_M = 1e4


@dataclass(frozen=True, slots=True, eq=False)
class AcclaimMotion:
    """Motion of an ``.amc`` file.

    Attributes:
        numbers: (F,) frame numbers, increasing, from 1 in a file that was not trimmed.
        channels: bone to (F, C) float64, its numbers in the order of its channels; NaN where the file has it.
        degrees: whether its angles are in degrees.
        rate_hz: frames per second if the file says so, else None.
    """

    numbers: list[int]
    channels: dict[str, npt.NDArray[np.float64]]
    degrees: bool
    rate_hz: float | None


def read_amc(path: Path, skeleton: AcclaimSkeleton) -> AcclaimMotion:
    """Read an Acclaim motion.

    Args:
        path: the ``.amc`` file.
        skeleton: the actor's skeleton; each frame must have all of its movable bones.

    Raises:
        RecordingError: the file cannot be read, is damaged, or belongs to another skeleton; the message names
            the line.
    """
    slots: dict[bytes, slice] = {}
    width = 0
    for bone in skeleton.bones.values():
        if bone.channels:
            slots[bone.name.encode()] = slice(width, width + len(bone.channels))
            width += len(bone.channels)
    numbers: list[int] = []
    values = array("d")
    allowed = bytes_allowed(Path(path))
    degrees, rate_hz = skeleton.degrees, None
    with TextLines(Path(path)) as lines:
        row: list[float] = []
        waiting: set[bytes] = set()
        for fields in lines:
            first = fields[0]
            slot = slots.get(first)
            if slot is not None:
                if first not in waiting:
                    lines.fail(f'bone "{shown(first)}" again, or before the first frame', "once per frame")
                if len(fields) - 1 != slot.stop - slot.start:
                    lines.fail(
                        f'{len(fields) - 1} numbers for bone "{shown(first)}"',
                        f"{slot.stop - slot.start}",
                        _REMEDY,
                    )
                waiting.remove(first)
                row[slot] = lines.numbers(fields[1:])
            elif len(fields) == 1 and first.isdigit():
                _check_complete(lines, numbers, waiting)
                values.extend(row)
                least = numbers[-1] + 1 if numbers else 0
                numbers.append(lines.integer(first, "frame number", least, _LARGEST_NUMBER))
                if len(numbers) * len(skeleton.bones) * _JOINT_BYTES > allowed:
                    lines.fail(
                        f"{counted(len(numbers), 'frame')} and more in a file of this size", "angles in each"
                    )
                row, waiting = [0.0] * width, set(slots)
            elif first.startswith(b":"):
                keyword = first.upper()
                if keyword in (b":DEGREES", b":RADIANS"):
                    degrees = keyword == b":DEGREES"
                elif keyword == b":SAMPLES-PER-SECOND":
                    rate_hz = _rate_hz(lines, fields)
            elif not first.startswith(b"#"):
                lines.fail(f'"{shown(first)}"', "a frame number or a bone of the .asf", _REMEDY)
        _check_complete(lines, numbers, waiting)
        values.extend(row)
        if not numbers:
            lines.fail("no frame", "at least one", "This recording is empty: leave it out.")
    table = np.array(values, dtype=np.float64).reshape(len(numbers), width)
    return AcclaimMotion(
        numbers, {name.decode(): table[:, slot] for name, slot in slots.items()}, degrees, rate_hz
    )


def _check_complete(lines: TextLines, numbers: list[int], waiting: set[bytes]) -> None:
    """Check that the frame before this line has all bones."""
    if waiting:
        lines.fail(
            f'frame {numbers[-1]} ends without bone "{shown(min(waiting))}"',
            "each bone of the .asf",
            "It is cut off, or belongs to another .asf.",
        )


def _rate_hz(lines: TextLines, fields: list[bytes]) -> float:
    """Return the value of :SAMPLES-PER-SECOND."""
    rate_hz = lines.numbers(fields[1:])[0] if len(fields) == 2 else 0.0
    if not 1 <= rate_hz <= 10_000:
        lines.fail("no usable rate", "a number of frames per second from 1 to 10000")
    return rate_hz


def joint_positions(skeleton: AcclaimSkeleton, motion: AcclaimMotion) -> dict[str, npt.NDArray[np.float64]]:
    """Compute the distal ends of the bones by forward kinematics.

    A bone's rotation relative to its parent is the product of its channels' rotations about its own axes; its
    parents' rotations are applied after it.

    Returns:
        Bone to (F, 3) metres, the distal end of each bone, in the room's axes; NaN where the file has NaN or
        invalid values for this bone or an ancestor.
    """
    count = len(motion.numbers)
    ends = {name: np.empty((count, 3)) for name in skeleton.bones}
    to_rad = np.pi / 180 if motion.degrees else 1.0
    for start in range(0, count, _CHUNK):
        chunk = slice(start, start + _CHUNK)
        turned: dict[str, npt.NDArray[np.float64]] = {}
        for name, bone in skeleton.bones.items():
            frames = len(ends[name][chunk])
            local = np.broadcast_to(np.eye(3), (frames, 3, 3))
            moved = np.zeros((frames, 3))
            with np.errstate(invalid="ignore", over="ignore"):
                for column, channel in enumerate(bone.channels):
                    values = motion.channels[name][chunk, column]
                    axis = "xyz".index(channel[1])
                    if channel[0] == "t":
                        moved[:, axis] = values * skeleton.m_per_unit
                    else:
                        local = rotation(axis, values * to_rad) @ local
                local = bone.axes @ local @ bone.axes.T
                if name == ROOT:
                    turned[name], ends[name][chunk] = local, moved
                else:
                    turned[name] = turned[bone.parent] @ local
                    ends[name][chunk] = ends[bone.parent][chunk] + turned[name] @ bone.offset_m
    for positions in ends.values():
        positions[~(np.abs(positions).max(axis=1) < _FARTHEST_M)] = np.nan  # also where one is NaN already
    return ends
