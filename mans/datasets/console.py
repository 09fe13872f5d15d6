"""Data sets as a person watches them: the list of them, reading with progress, what was found."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from mans.datasets import DATA_SETS, DataSet, find_data_set
from mans.datasets.prepare import DataFolder, Prepared


def load_data(console: Console, source: DataFolder, jobs: int = 0) -> DataSet:
    """Open a data set, after reading what has not been prepared; tell what was found and what it needed.

    Raises:
        DataSetError: the folder does not hold the data set.
    """
    prepare(console, source, jobs)
    data = source.open()
    console.print(f"{data.title}: {len(data.samples)} sequences of {len(data.labels)} actions")
    for note in data.notes:
        console.print(f"  [dim]{escape(note)}[/dim]", highlight=False)
    return data


def prepare(console: Console, source: DataFolder, jobs: int = 0) -> Prepared:
    """Read a data set's files into the cache, those that are not there yet, with progress.

    Raises:
        DataSetError: the folder does not hold the data set.
    """
    title = find_data_set(source.name).title
    with progress_bar(console, transient=True) as progress:
        task = progress.add_task(f"reading {title}", total=None, figures="")

        def report(done: int, files: int) -> None:
            progress.update(task, completed=done, total=files)

        try:
            result = source.prepare(jobs, report)
        except KeyboardInterrupt:
            console.print("Stopped: what was read is kept, and the same command goes on from there")
            raise
    if result.read:
        console.print(
            f"Read {result.read} of {result.files} files in {result.seconds:.1f} s, "
            f"{result.files_per_s:.0f} a second in {result.jobs} processes; kept in {result.folder}",
            soft_wrap=True,
        )
    return result


def tell_projection(console: Console, source: DataFolder, result: Prepared) -> None:
    """Say how long the whole data set takes, where this was a part of it; files of one size assumed."""
    entry = find_data_set(source.name)
    if not result.read:
        console.print(f"All {result.files} files were prepared already, in {result.folder}", soft_wrap=True)
    elif result.files < entry.files:
        seconds = entry.files / result.files_per_s
        console.print(f"At this pace the whole data set, {entry.files} files, takes {seconds / 60:.0f} min")


def print_data_sets(console: Console) -> None:
    """Print every data set: what it is, the folder it is given as, and its protocols."""
    for entry in DATA_SETS.values():
        people = "one person" if entry.bodies == 1 else f"{entry.bodies} people"
        console.print(f"[bold]{entry.name}[/bold]  {entry.title}", highlight=False)
        console.print(
            f"  {entry.complete} sequences, {len(entry.labels)} classes, {people}, {entry.rate_hz:g} Hz\n"
            f"  {escape(entry.origin)}\n  --data DIR: {escape(entry.layout)}",
            highlight=False,
            soft_wrap=True,
        )
        for protocol in entry.protocols:
            console.print(
                f"  --protocol [bold]{protocol.name}[/bold]: {protocol.summary}",
                highlight=False,
                soft_wrap=True,
            )
        console.print()


def progress_bar(console: Console, transient: bool = False) -> Progress:
    """Return a progress bar with counts, time, time left, and figures."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[figures]}"),
        console=console,
        transient=transient,
    )
