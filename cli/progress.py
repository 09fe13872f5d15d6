"""Terminal progress bars."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from mans.training.trainer import EpochProgress, Trainer

_SPEED_OVER_S = 600.0
"""Seconds over which the time left is estimated: a step may take minutes."""


def progress_bar(console: Console, transient: bool = False, *, counted: bool = True) -> Progress:
    """Return a progress bar with count, unless told otherwise, elapsed time, time left and metrics."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        *([MofNCompleteColumn()] if counted else []),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[figures]}"),
        console=console,
        transient=transient,
        speed_estimate_period=_SPEED_OVER_S,
    )


def run_with_progress(
    console: Console, trainer: Trainer, after_each: Callable[[EpochProgress], None]
) -> None:
    """Run all epochs with a progress bar.

    Raises:
        SettingsError: training diverged: the loss is NaN or infinite.
    """
    from mans.training.run import run_epochs

    with progress_bar(console) as progress:
        task = progress.add_task("epoch", total=trainer.recipe.epochs, completed=trainer.epoch, figures="")

        def report(now: EpochProgress) -> None:
            progress.update(task, completed=now.epochs_done, figures=now.figures)

        run_epochs(trainer, after_each, report)
