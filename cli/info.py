"""``info``: summary and sanity checks of a recording."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cli.options import Add
from cli.reading import read_as, reading_options

if TYPE_CHECKING:
    from rich.console import Console

    from streaming.read_as import ReadAs


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("info", _run, "Summarise a recording and check that it is plausible.")
    sub.add_argument("file", type=Path, metavar="FILE", help="recording to inspect")
    reading_options(sub)


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal

    print_info(Terminal(), args.file, read_as(args))
    return 0


def print_info(console: Console, file: Path, read_as: ReadAs | None = None) -> None:
    """Print a summary of a recording, with warnings.

    Raises:
        RecordingError: it cannot be read.
    """
    from rich.table import Table
    from rich.text import Text

    from cli.progress import telling_reading
    from cli.terminal import print_warnings
    from streaming.recordings.inspection import inspect

    with telling_reading(console, file):
        report = inspect(file, read_as)
    table = Table(show_header=False, box=None)
    for name, value in report.rows:
        table.add_row(Text(name, "bold"), Text(value))
    console.print(table)
    for note in report.notes:
        console.print(Text(f"note: {note}"))
    print_warnings(console, report.warnings)
