"""Arrays of joints from a table's columns, as a mapping gives them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streaming.readers.support.joint_states import THIRDS
from streaming.readers.tables.mapping import TableMapping
from streaming.readers.tables.orders import BY_NAME, JointOrder
from streaming.skeleton.frames import TrackingState

_Floats = npt.NDArray[np.float64]
_States = npt.NDArray[np.uint8]

FARTHEST = 1e6
"""No coordinate of a joint is beyond this, in any unit."""
_BASES = ("SpineBase", "HipCenter", "Pelvis")
_LEVELS = np.array([0, 1, 2, 2], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Columns:
    """Indices of a table's columns, from 0, by which :func:`joints_of` reads them.

    Attributes:
        order: the joint order.
        positions: (M, J, 3) column of each coordinate, x y z; -1 of a joint without columns.
        states: (M, J) column of each state, -1 without one; None if no joint has any.
        kind: how states are written, as in the mapping.
    """

    order: JointOrder
    positions: npt.NDArray[np.intp]
    states: npt.NDArray[np.intp] | None
    kind: str

    @property
    def last(self) -> int:
        """The last column that is used."""
        used = [self.positions] if self.states is None else [self.positions, self.states]
        return int(max(each.max() for each in used))


def columns_of(mapping: TableMapping, first: int = 0) -> Columns:
    """Return the columns of a mapping whose columns are numbers.

    Args:
        mapping: the mapping.
        first: index from 0 of its column ``first``.
    """
    axes = [mapping.axes.index(axis) for axis in "xyz"]
    if mapping.columns:
        order = JointOrder("columns", "joints by their columns", tuple(mapping.columns))
        given = np.array([[int(column) - 1 for column in of] for of in mapping.columns.values()])
        return Columns(order, given[None][..., axes].astype(np.intp), None, mapping.states)
    order = BY_NAME[mapping.joints or ""]
    joints, numbers = order.size, mapping.numbers
    person = first + np.arange(mapping.people)[:, None] * (mapping.before_person + joints * numbers)
    if mapping.by_axis:
        step, along = np.arange(joints), joints * np.array(axes)
        positions = person[..., None] + step[:, None] + along
    else:
        at = person + np.arange(joints) * numbers
        positions = at[..., None] + mapping.position - 1 + np.array(axes)
    states = None if mapping.state is None else person + np.arange(joints) * numbers + mapping.state - 1
    return Columns(order, positions.astype(np.intp), states, mapping.states)


def joints_of(values: _Floats, columns: Columns) -> tuple[_Floats, _States]:
    """Return the bodies of rows.

    Args:
        values: (R, C) numbers, NaN where missing.
        columns: where they are.

    Returns:
        positions (R, M, J, 3) in the file's unit and axes, NaN where a joint has none or is exactly at the
        origin, and tracking states (R, M, J).
    """
    positions = values[:, columns.positions]
    far = np.fmax.reduce(np.abs(positions), axis=-1) > FARTHEST
    positions[:, columns.positions < 0] = np.nan
    missing = (
        ~np.isfinite(positions).all(axis=-1) | (~positions.any(axis=-1) & ~_origins(positions, columns)) | far
    )
    positions[missing] = np.nan
    states = np.full(missing.shape, TrackingState.TRACKED, dtype=np.uint8)
    if columns.states is not None:
        states = _states(values[:, columns.states], columns.kind)
        states[:, columns.states < 0] = TrackingState.TRACKED
    states[missing] = TrackingState.NOT_TRACKED
    return positions, states


def _origins(positions: _Floats, columns: Columns) -> npt.NDArray[np.bool_]:
    """Return where a joint at zero (R, M, J) is the others' origin: the base, always, while they are."""
    found = np.zeros(positions.shape[:-1], dtype=np.bool_)
    base = next((columns.order.points.index(name) for name in _BASES if name in columns.order.points), None)
    if base is not None:
        nonzero = np.asarray(np.any(positions, axis=-1))
        there = np.asarray(nonzero.mean(axis=-1) > 0.5)
        always = ~np.any(nonzero[..., base] & there, axis=0)
        for person in np.flatnonzero(np.any(there, axis=0) & always):
            found[there[:, person], person, base] = True
    return found


def _states(raw: _Floats, kind: str) -> _States:
    raw = np.nan_to_num(raw, nan=0.0)
    if kind == "confidence":
        return ((raw >= THIRDS[0]).astype(np.uint8) + (raw >= THIRDS[1])).astype(np.uint8)
    whole = np.clip(np.round(raw), 0, 3 if kind == "levels" else 2).astype(np.intp)
    return _LEVELS[whole]
