"""Data set loading with a progress bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.progress import progress_bar
from streaming.printable import counted

if TYPE_CHECKING:
    from rich.console import Console

    from mans.datasets import DataSet
    from mans.datasets.prepare import DataFolder, Prepared


def load_data(console: Console, source: DataFolder, jobs: int = 0) -> DataSet:
    """Open a data set, preparing what is not cached yet, and print a summary.

    Raises:
        DataSetError: the folder does not hold the data set.
    """
    from rich.text import Text

    prepare(console, source, jobs)
    data = source.open()
    console.print(
        f"{data.title}: {counted(len(data.samples), 'sequence')} of {counted(len(data.labels), 'action')}"
    )
    for note in data.notes:
        console.print(Text(f"  {note}", "dim"))
    return data


def prepare(console: Console, source: DataFolder, jobs: int = 0) -> Prepared:
    """Read a data set's files that are not cached yet into the cache, with a progress bar.

    Raises:
        DataSetError: the folder does not hold the data set.
    """
    title = source.entry().title
    with progress_bar(console, transient=True) as progress:
        task = progress.add_task(f"reading {title}", total=None, figures="")

        def report(done: int, files: int) -> None:
            progress.update(task, completed=done, total=files)

        try:
            result = source.prepare(jobs, report)
        except KeyboardInterrupt:
            console.print("Stopped: what was read is kept; run the same command again to continue")
            raise
    if result.read:
        console.print(
            f"Read {result.read} of {counted(result.files, 'file')} in {result.seconds:.1f} s, "
            f"{result.files_per_s:.0f} a second in "
            f"{counted(result.jobs, 'process', 'processes')}; kept in {result.folder}",
            soft_wrap=True,
        )
    return result
