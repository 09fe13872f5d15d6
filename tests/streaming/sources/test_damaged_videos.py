"""A video of which a part is missing: what can be read is taken, and how much is missing is said."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

import pytest

import main
from streaming.readers import read_recording
from streaming.sources import pose_video
from streaming.sources.video import Video, VideoFile

from ...support.damaged_videos import CODECS, IMAGES, cut_off, whole_video, zeroed
from ...support.scripted import moving

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases"


def read(path: Path) -> tuple[int, str]:
    video = VideoFile(path)
    return len(list(video.images())), video.shortfall


@pytest.mark.parametrize("ending", CODECS)
def test_a_whole_video_lacks_nothing(tmp_path, ending):
    assert read(whole_video(tmp_path / f"a{ending}")) == (IMAGES, "")


@pytest.mark.parametrize("damage", [cut_off, zeroed])
@pytest.mark.parametrize("ending", CODECS)
def test_a_damaged_video_says_how_much_could_be_read(tmp_path, ending, damage):
    done, said = read(damage(tmp_path / f"a{ending}"))
    assert 0 < done < 0.9 * IMAGES
    assert said == f"a{ending} is cut off or damaged: {done} of {IMAGES} images could be read."


def test_a_video_that_was_not_read_to_its_end_is_not_called_damaged(tmp_path):
    video = VideoFile(whole_video(tmp_path / "a.mp4"))
    images = video.images()
    next(images)
    images.close()
    assert video.shortfall == ""


class _Told:
    """A container that tells what it tells."""

    def __init__(self, times_s: list[float], count: int, rate_hz: float) -> None:
        self._times_s, self.count, self.rate_hz = iter(times_s), count, rate_hz

    def read(self):
        time_s = next(self._times_s, None)
        return None if time_s is None else (time_s, None)

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("rate_hz", "every_s", "images", "missing"),
    [
        (
            1000.0,
            1 / 30,
            300,
            0,
        ),  # browsers' recordings: a nominal rate that means nothing
        (60.0, 1 / 29, 290, 0),  # a rate that was never reached
        (30.0, 1 / 30, 290, 0),  # a few images that no decoder gives
        (30.0, 1 / 30, 200, 100),
    ],
)
def test_a_count_that_is_only_guessed_is_not_taken_for_damage(
    tmp_path, monkeypatch, rate_hz, every_s, images, missing
):
    file = VideoFile(whole_video(tmp_path / "a.avi"))
    file.close()
    file._decoder = _Told([every_s * number for number in range(images)], round(10 * rate_hz), rate_hz)
    file.count, file.rate_hz = file._decoder.count, rate_hz
    assert len(list(file.images())) == images
    assert file.shortfall == (
        f"a.avi is cut off or damaged: {images} of {images + missing} images could be read." * (missing > 0)
    )


@pytest.fixture
def seeing(monkeypatch, tmp_path):
    """Somebody stands in every image, without a pose model; what is recognised does not matter."""

    @contextmanager
    def landmarker(*_):
        yield lambda rgb, time_s: moving(0).bodies

    monkeypatch.setattr(pose_video, "PoseLandmarker", landmarker)
    (tmp_path / "lite.task").touch()
    return tmp_path / "lite.task"


@pytest.mark.parametrize("ending", [".mcap", ".csv"])
def test_convert_writes_what_there_is_and_says_what_is_missing(tmp_path, seeing, capsys, ending):
    clip, out = cut_off(tmp_path / "clip.mp4"), tmp_path / f"out{ending}"
    words = ["convert", str(clip), str(out), "--pose-model", str(seeing)]
    assert main.main(words) == 3
    said = capsys.readouterr().out
    done, shortfall = read(clip)
    assert f"warning: {shortfall}\n" in said and f"Wrote {out}" in said
    assert len(read_recording(out).frames) == done
    if ending == ".mcap":
        assert shortfall in read_recording(out).warnings
    whole_video(clip)
    assert main.main([*words, "--overwrite"]) == 0
    assert "warning" not in capsys.readouterr().out


def test_the_window_is_told_of_it(tmp_path):
    clip = zeroed(tmp_path / "clip.avi")
    source = Video(clip, speed=None)
    assert source.status == ""
    done = len(list(source))
    assert source.status == f"clip.avi is cut off or damaged: {done} of {IMAGES} images could be read."


@pytest.mark.parametrize("name", ["cut.mp4", "corrupt.mp4"])
def test_real_clips(name):
    if not (CASES / name).is_file():
        pytest.skip(f"no clips at {CASES}")
    done, said = read(CASES / name)
    assert 80 < done < 95 and said.endswith(f"{done} of 120 images could be read.")
