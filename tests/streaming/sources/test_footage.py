"""Single images of a video, in any order: each is the one that playing it through would have given."""

from __future__ import annotations

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.sources.footage import Footage
from streaming.sources.video import VideoFile, is_video
from streaming.writers.video import VideoWriter

from ...support.small_files import SHARED

COUNT, SIZE = 150, (64, 48)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """A video whose images grow brighter from the first to the last."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    with VideoWriter(path, 30.0, SIZE) as video:
        for number in range(COUNT):
            image = np.full((SIZE[1], SIZE[0], 3), 20 + number, np.uint8)
            image[:, : SIZE[0] // 2] //= 2
            video.write(image)
    return path


@pytest.mark.parametrize("order", [[0, 1, 2, 149, 3, 80, 79, 78, 140, 0], list(range(0, 150, 61))])
def test_images_come_in_any_order_as_they_would_in_turn(clip, order):
    images = list(VideoFile(clip).images())
    footage = Footage(clip)
    for number in order:
        time_s, expected = images[number]
        assert np.array_equal(footage.image(number, time_s), expected), number
    footage.close()
    footage.close()


def test_a_mirror_image_is_turned_back(clip):
    time_s, expected = next(VideoFile(clip).images())
    footage = Footage(clip, mirrored=True)
    assert np.array_equal(footage.image(0, time_s), expected[:, ::-1])
    footage.close()


def test_where_seeking_misses_the_image_is_counted_out(clip):
    """A time stamp that seeking does not find makes it read from the start, and still be right."""
    images = list(VideoFile(clip).images())
    footage = Footage(clip)
    assert np.array_equal(footage.image(140, images[140][0] + 1.0), images[140][1])
    assert np.array_equal(footage.image(5, images[5][0]), images[5][1])
    footage.close()


def test_an_image_that_is_not_there_is_an_error(clip, tmp_path):
    footage = Footage(clip)
    with pytest.raises(RecordingError, match="image 500 cannot be read"):
        footage.image(500, 500 / 30)
    footage.close()
    gone = Footage(tmp_path / "gone.mp4")
    with pytest.raises(RecordingError, match="changed or moved"):
        gone.image(0, 0.0)
    gone.close()


def test_a_video_is_told_from_other_files(clip, tmp_path):
    other = tmp_path / "a.skeleton"
    other.write_text("3\n", encoding="utf-8")
    assert is_video(clip)
    assert not is_video(other)
    assert not is_video(tmp_path / "none")


@pytest.mark.parametrize("name", ["squat.mp4", "tai_chi.mp4"])
def test_real_videos_give_the_same_images_in_any_order(name):
    path = SHARED / "videos" / name
    if not path.is_file():
        pytest.skip(f"no recordings at {path}")
    wanted = {0: None, 37: None, 120: None, 199: None}
    for number, pair in enumerate(VideoFile(path).images()):
        if number in wanted:
            wanted[number] = pair
    footage = Footage(path)
    for number in (199, 0, 120, 37):
        time_s, expected = wanted[number]
        assert np.array_equal(footage.image(number, time_s), expected), number
    footage.close()
