"""Options of videos, and progress of commands that read a recording or a video."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cli.options import slow_motion_option
from cli.pose_model import fov_option, get_pose_model, pose_model_options
from cli.reading import read_as, reading_options
from streaming.printable import printable

if TYPE_CHECKING:
    from rich.console import Console

    from streaming.skeleton.frames import Recording
    from streaming.sources.pose_video import Progress, VideoSettings


def video_options(sub: argparse.ArgumentParser) -> None:
    """Add the options of videos, that of slow motion, and those of what is not recognised."""
    video = sub.add_argument_group("videos")
    pose_model_options(video, "lite")
    video.add_argument(
        "--people", type=int, default=1, metavar="N", help="maximum number of people to find (default: 1)"
    )
    video.add_argument("--mirrored", action="store_true", help="the images are mirrored")
    fov_option(video)
    slow_motion_option(sub)
    reading_options(sub)


def video_settings(args: argparse.Namespace) -> VideoSettings:
    """Return the settings given on the command line."""
    from streaming.skeleton.mediapipe_joints import DEFAULT_FOV_DEG
    from streaming.sources.pose_video import VideoSettings

    fov_deg = DEFAULT_FOV_DEG if args.fov is None else args.fov
    return VideoSettings(args.people, args.mirrored, fov_deg, args.slow_motion)


@contextmanager
def watched_reading(
    console: Console, doing: str, pose: str, pose_model: Path | None
) -> Iterator[tuple[Callable[[], Path], Progress]]:
    """Context manager with a progress bar for a video's images, and for a long recording.

    Yields:
        A function that finds the pose model, and one to be called after each image.
    """
    from rich.markup import escape
    from rich.progress import Progress as Bar

    bar = Bar(console=console, transient=True, disable=not console.is_terminal)
    task = bar.add_task(escape(printable(doing)), total=None)

    def find() -> Path:
        if bar.live.is_started:
            bar.stop()  # the download has a bar of its own
        return get_pose_model(console, pose, pose_model)

    def progress(done: int, total: int | None) -> None:
        bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield find, progress
    finally:
        if bar.live.is_started:  # else it would end a line that it has not begun
            bar.stop()


def read_watched(args: argparse.Namespace, file: Path) -> Recording:
    """Read the recording, or the poses in the video, with progress on the standard error output.

    Raises:
        MansError: it cannot be read, or there is no pose model for a video.
    """
    from cli.terminal import Terminal
    from streaming.recordings.reading import read_source

    console = Terminal(stderr=True, highlight=False)
    with watched_reading(console, f"Reading {file.name}", args.pose, args.pose_model) as (find, progress):
        return read_source(file, find, progress, video_settings(args), read_as(args))
