"""``results``: render the tables and figures of docs/ from result files."""

from __future__ import annotations

import argparse
from pathlib import Path

from cli.options import HERE, Add


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add(
        "results",
        _run,
        "Generate the tables and figures of docs/ from result files.",
    )
    sub.add_argument(
        "files", type=Path, nargs="*", metavar="JSON", help="result files (default: all in results/)"
    )
    sub.add_argument(
        "--docs",
        type=Path,
        default=HERE / "docs",
        metavar="DIR",
        help="documentation folder to update (default: docs/)",
    )


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal
    from mans.evaluation.report import render_results
    from mans.everyday.report import render_everyday
    from mans.online.report import render_streams

    pages = render_results(args.files or sorted((HERE / "results").glob("*.json")), args.docs)
    pages += render_everyday(HERE / "results" / "everyday", args.docs)
    terminal = Terminal(highlight=False)
    for path in [*pages, *render_streams(HERE / "results" / "streams", args.docs)]:
        terminal.print(f"Wrote {path}", soft_wrap=True)
    return 0
