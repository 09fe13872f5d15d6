"""JSON value that knows its location, for error messages."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NoReturn, Protocol

import numpy as np
import numpy.typing as npt

from streaming.printable import counted
from streaming.readers.support.text import shown

# Beyond any time stamp or coordinate in any unit.
_LARGEST = 1e19


class ErrorSink(Protocol):
    """Error reporter of nodes."""

    def fail(
        self, place: str, found: str, expected: str | None = None, remedy: str | None = None
    ) -> NoReturn:
        """Raise a RecordingError with the file and the place in it."""


class Node:
    """Decoded value with its path, such as ``frames[17].bodies[0].joint_positions``."""

    __slots__ = ("_key", "_parent", "_source", "value")

    def __init__(
        self, value: Any, source: ErrorSink, parent: Node | None = None, key: str | int | None = None
    ) -> None:
        """Wrap a value.

        Args:
            value: the decoded value.
            source: error reporter.
            parent: its list or object.
            key: its index or name there.
        """
        self.value = value
        self._source, self._parent, self._key = source, parent, key

    @property
    def place(self) -> str:
        """Path of the value, e.g. ``frames[17].bodies``; empty for the root."""
        above = self._parent.place if self._parent is not None else ""
        if isinstance(self._key, int):
            return f"{above}[{self._key}]"
        if self._key is None:
            return above
        name = self._key if self._key.isidentifier() and self._key.isascii() else name_for_message(self._key)
        return f"{above}.{name}" if above else name

    def fail(self, found: str, expected: str | None = None, remedy: str | None = None) -> NoReturn:
        """Raise a RecordingError with this place."""
        self._source.fail(self.place, found, expected, remedy)

    def members(self) -> dict[str, Any]:
        """Return the members of an object.

        Raises:
            RecordingError: it has another type.
        """
        if not isinstance(self.value, dict):
            self.fail(kind(self.value), "an object")
        return self.value

    def get(self, name: str) -> Node | None:
        """Return an object's member, None if it is missing or null.

        Raises:
            RecordingError: this is not an object.
        """
        value = self.members().get(name)
        return None if value is None else Node(value, self._source, self, name)

    def __getitem__(self, name: str) -> Node:
        """Return an object's member.

        Raises:
            RecordingError: this is not an object, or lacks the member.
        """
        node = self.get(name)
        if node is None:
            self.fail(f'no "{name}"')
        return node

    def named(self) -> Iterator[tuple[str, Node]]:
        """Yield the members of an object with their names.

        Raises:
            RecordingError: it has another type.
        """
        for name, value in self.members().items():
            yield name, Node(value, self._source, self, name)

    def elements(self, count: int | None = None) -> list[Node]:
        """Return the elements of a list.

        Args:
            count: required number.

        Raises:
            RecordingError: it is not a list, or has another length.
        """
        if not isinstance(self.value, list):
            self.fail(kind(self.value), "a list" if count is None else f"a list of {count}")
        if count is not None and len(self.value) != count:
            self.fail(f"{counted(len(self.value), 'element')}", f"{count}")
        return [Node(value, self._source, self, index) for index, value in enumerate(self.value)]

    def number(self) -> float:
        """Return a number.

        Raises:
            RecordingError: it is not a number, or too large.
        """
        value = self.value
        if type(value) not in (float, int):
            self.fail(kind(value), "a number")
        if not -_LARGEST <= value <= _LARGEST:
            self.fail(kind(value), "a number within reason")
        return float(value)

    def coordinate(self) -> float:
        """Return a number that may be in quotes; NaN for null and for "NaN" or "Infinity" in quotes: unknown.

        Raises:
            RecordingError: it has another type.
        """
        value = self.value
        if type(value) is float and -_LARGEST <= value <= _LARGEST:
            return value
        if value is None:
            return math.nan
        if isinstance(value, str):
            try:
                number = float(value[:64])
            except ValueError:
                self.fail(kind(value), "a number")
            return number if math.isfinite(number) else math.nan
        return self.number()

    def vector(self, names: tuple[str, str, str] | None = None) -> tuple[float, float, float]:
        """Return x, y and z of an object with these names, or of a list of three.

        Raises:
            RecordingError: it has another type.
        """
        value = self.value
        found = value if names is None or type(value) is not dict else [value.get(name) for name in names]
        if type(found) is list and len(found) == 3:  # nearly always three sound numbers: no nodes for them
            x, y, z = found
            if type(x) is type(y) is type(z) is float and max(abs(x), abs(y), abs(z)) <= _LARGEST:
                return x, y, z
        if names is None:
            nodes = self.elements(3)
        else:
            members = self.members()
            for name in names:
                if name not in members:
                    self.fail(f'no "{name}"')
            nodes = [Node(members[name], self._source, self, name) for name in names]
        of_x, of_y, of_z = nodes
        return of_x.coordinate(), of_y.coordinate(), of_z.coordinate()

    def vectors(self, count: int) -> npt.NDArray[np.float64]:
        """Return a list of ``count`` lists of three numbers as (count, 3) float64.

        Raises:
            RecordingError: it has another type.
        """
        return np.array([node.vector() for node in self.elements(count)], dtype=np.float64)

    def whole(self, least: int, most: int) -> int:
        """Return an integer from ``least`` to ``most``, possibly written in quotes or as 7.0.

        Raises:
            RecordingError: it has another type.
        """
        value: Any = self.value
        if isinstance(value, str) and len(value) <= 24:
            try:
                value = int(value)
            except ValueError:
                value = None
        if type(value) is float and value.is_integer():
            value = int(value)
        if type(value) is not int or not least <= value <= most:
            self.fail(kind(self.value), f"a whole number, {least} to {most}")
        return value


def kind(value: object) -> str:
    """Return the type name of a decoded value, for a message."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return name_for_message(value)
    if isinstance(value, (int, float)):
        return f"{value:.12g}"
    return "a list" if isinstance(value, list) else "an object"


def name_for_message(text: str) -> str:
    """Render text from a file for a message: in quotes, printable, short."""
    return f'"{shown(text.encode("utf-8", "backslashreplace"))}"'
