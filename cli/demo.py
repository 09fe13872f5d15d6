"""``demo``: replay the bundled recording in the window, or render it to files without a display."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.options import (
    Add,
    model_options,
    overwrite_option,
)
from mans.bundled import SAMPLE
from streaming.printable import counted

if TYPE_CHECKING:
    from rich.console import Console

    from app.doctor.display import DisplayError
    from streaming.recognition.segments import Segment


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("demo", _run, "Replay the bundled recording; render it to files if there is no display.")
    sub.add_argument(
        "--offscreen", action="store_true", help="render demo.webm and demo.png even if there is a display"
    )
    sub.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="render to files in this folder even if there is a display (default: current folder)",
    )
    overwrite_option(sub)
    sub.add_argument(
        "file",
        type=Path,
        nargs="?",
        default=SAMPLE,
        metavar="FILE",
        help="recording to replay (default: the bundled one)",
    )
    model_options(sub)


def _run(args: argparse.Namespace) -> int:
    offscreen = args.offscreen or args.out is not None
    return run_demo(
        args.file, args.model, args.device, args.out or Path(), offscreen=offscreen, overwrite=args.overwrite
    )


def run_demo(
    file: Path, model: Path, device: str, out: Path, *, offscreen: bool = False, overwrite: bool = False
) -> int:
    """Replay a recording in the window; without a display, write ``demo.webm`` and ``demo.png`` instead.

    Args:
        file: recording.
        model: weights file.
        device: ``auto``, ``cpu`` or ``cuda``.
        out: output folder.
        offscreen: render to files even if there is a display.
        overwrite: whether existing files are replaced; never the recording or the model.

    Returns:
        The exit code.

    Raises:
        MansError: the recording or model cannot be used.
        WriteError: an output exists already, is one of the inputs, or cannot be written.
    """
    from app.doctor.display import display_trouble
    from cli.terminal import Terminal

    trouble = None if offscreen else display_trouble()
    if not offscreen and trouble is None:
        from app.start import Options, run_window
        from cli.terminal import warn_in_terminal

        return run_window(Options(model, device, warn=warn_in_terminal, tour=True), file)
    _render(Terminal(highlight=False), file, model, device, out, trouble, overwrite=overwrite)
    return 0


def _render(
    console: Console,
    file: Path,
    model: Path,
    device: str,
    out: Path,
    trouble: DisplayError | None,
    *,
    overwrite: bool,
) -> None:
    """Render the window and print the timeline of predictions.

    Args:
        console: the terminal.
        file: recording.
        model: weights file.
        device: ``auto``, ``cpu`` or ``cuda``.
        out: output folder.
        trouble: why there is no window; None if rendering was requested.
        overwrite: whether existing files are replaced.
    """
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from app.doctor.display import require_display
    from cli.terminal import print_warnings
    from streaming.readers import read_recording
    from streaming.writers.atomic import make_folder
    from streaming.writers.outputs import check_outputs

    if trouble is not None:
        console.print(
            f"No window can be shown ({trouble.found}), so it is rendered to files instead.",
            soft_wrap=True,
            markup=False,
        )
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    require_display()  # a library may be missing that even this needs
    video, png = out / "demo.webm", out / "demo.png"
    inputs = (file, model, model.with_suffix(".json"))
    remedy = "Give another --out, or --overwrite to replace it."
    check_outputs([video, png], inputs, overwrite=overwrite, make_folders=True, remedy=remedy)
    console.print(f"Writes {video} and {png}", soft_wrap=True)
    recording = read_recording(file)
    make_folder(out, "Give another --out.")
    from app.offscreen import render_replay
    from mans.device import use_one_thread
    from mans.recogniser import Recogniser

    use_one_thread()
    recogniser = Recogniser.load(model, device)
    console.print(f"Recording: {file} ({recording.format}, {recording.duration_s:.1f} s)", soft_wrap=True)
    console.print(f"Model:     {recogniser.name}, on {recogniser.device}")
    print_warnings(console, recording.warnings)
    columns = (TextColumn("{task.description:<12}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        tasks = {what: progress.add_task(what, total=1.0) for what in ("recognising", "rendering")}
        rendering = render_replay(
            recording,
            recogniser,
            video,
            png,
            progress=lambda what, share: progress.update(tasks[what], completed=share),
        )
        progress.update(tasks["recognising"], completed=1.0)
    console.print("Predictions, in seconds from the recording's start:")
    for line in timeline(rendering.segments, recording.start_s):
        console.print(line)
    console.print(
        f"Wrote {rendering.video} ({counted(rendering.frames, 'frame')}) and {rendering.png}", soft_wrap=True
    )


def timeline(parts: Sequence[Segment], start_s: float) -> list[str]:
    """Format segments as lines of text, with times relative to ``start_s``."""
    return [
        f"{part.start_s - start_s:7.2f} to {part.end_s - start_s:7.2f} s   "
        f"{part.label or 'no action (not sure of any)':<28} "
        f"{format(part.confidence, '6.1%') if part.label else ''}".rstrip()
        for part in parts
    ]
