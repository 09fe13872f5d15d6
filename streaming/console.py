"""Reading and converting recordings as a person watches it: progress, notes and warnings in the terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from streaming.convert import convert
from streaming.info import inspect
from streaming.pose_models import find_pose_model
from streaming.terminal import print_warnings

INCOMPLETE = 3
"""Exit code of a command that has written its file, but could not read all of its source."""


def print_info(console: Console, file: Path) -> None:
    """Tell what a recording holds, and what looks wrong.

    Raises:
        RecordingError: it cannot be read.
    """
    report = inspect(file)
    table = Table(show_header=False, box=None)
    for name, value in report.rows:
        table.add_row(Text(name, "bold"), Text(value))
    console.print(table)
    for note in report.notes:
        console.print(Text(f"note: {note}"))
    print_warnings(console, report.warnings)


def get_pose_model(console: Console, name: str, path: Path | None) -> Path:
    """Return a pose model's file; a download shows its progress.

    Raises:
        ModelError: it is missing, or cannot be downloaded.
    """
    columns = (TextColumn("Downloading the pose model"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        return find_pose_model(name, path, progress=progress)


def run_convert(
    console: Console,
    source: Path,
    target: Path,
    pose_model: Path | None,
    *,
    overwrite: bool = False,
    slow_motion: float = 1.0,
) -> int:
    """Convert a recording or a video, and say what is lost; arguments as in :func:`convert`.

    Returns:
        The exit code: 0, or :data:`INCOMPLETE`.

    Raises:
        MansError: the source cannot be read, or the target not written.
    """

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
            source, target, pose_model or find, progress, overwrite=overwrite, slow_motion=slow_motion
        )
    for note in told.notes:
        console.print(Text(note), soft_wrap=True)
    print_warnings(console, told.warnings)
    console.print(Text(f"Wrote {target}"), soft_wrap=True)
    return 0 if told.whole else INCOMPLETE
