"""Columns of a table that was not recognised, as the user assigns them: what they show, and their file."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.model.language import later, tr
from app.model.wording import number
from streaming.errors import MansError, WriteError
from streaming.readers.number_table import header_of
from streaming.readers.support.person import likeness
from streaming.readers.support.placing import measured_unit, placed
from streaming.readers.support.units import UNITS_M
from streaming.readers.tables.inference import guess
from streaming.readers.tables.layout import columns_of, joints_of
from streaming.readers.tables.mapping import SUFFIX, TableMapping, text_of
from streaming.readers.tables.orders import ORDERS
from streaming.readers.tables.row_columns import of_row
from streaming.readers.tables.rows import read_rows
from streaming.writers.atomic import replace_text

_ROWS = 300
UNITS = {
    "": later("By the bones"),
    "m": later("Metres"),
    "cm": later("Centimetres"),
    "mm": later("Millimetres"),
}
"""Units that can be chosen, and their names."""
AXES = ("xyz", "xzy", "yxz", "yzx", "zxy", "zyx")


class AssignedColumns:
    """A table, and the mapping that is made for it."""

    def __init__(self, path: Path) -> None:
        """Read the first rows, and begin with what is likeliest.

        Raises:
            RecordingError: it is no table of numbers.
        """
        self.path = path
        self._rows = read_rows(path, _ROWS)
        self.header = header_of(path)
        found = guess(self._rows)
        first = next((c for c in range(self.width) if c not in self._rows.texts), 0) + 1
        self.mapping = TableMapping(joints="kinect-v2", first=first) if found is None else found.mapping
        if found is None:
            beside = of_row(self._rows, columns_of(self.mapping, first - 1)) if self._fits() else {}
            self.mapping = replace(self.mapping, time=beside.get("time"))

    @property
    def width(self) -> int:
        """Number of columns."""
        return self._rows.values.shape[1]

    def names(self) -> list[str]:
        """Return what columns are called: by their names, or by their first numbers."""
        head = self._rows.head or [number(value, ".6g") for value in self._rows.values[0]]
        return [f"{count}: {name}" for count, name in enumerate(head, 1)]

    def change(self, **members: Any) -> None:
        """Assign something else; values that make no sense together are left as they are."""
        try:
            self.mapping = replace(self.mapping, **members)
        except MansError:
            return

    def _fits(self) -> bool:
        """Whether there are enough columns."""
        return columns_of(self.mapping, int(self.mapping.first) - 1).last < self.width

    def joints(self) -> npt.NDArray[np.float64] | None:
        """Return the first person as (F, 25, 3) metres upright, NaN where unknown; None if columns lack."""
        if not self._fits():
            return None
        columns = columns_of(self.mapping, int(self.mapping.first) - 1)
        raw, states = joints_of(self._rows.values, columns)
        joints, of_joints = columns.order.to_kinect_v2(raw[:, 0], states[:, 0])
        unit = self.mapping.unit or measured_unit(joints) or "m"
        joints = joints * UNITS_M[unit]
        if not np.isfinite(joints).any():
            return None
        return placed(joints, of_joints == 2, self.mapping.up, self.mapping.mirrored)[0]

    def verdict(self) -> tuple[bool, str]:
        """Return whether the columns show a person, and that in words."""
        joints = self.joints()
        if joints is None:
            order = next(order for order in ORDERS if order.name == self.mapping.joints)
            needed = int(self.mapping.first) - 1 + order.size * self.mapping.numbers
            return False, tr("This takes {needed} columns; there are {width}.").format(
                needed=needed, width=self.width
            )
        found = likeness(joints)
        if not found.fits:
            return False, tr("The bones are not those of a person.")
        return True, tr("The bones are those of a person.")

    def save(self, folder: Path | None) -> Path:
        """Save the mapping beside the recording, and among the remembered ones.

        Args:
            folder: of the remembered ones; None remembers nothing.

        Returns:
            The file beside the recording; the remembered one where nothing can be written there.

        Raises:
            WriteError: neither can be written.
        """
        mapping = replace(self.mapping, header=self.header)
        beside = self.path.with_name(self.path.name + SUFFIX)
        kept: list[Path] = []
        trouble: WriteError | None = None
        digest = hashlib.sha256("\n".join(self.header).encode()).hexdigest()[:16]
        for file in (beside, None if folder is None else folder / f"{digest}{SUFFIX}"):
            if file is not None:
                try:
                    replace_text(file, text_of(mapping), make_folders=True)
                    kept.append(file)
                except WriteError as error:
                    trouble = error
        if not kept and trouble is not None:
            raise trouble
        return kept[0]
