"""``doctor``: check this computer, and say what fixes it. Runs with the standard library alone."""

from __future__ import annotations

import argparse
import sys

from cli.options import Add
from streaming.printable import printable


def add_command(add: Add) -> None:
    """Add the command's parser."""
    from app.doctor.examine import CHECKS

    sub = add(
        "doctor",
        _run,
        "Check this computer: libraries, display, cameras, models, disk; exit code 3 if there is a problem.",
    )
    sub.add_argument("--json", action="store_true", help="print the report as JSON")
    sub.add_argument(
        "--only",
        action="append",
        choices=[check.name for check in CHECKS],
        metavar="CHECK",
        help=f"make this check only, repeatable: {', '.join(check.name for check in CHECKS)}",
    )


def _run(args: argparse.Namespace) -> int:
    from app.doctor.examine import CHECKS, examine
    from app.doctor.report import as_json, exit_code, lines, title, verdict

    checks = [check for check in CHECKS if args.only is None or check.name in args.only]
    findings = []
    if not args.json:
        _say(title(), "")
    for finding in examine(checks, _progress):
        _clear()
        findings.append(finding)
        if not args.json:
            _say(*lines(finding))
    _clear()
    if args.json:
        sys.stdout.write(as_json(findings) + "\n")
    else:
        _say("", verdict(findings))
    return exit_code(findings)


def _say(*lines: str) -> None:
    """Print lines; rich, which prints everything else, may be missing."""
    sys.stdout.write("".join(f"{printable(line)}\n" for line in lines))
    sys.stdout.flush()


def _progress(title: str, _done: int, _of: int) -> None:
    """Show what is being checked, on a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{printable(title)} ...")
        sys.stderr.flush()


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
