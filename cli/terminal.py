"""Terminal output with control characters escaped, also those in file names and file contents.

A name or note may contain an escape sequence that clears the screen, or a line break that forges a message.
So everything that the program prints goes through :class:`Terminal`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from streaming.printable import printable

_USUAL_WIDTH = 80


class Terminal(Console):
    """A ``rich`` console that prints strings literally, one per line, without mark-up and control codes."""

    def __init__(self, **options: Any) -> None:
        """Take the arguments of ``rich.console.Console``; mark-up in strings is disabled."""
        super().__init__(**{"markup": False, **options})
        if not self.width:  # COLUMNS=0 says that nobody knows it; tables would be empty
            self.width = _USUAL_WIDTH

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as ``Console.print`` does; each string or text is one line, which may be wrapped."""
        super().print(*map(_one_line, objects), **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Render as ``Console.render`` does, escaping control characters inside tables too."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable() or segment.text == "\n":
                yield segment
            else:
                lines = "\n".join(map(printable, segment.text.split("\n")))
                yield Segment(lines, segment.style)


def print_warnings(terminal: Console, warnings: Iterable[str]) -> None:
    """Print warnings, one line each, highlighted."""
    for warning in warnings:
        terminal.print(Text(f"warning: {printable(warning)}", "bold yellow"), soft_wrap=True)


def warn_in_terminal(warnings: Iterable[str]) -> None:
    """Print warnings to stderr, separate from a command's output."""
    print_warnings(Terminal(stderr=True), warnings)


def _one_line(shown: Any) -> Any:
    """Escape the control characters of a string or a text."""
    if isinstance(shown, str):
        return printable(shown)
    if isinstance(shown, Text) and not shown.plain.isprintable():
        made = shown.blank_copy(printable(shown.plain))
        made.stylize(shown.style)
        return made
    return shown
