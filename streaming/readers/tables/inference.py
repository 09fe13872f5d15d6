"""What the columns of a table of numbers hold, told by their count and by their values.

Every way in which the columns could be people's joints is tried: each joint order, with each number of
columns a joint and of people side by side that the count of columns allows. The one whose bones are most like
a person's is taken, if they are enough like one. The columns beside the joints are told by how they grow:
time stamps, frame numbers, numbers of people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from streaming.readers.support.person import NOBODY, Likeness, bones_of, likeness, medians, quick_score
from streaming.readers.support.units import unit_of
from streaming.readers.tables.layout import FARTHEST, Columns, columns_of, joints_of
from streaming.readers.tables.mapping import TableMapping
from streaming.readers.tables.orders import BY_NAME, ORDERS, JointOrder
from streaming.readers.tables.row_columns import of_row
from streaming.readers.tables.rows import Rows

_Floats = npt.NDArray[np.float64]

_MOST_BEFORE, _MOST_BEHIND, _MOST_BEFORE_PERSON = 14, 8, 4
_NUMBERS = range(3, 14)
_PEOPLE = (1, 2, 6, 3, 4, 5)
_SAMPLED, _FEW, _FEWEST_ROWS = 40, 6, 2
# Candidates of which the bones of a few rows are this far from a person's are not tried further, nor more
# than this many of the others.
_MAYBE, _TRIED_FULLY = 1.5, 10
# What a candidate is worse by for a column that it leaves unexplained, or for numbers of a joint that are
# neither state nor orientation.
_UNEXPLAINED, _STRANGE = 0.01, 0.15
# A candidate with more unexplained columns (with any, if all x come before all y), more numbers a joint, or a
# unit that hardly anybody uses is one of many that would fit as well: it must be a person's clearly.
_MOST_UNEXPLAINED, _USUAL_NUMBERS = 3, 5
# The best is certain if the next one of another order is worse by this much.
CLEARLY = 0.1
# A position's coordinates differ in depth, too: what lies in a plane is an image.
_FLAT = 1e-3


@dataclass(frozen=True, slots=True)
class Guess:
    """What the columns seem to hold.

    Attributes:
        mapping: the mapping.
        columns: its columns, resolved.
        likeness: how much like a person's the joints are; lower is better.
        next_best: words for the next best joint order if it is nearly as good; None otherwise.
    """

    mapping: TableMapping
    columns: Columns
    likeness: Likeness
    next_best: str | None


def guess(rows: Rows, only: JointOrder | None = None) -> Guess | None:
    """Find what a table's columns hold; None if they are no person's joints.

    Args:
        rows: the table.
        only: the only joint order to try; None for all of them.
    """
    values = _sample(rows.values)
    if len(values) < _FEWEST_ROWS or not np.nan_to_num(values[1:] != values[0]).any():
        return None  # nothing moves
    quick = _Quick(values)
    tried: list[tuple[float, TableMapping, int, Likeness]] = []
    candidates = [(quick.score(each[0], each[1]), *each) for each in _candidates(values.shape[1], only)]
    scores = sorted({each[0] for each in candidates})
    worst = min(_MAYBE, scores[min(_TRIED_FULLY, len(scores) - 1)]) if scores else 0.0
    for quickly, mapping, before, unexplained in candidates:
        if quickly > worst:
            continue
        used = set(columns_of(mapping, before).positions.ravel().tolist())
        if used & rows.texts or used & rows.stamps:
            continue
        found = _likeness(values, mapping, before)
        unit = unit_of(found.height)
        most_unexplained = 0 if mapping.by_axis else _MOST_UNEXPLAINED
        unlikely = unexplained > most_unexplained or unit in ("in", "ft") or mapping.numbers > _USUAL_NUMBERS
        if unit is not None and (found.clearly if unlikely else found.fits):
            rest = _rest(values, mapping, before)
            if rest is not None:
                score = found.score + _UNEXPLAINED * unexplained + rest[0]
                tried.append((score, replace(mapping, **rest[1]), before, found))
    if not tried:
        return None
    tried.sort(key=lambda each: each[0])
    score, mapping, before, found = tried[0]
    rival = next((each for each in tried[1:] if each[1].joints != mapping.joints), None)
    near = rival is not None and rival[0] - score < CLEARLY
    columns = columns_of(mapping, before)
    beside = of_row(rows, columns)
    return Guess(
        replace(mapping, first=before + 1, **beside),
        columns,
        found,
        BY_NAME[rival[1].joints or ""].words if near and rival is not None else None,
    )


class _Quick:
    """Quick check of candidates on a few rows, each joint order and place only once."""

    def __init__(self, values: _Floats) -> None:
        """Take rows (R, C)."""
        few = values[np.linspace(0, len(values) - 1, min(_FEW, len(values))).astype(int)]
        self._values = np.where((few == 0) | (np.abs(few) > FARTHEST), np.nan, few)
        self._known: dict[tuple[str, int, int, bool], float] = {}

    def score(self, mapping: TableMapping, before: int) -> float:
        """Return how far the first person's joints, if there are any, are from a person's proportions."""
        key = (mapping.joints or "", mapping.numbers, before + mapping.position - 1, mapping.by_axis)
        if key not in self._known:
            order = BY_NAME[key[0]]
            start, end, typical, slack = bones_of(order.points)
            each, axis = (1, order.size) if mapping.by_axis else (mapping.numbers, 1)
            columns = key[2] + np.arange(order.size)[:, None] * each + np.arange(3) * axis
            joints = self._values[:, columns]
            lengths = np.sqrt(((joints[:, start] - joints[:, end]) ** 2).sum(axis=-1))
            self._known[key] = quick_score(lengths, typical, slack)
        return self._known[key]


def _sample(values: _Floats) -> _Floats:
    """Return some of the rows, those that have numbers in most columns."""
    full = np.isfinite(values).sum(axis=1)
    nonzero = (np.nan_to_num(values) != 0).sum(axis=1)
    usable = np.flatnonzero((full >= 0.5 * full.max()) & (nonzero >= 0.5 * np.median(nonzero)))
    chosen = usable[np.linspace(0, len(usable) - 1, min(_SAMPLED, len(usable))).astype(int)]
    sampled: _Floats = values[chosen]
    return sampled


def _candidates(width: int, only: JointOrder | None) -> Iterator[tuple[TableMapping, int, int]]:
    """Yield mappings that fit into a number of columns, the columns before, and how many are unexplained."""
    for order in ORDERS if only is None else (only,):
        for numbers in _NUMBERS:
            for people in _PEOPLE:
                for before_person in range(_MOST_BEFORE_PERSON + 1) if people > 1 else (0,):
                    taken = people * order.size * numbers + (people - 1) * before_person
                    spare = width - taken
                    if not 0 <= spare <= _MOST_BEFORE + _MOST_BEHIND:
                        continue
                    for before in range(max(0, spare - _MOST_BEHIND), min(spare, _MOST_BEFORE) + 1):
                        yield from _shapes(order, numbers, people, before_person, before, spare)


def _shapes(
    order: JointOrder, numbers: int, people: int, before_person: int, before: int, spare: int
) -> Iterator[tuple[TableMapping, int, int]]:
    made = TableMapping(joints=order.name, numbers=numbers, people=people, before_person=before_person)
    unexplained = spare - before + max(0, before - 2) + 2 * (people - 1)
    for position in range(1, numbers - 1):
        yield replace(made, position=position), before, unexplained + (position > 1)
    if numbers == 3:
        yield replace(made, by_axis=True), before, unexplained + 1


def _likeness(values: _Floats, mapping: TableMapping, before: int) -> Likeness:
    """Return how much like a person's the joints are; of several people the worst."""
    columns = columns_of(mapping, before)
    positions, states = joints_of(values, columns)
    worst = None
    for person in range(mapping.people):
        there = np.isfinite(positions[:, person]).all(axis=-1).mean(axis=-1) > 0.5
        if there.mean() <= (0.05 if person else 0.0):
            continue
        joints = positions[there, person]
        if _is_flat(joints):
            return NOBODY
        found = likeness(columns.order.to_kinect_v2(joints, states[there, person])[0])
        if not found.fits:
            return found
        worst = found if worst is None else max(worst, found, key=lambda each: each.score)
    return NOBODY if worst is None else worst


