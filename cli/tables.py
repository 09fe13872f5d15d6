"""Options of the tables that commands write."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streaming.reports.columns import CsvStyle, Style


def csv_style_option(sub: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Add the option for how CSV is written; None where it is not given."""
    sub.add_argument(
        "--csv-style",
        choices=("comma", "semicolon"),
        help="comma: comma-separated, decimal points (default); semicolon: semicolon-separated, decimal "
        "commas, for spreadsheets in German, French, Spanish and the like",
    )


def style_for(path: Path, csv_style: CsvStyle | None) -> Style:
    """Return how a table is written, by the ending of its name; checked.

    Raises:
        SettingsError: there is no such format, or it is no CSV but a style of CSV is asked for, or a package
            is missing.
    """
    from streaming.reports.columns import FORMATS, format_of

    return checked_style(format_of(path, FORMATS), csv_style)


def checked_style(kind: str, csv_style: CsvStyle | None) -> Style:
    """Return how tables of a format are written; errors as above."""
    from streaming.errors import SettingsError
    from streaming.reports.columns import FORMATS, Style
    from streaming.reports.tables import check_format

    if csv_style is not None and kind != "csv":
        raise SettingsError(
            f"--csv-style {csv_style} for .{kind}", expected="it with CSV alone: others have no separator"
        )
    found = FORMATS[FORMATS.index(kind)]
    check_format(found)
    return Style(found, csv_style or "comma")
