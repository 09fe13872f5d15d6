"""``prepare``: read a data set into the cache for training."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cli.argument_types import at_least
from cli.options import Add, data_options
from streaming.printable import counted

if TYPE_CHECKING:
    from rich.console import Console

    from mans.datasets.prepare import DataFolder, Prepared


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("prepare", _run, "Read a data set into the cache, for training; rerun the command to resume.")
    data_options(sub, own=True)
    sub.add_argument(
        "--jobs",
        type=at_least(0),
        default=0,
        metavar="N",
        help="number of parallel processes (default: one per core)",
    )


def _run(args: argparse.Namespace) -> int:
    from cli.data_loading import prepare
    from cli.own_data import check_only, data_folder
    from cli.terminal import Terminal
    from streaming.annotations.spans import some

    if args.check:
        return check_only(args)
    console, source = Terminal(), data_folder(args)
    tell_projection(console, source, prepare(console, source, args.jobs))
    for note in some(source.notes()):
        console.print(f"note: {note}", soft_wrap=True)
    return 0


def tell_projection(console: Console, source: DataFolder, result: Prepared) -> None:
    """Print the projected time for the complete data set if only part was read; assumes equal file sizes."""
    entry = source.entry()
    if not result.read:
        files = "The file was" if result.files == 1 else f"All {result.files} files were"
        console.print(f"{files} prepared already, in {result.folder}", soft_wrap=True)
    elif result.files < entry.files:
        seconds = entry.files / result.files_per_s
        console.print(
            f"At this pace the whole data set, {counted(entry.files, 'file')}, takes {seconds / 60:.0f} min"
        )
