"""Commands for watching: live, replay, record, demo."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.options import (
    MODEL,
    SAMPLE,
    Add,
    camera_options,
    model_options,
    overwrite_option,
    pose_options,
    window_options,
)

if TYPE_CHECKING:
    from app.start import Options


def add_commands(add: Add) -> None:
    """Describe the commands."""
    sub = add("live", _live, "Recognise what the person in front of the camera is doing, in the window.")
    sub.add_argument("--list-cameras", action="store_true", help="list the cameras and end")
    sub.add_argument("--recordings", type=Path, metavar="DIR", help="where the Record button's files go")
    camera_options(sub)
    pose_options(sub)
    model_options(sub)
    window_options(sub)

    sub = add("replay", _replay, "Replay a recording or a video in the window, with the answer and F_A.")
    sub.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="recording or video; none opens the empty window"
    )
    pose_options(sub)
    model_options(sub)
    window_options(sub)

    sub = add(
        "record", _record, "Record skeletons, answers and F_A of a camera or a video, without a window."
    )
    sub.add_argument("out", type=Path, metavar="OUT", help="OUT.mcap; an existing file is never replaced")
    sub.add_argument("--video", type=Path, metavar="CLIP", help="a video file in place of the camera")
    sub.add_argument("--images", action="store_true", help="record the images as well")
    sub.add_argument("--seconds", type=float, metavar="S", help="how long (default: until Ctrl-C)")
    camera_options(sub)
    pose_options(sub)
    model_options(sub)

    sub = add("demo", _demo, "Replay the bundled recording; without a display, render it to files.")
    sub.add_argument("--offscreen", action="store_true", help="render to files even where there is a display")
    sub.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="where demo.mp4 and demo.png go")
    overwrite_option(sub)
    sub.add_argument("file", type=Path, nargs="?", default=SAMPLE, metavar="FILE", help="another recording")
    model_options(sub)


def _chosen(args: argparse.Namespace) -> dict[str, Any]:
    """Return the preferences that the command line names; the window remembers the others."""
    given = {name: getattr(args, name, None) for name in ("camera", "size", "people", "pose", "language")}
    given["rate_hz"] = getattr(args, "rate", None)
    given["smoothing"] = False if args.no_smoothing else None
    for name in ("pose_model", "recordings"):
        path = getattr(args, name, None)
        given[name] = None if path is None else str(path)
    if args.model is not MODEL:  # named, if only to name the bundled one
        given["model"] = str(args.model)
    return {name: value for name, value in given.items() if value is not None}


def _window_options(args: argparse.Namespace) -> Options:
    from app.preferences import usual_file
    from app.start import Options
    from streaming.mediapipe_pose import DEFAULT_FOV_DEG

    fov_deg = DEFAULT_FOV_DEG if args.fov is None else args.fov
    return Options(MODEL, args.device, _chosen(args), fov_deg, args.mirrored, args.slow_motion, usual_file())


def _live(args: argparse.Namespace) -> int:
    if args.list_cameras:
        from streaming.sources.camera import list_cameras

        print("\n".join(f"camera {camera}" for camera in list_cameras()) or "no camera was found")
        return 0
    from app.display import require_display

    require_display()  # before Qt is imported, which may fail
    from app.start import run_window

    return run_window(_window_options(args), live=True)


def _replay(args: argparse.Namespace) -> int:
    from app.display import require_display

    require_display()
    from app.start import run_window

    return run_window(_window_options(args), args.file)


def _record(args: argparse.Namespace) -> int:
    from rich.console import Console

    from app.preferences import Preferences, live_settings
    from mans.live_recording import RecordSettings, run_record
    from streaming.live import VideoFeed, parse_camera
    from streaming.mediapipe_pose import DEFAULT_FOV_DEG

    # What the window remembers is for the window: a command does the same wherever it is given.
    chosen = replace(Preferences(), **_chosen(args))
    fov_deg = DEFAULT_FOV_DEG if args.fov is None else args.fov
    live = live_settings(chosen, fov_deg, args.mirrored)
    feed = parse_camera(chosen.camera, args.slow_motion)
    if args.video is not None:
        feed = VideoFeed(args.video, slow_motion=args.slow_motion)
        live = replace(live, speed=None)  # nobody watches: no need to wait
    settings = RecordSettings(
        args.model, args.device, chosen.pose, args.pose_model, live, args.images, args.seconds
    )
    return run_record(Console(), feed, args.out, settings)


def _demo(args: argparse.Namespace) -> int:
    from app.demo import run_demo

    return run_demo(
        args.file, args.model, args.device, args.out, offscreen=args.offscreen, overwrite=args.overwrite
    )
