"""``datasets``: the data sets, their folders and their protocols."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cli.options import Add

if TYPE_CHECKING:
    from rich.console import Console


def add_command(add: Add) -> None:
    """Describe the command."""
    add("datasets", _run, "List the data sets, their folders and their protocols.")


def _run(args: argparse.Namespace) -> int:
    from rich.console import Console

    print_data_sets(Console())
    return 0


def print_data_sets(console: Console) -> None:
    """Print every data set: what it is, the folder it is given as, and its protocols."""
    from rich.markup import escape

    from mans.datasets import DATA_SETS

    for entry in DATA_SETS.values():
        people = "one person" if entry.bodies == 1 else f"{entry.bodies} people"
        console.print(f"[bold]{entry.name}[/bold]  {entry.title}", highlight=False)
        console.print(
            f"  {entry.complete} sequences, {len(entry.labels)} classes, {people}, {entry.rate_hz:g} Hz\n"
            f"  {escape(entry.origin)}\n  --data DIR: {escape(entry.layout)}",
            highlight=False,
            soft_wrap=True,
        )
        for protocol in entry.protocols:
            console.print(
                f"  --protocol [bold]{protocol.name}[/bold]: {protocol.summary}",
                highlight=False,
                soft_wrap=True,
            )
        console.print()
