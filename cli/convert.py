"""``convert``: convert recordings, or the poses in videos, to another format."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from cli.options import Add, overwrite_option
from cli.reading import read_as
from cli.videos import video_options, video_settings, watched_reading
from streaming.printable import counted, printable

if TYPE_CHECKING:
    from rich.console import Console

    from streaming.recordings.batch import Item, Plan, Tally

INCOMPLETE = 3
"""Exit code if the output was written, but part of the source could not be read."""
_FORMATS = ("mcap", "csv", "jsonl", "skeleton", "trc", "c3d", "bvh")
_MOST_NAMED, _MOST_NOTES = 5, 10


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("convert", _run, "Convert recordings, or the poses in videos; report what is lost.")
    sub.add_argument(
        "sources",
        nargs="+",
        metavar="IN",
        help="recording or video; or several, folders (searched recursively), or patterns such as "
        "'data/**/*.skeleton', with --to",
    )
    sub.add_argument(
        "target",
        type=Path,
        metavar="OUT",
        help=f"output file: OUT.{', .'.join(_FORMATS)}; with --to a folder, in which files keep "
        "their place below IN. Existing files are kept, so the same command resumes an interrupted run",
    )
    sub.add_argument("--to", choices=_FORMATS, help="format of the output, in place of the suffix of OUT")
    video_options(sub)
    overwrite_option(sub)


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal
    from streaming.errors import RecordingError
    from streaming.paths import is_folder
    from streaming.recordings.batch import is_several
    from streaming.recordings.conversion import SUFFIXES

    console = Terminal(highlight=False)
    target: Path = args.target
    to_folder = args.to is not None and target.suffix.lower() != f".{args.to}"
    if is_several(args.sources) or to_folder:
        if args.to is None:
            first = Path(args.sources[0])
            found = "more than one file to convert"
            if is_folder(first) and len(args.sources) == 1:
                found = "a folder, which may hold more than one recording"
            raise RecordingError(found, path=first, expected="the format of all: --to mcap, csv, ...")
        if target.suffix.lower() in SUFFIXES and not is_folder(target):
            raise RecordingError(
                "the name of a file, for what may be several", path=target, expected="a folder as OUT"
            )
        return _convert_all(console, args, f".{args.to}")
    return _convert_one(console, args)


def _convert_one(console: Console, args: argparse.Namespace) -> int:
    """Convert a file and report what is lost; return the exit code."""
    from rich.text import Text

    from cli.terminal import print_warnings
    from streaming.recordings.conversion import convert

    source, target = Path(args.sources[0]), args.target
    with watched_reading(console, "Converting", args.pose, args.pose_model) as (find, progress):
        told = convert(
            source,
            target,
            args.pose_model or find,
            progress,
            overwrite=args.overwrite,
            settings=video_settings(args),
            read_as=read_as(args),
        )
    for note in told.notes:
        console.print(Text(note), soft_wrap=True)
    print_warnings(console, told.warnings)
    console.print(Text(f"Wrote {target}"), soft_wrap=True)
    return 0 if told.whole else INCOMPLETE


def _convert_all(console: Console, args: argparse.Namespace, suffix: str) -> int:
    """Convert many files and report what was lost of all; return the exit code."""
    from cli.pose_model import get_pose_model
    from cli.progress import progress_bar
    from streaming.pipeline.signals import heeding_signals
    from streaming.recordings.batch import Tally, convert_all, plan
    from streaming.recordings.listing import is_video_name
    from streaming.writers.atomic import make_folder

    what = plan(args.sources, args.target, suffix)
    left, tally = what.left(overwrite=args.overwrite), Tally()
    before = f", {len(what.items) - len(left)} of them there already" if len(left) < len(what.items) else ""
    console.print(f"{_files(len(what.items))}{before}", soft_wrap=True)
    pose_model = args.pose_model
    if pose_model is not None or any(is_video_name(item.source.path) for item in left):
        pose_model = get_pose_model(console, args.pose, pose_model)
    make_folder(args.target)
    sizes = sum(max(item.source.size, 1) for item in left)
    with heeding_signals() as signals:
        try:
            with progress_bar(console, transient=True, counted=False) as bar:
                task = bar.add_task("Converting", total=sizes, figures="")
                begun: list[Item] = []

                def on_file(item: Item) -> None:
                    done = max(begun[-1].source.size, 1) if begun else 0
                    begun.append(item)
                    bar.update(task, advance=done, figures=f"{len(begun)} of {_files(len(left))}")

                convert_all(
                    left,
                    pose_model,
                    suffix=suffix,
                    overwrite=args.overwrite,
                    settings=video_settings(args),
                    read_as=read_as(args),
                    tally=tally,
                    on_file=on_file,
                )
        except KeyboardInterrupt:
            console.print(
                f"Stopped: {_files(tally.converted)} converted. The same command goes on.", soft_wrap=True
            )
            return signals.exit_code or 130
    return 0 if _print_outcome(console, what, tally, args) else INCOMPLETE


def _print_outcome(console: Console, what: Plan, tally: Tally, args: argparse.Namespace) -> bool:
    """Print what was converted, passed over and lost; return whether nothing was."""
    from cli.terminal import print_warnings

    for note, number in tally.notes.most_common(_MOST_NOTES):
        console.print(f"{printable(note)} ({_files(number)})", soft_wrap=True)
    if len(tally.notes) > _MOST_NOTES:
        console.print(f"{len(tally.notes) - _MOST_NOTES} more notes, told when a file is converted alone")
    if tally.passed_over:
        names = ", ".join(Path(name).name for name in tally.passed_over[:_MOST_NAMED])
        more = ", ..." if len(tally.passed_over) > _MOST_NAMED else ""
        console.print(
            f"Passed over, as no recordings: {_files(len(tally.passed_over))} ({names}{more})", soft_wrap=True
        )
    if outdated := what.outdated():
        told = counted(
            len(outdated), "file is older than its recording", "files are older than their recordings"
        )
        print_warnings(console, [f"{told}: --overwrite converts everything anew"])
    print_warnings(console, tally.warnings)
    if failed := [*what.listing.unreadable, *tally.failed]:
        console.print(f"Could not be converted: {len(failed)}")
        print_warnings(console, failed)
    console.print(f"Converted {_files(tally.converted)} into {args.target}{os.sep}", soft_wrap=True)
    return not failed and not tally.incomplete


def _files(count: int) -> str:
    return counted(count, "file")
