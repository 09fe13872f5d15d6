"""The command line: one subcommand per use. Every command's work is done in the floors below."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from cli import COMMANDS
from cli.options import Parser, Run
from streaming.errors import MansError
from streaming.printable import make_streams_printable

DESCRIPTION = """\
Watch a person's skeleton, say which action is performed, and show F_A: the attention that a
Memory Attention Network (Xie et al., IJCAI 2018) gives to each frame.
"""

EXAMPLES = """\
examples:
  main.py demo                                   the bundled recording through the bundled model
  main.py live                                   the webcam in the window
  main.py live --camera 1 --people 2 --pose full
  main.py replay FILE.skeleton                   a Kinect recording in the window
  main.py replay CLIP.mp4                        a video, through MediaPipe's pose model
  main.py record OUT.mcap --seconds 60           the webcam's skeletons and answers into a file
  main.py attention FILE.skeleton -o fa.png      F_A as a figure; the numbers go to fa.csv
  main.py convert CLIP.mp4 OUT.skeleton          a video's pose, or any recording in another format
  main.py info FILE                              what a recording holds, and whether it looks right
  main.py datasets                               the data sets and their protocols
  main.py prepare ntu-rgbd --data DIR            read a data set once, for training
  main.py train ut-kinect --data DIR             a model of your own
  main.py evaluate ut-kinect --data DIR --protocol leave-one-subject-out

Errors are one line: the file and place, what was found, what was expected, what to do.
Exit codes: 0 done, 1 a bug of ours, 2 something you can mend, 3 written, but a part of what was read is
damaged or missing, 130 stopped with Ctrl-C (143 with SIGTERM, 129 as the terminal was closed).
"""


def _version() -> str:
    try:
        return version("mans-live")
    except PackageNotFoundError:
        return "(not installed: run make setup)"


def build_parser() -> argparse.ArgumentParser:
    """Describe every subcommand; each sets ``run`` to the function that does it."""
    parser = Parser(
        prog="main.py",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"mans-live {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, run: Run, summary: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=summary, description=summary)
        sub.set_defaults(run=run, command=name)
        return sub

    for command in COMMANDS:
        command.add_command(add)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the process's exit code."""
    make_streams_printable()
    args = build_parser().parse_args(argv)
    try:
        return int(args.run(args))
    except MansError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
