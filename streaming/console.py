"""Reading and converting recordings as a person watches it: progress, notes and warnings in the terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from streaming.convert import convert
from streaming.info import inspect


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
    for kind, style, sentences in (("note", "", report.notes), ("warning", "yellow", report.warnings)):
        for sentence in sentences:
            console.print(Text(f"{kind}: {sentence}", style))


def run_convert(console: Console, source: Path, target: Path, pose_model: Path | None) -> None:
    """Convert a recording or a video, and say what is lost; arguments as in :func:`convert`.

    Raises:
        MansError: the source cannot be read, or the target not written.
    """
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Converting", total=None)

        def progress(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        notes = convert(source, target, pose_model, progress)
    for note in notes:
        console.print(Text(note), soft_wrap=True)
    console.print(Text(f"Wrote {target}"), soft_wrap=True)
