"""``info``: summary and sanity checks of a recording, or of the poses in a video."""

from __future__ import annotations

import argparse
from pathlib import Path

from cli.options import Add
from cli.reading import read_as
from cli.videos import video_options, video_settings, watched_reading


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("info", _run, "Summarise a recording, or the poses in a video, and check that it is plausible.")
    sub.add_argument("file", type=Path, metavar="FILE", help="recording or video to inspect")
    video_options(sub)


def _run(args: argparse.Namespace) -> int:
    """Print a summary, with warnings.

    Raises:
        RecordingError: the file cannot be read.
        ModelError: it is a video, and there is no pose model.
    """
    from rich.table import Table
    from rich.text import Text

    from cli.terminal import Terminal, print_warnings
    from streaming.recordings.inspection import inspect

    errors = Terminal(stderr=True, highlight=False)
    with watched_reading(errors, f"Reading {args.file.name}", args.pose, args.pose_model) as (find, progress):
        report = inspect(args.file, find, progress, video_settings(args), read_as(args))
    console = Terminal()
    table = Table(show_header=False, box=None)
    for name, value in report.rows:
        table.add_row(Text(name, "bold"), Text(value))
    console.print(table)
    for note in report.notes:
        console.print(Text(f"note: {note}"))
    print_warnings(console, report.warnings)
    return 0
