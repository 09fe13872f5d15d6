"""``evaluate-stream``: online action detection in untrimmed recordings, of a model or by a protocol."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cli.argument_types import at_least
from cli.data_loading import load_data
from cli.options import (
    HERE,
    Add,
    data_options,
    model_options,
    overwrite_option,
    recipe_options,
)
from cli.progress import progress_bar
from mans.bundled import MODEL
from streaming.printable import counted

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

    from mans.datasets.prepare import DataFolder
    from mans.online.evaluation import Labelled
    from mans.online.folds import StreamResults
    from mans.online.result import StreamResult
    from mans.online.training import StreamPlan
    from mans.training.trainer import EpochProgress, OnStep


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("evaluate-stream", _run, "Evaluate online action detection on labelled untrimmed recordings.")
    data_options(sub)
    sub.add_argument(
        "--people", nargs="+", metavar="WHO", help="evaluate these subjects only, such as s09 s10"
    )
    sub.add_argument(
        "--dates-from",
        nargs="+",
        metavar="WHO",
        help="subjects on which to estimate onset and offset latency, by which segments are dated back",
    )
    sub.add_argument("--results", type=Path, metavar="JSON", help="also write the results to this file")
    overwrite_option(sub)
    model_options(sub)
    folds = sub.add_argument_group(
        "cross-validation: instead of testing one model, train one for each fold on untrimmed recordings"
    )
    folds.add_argument(
        "--protocol", metavar="NAME", help="evaluation protocol, such as leave-one-subject-out"
    )
    recipe_options(folds)
    folds.add_argument(
        "--start", type=Path, metavar="MODEL", help="initialise each fold from this trained model"
    )
    folds.add_argument("--folds", type=at_least(1), metavar="N", help="stop after N more folds")


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal
    from streaming.errors import SettingsError

    if args.protocol is not None:
        return _run_protocol(args)
    of_training = ("network", "epochs", "batch-size", "set", "folds", "start")
    if given := [name for name in of_training if getattr(args, name.replace("-", "_"))]:
        raise SettingsError(f"--{given[0]} without --protocol", remedy="Both train, or neither")
    people, dates_from = frozenset(args.people or ()), frozenset(args.dates_from or ())
    run_stream_evaluation(
        Terminal(),
        args.data_set,
        args.data,
        args.model,
        args.device,
        people,
        args.results,
        dates_from,
        overwrite=args.overwrite,
    )
    return 0


def _run_protocol(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal
    from mans.datasets.prepare import open_folder
    from mans.model_card import model_files
    from mans.online.training import chosen_plan
    from streaming.errors import SettingsError
    from streaming.writers.outputs import check_outputs

    if args.people or args.dates_from or args.model is not MODEL:
        raise SettingsError("--protocol with a model or people", remedy="It trains, and tests everybody")
    plan = chosen_plan(args.data_set, args.network, args.epochs, args.batch_size, args.set)
    recipe = plan.recipe.name + (f"-from-{args.start.stem}" if args.start else "")
    name = f"{args.data_set}-{args.protocol}-{recipe}-seed{args.seed}.json"
    path = args.results or HERE / "results" / "streams" / name
    start = () if args.start is None else model_files(args.start)
    check_outputs([path], start, overwrite=True, make_folders=True)  # a file of this run is gone on with
    source = open_folder(args.data_set, args.data, args.cache)
    run_stream_protocol(
        Terminal(), source, args.protocol, plan, args.seed, args.device, path, args.folds, args.start
    )
    return 0


def read_sources(console: Console, source: DataFolder) -> list[Labelled]:
    """Read the recordings and their labels, with a progress bar.

    Raises:
        DataSetError: the folder does not hold the data set.
        RecordingError: a file is damaged.
    """
    from mans.datasets import find_data_set
    from mans.online.evaluation import labelled

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
    """Evaluate a protocol; after Ctrl-C, the same command resumes with the next fold.

    ``most_folds`` limits the number of folds run now; each fold is initialised from the model ``start``, if
    given.

    Raises:
        DataSetError: the folder does not hold the data set, or the protocol does not exist.
        ModelError: the result file belongs to another run.
        SettingsError: training failed.
    """
    from mans.online.folds import evaluate_streams

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
    title = (
        f"{len(results.folds)} of {counted(results.total_folds, 'fold')}, "
        f"{counted(total.recordings, 'recording')}"
    )
    console.print(figures_table(total.figures(), title))
    return results


class _FoldProgress:
    """Progress bar over the epochs of the current fold."""

    def __init__(self, progress: Progress, epochs: int) -> None:
        self._progress = progress
        self._task = progress.add_task("epoch", total=epochs, figures="")

    def fold(self, name: str) -> OnStep:
        self._progress.reset(self._task, description=f"epoch, fold {name}")

        def report(now: EpochProgress) -> None:
            self._progress.update(self._task, completed=now.epochs_done, figures=now.figures)

        return report


def _short(results: StreamResults) -> str:
    total = results.total()
    if total.points.points:
        return f"action-point F-score {total.points.f:.3f}"
    return f"back-dated frame accuracy {total.dated.frame_accuracy:.1%}, F1 {total.dated.f1:.3f}"


def figures_table(figures: Mapping[str, float], title: str) -> Table:
    """Return metrics as a terminal table."""
    from rich.table import Table

    table = Table("metric", "value", title=title)
    for figure, value in figures.items():
        table.add_row(figure, f"{value:.3f}")
    return table


def run_stream_evaluation(
    console: Console,
    name: str,
    folder: Path,
    model: Path,
    device: str,
    people: frozenset[str],
    path: Path | None,
    dates_from: frozenset[str] = frozenset(),
    *,
    overwrite: bool = False,
) -> StreamResult:
    """Evaluate a model on a data set's untrimmed recordings, print the metrics and optionally write them.

    If ``dates_from`` names subjects, segments are dated back by the label latency measured on them instead of
    the model card's.

    Raises:
        DataSetError: the folder does not hold the data set, or shares no label with the model.
        ModelError: the model cannot be read.
        WriteError: the result file exists already, or cannot be written.
    """
    import numpy as np

    from mans.datasets import find_data_set
    from mans.everyday.results import StreamFigures
    from mans.model_card import model_files
    from mans.online.evaluation import collect, labelled, measure, with_dates
    from mans.recogniser import Recogniser
    from streaming.typed_json import to_plain
    from streaming.writers.atomic import replace_text
    from streaming.writers.outputs import check_outputs

    if path is not None:
        check_outputs([path], model_files(model), overwrite=overwrite, make_folders=True)
    recogniser = Recogniser.load(model, device)
    console.print(f"{recogniser.name} on {find_data_set(name).title}, {recogniser.device}")
    sources, decision = list(labelled(name, folder)), recogniser.decision

    def tell(line: str) -> None:
        console.print(f"  {line}", highlight=False)

    if dates_from:
        learnt = measure(collect(tell, name, sources, recogniser, dates_from), decision)
        decision = with_dates(decision, learnt.counts)
        onset, offset = decision.onset_latency_s, decision.offset_latency_s
        console.print(f"Dated back by onset latency {onset:g} s, offset latency {offset:g} s")
    result = measure(collect(tell, name, sources, recogniser, people), decision)
    title = f"{counted(result.recordings, 'recording')}, {result.minutes:.1f} minutes"
    console.print(figures_table(result.figures(), title))
    for recording, alarm in result.alarms:
        when = f"{recording}, {alarm.start_s:.1f} to {alarm.end_s:.1f} s"
        console.print(
            f"Possible false positive, {when}: {alarm.label}, {alarm.confidence:.0%}", highlight=False
        )
    if path is not None:
        data = StreamFigures(
            model=model.stem,
            data=name,
            people=tuple(sorted(people)),
            recordings=result.recordings,
            minutes=result.minutes,
            dates_from=tuple(sorted(dates_from)),
            decision=decision,
            alarms=dict(Counter(str(alarm.label) for _, alarm in result.alarms).most_common()),
            figures={k: None if np.isnan(v) else v for k, v in result.figures().items()},
        )
        text = json.dumps(to_plain(data), indent=1) + "\n"
        replace_text(path, text, make_folders=True)
        console.print(f"Wrote {path}")
    return result
