"""``convert``: convert a recording, or the poses in a video, to another format."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cli.options import Add, overwrite_option, slow_motion_option
from cli.pose_model import get_pose_model
from cli.reading import read_as, reading_options

if TYPE_CHECKING:
    from rich.console import Console

    from streaming.read_as import ReadAs


INCOMPLETE = 3
"""Exit code if the output was written, but part of the source could not be read."""


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("convert", _run, "Convert a recording, or the poses in a video; report what is lost.")
    sub.add_argument("source", type=Path, metavar="IN", help="recording, or video of one person")
    sub.add_argument(
        "target",
        type=Path,
        metavar="OUT",
        help="output file: OUT.mcap, .csv, .jsonl, .skeleton, .trc, .c3d or .bvh",
    )
    sub.add_argument(
        "--pose-model", type=Path, metavar="TASK", help="MediaPipe pose_landmarker .task file, for videos"
    )
    slow_motion_option(sub)
    reading_options(sub)
    overwrite_option(sub)


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal

    console = Terminal(highlight=False)
    return run_convert(
        console,
        args.source,
        args.target,
        args.pose_model,
        overwrite=args.overwrite,
        slow_motion=args.slow_motion,
        read_as=read_as(args),
    )


def run_convert(
    console: Console,
    source: Path,
    target: Path,
    pose_model: Path | None,
    *,
    overwrite: bool = False,
    slow_motion: float = 1.0,
    read_as: ReadAs | None = None,
) -> int:
    """Convert a recording or a video and report what is lost; arguments as in :func:`convert`.

    Returns:
        The exit code: 0, or :data:`INCOMPLETE`.

    Raises:
        MansError: the source cannot be read, or the target not written.
    """
    from rich.progress import Progress
    from rich.text import Text

    from cli.terminal import print_warnings
    from streaming.recordings.conversion import convert

    def find() -> Path:
        bar.stop()
        found = get_pose_model(console, "lite", None)
        bar.start()
        return found

    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Converting", total=None)

        def progress(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        told = convert(
            source,
            target,
            pose_model or find,
            progress,
            overwrite=overwrite,
            slow_motion=slow_motion,
            read_as=read_as,
        )
    for note in told.notes:
        console.print(Text(note), soft_wrap=True)
    print_warnings(console, told.warnings)
    console.print(Text(f"Wrote {target}"), soft_wrap=True)
    return 0 if told.whole else INCOMPLETE
