"""A part of a clip of a person: enough where the whole would only take longer."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from streaming.sources.video import VideoFile
from streaming.writers.video import VideoWriter


def write_beginning(clip: Path, frames: int, out: Path) -> Path:
    """Write the first frames of a clip at 30 fps to ``out`` and return that."""
    return write_part(clip, 0, frames, out)


def write_part(clip: Path, first: int, stop: int, out: Path) -> Path:
    """Write the frames from ``first`` to before ``stop`` at 30 fps to ``out`` and return that."""
    images = [rgb for _, rgb in islice(VideoFile(clip).images(), first, stop)]
    with VideoWriter(out, 30.0, images[0].shape[1::-1]) as video:
        for rgb in images:
            video.write(rgb)
    return out
