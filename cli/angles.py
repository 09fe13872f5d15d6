"""``angles``: joint angles, distances and speeds of a recording as CSV."""

from __future__ import annotations

import argparse
from pathlib import Path

from cli.measuring import course_in, measuring_options
from cli.options import Add
from cli.tables import style_for


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("angles", _run, "Write joint angles, distances and speeds of a recording as a table.")
    measuring_options(sub)
    sub.add_argument(
        "-o", "--out", type=Path, required=True, metavar="OUT", help="the table: OUT.csv, .xlsx or .parquet"
    )


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal
    from streaming.printable import counted
    from streaming.reports.schema import ANGLES, angle_rows
    from streaming.reports.tables import writing_table
    from streaming.writers.outputs import check_outputs

    style = style_for(args.out, args.csv_style)
    check_outputs([args.out], [args.file, args.mapping], overwrite=args.overwrite, make_folders=True)
    course, start_s = course_in(args)
    replaced = {"overwrite": args.overwrite, "make_folders": True}
    with writing_table(args.out, style, ANGLES.columns, sheet=args.file.stem, **replaced) as add:
        for row in angle_rows(args.file.name, args.person, course, start_s):
            add(row)
    Terminal(highlight=False).print(
        f"Wrote {args.out} ({counted(len(course.times_s), 'row')})", soft_wrap=True
    )
    return 0
