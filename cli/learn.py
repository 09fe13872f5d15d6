"""Commands for learning: datasets, prepare, train, evaluate, results, networks."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cli.options import HERE, Add, at_least, data_options, model_file, overwrite_option, training_options

if TYPE_CHECKING:
    from rich.console import Console

    from mans.datasets.prepare import DataFolder
    from mans.datasets.types import DataSet
    from mans.distributed import Place
    from mans.recipe import Recipe


def add_commands(add: Add) -> None:
    """Describe the commands."""
    add("datasets", _datasets, "List the data sets, their folders and their protocols.")

    sub = add("prepare", _prepare, "Read a data set once, for training; goes on where it was stopped.")
    data_options(sub)
    sub.add_argument(
        "--jobs",
        type=at_least(0),
        default=0,
        metavar="N",
        help="processes side by side (default: one a core)",
    )

    sub = add("train", _train, "Train a model on all of a data set, in one process or under torchrun.")
    training_options(sub)
    sub.add_argument("--recipe", default="live", help="paper, current, long or live (default: live)")
    sub.add_argument(
        "-o", "--out", type=model_file, metavar="OUT", help="OUT.safetensors (default: runs/DATASET-RECIPE)"
    )
    sub.add_argument("--log", type=Path, metavar="DIR", help="write a log for TensorBoard into this folder")
    sub.add_argument("--resume", action="store_true", help="go on where a stopped run left off")
    overwrite_option(sub)

    sub = add("evaluate", _evaluate, "Train and test fold by fold; the same command goes on after a stop.")
    training_options(sub)
    sub.add_argument("--protocol", required=True, metavar="P", help="one of the data set's: main.py datasets")
    sub.add_argument("--recipe", default="current", help="paper, current, long or live (default: current)")
    sub.add_argument(
        "--jobs", type=at_least(0), default=0, metavar="N", help="folds side by side (default: one a core)"
    )
    sub.add_argument("--folds", type=at_least(1), metavar="N", help="stop after N folds more")
    sub.add_argument(
        "--curves", action="store_true", help="measure the errors after each epoch too; changes nothing else"
    )
    sub.add_argument("--results", type=Path, metavar="JSON", help="result file (default: in results/)")

    sub = add(
        "results",
        _results,
        "Render the tables and pictures of docs/ from result files.",
    )
    sub.add_argument("files", type=Path, nargs="*", metavar="JSON", help="default: all in results/")
    sub.add_argument("--docs", type=Path, default=HERE / "docs", metavar="DIR", help="where they go")

    sub = add("networks", _networks, "List the networks: parameters, cost of a window, attention.")
    sub.add_argument("--docs", type=Path, metavar="DIR", help="write the table into DIR/networks.md")


def _datasets(args: argparse.Namespace) -> int:
    from rich.console import Console

    from mans.datasets.console import print_data_sets

    print_data_sets(Console())
    return 0


def _prepare(args: argparse.Namespace) -> int:
    from rich.console import Console

    from mans.datasets.console import prepare, tell_projection
    from mans.datasets.prepare import open_folder

    console, source = Console(), open_folder(args.data_set, args.data, args.cache)
    tell_projection(console, source, prepare(console, source, args.jobs))
    return 0


def _asked(
    console: Console, args: argparse.Namespace, check: Callable[[Recipe], None]
) -> tuple[Recipe, DataFolder, DataSet]:
    """Return what training and evaluation are asked for: the recipe, fitted to the data, and the data.

    ``check`` is given the recipe before any data is read, to see whether there is a place for the outcome.
    """
    from mans.choosing import chosen_recipe
    from mans.console import fitted_to
    from mans.datasets.console import load_data
    from mans.datasets.prepare import open_folder

    recipe = chosen_recipe(args.recipe, args.network, args.epochs, args.batch, args.set)
    source = open_folder(args.data_set, args.data, args.cache, args.leave_out)
    check(recipe)
    data = load_data(console, source)
    return fitted_to(recipe, data), source, data


def _train(args: argparse.Namespace) -> int:
    from mans.device import choose_device
    from mans.distributed import one_of_several

    with one_of_several(choose_device(args.device)) as place:
        return _train_in(place, args)


def _train_in(place: Place, args: argparse.Namespace) -> int:
    """Train in one of several processes, or in the only one."""
    from rich.console import Console

    from mans.console import train
    from mans.training_state import check_outputs_of_training

    console = Console(quiet=not place.first)

    def out_of(recipe: Recipe) -> Path:
        return args.out or Path("runs") / f"{args.data_set}-{recipe.name}.safetensors"

    def check(recipe: Recipe) -> None:
        if place.first:
            mine = {"resume": args.resume, "overwrite": args.overwrite}
            console.print(check_outputs_of_training(out_of(recipe), [args.leave_out], **mine), soft_wrap=True)

    with place.first_before_others():
        recipe, _, data = _asked(console, args, check)
    out = out_of(recipe)
    # Where the data lay on this machine is no part of the recipe.
    places = ((args.data, "DIR"), (args.cache, "CACHE"), (args.leave_out, "TXT"))
    paths = {str(path): name for path, name in places if path}
    given = [paths.get(word, word) for word in sys.argv[1:]]
    command = shlex.join(["python", "main.py", *given])
    train(console, data, recipe, args.seed, args.device, out, args.resume, command, place, args.log)
    return 0


def _evaluate(args: argparse.Namespace) -> int:
    from rich.console import Console

    from mans.console import run_evaluation
    from streaming.outputs import check_outputs

    def path_of(recipe: Recipe) -> Path:
        name = f"{args.data_set}-{args.protocol}-{recipe.name}-seed{args.seed}.json"
        return args.results or HERE / "results" / name

    def check(recipe: Recipe) -> None:  # a file of this run is gone on with, and one of another refused
        check_outputs([path_of(recipe)], [args.leave_out], overwrite=True, make_folders=True)

    console = Console()
    recipe, source, data = _asked(console, args, check)
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
    )
    return 0


def _results(args: argparse.Namespace) -> int:
    from mans.everyday.report import render_everyday
    from mans.report import render_results
    from mans.stream_report import render_streams

    pages = render_results(args.files or sorted((HERE / "results").glob("*.json")), args.docs)
    pages += render_everyday(HERE / "results" / "everyday", args.docs)
    for path in [*pages, *render_streams(HERE / "results" / "streams", args.docs)]:
        print(f"Wrote {path}")
    return 0


def _networks(args: argparse.Namespace) -> int:
    from rich.console import Console

    from mans.pages import fill_in
    from mans.sizes import network_sizes, sizes_markdown, sizes_table

    sizes = network_sizes()
    if args.docs is None:
        Console().print(sizes_table(sizes))
    else:
        page = args.docs / "networks.md"
        fill_in(page, "networks", sizes_markdown(sizes))
        print(f"Wrote {page}")
    return 0
