"""The pace of files, on a clock that the test sets; recordings and videos as sources."""

from __future__ import annotations

import numpy as np
import pytest

from streaming.errors import RecordingError, SettingsError
from streaming.skeleton.frames import Recording
from streaming.sources.opencv import import_cv2
from streaming.sources.pace import Pacer
from streaming.sources.video import Video

from ...support.recorded_source import Recorded
from ...support.scripted import moving


class Clock:
    """A clock that goes on by what is waited."""

    def __init__(self):
        self.now, self.waited = 50.0, []

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        self.now += seconds
        return False


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0])
def test_items_come_when_their_time_stamps_say(speed):
    clock = Clock()
    pacer = Pacer(speed, clock, clock.wait)
    due = []
    for time_s in (3.0, 3.1, 3.2, 4.2):
        assert pacer.until(time_s)
        due.append(clock.now - 50.0)
    np.testing.assert_allclose(due, np.array([0.0, 0.1, 0.2, 1.2]) / speed)


def test_a_small_delay_is_caught_up_and_a_long_one_is_not():
    clock = Clock()
    pacer = Pacer(1.0, clock, clock.wait)
    pacer.until(0.0)
    clock.now += 0.15
    pacer.until(0.1)
    pacer.until(0.2)
    assert clock.now == pytest.approx(50.2)
    clock.now += 10.0  # somebody looked away for ten seconds
    pacer.until(0.3)
    assert clock.now == pytest.approx(60.2)
    pacer.until(0.4)
    assert clock.now == pytest.approx(60.3)


def test_as_fast_as_taken_means_no_waiting():
    clock = Clock()
    pacer = Pacer(None, clock, clock.wait)
    assert all(pacer.until(float(time_s)) for time_s in range(100)) and clock.waited == []


def test_closing_ends_it():
    pacer = Pacer(1.0)
    assert pacer.until(0.0)
    pacer.close()
    assert not pacer.until(1e6)  # without waiting for eleven days


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan")])
def test_a_speed_that_is_none_is_refused(speed):
    with pytest.raises(SettingsError, match="above 0"):
        Pacer(speed)


def test_a_recording_is_a_source():
    frames = [moving(number) for number in range(20)]
    source = Recorded(Recording(frames, 30.0, "test"), speed=None)
    assert list(source) == frames and not source.live and source.status == ""
    source.close()
    assert list(source) == []


def _write_video(path, count, size=(64, 48)):
    cv2 = import_cv2()
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), 25.0, size)
    for number in range(count):
        bgr = np.zeros((size[1], size[0], 3), np.uint8)
        bgr[:, : size[0] // 2, 2] = 250  # the left half is red
        bgr[:, :, 1] = number
        writer.write(bgr)
    writer.release()
    return path


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_video_is_a_source(tmp_path, mirrored):
    source = Video(_write_video(tmp_path / "a.mp4", 10), speed=None, mirrored=mirrored)
    images = list(source)
    assert [image.number for image in images] == list(range(10)) and source.status == ""
    np.testing.assert_allclose(np.diff([image.time_s for image in images]), 0.04, atol=1e-6)
    rgb = images[3].rgb
    assert rgb.shape == (48, 64, 3) and rgb.dtype == np.uint8 and rgb.flags["C_CONTIGUOUS"]
    left, right = (40, 20) if mirrored else (20, 40)
    assert rgb[20, left, 0] > 200 and rgb[20, right, 0] < 50  # red comes first


def test_a_repeating_video_goes_on_with_later_time_stamps(tmp_path):
    source = Video(_write_video(tmp_path / "a.mp4", 10), speed=None, repeats=True)
    images = []
    for image in source:
        images.append(image)
        if len(images) == 25:
            source.close()
    assert [image.number for image in images] == list(range(25))
    np.testing.assert_allclose(np.diff([image.time_s for image in images]), 0.04, atol=1e-6)
    assert np.array_equal(images[3].rgb, images[13].rgb)


@pytest.mark.parametrize(("seconds", "count"), [(0.2, 5), (0.21, 6), (0.01, 1), (9.0, 10)])
def test_of_a_video_as_many_seconds_are_read_as_asked_for(tmp_path, seconds, count):
    source = Video(_write_video(tmp_path / "a.mp4", 10), speed=None, seconds=seconds)
    assert [image.number for image in source] == list(range(count)) and source.status == ""


def test_a_video_that_is_none_says_so(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"not a video at all" * 100)
    with pytest.raises(RecordingError, match="not a video"):
        Video(tmp_path / "a.mp4")
    with pytest.raises(RecordingError, match="no such file"):
        Video(tmp_path / "b.mp4")


def test_a_damaged_video_says_so(tmp_path):
    whole = _write_video(tmp_path / "a.avi", 200, size=(320, 240))
    damaged = tmp_path / "b.avi"
    content = bytearray(whole.read_bytes())
    middle = content.index(b"movi") + 2000
    content[middle:] = bytes(len(content) - middle)
    damaged.write_bytes(content)
    try:
        source = Video(damaged, speed=None)
        given = len(list(source))
    except RecordingError as error:
        assert "decoded" in str(error) or "not a video" in str(error)
    else:
        assert given < 180 and f"{given} of 200" in source.status
