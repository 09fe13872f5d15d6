"""The command line: one subcommand per use. Every command's work is done in the layers below."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from streaming.interrupts import end_at_interrupts, interrupts_after_imports

# Everything else is imported where Ctrl-C is heeded.
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from cli.options import Run

DESCRIPTION = """\
Real-time skeleton-based action recognition from a camera, a video or a recording, with F_A, the
frame-wise temporal attention of a Memory Attention Network (Xie et al., IJCAI 2018).
"""

EXAMPLES = """\
Without a command the window opens.

examples:
  main.py demo                                   replay the bundled recording with the bundled model
  main.py live                                   live recognition from the webcam
  main.py live --camera 1 --people 2 --pose full
  main.py replay FILE.skeleton                   replay a Kinect recording
  main.py replay CLIP.mp4                        replay a video, with poses from MediaPipe
  main.py record OUT.mcap --seconds 60           record skeletons and predictions from the webcam
  main.py recognise FOLDER -o OUT                recognise a whole archive; can be interrupted and resumed
  main.py attention FILE.skeleton -o fa.png      F_A as a figure, and as a table in fa.csv
  main.py count FILE --action squat              count repetitions, with depth or range
  main.py angles FILE -o angles.csv              joint angles, distances and speeds over time
  main.py convert CLIP.mp4 OUT.skeleton          poses of a video, or a recording in another format
  main.py info FILE                              summary and plausibility checks of a recording
  main.py label FILE --add 1.5 3 wave            mark an action in a recording
  main.py teach labels.csv -o MINE               teach custom actions by a few examples
  main.py doctor                                 check this computer: libraries, display, cameras, models
  main.py datasets                               list data sets and evaluation protocols
  main.py prepare ntu-rgbd --data DIR            read a data set into the cache
  main.py train ut-kinect --data DIR             train a model
  main.py train DIR --check                      check recordings of your own, a folder for each label
  main.py evaluate ut-kinect --data DIR --protocol leave-one-subject-out

Errors are one line: file and position, what was found, what was expected, and the remedy.
Exit codes: 0 success; 1 internal error (a bug); 2 invalid input or usage; 3 output written, but part of the
input was damaged or missing, or doctor found a problem; 130 interrupted by Ctrl-C; 143 by SIGTERM; 129 by
closing the terminal.
"""


OPENS_WINDOW = ("replay",)
"""What is run without a command."""


def build_parser() -> argparse.ArgumentParser:
    """Describe every subcommand; each sets ``run`` to the function that does it."""
    import argparse

    from cli import COMMANDS
    from cli.options import Parser
    from streaming.program import COMMAND, NAME, SCRIPT, program_version

    parser = Parser(
        prog=SCRIPT,
        description=DESCRIPTION,
        epilog=EXAMPLES.replace("main.py", COMMAND),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"{NAME} {program_version()}")
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
    try:
        with interrupts_after_imports():
            code, error = _run(argv)
    except KeyboardInterrupt:
        code, error = 130, "stopped"
    if error:
        print(error, file=sys.stderr)
    return code


def _run(argv: Sequence[str] | None) -> tuple[int, str]:
    """Return the exit code and what the user is told of an error, which is not told if Ctrl-C came first."""
    import logging

    from cli import standard_output
    from cli.old_names import old_names_told
    from streaming.errors import MansError
    from streaming.printable import make_streams_printable

    standard_output.open_missing()
    make_streams_printable()
    # Where it cannot keep its list of fonts, it makes it anew each time, and would tell in three lines.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    try:
        try:
            with old_names_told():
                args = build_parser().parse_args((sys.argv[1:] if argv is None else argv) or OPENS_WINDOW)
                return int(args.run(args)), ""
        finally:
            standard_output.flush()
    except MansError as error:
        return 2, f"error: {error}"
    except ImportError as error:
        from app.doctor.import_errors import explained

        if (told := explained(error)) is None:
            raise
        return 2, f"error: {told}"
    except OSError as error:
        if (found := standard_output.explained(error)) is None:
            raise
        return found


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        end_at_interrupts()
