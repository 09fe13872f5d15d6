"""``angles``: joint angles, distances and speeds of a recording as CSV."""

from __future__ import annotations

import argparse
from pathlib import Path

from cli.measuring import course_in, measuring_options
from cli.options import Add


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("angles", _run, "Write joint angles, distances and speeds of a recording as a CSV table.")
    measuring_options(sub)
    sub.add_argument("-o", "--out", type=Path, required=True, metavar="CSV", help="the table")


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal
    from streaming.measures.tables import angle_table, csv_text
    from streaming.printable import counted
    from streaming.writers.atomic import replace_text
    from streaming.writers.outputs import check_outputs

    check_outputs([args.out], [args.file], overwrite=args.overwrite, make_folders=True)
    course, start_s = course_in(args)
    rows = angle_table(course, start_s)
    replace_text(args.out, csv_text(rows, args.decimal), overwrite=args.overwrite, make_folders=True)
    Terminal(highlight=False).print(
        f"Wrote {args.out} ({counted(len(course.times_s), 'row')})", soft_wrap=True
    )
    return 0
