"""Streams by a protocol as a person watches it: progress, Ctrl-C, and a table."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from mans.datasets import find_data_set
from mans.datasets.console import load_data, progress_bar
from mans.datasets.prepare import DataFolder
from mans.stream_evaluation import Labelled, figures_table, labelled
from mans.stream_folds import StreamResults, evaluate_streams
from mans.stream_training import StreamPlan
from mans.training import EpochReport, Report


def read_sources(console: Console, source: DataFolder) -> list[Labelled]:
    """Read what is done in each recording, with progress.

    Raises:
        DataSetError: the folder is not the data set.
        RecordingError: a file is damaged.
    """
    total = len(find_data_set(source.name).find(source.folder).sources)
    with progress_bar(console, transient=True) as progress:
        task = progress.add_task("labels", total=total, figures="")
        found = []
        for each in labelled(source.name, source.folder):
            found.append(each)
            progress.advance(task)
    return found


def run_stream_protocol(
    console: Console,
    source: DataFolder,
    protocol: str,
    plan: StreamPlan,
    seed: int,
    device: str,
    path: Path,
    most_folds: int | None = None,
    start: Path | None = None,
) -> StreamResults:
    """Evaluate by a protocol; Ctrl-C keeps the folds that are done, the same command goes on.

    ``most_folds`` stops after so many more; each fold starts from the trained model ``start``, if any.

    Raises:
        DataSetError: the folder is not the data set, or it has no such protocol.
        ModelError: the result file is of another run.
        SettingsError: training failed.
    """
    data = load_data(console, source)
    console.print(f"{protocol}, {plan.recipe.name}, seed {seed}; results in {path}", soft_wrap=True)
    sources = read_sources(console, source)
    with progress_bar(console) as progress:
        folds = progress.add_task("fold", total=None, figures="")
        report = _FoldProgress(progress, plan.recipe.epochs)
        rounds = evaluate_streams(data, sources, protocol, plan, seed, device, path, start, report.fold)
        before: int | None = None
        for results in rounds:
            done = len(results.folds)
            before = done if before is None else before
            figures = _short(results) if done else ""
            progress.update(folds, total=results.total_folds, completed=done, figures=figures)
            if most_folds is not None and done - before >= most_folds:
                break
        rounds.close()
    total = results.total()
    title = f"{len(results.folds)} of {results.total_folds} folds, {total.recordings} recordings"
    console.print(figures_table(total.figures(), title))
    return results


class _FoldProgress:
    """A bar for the epochs of the fold under way."""

    def __init__(self, progress: Progress, epochs: int) -> None:
        self._progress = progress
        self._task = progress.add_task("epoch", total=epochs, figures="")

    def fold(self, name: str) -> Report:
        self._progress.reset(self._task, description=f"epoch, without {name}")

        def report(now: EpochReport) -> None:
            self._progress.update(self._task, completed=now.epochs_done, figures=now.figures)

        return report


def _short(results: StreamResults) -> str:
    total = results.total()
    if total.points.points:
        return f"action points F {total.points.f:.3f}"
    return f"frames {total.dated.frame_accuracy:.1%}, F1 {total.dated.f1:.3f}, dated"
