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
    """Return the sizes as a terminal table; names, which are to be typed, are never cut or wrapped."""
    from rich import box
    from rich.table import Table

    from mans.evaluation.network_sizes import size_row

    table = Table(title="60 classes, two bodies of 25 joints", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    longest = max(len(size.name) for size in sizes)
    table.add_column("--network", overflow="fold", min_width=longest)
    table.add_column("input", no_wrap=True)
    table.add_column("parameters\n(paper)", no_wrap=True, justify="right")
    table.add_column("MFLOP", no_wrap=True, justify="right")
    table.add_column("attention", max_width=10)
    for size in sizes:
        name, title, about, shape, parameters, paper, flop, attention = size_row(size)
        count = f"{parameters}\n({paper.split(maxsplit=1)[0]})" if paper else parameters
        table.add_row(f"{name}\n{title}: {about}", shape, count, flop, attention, end_section=True)
    return table
