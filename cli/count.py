"""``count``: repetitions of an action in a recording."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cli.measuring import course_in, measuring_options
from cli.options import Add
from cli.tables import style_for

if TYPE_CHECKING:
    from rich.console import Console

    from streaming.measures.repetitions import Count


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("count", _run, "Count the repetitions of an action in a recording.")
    measuring_options(sub)
    sub.add_argument(
        "--action",
        metavar="NAME",
        help="squat, lunge, jump, jumping jack, raise one arm or raise both arms: counts by its own measure "
        "with its depth or range (default: any movement that repeats)",
    )
    sub.add_argument(
        "-o", "--out", type=Path, metavar="OUT", help="write the table, too: OUT.csv, .xlsx or .parquet"
    )


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal
    from streaming.measures.exercises import exercise_named
    from streaming.measures.repetitions import count_repetitions
    from streaming.reports.schema import count_table
    from streaming.reports.tables import writing_table
    from streaming.writers.outputs import check_outputs

    exercise = None if args.action is None else exercise_named(args.action)
    style = None if args.out is None else style_for(args.out, args.csv_style)
    if args.out is not None:
        check_outputs([args.out], [args.file, args.mapping], overwrite=args.overwrite, make_folders=True)
    course, start_s = course_in(args)
    count = count_repetitions(course, exercise, args.file)
    terminal = Terminal(highlight=False)
    print_count(terminal, count, start_s)
    if args.out is not None and style is not None:
        table, rows = count_table(count, exercise, start_s, args.file.name)
        replaced = {"overwrite": args.overwrite, "make_folders": True}
        with writing_table(args.out, style, table.columns, sheet=args.file.stem, **replaced) as add:
            for row in rows:
                add(row)
        terminal.print(f"Wrote {args.out}", soft_wrap=True)
    return 0


def print_count(console: Console, count: Count, start_s: float) -> None:
    """Print a count with a row for each repetition; times are from ``start_s`` on."""
    from rich.table import Table
    from rich.text import Text

    if count.repetitions:
        table = Table(box=None)
        headings = [heading for heading, _ in count.repetitions[0].ranges]
        for heading in ("", "start (s)", "duration (s)", *headings):
            table.add_column(heading, justify="right")
        for number, each in enumerate(count.repetitions, 1):
            values = [f"{value:.3g}" for _, value in each.ranges]
            moments = (f"{each.start_s - start_s:.2f}", f"{each.duration_s:.2f}")
            table.add_row(*map(Text, (str(number), *moments, *values)))
        console.print(table)
    noun = "repetition" if len(count) == 1 else "repetitions"
    doubts = f", not sure: {'; '.join(count.doubts)}" if count.doubts else ""
    console.print(f"{len(count)} {noun}{doubts}", soft_wrap=True)
