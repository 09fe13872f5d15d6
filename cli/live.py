"""``live``: live recognition from a camera in the window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cli.options import (
    Add,
    camera_options,
    chosen_preferences,
    model_options,
    pose_options,
    window_options,
)
from cli.sending import send_options, sending
from mans.bundled import MODEL

if TYPE_CHECKING:
    from app.start import Options
    from streaming.events.broadcast import Broadcast


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("live", _run, "Recognise actions live from a camera, in the window.")
    sub.add_argument("--list-cameras", action="store_true", help="list the cameras and exit")
    sub.add_argument("--recordings", type=Path, metavar="DIR", help="output folder of the Record button")
    camera_options(sub)
    pose_options(sub)
    model_options(sub)
    window_options(sub)
    send_options(sub)


def window_choices(args: argparse.Namespace, broadcast: Broadcast | None = None) -> Options:
    """Return the window options of the command line, with the receivers of events."""
    from app.model.preferences import usual_file
    from app.start import Options
    from cli.terminal import warn_in_terminal

    return Options(
        MODEL,
        args.device,
        chosen_preferences(args),
        args.fov,
        args.mirrored,
        args.slow_motion,
        usual_file(),
        warn_in_terminal,
        broadcast,
    )


def _run(args: argparse.Namespace) -> int:
    if args.list_cameras:
        from cli.terminal import Terminal
        from streaming.sources.camera import list_cameras

        terminal = Terminal(highlight=False)
        for line in [f"camera {camera}" for camera in list_cameras()] or ["no camera was found"]:
            terminal.print(line, soft_wrap=True)
        return 0
    from app.doctor.display import require_display

    require_display()  # before Qt is imported, which may fail
    from app.start import run_window

    with sending(args) as (broadcast, _):
        return run_window(window_choices(args, broadcast), live=True)
