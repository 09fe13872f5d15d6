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

from ...support.browser import CHROMIUM, browser_page, web_server
from ...support.waiting import wait_until

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
@pytest.mark.parametrize("room", [0, 1_000, 10_000])
@pytest.mark.parametrize("ending", ["mp4", "webm"])
def test_a_full_disk_leaves_the_video_that_was_there(tmp_path, room, ending):
    """OpenCV says nothing of a disk that is full, and half a video would take the place of a whole one."""
    path = tmp_path / f"a.{ending}"
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


def test_another_ending_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(WriteError, match=r"'.avi'.*\.webm or \.mp4"):
        black(tmp_path / "a.avi")
    assert list(tmp_path.iterdir()) == []


_PAGE = '<video id="v" src="a.webm" muted autoplay></video>'


@pytest.mark.skipif(CHROMIUM is None, reason="no browser (Debian: apt-get install chromium)")
def test_a_browser_plays_webm_to_its_end(tmp_path, capfd):
    pytest.importorskip("websockets")
    site = tmp_path / "site"
    site.mkdir()
    (site / "page.html").write_text(_PAGE, encoding="utf-8")
    left = np.zeros((64, 96, 3), np.uint8)
    left[:, :48] = (220, 20, 20)  # red, not blue; on the left, not mirrored
    with VideoWriter(site / "a.webm", 25, (96, 64)) as video:
        for _ in range(20):
            video.write(left)
    assert capfd.readouterr().err == ""  # OpenCV has something to say of every WebM
    with web_server(site) as address, browser_page(f"{address}/page.html", tmp_path / "profile") as page:
        video_is = "document.getElementById('v')"
        wait_until(lambda: page.evaluate(f"{video_is}.ended || {video_is}.error !== null"), "its end")
        assert page.evaluate(f"{video_is}.error?.message ?? ''") == ""
        assert page.evaluate(f"{video_is}.readyState") >= 2
        assert page.evaluate(f"{video_is}.duration") == pytest.approx(0.8, abs=0.05)
        assert page.evaluate(f"{video_is}.getVideoPlaybackQuality().corruptedVideoFrames") == 0
        pixels = page.evaluate(
            "(() => { const c = document.createElement('canvas'); c.width = 96; c.height = 64;"
            f"const d = c.getContext('2d'); d.drawImage({video_is}, 0, 0);"
            "const at = x => [...d.getImageData(x, 30, 1, 1).data];"
            "return [...at(20), ...at(80)].join(' '); })()"
        )
    red, green, blue, _, *right = map(int, pixels.split())
    assert red > 180 and green < 60 and blue < 60 and max(right[:3]) < 40
