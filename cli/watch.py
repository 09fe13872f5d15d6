"""Commands for watching: live, replay, record, demo."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cli.options import SAMPLE, Add, camera_options, model_options, pose_options

if TYPE_CHECKING:
    from app.start import Options
    from streaming.live import LiveSettings


def add_commands(add: Add) -> None:
    """Describe the commands."""
    sub = add("live", _live, "Recognise what the person in front of the camera is doing, in the window.")
    sub.add_argument("--list-cameras", action="store_true", help="list the cameras and end")
    sub.add_argument("--recordings", type=Path, metavar="DIR", help="where the Record button's files go")
    camera_options(sub)
    pose_options(sub)
    model_options(sub)

    sub = add("replay", _replay, "Replay a recording or a video in the window, with the answer and F_A.")
    sub.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="recording or video; none opens the empty window"
    )
    pose_options(sub)
    model_options(sub)

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
    sub.add_argument("file", type=Path, nargs="?", default=SAMPLE, metavar="FILE", help="another recording")
    model_options(sub)


def _live_settings(args: argparse.Namespace) -> LiveSettings:
    from streaming.live import LiveSettings, parse_size

    size = parse_size(getattr(args, "size", "640x480"))
    given = {"fov_deg": args.fov} if args.fov is not None else {}
    return LiveSettings(
        people=args.people,
        size=size,
        rate_hz=getattr(args, "rate", 30.0),
        mirrored=args.mirrored,
        smoothing=not args.no_smoothing,
        **given,
    )


def _window_options(args: argparse.Namespace) -> Options:
    from app.start import Options

    return Options(
        args.model,
        args.device,
        args.pose,
        args.pose_model,
        live=_live_settings(args),
        recordings=getattr(args, "recordings", None),
    )


def _live(args: argparse.Namespace) -> int:
    from streaming.live import parse_camera

    if args.list_cameras:
        from streaming.sources.camera import list_cameras

        print("\n".join(f"camera {camera}" for camera in list_cameras()) or "no camera was found")
        return 0
    from app.start import run_window

    return run_window(_window_options(args), feed=parse_camera(args.camera))


def _replay(args: argparse.Namespace) -> int:
    from app.start import run_window

    return run_window(_window_options(args), args.file)


def _record(args: argparse.Namespace) -> int:
    from rich.console import Console

    from mans.live_recording import RecordSettings, run_record
    from streaming.live import VideoFeed, parse_camera

    feed, live = parse_camera(args.camera), _live_settings(args)
    if args.video is not None:
        feed, live = VideoFeed(args.video), replace(live, speed=None)  # nobody watches: no need to wait
    settings = RecordSettings(
        args.model, args.device, args.pose, args.pose_model, live, args.images, args.seconds
    )
    return 130 if run_record(Console(), feed, args.out, settings) else 0


def _demo(args: argparse.Namespace) -> int:
    from app.demo import run_demo

    return run_demo(args.file, args.model, args.device, args.out, offscreen=args.offscreen)
