"""``datasets``: list the data sets, their folder layouts and protocols."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cli.options import Add

if TYPE_CHECKING:
    from rich.console import Console


def add_command(add: Add) -> None:
    """Add the command's parser."""
    add("datasets", _run, "List the data sets with their folder layouts and evaluation protocols.")


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal

    print_data_sets(Terminal())
    return 0


def print_data_sets(console: Console) -> None:
    """Print every data set with its origin, folder layout and protocols."""
    from rich.text import Text

    from mans.datasets import DATA_SETS

    for entry in DATA_SETS.values():
        people = "one person" if entry.bodies == 1 else f"{entry.bodies} people"
        console.print(Text.assemble((entry.name, "bold"), f"  {entry.title}"))
        classes = f"{entry.complete} sequences, {len(entry.labels)} classes"
        size = f"{classes}, {people}, {entry.rate_hz:g} Hz"
        for line in (size, entry.origin, f"--data DIR: {entry.layout}"):
            console.print(Text(f"  {line}"), soft_wrap=True)
        for protocol in entry.protocols:
            name = (protocol.name, "bold")
            console.print(Text.assemble("  --protocol ", name, f": {protocol.summary}"), soft_wrap=True)
        console.print()
