"""``ensemble``: put trained models together as one model that averages them."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from cli.options import Add, model_file, overwrite_option
from mans.bundled import model_named
from streaming.program import COMMAND


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("ensemble", _run, "Make one model of several trained ones: it averages them, by their F_A.")
    sub.add_argument(
        "models",
        type=model_named,
        nargs="+",
        metavar="MODEL",
        help="two or more models made by train-everyday, with the same classes; the decision settings are "
        "the first one's, and own actions are taught to its features",
    )
    sub.add_argument(
        "-o",
        "--out",
        type=model_file,
        default=Path("runs/ensemble.safetensors"),
        metavar="OUT",
        help="output file OUT.safetensors (default: runs/ensemble.safetensors)",
    )
    overwrite_option(sub)


def _run(args: argparse.Namespace) -> int:
    from rich.text import Text

    from cli.terminal import Terminal
    from mans.checkpoint import save_model
    from mans.ensemble_model import make_ensemble
    from mans.model_card import model_files
    from streaming.writers.outputs import check_outputs

    console = Terminal(highlight=False)
    inputs = [file for model in args.models for file in model_files(model)]
    check_outputs(model_files(args.out), inputs, overwrite=args.overwrite, make_folders=True)
    names = [path.name for path in args.models]
    command = shlex.join([*COMMAND.split(), "ensemble", *names, "-o", args.out.name])
    with console.status("Loading the models ..."):
        network, card = make_ensemble(args.models, command)
    save_model(args.out, network, card)
    console.print(Text(f"Wrote {args.out}: {card.name}"), soft_wrap=True)
    return 0
