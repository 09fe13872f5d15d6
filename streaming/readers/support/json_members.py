"""Members of JSON objects by names in any spelling."""

from __future__ import annotations

from streaming.readers.support.json_node import Node
from streaming.readers.support.text import fold
from streaming.readers.support.time_stamps import time_unit


class Members:
    """Non-null members of an object by folded name."""

    def __init__(self, node: Node) -> None:
        self._named: dict[str, Node] = {}
        for name, member in node.named():
            if member.value is not None:
                self._named.setdefault(fold(name), member)

    def names(self) -> set[str]:
        """Return the folded names."""
        return set(self._named)

    def first(self, names: tuple[str, ...]) -> Node | None:
        """Return the first existing member of these names."""
        return next((self._named[name] for name in names if name in self._named), None)

    def stamp(self) -> tuple[Node, float] | None:
        """Return the time stamp member and its units per second, 0 if unknown."""
        for name, member in self._named.items():
            unit = time_unit(name)
            if unit is not None:
                if isinstance(member.value, dict):  # a .NET TimeSpan
                    ticks = Members(member).first(("ticks",))
                    return None if ticks is None else (ticks, time_unit("ticks") or 0.0)
                return member, unit
        return None
