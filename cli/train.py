"""``train``: train a model on a complete data set, in one process or under torchrun."""

from __future__ import annotations

import argparse
import shlex
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cli.argument_types import model_file
from cli.options import (
    Add,
    asked,
    named_recipe_option,
    overwrite_option,
    start_path,
    training_options,
)
from cli.progress import run_with_progress
from streaming.program import COMMAND

if TYPE_CHECKING:
    from mans.recipe import Recipe
    from mans.training.distributed import Place


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("train", _run, "Train a model on a whole data set, in one process or with torchrun.")
    training_options(sub)
    named_recipe_option(sub, "live")
    sub.add_argument(
        "-o",
        "--out",
        type=model_file,
        metavar="OUT",
        help="output file OUT.safetensors (default: runs/DATASET-RECIPE)",
    )
    sub.add_argument("--log", type=Path, metavar="DIR", help="write TensorBoard logs to this folder")
    sub.add_argument("--resume", action="store_true", help="resume an interrupted training")
    overwrite_option(sub)


def _run(args: argparse.Namespace) -> int:
    from cli.own_data import check_only, data_folder
    from mans.device import choose_device
    from mans.training.distributed import check_alone, one_of_several

    if args.check:
        return check_only(args)
    if start_path(args, data_folder(args)) is not None:
        check_alone("to fine-tune a model", "Start it without torchrun, or give --from-scratch")
    with one_of_several(choose_device(args.device)) as place:
        return _run_in_place(place, args)


def _run_in_place(place: Place, args: argparse.Namespace) -> int:
    """Train as one of several processes, or as the only one."""
    from cli.own_data import data_folder
    from cli.terminal import Terminal
    from mans.training.checkpointing import check_outputs_of_training
    from mans.training.run import train

    console = Terminal(quiet=not place.first)
    name = data_folder(args).name

    def out_of(recipe: Recipe) -> Path:
        return args.out or Path("runs") / f"{name}-{recipe.name}.safetensors"

    def check(recipe: Recipe) -> None:
        if place.first:
            mine = {"resume": args.resume, "overwrite": args.overwrite}
            console.print(check_outputs_of_training(out_of(recipe), [args.leave_out], **mine), soft_wrap=True)

    with place.first_before_others():
        recipe, source, data, start = asked(console, args, check)
    out = out_of(recipe)
    # Where the data lay on this machine is no part of the recipe.
    places = ((args.data, "DIR"), (args.cache, "CACHE"), (args.leave_out, "TXT"), (args.start, "MODEL"))
    paths = {str(path): name for path, name in places if path}
    if source.own is not None:
        paths[args.data_set] = data.name
    given = [paths.get(word, word) for word in sys.argv[1:]]
    command = shlex.join([*COMMAND.split(), *given])
    show = partial(run_with_progress, console)
    train(
        console.print,
        data,
        recipe,
        args.seed,
        args.device,
        out,
        args.resume,
        command,
        place,
        args.log,
        run=show,
        start=start,
    )
    return 0
