"""Pose model lookup and download with a progress bar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


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
