"""Options for recordings that are not recognised: their format, or a mapping of a table's columns."""

from __future__ import annotations

import argparse
from pathlib import Path

from streaming.errors import SettingsError
from streaming.read_as import ReadAs


def reading_options(sub: argparse.ArgumentParser | argparse._ArgumentGroup, name: str = "--format") -> None:
    """Add the options for recordings that are not recognised."""
    sub.add_argument(
        name,
        dest="read_format",
        metavar="NAME",
        help="format of the recording, if it is not recognised; docs/formats.md has the names",
    )
    sub.add_argument(
        "--mapping",
        type=Path,
        metavar="JSON",
        help="mapping file that says what the columns of a table hold (default: one beside the recording, "
        "named NAME.mapping.json)",
    )


def read_as(args: argparse.Namespace) -> ReadAs:
    """Return how recordings are to be read.

    Raises:
        SettingsError: a format and a mapping are given.
    """
    if args.read_format is not None and args.mapping is not None:
        raise SettingsError("a format beside --mapping", expected="one of them")
    return ReadAs(args.read_format, args.mapping)
