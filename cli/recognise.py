"""``recognise``: recognise the actions in whole archives of recordings and videos."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from cli.argument_types import at_least
from cli.convert import INCOMPLETE
from cli.options import Add, model_options, slow_motion_option
from cli.pose_model import get_pose_model, pose_model_options
from cli.reading import read_as, reading_options
from cli.tables import checked_style, csv_style_option
from streaming.printable import counted

if TYPE_CHECKING:
    from rich.console import Console

    from mans.archive.results import FileResult, Settings
    from mans.archive.run import Tally
    from mans.archive.store import Store
    from mans.archive.workers import Engine
    from streaming.recordings.listing import Listing, Source

_MOST_NAMED, _MOST_LISTED = 5, 50


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add(
        "recognise",
        _run,
        "Recognise the actions in many recordings and videos; the same command resumes an interrupted run.",
    )
    sub.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="recordings, videos, folders (searched recursively), or patterns such as 'data/**/*.skeleton'",
    )
    sub.add_argument(
        "-o",
        "--out",
        type=Path,
        required=True,
        metavar="OUT",
        help="folder for the tables: segments, summary, repetitions and files; a run begun there is resumed",
    )
    sub.add_argument(
        "--format",
        choices=("csv", "xlsx", "parquet"),
        default="csv",
        help="csv: a file for each table (default); xlsx: one Excel workbook with a sheet for each; parquet",
    )
    csv_style_option(sub)
    sub.add_argument(
        "--answers", action="store_true", help="also write every answer with F_A, a table for each file"
    )
    sub.add_argument(
        "--angles",
        action="store_true",
        help="also write joint angles, distances and speeds in every frame, a table for each file",
    )
    sub.add_argument(
        "--annotations",
        nargs="+",
        choices=("elan", "boris"),
        default=[],
        help="also write the segments as an ELAN document (.eaf) for each file, or as one BORIS project",
    )
    sub.add_argument(
        "--people",
        type=at_least(1),
        default=1,
        metavar="N",
        help="maximum number of people to recognise in a file; those seen longest are kept (default: the one "
        "nearest to the sensor)",
    )
    sub.add_argument(
        "--processes", type=at_least(1), metavar="N", help="number of processes (default: one for each core)"
    )
    sub.add_argument(
        "--engine",
        choices=("processes", "ray"),
        default="processes",
        help="processes on this machine, or a Ray cluster (default: processes)",
    )
    sub.add_argument(
        "--address",
        metavar="HOST:PORT",
        help="head of the Ray cluster, or auto (default: one is started on this machine)",
    )
    videos = sub.add_argument_group("videos")
    pose_model_options(videos, "lite")
    slow_motion_option(sub)
    reading_options(sub, "--input-format")
    sub.add_argument("--overwrite", action="store_true", help="delete the results in OUT and begin anew")
    model_options(sub)


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal
    from mans.archive.report import write_boris, write_elan, write_tables
    from mans.archive.results import Settings
    from mans.archive.run import checked_model, pose_setting
    from mans.archive.store import check_folder, open_store
    from mans.device import use_one_thread
    from streaming.pipeline.signals import heeding_signals
    from streaming.recordings.listing import list_archive
    from streaming.skeleton.frame_rate import check_slow_motion

    console = Terminal(highlight=False)
    style = checked_style(args.format, args.csv_style)
    check_slow_motion(args.slow_motion)
    check_folder(args.out)
    listing = list_archive(args.paths, args.out)
    use_one_thread()
    name, digest = checked_model(args.model, args.device)
    settings = Settings(
        name,
        digest,
        pose_setting(args.pose, args.pose_model),
        args.people,
        args.slow_motion,
        args.answers,
        args.angles,
        style.format if args.answers or args.angles else None,
        style.csv if (args.answers or args.angles) and style.format == "csv" else None,
    )
    with (
        heeding_signals() as signals,
        _engine(args) as engine,
        open_store(args.out, settings, overwrite=args.overwrite) as store,
    ):
        try:
            tally = _recognise(console, args, listing, settings, store, engine)
        except KeyboardInterrupt:
            store.read_again()
            done = len(listing.sources) - len(store.left(listing.sources))
            kept = f"{done} of {_files(len(listing.sources))} are done"
            console.print(f"Stopped: {kept}. The same command goes on.", soft_wrap=True)
            return signals.exit_code or 130
        written = list(map(str, write_tables(store, style)))
        if "elan" in args.annotations:
            folder, count = write_elan(store)
            written.append(f"{folder} ({counted(count, 'document')})")
        if "boris" in args.annotations:
            written.append(str(write_boris(store)))
    whole = _print_outcome(console, listing, tally)
    console.print(f"Wrote {', '.join(written)}", soft_wrap=True)
    return 0 if whole else INCOMPLETE


def _engine(args: argparse.Namespace) -> AbstractContextManager[Engine]:
    """Return the engine, connected where it is a cluster.

    Raises:
        SettingsError: Ray is missing, or an address is given without it.
        DeviceError: no cluster answers.
    """
    from mans.archive.cluster import connected
    from mans.archive.workers import Processes
    from mans.datasets.workers import cores
    from streaming.errors import SettingsError

    if args.engine == "ray":
        return connected(args.address, args.processes or cores())
    if args.address is not None:
        raise SettingsError("--address without --engine ray", expected="both, or neither")
    return nullcontext(Processes(args.processes or cores()))


def _recognise(
    console: Console,
    args: argparse.Namespace,
    listing: Listing,
    settings: Settings,
    store: Store,
    engine: Engine,
) -> Tally:
    """Recognise the files that are left, with a progress bar."""
    from cli.progress import progress_bar
    from mans.archive.run import Tally, recognise_files, work_for

    left = store.left(listing.sources)
    console.print(f"Model: {settings.model}", soft_wrap=True)
    done = len(listing.sources) - len(left)
    before = f", {done} of them done before" if done else ""
    console.print(f"{_files(len(listing.sources))}{before}", soft_wrap=True)
    pose_model = get_pose_model(console, args.pose, args.pose_model) if _videos(left) else None
    work = work_for(settings, args.model, args.device, pose_model, store, read_as(args))
    sizes = {str(source.path): max(source.size, 1) for source in left}
    tally, began_s = Tally(), time.monotonic()
    with progress_bar(console, transient=True, counted=False) as progress:
        task = progress.add_task("Recognising", total=sum(sizes.values()), figures="")

        def on_result(result: FileResult) -> None:
            size = sizes.pop(result.path)
            figures = f"{len(listing.sources) - len(sizes)} of {counted(len(listing.sources), 'file')}"
            lost = f", {len(tally.damaged)} damaged" if tally.damaged else ""
            progress.update(task, advance=size, figures=figures + lost)

        recognise_files(store, work, left, engine, tally, on_result)
    took_s = max(time.monotonic() - began_s, 1e-9)
    if tally.recognised:
        console.print(
            f"Recognised {_files(tally.recognised)}, {_long(tally.seconds)}, in {_long(took_s)}: "
            f"{tally.seconds / took_s:.1f} times real time",
            soft_wrap=True,
        )
    return tally


def _videos(sources: Sequence[Source]) -> bool:
    """Whether a pose model is needed."""
    from streaming.recordings.listing import is_video_name

    return any(is_video_name(source.path) for source in sources)


def _print_outcome(console: Console, listing: Listing, tally: Tally) -> bool:
    """Print what was passed over, damaged and could not be read; return whether nothing was lost."""
    from cli.terminal import print_warnings

    if tally.passed_over:
        names = [Path(result.name).name for result in tally.passed_over[:_MOST_NAMED]]
        more = ", ..." if len(tally.passed_over) > _MOST_NAMED else ""
        console.print(
            f"Passed over, as no recordings: {_files(len(tally.passed_over))} ({', '.join(names)}{more})",
            soft_wrap=True,
        )
    if tally.warned:
        console.print(f"Warnings of {_files(tally.warned)} are in the table of files", soft_wrap=True)
    damaged = sorted(tally.damaged, key=lambda result: result.path)  # they come in order of size
    lost = [*listing.unreadable, *(result.message for result in damaged)]
    if lost:
        console.print(f"Could not be read: {len(lost)}")
        print_warnings(console, lost[:_MOST_LISTED])
        if len(lost) > _MOST_LISTED:
            console.print(f"... and {len(lost) - _MOST_LISTED} more")
    return not lost


def _files(count: int) -> str:
    return counted(count, "file")


def _long(seconds: float) -> str:
    for unit, length in (("hours", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.1f} s"
