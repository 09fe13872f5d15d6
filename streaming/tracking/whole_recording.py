"""Person selection for a whole recording at once: what :class:`PersonSelector` yields, frame by frame.

As long as the same people stay in view and nobody waits for a slot, the selection cannot change, and frames
need not be looked at one by one: eight hours of one person take a tenth of a second.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from streaming.skeleton.packed_frames import PackedFrames
from streaming.tracking.person_selection import PersonSelector

EMPTY = -1
_TOLERANCE_S = 1e-6


def people_in_slots(
    frames: PackedFrames, slots: int, follow: int | None, max_gap_s: float
) -> npt.NDArray[np.int32]:
    """Return who is in which slot of every frame.

    Args:
        frames: of the recording.
        slots: M, the number of people to track.
        follow: identity for the first slot; None for the person nearest to the sensor.
        max_gap_s: seconds after which a person who is out of view loses the slot.

    Returns:
        (F, M), the index of a person in ``frames.people``; :data:`EMPTY` for an empty slot.
    """
    select = PersonSelector(slots, follow, max_gap_s)
    chosen = np.full((len(frames), slots), EMPTY, np.int32)
    index_of = {identity: index for index, identity in enumerate(frames.people)}
    starts = _starts_of_runs(frames)
    # A selector remembers for so long who was beside whom: the last frames of a run bring it up to date.
    ends_s = frames.times_s[np.append(starts[1:], len(frames)) - 1]
    tails = np.searchsorted(frames.times_s, ends_s - max_gap_s - _TOLERANCE_S)
    for first, tail, end in zip(
        starts.tolist(), tails.tolist(), [*starts[1:].tolist(), len(frames)], strict=True
    ):
        index = first
        while index < end:
            frame = frames[index]
            row = select(frame)
            chosen[index] = [EMPTY if body is None else index_of[body.identity] for body in row]
            index += 1
            # The first slot may be kept for somebody, who takes it at once when in view.
            taken_by_anybody = row if follow is None else row[1:]
            everybody_has_one = sum(body is not None for body in row) == len(frame.bodies)
            if tail > index and (everybody_has_one or None not in taken_by_anybody):
                chosen[index:tail] = chosen[index - 1]
                index = tail
    return chosen


def _starts_of_runs(frames: PackedFrames) -> npt.NDArray[np.intp]:
    """Return the indices of frames with other people than the frame before them; the first is one."""
    of_frame, rows = frames.rows()
    order = np.lexsort((frames.who[rows], of_frame))  # sensors change the order of people
    who = frames.who[rows[order]]
    changed = np.ones(len(frames), dtype=np.bool_)
    changed[1:] = frames.counts[1:] != frames.counts[:-1]
    same_count = np.flatnonzero(~changed[of_frame])
    before = same_count - frames.counts[of_frame[same_count]]
    differs = who[same_count] != who[before]
    changed[of_frame[same_count[differs]]] = True
    return np.flatnonzero(changed)
