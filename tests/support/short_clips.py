"""The beginning of a clip of a person: enough where the whole would only take longer."""

from __future__ import annotations

from pathlib import Path

from streaming.sources.video import VideoFile
from streaming.writers.video import VideoWriter


def write_beginning(clip: Path, frames: int, out: Path) -> Path:
    """Write the first frames of a clip at 30 fps to ``out`` and return that."""
    images = [rgb for (_, rgb), _ in zip(VideoFile(clip).images(), range(frames), strict=False)]
    with VideoWriter(out, 30.0, images[0].shape[1::-1]) as video:
        for rgb in images:
            video.write(rgb)
    return out