def _is_flat(joints: _Floats) -> bool:
    """Whether joints (B, J, 3) lie in a plane across an axis."""
    with np.errstate(invalid="ignore"):
        extent = np.fmax.reduce(joints, axis=1) - np.fmin.reduce(joints, axis=1)
    usual = medians(extent)
    return bool(usual.min() <= _FLAT * usual.max())


def _rest(values: _Floats, mapping: TableMapping, before: int) -> tuple[float, dict[str, Any]] | None:
    """Tell what a joint's numbers beside its position are.

    Returns:
        How much worse that makes the candidate, and the mapping's members for them.
    """
    if mapping.numbers == 3:
        return 0.0, {}
    plain = replace(mapping, state=None)
    start = columns_of(replace(plain, position=1), before).positions[..., 0].ravel()
    numbers = [n for n in range(mapping.numbers) if not mapping.position - 1 <= n < mapping.position + 2]
    columns = {n: values[:, start + n] for n in numbers}
    known = {n: column[np.isfinite(column)] for n, column in columns.items()}
    kinds = {n: _kind(column) for n, column in known.items()}
    states = [n for n in numbers if kinds[n] in ("tracking", "levels")]
    shares = [n for n in numbers if kinds[n] == "confidence"]
    left = [n for n in numbers if kinds[n] == ""]
    said: dict[str, Any] = {}
    if states or (shares and len(left) == 0):
        n = (states or shares)[0]
        said = {"state": n + 1, "states": kinds[n]}
    unknown = 0 if _has_quaternions([columns[n] for n in left]) else len(left)
    return _STRANGE * min(unknown, 2), said


def _kind(column: _Floats) -> str:
    """Tell what one of a joint's numbers is; ``""`` if it is neither state nor confidence nor constant."""
    if not len(column) or (column == column[0]).all():
        return "tracking" if len(column) and column[0] == 2 else "constant"
    if (column == np.round(column)).all() and column.min() >= 0:
        return (
            "tracking"
            if column.max() == 2
            else "levels"
            if column.max() == 3
            else "confidence"
            if column.max() == 1
            else ""
        )
    return "confidence" if column.min() >= 0 and column.max() <= 1 else ""


def _has_quaternions(columns: list[_Floats]) -> bool:
    """Whether four neighbouring numbers of most joints have norm 1 (or are all zero)."""
    if len(columns) < 4:
        return not columns
    for first in range(len(columns) - 3):
        norm = np.sqrt(sum(column**2 for column in columns[first : first + 4]))
        good = (np.abs(norm - 1) < 0.02) | (norm == 0)
        if np.nanmean(good) > 0.9:
            return True
    return False
