"""``replay``: play a recording or a video in the window."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from cli.live import window_choices
from cli.options import (
    Add,
    model_options,
    pose_options,
    window_options,
)
from cli.reading import read_as, reading_options
from cli.sending import send_options, sending


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("replay", _run, "Replay a recording or video in the window, with the prediction and F_A.")
    sub.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help="recording or video (default: open the start screen)",
    )
    reading_options(sub)
    pose_options(sub)
    model_options(sub)
    window_options(sub)
    send_options(sub)


def _run(args: argparse.Namespace) -> int:
    from app.doctor.display import require_display

    require_display()
    from app.start import run_window

    with sending(args) as (broadcast, _):
        choices = replace(window_choices(args, broadcast), read_as=read_as(args))
        return run_window(choices, args.file)
