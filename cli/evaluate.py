"""``evaluate``: cross-validation of a recipe by a protocol."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.argument_types import at_least
from cli.options import (
    HERE,
    Add,
    asked,
    named_recipe_option,
    training_options,
)
from cli.progress import progress_bar
from streaming.printable import counted
from streaming.program import COMMAND

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from mans.datasets import DataSet
    from mans.datasets.prepare import DataFolder
    from mans.evaluation.results import Results
    from mans.recipe import Recipe
    from mans.training.fine_tuning import Start


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("evaluate", _run, "Train and test each fold of a protocol; rerun the command to resume.")
    training_options(sub)
    sub.add_argument(
        "--protocol",
        metavar="P",
        help=f"evaluation protocol, as listed by: {COMMAND} datasets; of your own: leave-one-subject-out, "
        "5-fold (people), cross-subject (column split), leave-one-camera-out, leave-one-recording-out or "
        "5-fold-sequences",
    )
    named_recipe_option(sub, "current")
    sub.add_argument(
        "--jobs",
        type=at_least(0),
        default=0,
        metavar="N",
        help="number of folds to run in parallel (default: one per core)",
    )
    sub.add_argument("--folds", type=at_least(1), metavar="N", help="stop after N more folds")
    sub.add_argument(
        "--curves",
        action="store_true",
        help="also measure training and test error after each epoch (learning curves)",
    )
    sub.add_argument(
        "--faithfulness",
        action="store_true",
        help="also measure deletion and insertion by the attention on the test samples",
    )
    sub.add_argument(
        "--results",
        type=Path,
        metavar="JSON",
        help="output file for the results (default: in results/; of your own: in runs/)",
    )


def _run(args: argparse.Namespace) -> int:
    from cli.own_data import check_only, data_folder
    from cli.terminal import Terminal
    from streaming.errors import SettingsError
    from streaming.writers.outputs import check_outputs

    if args.check:
        return check_only(args)
    asked_for = data_folder(args)
    if args.protocol is None:
        names = " or ".join(protocol.name for protocol in asked_for.entry().protocols)
        raise SettingsError("no protocol", expected=f"--protocol with {names}")

    def path_of(recipe: Recipe) -> Path:
        name = f"{asked_for.name}-{args.protocol}-{recipe.name}-seed{args.seed}.json"
        folder = HERE / "results" if asked_for.own is None else Path("runs")
        return args.results or folder / name

    def check(recipe: Recipe) -> None:  # a file of this run is gone on with, and one of another refused
        check_outputs([path_of(recipe)], [args.leave_out], overwrite=True, make_folders=True)

    console = Terminal()
    recipe, source, data, start = asked(console, args, check)
    path = path_of(recipe)
    run_evaluation(
        console,
        data,
        source,
        args.protocol,
        recipe,
        args.seed,
        args.device,
        args.jobs,
        path,
        args.folds,
        args.curves,
        start,
        args.faithfulness,
    )
    return 0


def run_evaluation(
    console: Console,
    data: DataSet,
    source: DataFolder,
    protocol: str,
    recipe: Recipe,
    seed: int,
    device: str,
    jobs: int,
    path: Path,
    most_folds: int | None,
    curves: bool = False,
    start: Start | None = None,
    faithfulness: bool = False,
) -> Results:
    """Evaluate a protocol with a progress bar; after Ctrl-C, the same command resumes.

    ``path`` is the result file; ``jobs=0`` runs one fold per core; ``most_folds`` limits the number of folds
    run now; ``curves`` records the errors after each epoch, ``faithfulness`` deletion and insertion.

    Raises:
        ModelError: the result file belongs to another run.
    """
    from mans.datasets.workers import cores
    from mans.evaluation.folds import evaluate, is_measured

    jobs = jobs or cores()
    console.print(
        f"{protocol}, recipe {recipe.name}, seed {seed}, {counted(jobs, 'fold')} at a time; results in {path}"
    )
    rounds = evaluate(data, source, protocol, recipe, seed, device, jobs, path, curves, start, faithfulness)

    def ready(results: Results) -> int:
        return sum(is_measured(fold, curves=curves, faithfulness=faithfulness) for fold in results.folds)

    results = next(rounds)
    before = ready(results)
    if before == results.total_folds:
        console.print("All folds are done already; nothing is trained. Name another --results to start anew.")
    try:
        with progress_bar(console) as progress:
            task = progress.add_task("fold", total=results.total_folds, completed=before, figures="")
            for results in rounds:
                share = results.right / max(1, results.tested)
                progress.update(
                    task,
                    completed=ready(results),
                    figures=f"{results.right} of {results.tested} right, {share:.1%}",
                )
                if most_folds is not None and ready(results) - before >= most_folds:
                    break
    finally:
        rounds.close()
    console.print(results_table([results]))
    return results


def results_table(results: Sequence[Results]) -> Table:
    """Return the results as a terminal table."""
    from rich import box
    from rich.table import Column, Table

    from mans.evaluation.report import COLUMNS, results_row

    columns = [Column(name, overflow="fold", no_wrap=name == "protocol") for name in COLUMNS]
    table = Table(*columns, title=results[0].data, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for each in results:
        table.add_row(*results_row(each))
    return table
