"""Commands for files: attention, convert, info."""

from __future__ import annotations

import argparse
from pathlib import Path

from cli.options import Add, model_options, overwrite_option, slow_motion_option


def add_commands(add: Add) -> None:
    """Describe the commands."""
    sub = add("attention", _attention, "Draw F_A over a recording: film strip, curves, and the numbers.")
    sub.add_argument("file", type=Path, metavar="FILE", help="recording")
    sub.add_argument(
        "-o", "--out", type=Path, required=True, metavar="OUT", help="OUT.png or OUT.svg; CSV beside it"
    )
    sub.add_argument(
        "--at", type=float, metavar="S", help="second at which the window ends (default: the surest action)"
    )
    sub.add_argument(
        "--measure",
        choices=("f_a", "deviation", "saliency"),
        default="f_a",
        help="what to draw; saliency goes to the CSV too (default: %(default)s)",
    )
    slow_motion_option(sub)
    overwrite_option(sub)
    model_options(sub)

    sub = add("convert", _convert, "Convert a recording, or a video's pose; say what is lost.")
    sub.add_argument("source", type=Path, metavar="IN", help="recording, or video clip of one person")
    sub.add_argument("target", type=Path, metavar="OUT", help="OUT.skeleton, OUT.csv or OUT.mcap")
    sub.add_argument(
        "--pose-model", type=Path, metavar="TASK", help="MediaPipe pose_landmarker .task, for videos"
    )
    slow_motion_option(sub)
    overwrite_option(sub)

    sub = add("info", _info, "Tell what a recording holds, and whether it looks right.")
    sub.add_argument("file", type=Path, metavar="FILE", help="recording")


def _attention(args: argparse.Namespace) -> int:
    from mans.attention import run_attention
    from streaming.terminal import printable

    def announce(line: str) -> None:
        print(printable(line), flush=True)

    done = run_attention(
        args.file,
        args.model,
        args.device,
        args.out,
        args.at,
        args.measure,
        overwrite=args.overwrite,
        announce=announce,
        slow_motion=args.slow_motion,
    )
    for line in done:
        print(printable(line))
    return 0


def _convert(args: argparse.Namespace) -> int:
    from streaming.console import run_convert
    from streaming.terminal import Terminal

    console = Terminal(highlight=False)
    return run_convert(
        console,
        args.source,
        args.target,
        args.pose_model,
        overwrite=args.overwrite,
        slow_motion=args.slow_motion,
    )


def _info(args: argparse.Namespace) -> int:
    from streaming.console import print_info
    from streaming.terminal import Terminal

    print_info(Terminal(), args.file)
    return 0
