"""Custom data sets: command-line options, and tables of checks."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from mans.datasets.own_checks import Checks, Row
    from mans.datasets.prepare import DataFolder
    from mans.datasets.types import DataSet


def data_folder(args: argparse.Namespace) -> DataFolder:
    """Return the data set that the options of :func:`cli.options.data_options` name.

    Raises:
        DataSetError: a known data set is named without its folder, or an own one makes no sense.
    """
    from mans.datasets import DATA_SETS
    from mans.datasets.own import OwnData
    from mans.datasets.prepare import open_folder, open_own
    from streaming.errors import DataSetError

    leave_out = getattr(args, "leave_out", None)
    name = args.data_set
    if name not in DATA_SETS:
        if args.data is not None:
            raise DataSetError("--data", path=name, expected="--data with the name of a known data set only")
        return open_own(OwnData(Path(name), args.pattern or ""), args.cache, leave_out)
    if args.data is None:
        raise DataSetError(
            f"no folder of {name}",
            expected="--data DIR",
            remedy=f"For a folder of your own of this name give ./{name}",
        )
    if args.pattern or args.check:
        raise DataSetError(
            "--pattern and --check", place=name, expected="a folder or a table of your own for them"
        )
    return open_folder(name, args.data, args.cache, leave_out)


def check_only(args: argparse.Namespace) -> int:
    """Print the checks of the user's own data set; return the exit code."""
    from cli.data_loading import load_data
    from cli.terminal import Terminal

    console = Terminal()
    print_checks(console, load_data(console, data_folder(args)))
    return 0


def print_checks(console: Console, data: DataSet) -> None:
    """Check the user's own data set and print what it holds and what looks wrong.

    Raises:
        DataSetError: it cannot be trained on.
    """
    from cli.terminal import print_warnings
    from mans.datasets.own_checks import check

    checks: Checks = check(data)
    console.print(_table("label", "people", checks.labels))
    if checks.people:
        console.print(_table("person", "labels", checks.people))
    print_warnings(console, checks.warnings)


def _table(name: str, others: str, rows: Sequence[Row]) -> object:
    from rich.table import Table

    columns = ("sequences", others, "seconds", "frames", "Hz", "right hand's share")
    table = Table(name, box=None)
    for column in columns:
        table.add_column(column, justify="right")
    for row in rows:
        shortest, median, longest = row.seconds
        table.add_row(
            row.name,
            str(row.sequences),
            str(row.others),
            f"{median:.1f} ({shortest:.1f} to {longest:.1f})",
            f"{row.frames:.0f}",
            _number(row.rate_hz, "{:.3g}"),
            _number(row.right_hand, "{:.0%}"),
        )
    return table


def _number(value: float, form: str) -> str:
    return form.format(value) if math.isfinite(value) else ""
