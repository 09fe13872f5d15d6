"""``networks``: list parameters, FLOP per window and attention of each network."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.options import Add

if TYPE_CHECKING:
    from rich.table import Table

    from mans.evaluation.network_sizes import NetworkSize


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("networks", _run, "List the networks with parameters, cost per window and attention.")
    sub.add_argument("--docs", type=Path, metavar="DIR", help="write the table to DIR/networks.md")


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal
    from mans.evaluation.doc_pages import fill_in
    from mans.evaluation.network_sizes import network_sizes, sizes_markdown

    sizes = network_sizes()
    if args.docs is None:
        Terminal().print(sizes_table(sizes))
    else:
        page = args.docs / "networks.md"
        fill_in(page, "networks", sizes_markdown(sizes))
        Terminal(highlight=False).print(f"Wrote {page}", soft_wrap=True)
    return 0


def sizes_table(sizes: Sequence[NetworkSize]) -> Table:
    """Return the sizes as a terminal table."""
    from rich.table import Table

    from mans.evaluation.network_sizes import COLUMNS, size_row

    table = Table(*COLUMNS, title="60 classes, two bodies of 25 joints")
    for size in sizes:
        table.add_row(*size_row(size))
    return table
