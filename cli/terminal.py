"""The terminal: whatever is shown there, names and notes of files included, is lines of visible characters.

A name or a note may hold anything, an escape sequence that clears the screen or a line end that forges a
message among it. So everything that the program prints goes through :class:`Terminal`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from streaming.printable import printable


class Terminal(Console):
    """A console that takes strings as they are, one line each: nothing in them is mark-up or control."""

    def __init__(self, **options: Any) -> None:
        """Make it as ``rich.console.Console`` is made, without mark-up in strings."""
        super().__init__(**{"markup": False, **options})

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as ``Console.print`` does; a string or a text is one line, though it may be wrapped."""
        super().print(*map(_one_line, objects), **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Render as ``Console.render`` does, and make what is inside of tables and the like visible."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable() or segment.text == "\n":
                yield segment
            else:
                lines = "\n".join(map(printable, segment.text.split("\n")))
                yield Segment(lines, segment.style)


def print_warnings(terminal: Console, warnings: Iterable[str]) -> None:
    """Print what must not be missed, a line each, set off from everything else."""
    for warning in warnings:
        terminal.print(Text(f"warning: {printable(warning)}", "bold yellow"), soft_wrap=True)


def warn_in_terminal(warnings: Iterable[str]) -> None:
    """Print warnings where errors go, apart from what a command gives."""
    print_warnings(Terminal(stderr=True), warnings)


def _one_line(shown: Any) -> Any:
    """Make the characters of a string or a text visible."""
    if isinstance(shown, str):
        return printable(shown)
    if isinstance(shown, Text) and not shown.plain.isprintable():
        made = shown.blank_copy(printable(shown.plain))
        made.stylize(shown.style)
        return made
    return shown
