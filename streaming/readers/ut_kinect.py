"""UT-Kinect Action3D recordings (Xia, Chen and Aggarwal, CVPRW 2012): Kinect v1, 20 joints, text.

A line of ``joints_sXX_eYY.txt`` is a frame number and x y z of 20 joints in metres, in Kinect camera space
and in the order of Kinect SDK 1. ``actionLabel.txt`` beside the recordings marks the actions in all of them
(see :mod:`streaming.readers.support.ut_kinect_labels`).
"""

from __future__ import annotations

import re
from array import array
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.errors import EmptyRecordingError, RecordingError
from streaming.paths import is_file_in_sight
from streaming.printable import counted
from streaming.readers import msr_daily, msrc12
from streaming.readers.support.head import Head
from streaming.readers.support.losses import Losses
from streaming.readers.support.text import TextLines, is_number
from streaming.readers.support.unseen import place_unseen, seen_joints
from streaming.readers.support.ut_kinect_labels import NUMBERS_PER_S, read_action_labels
from streaming.skeleton.frames import Body, Frame, LabelledSpan, Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V1, kinect_v1_to_v2

FORMAT = "UT-Kinect joints"
# The authors give a final rate of about 15 frames per second; rows are 4 numbers apart on average.
RATE_HZ = 15.0
LABEL_FILE = "actionLabel.txt"
_FIELDS = 1 + KINECT_V1.size * 3
# More would be half a year: damage, not a recording.
_LARGEST_NUMBER = 10**9
# A pause between rows that is worth telling the user about, in seconds.
_LONG_GAP_S = 0.5
# The format knows one person only.
_IDENTITY = 1


def recognises(head: Head) -> bool:
    """Whether the first line is an integer and coordinate triples, not MSRC-12's or MSR Daily's."""
    fields = head.lines[0].split() if head.is_text else []
    if len(fields) < 4 or not fields[0].isdigit() or not all(is_number(field) for field in fields):
        return False
    return not msrc12.recognises(head) and not msr_daily.recognises(head)


def read(path: Path) -> Recording:
    """Read a UT-Kinect recording, with its labels where ``actionLabel.txt`` lies beside it.

    The rows are put in the order of their frame numbers; of rows with the same number the last one is kept.
    A joint whose position is NaN, out of all reason or exactly the origin gets the state "not tracked" and
    its last position, else its parent's; a row without any gives a frame without bodies. The five joints
    of Kinect v2 that Kinect v1 lacks are derived and marked inferred.

    Raises:
        RecordingError: the file is damaged; the message names the line.
    """
    path = Path(path)
    notes: list[str] = []
    with TextLines(path) as lines:
        numbers, raw = _parse(lines)
    order = np.argsort(numbers, kind="stable")
    if (np.diff(numbers) < 0).any():
        notes.append(
            f"{counted(int(np.count_nonzero(np.diff(numbers) < 0)), 'row')} came out of order: sorted."
        )
    numbers, raw = numbers[order], raw[order]
    last_of_number = np.append(np.diff(numbers) > 0, True)
    losses = Losses()
    repeat = "rows repeat a frame number: the last row of each number is kept"
    losses.tell(int((~last_of_number).sum()), len(numbers), repeat)
    notes += losses.notes
    numbers, raw = numbers[last_of_number], raw[last_of_number]
    frames = _frames(numbers, raw, notes)
    gaps_s = np.diff(numbers) / NUMBERS_PER_S
    if (gaps_s > _LONG_GAP_S).any():
        notes.append(
            f"{int((gaps_s > _LONG_GAP_S).sum())} gaps of more than {_LONG_GAP_S} s without a skeleton, "
            f"the longest {gaps_s.max():.1f} s."
        )
    labels = _labels(path, notes)
    return Recording(frames, RATE_HZ, FORMAT, path, labels, tuple(notes), tuple(losses.warnings))


def _parse(lines: TextLines) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return frame numbers (R,) int64 and coordinates (R, 20, 3) float64, a row per line."""
    numbers, coordinates = array("q"), array("d")
    for fields in lines:
        if len(fields) != _FIELDS:
            joints, rest = divmod(len(fields) - 1, 3)
            lines.fail(
                f"{counted(len(fields), 'field')}"
                + (f", that is {counted(joints, 'joint')}" if rest == 0 else ""),
                f"{_FIELDS}: a frame number and x y z of {KINECT_V1.size} joints",
                "It is cut off or of another layout: copy or download it again.",
            )
        numbers.append(lines.integer(fields[0], "frame number", 0, _LARGEST_NUMBER))
        coordinates.extend(lines.numbers(fields[1:]))
    result = np.array(coordinates, dtype=np.float64).reshape(-1, KINECT_V1.size, 3)
    if not seen_joints(result).any():
        lines.fail(
            f"no usable position in any of {counted(len(numbers), 'row')}",
            "joint positions in metres",
            "All are NaN, zero or beyond 100 m: record or export it again.",
            EmptyRecordingError,
        )
    return np.array(numbers, dtype=np.int64), result


def _frames(numbers: npt.NDArray[np.int64], raw: npt.NDArray[np.float64], notes: list[str]) -> list[Frame]:
    """Repair untracked joints, map to 25 joints and collect frames."""
    seen = seen_joints(raw)
    states = np.where(seen, TrackingState.TRACKED, TrackingState.NOT_TRACKED).astype(np.uint8)
    visible: npt.NDArray[np.bool_] = np.asarray(seen.any(axis=1))
    last = None
    for row in np.flatnonzero(visible):
        if not seen[row].all():
            raw[row] = place_unseen(raw[row], seen[row], KINECT_V1, last)
        last = raw[row]
    if not visible.all():
        notes.append(
            f"{counted(int((~visible).sum()), 'row')} without any joint position: an empty frame each."
        )
    if not seen[visible].all():
        unseen = int((~seen[visible]).any(axis=1).sum())
        notes.append(
            f"{counted(unseen, 'row')} with joints without a position: they are marked as not tracked."
        )
    raw[~visible] = 0.0  # not used; NaN and infinity would only make the conversion complain
    positions, states = kinect_v1_to_v2(raw, states)
    return [
        Frame(
            int(number),
            float(number) / NUMBERS_PER_S,
            (Body(_IDENTITY, positions[row], states[row]),) if visible[row] else (),
        )
        for row, number in enumerate(numbers)
    ]


def _labels(path: Path, notes: list[str]) -> tuple[LabelledSpan, ...]:
    """Read this recording's labels; errors in them become a note, as the skeleton is readable."""
    key = re.search(r"s\d+_e\d+", path.name)
    file = path.with_name(LABEL_FILE)
    if key is None or not is_file_in_sight(file):
        return ()
    try:
        labels = read_action_labels(file)
    except RecordingError as error:
        notes.append(f"Without labels: {error}")
        return ()
    notes.extend(labels.notes.get(key[0], ()))
    return labels.spans(key[0])
