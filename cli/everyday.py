"""Commands for the everyday model: train-everyday, evaluate-everyday, evaluate-stream."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from cli.options import (
    HERE,
    MODEL,
    Add,
    at_least,
    data_options,
    device_option,
    model_file,
    model_options,
    overwrite_option,
    recipe_options,
)


def add_commands(add: Add) -> None:
    """Describe the commands."""
    sub = add("train-everyday", _train, "Train one model of everyday actions on several data sets.")
    _folders(sub)
    sub.add_argument("--without", metavar="DATASET", help="leave this data set out, to test on it")
    sub.add_argument("--epochs", type=int, metavar="N", help="in place of the recipe's number")
    sub.add_argument("--seed", type=int, default=0, help="of all random numbers (default: 0)")
    sub.add_argument(
        "-o", "--out", type=model_file, metavar="OUT", help="OUT.safetensors (default: in runs/)"
    )
    sub.add_argument("--resume", action="store_true", help="go on where a stopped run left off")
    overwrite_option(sub)
    device_option(sub)

    sub = add("evaluate-everyday", _evaluate, "Test an everyday model on the people it was not trained on.")
    _folders(sub)
    sub.add_argument(
        "--results", type=Path, metavar="JSON", help="result file (default: in results/everyday)"
    )
    overwrite_option(sub)
    model_options(sub)

    sub = add("evaluate-stream", _stream, "Test what the window shows on untrimmed recordings with labels.")
    data_options(sub)
    sub.add_argument("--people", nargs="+", metavar="WHO", help="of these alone, e.g. s09 s10")
    sub.add_argument(
        "--dates-from", nargs="+", metavar="WHO", help="learn on them how far segments are dated back"
    )
    sub.add_argument("--results", type=Path, metavar="JSON", help="write the figures into this file as well")
    overwrite_option(sub)
    model_options(sub)
    folds = sub.add_argument_group(
        "in place of a model: one trained for each fold, on untrimmed recordings of the others"
    )
    folds.add_argument("--protocol", metavar="NAME", help="e.g. leave-one-subject-out")
    recipe_options(folds)
    folds.add_argument("--start", type=Path, metavar="MODEL", help="each fold starts from this trained model")
    folds.add_argument("--folds", type=at_least(1), metavar="N", help="stop after N folds more")


def _folders(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--data",
        type=Path,
        required=True,
        metavar="DIR",
        help="holds a folder for each data set, by its name",
    )
    sub.add_argument("--cache", type=Path, metavar="DIR", help="where prepared data is kept")


def _train(args: argparse.Namespace) -> int:
    from rich.console import Console

    from mans.everyday.console import Folders, recipe_without, run_training

    recipe = recipe_without(args.epochs, args.without)
    out = args.out or Path("runs") / f"{recipe.name}.safetensors"
    # Where the data lay on this machine is no part of the recipe.
    paths = {str(path): name for path, name in ((args.data, "DIR"), (args.cache, "CACHE")) if path}
    command = shlex.join(["python", "main.py", *(paths.get(word, word) for word in sys.argv[1:])])
    run_training(
        Console(),
        Folders(args.data, args.cache),
        recipe,
        args.seed,
        args.device,
        out,
        args.resume,
        command,
        overwrite=args.overwrite,
    )
    return 0


def _evaluate(args: argparse.Namespace) -> int:
    from rich.console import Console

    from mans.everyday.console import Folders, run_test

    path = args.results or HERE / "results" / "everyday" / f"{args.model.stem}.json"
    folders = Folders(args.data, args.cache)
    run_test(Console(), folders, args.model, args.device, path, overwrite=args.overwrite)
    return 0


def _stream(args: argparse.Namespace) -> int:
    from rich.console import Console

    from mans.stream_evaluation import run_stream_evaluation
    from streaming.errors import SettingsError

    if args.protocol is not None:
        return _stream_folds(args)
    given = [name for name in ("network", "epochs", "batch", "set", "folds", "start") if getattr(args, name)]
    if given:
        raise SettingsError(f"--{given[0]} without --protocol", remedy="Both train, or neither")
    people, dates_from = frozenset(args.people or ()), frozenset(args.dates_from or ())
    run_stream_evaluation(
        Console(),
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


def _stream_folds(args: argparse.Namespace) -> int:
    from rich.console import Console

    from mans.checkpoint import model_files
    from mans.datasets.prepare import open_folder
    from mans.stream_console import run_stream_protocol
    from mans.stream_training import chosen_plan
    from streaming.errors import SettingsError
    from streaming.outputs import check_outputs

    if args.people or args.dates_from or args.model is not MODEL:
        raise SettingsError("--protocol with a model or people", remedy="It trains, and tests everybody")
    plan = chosen_plan(args.data_set, args.network, args.epochs, args.batch, args.set)
    recipe = plan.recipe.name + (f"-from-{args.start.stem}" if args.start else "")
    name = f"{args.data_set}-{args.protocol}-{recipe}-seed{args.seed}.json"
    path = args.results or HERE / "results" / "streams" / name
    start = () if args.start is None else model_files(args.start)
    check_outputs([path], start, overwrite=True, make_folders=True)  # a file of this run is gone on with
    source = open_folder(args.data_set, args.data, args.cache)
    run_stream_protocol(
        Console(), source, args.protocol, plan, args.seed, args.device, path, args.folds, args.start
    )
    return 0
