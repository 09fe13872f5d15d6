"""Writing videos: whole, or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import WriteError
from streaming.sources.video import VideoFile
from streaming.writers.video import VideoWriter

ROOT = Path(__file__).resolve().parents[3]

NOISE = """
import resource, sys
from pathlib import Path
import numpy as np
from streaming.writers.video import VideoWriter
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
rng = np.random.default_rng(0)
with VideoWriter(Path(sys.argv[1]), 10, (64, 64)) as video:
    for _ in range(40):
        video.write(rng.integers(0, 256, (64, 64, 3), dtype=np.uint8))
"""


def black(path: Path, frames: int = 3, **options: bool) -> None:
    with VideoWriter(path, 10, (64, 64), **options) as video:
        for _ in range(frames):
            video.write(np.zeros((64, 64, 3), np.uint8))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit a process's files")
@pytest.mark.parametrize("room", [0, 1_000, 50_000])
def test_a_full_disk_leaves_the_video_that_was_there(tmp_path, room):
    """OpenCV says nothing of a disk that is full, and half a video would take the place of a whole one."""
    path = tmp_path / "a.mp4"
    black(path)
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", NOISE, str(path), str(room)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "VideoError" in done.stderr.splitlines()[-1] and "cannot be written" in done.stderr
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_a_video_that_is_there_is_kept_unless_it_may_be_replaced(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_text("mine")
    with pytest.raises(WriteError, match="exists already"):
        black(path, overwrite=False)
    assert path.read_text() == "mine"
    black(path, 7)
    assert len(list(VideoFile(path).images())) == 7 and list(tmp_path.iterdir()) == [path]


def test_a_link_where_half_a_video_used_to_be_kept_is_not_followed(tmp_path):
    (tmp_path / "mine").write_text("mine")
    (tmp_path / ".a.part.mp4").symlink_to("mine")
    black(tmp_path / "a.mp4")
    assert (tmp_path / "mine").read_text() == "mine"


def test_what_ends_a_video_reaches_its_maker_as_it_is(tmp_path):
    with pytest.raises(OSError, match="a source's own"), VideoWriter(tmp_path / "a.mp4", 10, (64, 64)):
        raise OSError("a source's own")
    assert list(tmp_path.iterdir()) == []
