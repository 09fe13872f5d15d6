"""``train-everyday``: train one model of everyday actions on several data sets."""

from __future__ import annotations

import argparse
import shlex
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from cli.argument_types import at_least, model_file
from cli.data_loading import load_data
from cli.options import (
    Add,
    data_sets_options,
    device_option,
    overwrite_option,
)
from cli.progress import run_with_progress
from mans.bundled import model_named
from streaming.errors import SettingsError
from streaming.program import COMMAND


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("train-everyday", _run, "Train one model of everyday actions on several data sets jointly.")
    data_sets_options(sub)
    sub.add_argument(
        "--recipe",
        choices=("everyday", "everyday-refined"),
        default="everyday",
        help="everyday: from random weights; everyday-refined: a short training of a trained model's "
        "attention, with --start MODEL --teacher MODEL (default: everyday)",
    )
    sub.add_argument("--without", metavar="DATASET", help="hold out this data set (leave-one-dataset-out)")
    sub.add_argument(
        "--without-action",
        action="append",
        default=[],
        metavar="ACTION",
        help="hold out this action, to see what the model says about what it was not taught; repeatable",
    )
    sub.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="override a setting of the recipe, such as precision=bfloat16; repeatable",
    )
    sub.add_argument(
        "--start",
        type=model_named,
        metavar="MODEL",
        help="begin with the weights of this trained model instead of random ones; it must not have seen "
        "what is held out",
    )
    sub.add_argument(
        "--teacher",
        type=model_named,
        action="append",
        default=[],
        metavar="MODEL",
        help="learn the mean class scores of trained models (knowledge distillation), weighted by "
        "--set evidence_loss.distillation=WEIGHT; they must not have seen what is held out; repeatable",
    )
    sub.add_argument("--epochs", type=int, metavar="N", help="override the recipe's number of epochs")
    sub.add_argument("--seed", type=at_least(0), default=0, help="random seed (default: 0)")
    sub.add_argument(
        "-o", "--out", type=model_file, metavar="OUT", help="output file OUT.safetensors (default: in runs/)"
    )
    sub.add_argument("--resume", action="store_true", help="resume an interrupted training")
    overwrite_option(sub)
    device_option(sub)


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal
    from mans.everyday.run import Folders, run_training
    from mans.everyday.training import RECIPES, recipe_without

    if args.recipe != "everyday" and args.start is None:
        raise SettingsError(
            f"--recipe {args.recipe} without --start",
            expected="a trained model to refine",
            remedy="Give --start MODEL --teacher MODEL",
        )
    recipe = RECIPES[args.recipe]
    recipe = recipe_without(args.epochs, args.without, args.without_action, args.set, recipe)
    if args.start is not None and args.recipe == "everyday":
        recipe = replace(recipe, name=f"{recipe.name}-start-{args.start.stem}")
    out = args.out or Path("runs") / f"{recipe.name}.safetensors"
    # Where the data lay on this machine is no part of the recipe.
    places = ((args.data, "DIR"), (args.cache, "CACHE"), (args.start, "MODEL"))
    paths = {str(path): name for path, name in places if path}
    paths |= {str(path): path.name for path in args.teacher}
    command = shlex.join([*COMMAND.split(), *(paths.get(word, word) for word in sys.argv[1:])])
    console = Terminal()
    run_training(
        partial(console.print, soft_wrap=True),
        Folders(args.data, args.cache, partial(load_data, console)),
        recipe,
        args.seed,
        args.device,
        out,
        args.resume,
        command,
        overwrite=args.overwrite,
        start=args.start,
        teachers=args.teacher,
        run=partial(run_with_progress, console),
    )
    return 0
