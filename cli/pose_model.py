"""Pose model: the options that choose one, and download with a progress bar."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def pose_model_options(sub: argparse._ArgumentGroup, default: str | None = None) -> None:
    """Add the options that choose a pose model."""
    sub.add_argument(
        "--pose",
        choices=("lite", "full", "heavy"),
        default=default,
        help="size of MediaPipe's pose model, from fastest to most accurate; downloaded once (default: lite)",
    )
    sub.add_argument(
        "--pose-model",
        type=Path,
        metavar="TASK",
        help="pose_landmarker .task file to use instead of a downloaded one",
    )


def fov_option(sub: argparse._ArgumentGroup) -> None:
    """Add the option for the camera's field of view."""
    sub.add_argument(
        "--fov",
        type=float,
        metavar="DEG",
        help="field of view of the camera along the long side of the image, in degrees (default: 60)",
    )


def get_pose_model(console: Console, name: str, path: Path | None) -> Path:
    """Return the path of a pose model, downloading it with a progress bar if necessary.

    Raises:
        ModelError: it is missing, or cannot be downloaded.
    """
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    from streaming.sources.pose_models import find_pose_model

    columns = (TextColumn("Downloading the pose model"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        return find_pose_model(name, path, progress=progress)
