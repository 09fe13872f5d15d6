"""``evaluate-everyday``: test an everyday model on held-out subjects."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cli.data_loading import load_data
from cli.options import (
    HERE,
    Add,
    data_sets_options,
    model_options,
    overwrite_option,
)

if TYPE_CHECKING:
    from rich.table import Table

    from mans.everyday.evaluation import Accuracy


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add(
        "evaluate-everyday", _run, "Evaluate an everyday-action model on subjects held out from its training."
    )
    data_sets_options(sub)
    sub.add_argument(
        "--results",
        type=Path,
        metavar="JSON",
        help="output file for the results (default: in results/everyday)",
    )
    overwrite_option(sub)
    model_options(sub)


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal
    from mans.everyday.run import Folders, run_test

    path = args.results or HERE / "results" / "everyday" / f"{args.model.stem}.json"
    console = Terminal()
    folders = Folders(args.data, args.cache, partial(load_data, console))
    console.print(accuracy_table(run_test(folders, args.model, args.device, path, overwrite=args.overwrite)))
    console.print(f"Wrote {path}")
    return 0


def accuracy_table(groups: dict[str, Accuracy]) -> Table:
    """Return a terminal table with one row per data set."""
    from rich.table import Table

    from mans.everyday.evaluation import COLUMNS

    table = Table("data set", "sequences", *COLUMNS, "confused")
    for title, group in groups.items():
        worst = ", ".join(f"{true} as {said} {count}" for true, said, count in group.confused[:3])
        shares = (getattr(group, name) for name in COLUMNS.values())
        table.add_row(title, str(group.sequences), *(f"{share:.1%}" for share in shares), worst)
    return table
