"""Columns of a table beside the joints, by how they grow: time stamps, frame numbers, people's numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from streaming.readers.support.joint_columns import IDENTITIES, NUMBERS
from streaming.readers.support.text import fold
from streaming.readers.support.time_line import usual_step
from streaming.readers.support.time_stamps import time_unit
from streaming.readers.tables.layout import Columns
from streaming.readers.tables.mapping import PER_SECOND
from streaming.readers.tables.rows import Rows

_Floats = npt.NDArray[np.float64]

# A column is a clock or a counter if it grows at this share of the rows, but for repeats.
_GROWS, _MOST_REPEATS = 0.95, 0.7
# Frame rates that a clock's step may mean, in Hz, and the steps of a counter of frames.
_SLOWEST_HZ, _FASTEST_HZ, _COUNTER_STEP = 3.0, 300.0, 10
_MOST_PEOPLE, _TRACKING_ID = 12, 1e6


def of_row(rows: Rows, columns: Columns) -> dict[str, Any]:
    """Return the members ``time``, ``frame`` and ``person`` of a mapping that the values tell.

    Args:
        rows: the table.
        columns: those of the joints.
    """
    used = set(columns.positions.ravel().tolist())
    if columns.states is not None:
        used |= set(columns.states.ravel().tolist())
    first, last = int(columns.positions.min()), int(columns.positions.max())
    hole = range(first, last) if first >= 0 else ()  # between a joint's numbers, not beside the joints
    free = [c for c in range(rows.values.shape[1]) if c not in used and c not in hole]
    free = [c for c in free if c not in rows.texts]
    named = _by_name(rows, free)
    found: dict[str, Any] = dict(named)
    clocks = [c for c in free if c in rows.stamps]
    grows = [c for c in free if c not in rows.stamps and _grows(rows.values[:, c])]
    counters = [c for c in grows if _counts(rows.values[:, c])]
    clocks += [c for c in grows if c not in counters and _ticks(rows.values[:, c])]
    taken = set(named.values())
    for member, candidates in (("time", clocks), ("frame", counters)):
        left = [c for c in candidates if c + 1 not in taken]
        if member not in found and left:
            found[member] = left[0] + 1
            taken.add(left[0] + 1)
    if "person" not in found:
        people = (c for c in free if c + 1 not in taken and _is_person(rows.values[:, c]))
        person = next(people, None)
        if person is not None:
            found["person"] = person + 1
    return found


def _by_name(rows: Rows, free: list[int]) -> dict[str, Any]:
    """Return the members that the names of columns tell."""
    found: dict[str, Any] = {}
    for column in free if rows.head else ():
        name = fold(rows.head[column])
        unit = time_unit(name)
        if unit is not None and "time" not in found:
            found["time"] = column + 1
            short = next((word for word, per_s in PER_SECOND.items() if per_s == unit), None)
            if short is not None and column not in rows.stamps:
                found["time_unit"] = short
        elif name in NUMBERS:
            found.setdefault("frame", column + 1)
        elif name in IDENTITIES:
            found.setdefault("person", column + 1)
    return found


def _grows(values: _Floats) -> bool:
    """Whether a column increases, perhaps with repeats and a few steps back."""
    if not np.isfinite(values).all() or len(values) < 3:
        return False
    steps = np.diff(values)
    return bool(
        (steps >= 0).mean() >= _GROWS and (steps > 0).sum() > 0 and (steps == 0).mean() <= _MOST_REPEATS
    )


def _counts(values: _Floats) -> bool:
    """Whether a growing column counts frames: whole numbers in small steps."""
    steps = np.diff(values)
    small = (steps[steps > 0] <= _COUNTER_STEP).mean() > 0.9
    return bool((values == np.round(values)).all() and values.min() >= 0 and small)


def _ticks(values: _Floats) -> bool:
    """Whether a growing column's usual step is a frame's in some unit."""
    step = usual_step(values)
    return any(_SLOWEST_HZ <= per_s / step <= _FASTEST_HZ for per_s in PER_SECOND.values()) if step else False


def _is_person(values: _Floats) -> bool:
    """Whether a column numbers people: few different whole numbers, that alternate or are a sensor's ids."""
    if not np.isfinite(values).all() or (values != np.round(values)).any() or values.min() < 0:
        return False
    different = len(np.unique(values))
    return bool(2 <= different <= _MOST_PEOPLE or (different == 1 and values[0] > _TRACKING_ID))
