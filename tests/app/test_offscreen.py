import itertools
import signal
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPaintEvent

from app.drawing.qimages import rgb_of
from app.offscreen import render_replay, telling_moment
from app.widgets.timeline import Timeline
from mans.bundled import MODEL, SAMPLE
from mans.recogniser import Recogniser
from streaming.errors import MansError
from streaming.interrupts import interrupts_after_imports
from streaming.readers import read_recording
from streaming.recognition.decision import DecisionSettings
from streaming.writers.video import VideoError, VideoWriter


def frames_of(path) -> list[np.ndarray]:
    import cv2

    capture = cv2.VideoCapture(str(path))
    frames: list[np.ndarray] = []
    while True:
        more, frame = capture.read()
        if not more:
            capture.release()
            return frames
        frames.append(frame)


def test_a_replay_becomes_a_video_and_a_picture(qtbot, make_recording, make_recogniser, tmp_path):
    told = []
    rendering = render_replay(
        make_recording(3.0),
        make_recogniser(),
        tmp_path / "demo.webm",
        tmp_path / "demo.png",
        fps=5,
        size=(960, 640),
        progress=lambda what, share: told.append((what, share)),
        theme="dark",
    )
    frames = frames_of(rendering.video)
    assert len(frames) == rendering.frames == 16
    assert frames[0].shape == (640, 960, 3)
    assert any((a != b).any() for a, b in itertools.pairwise(frames))
    picture = QImage(str(rendering.png))
    assert (picture.width(), picture.height()) == (960, 640)
    assert picture.pixelColor(70, 590) != picture.pixelColor(5, 300)  # the clock has got its room
    assert told[-1] == ("rendering", 1.0)
    assert next(part.label for part in rendering.segments if part.label) == "hand down"
    assert len(rendering.answers) > 20
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo.png", "demo.webm"]


def test_dates_move_the_timeline_and_not_the_picture(qtbot, make_recording, make_recogniser, tmp_path):
    shown, dated = (
        render_replay(
            make_recording(3.0),
            make_recogniser(decision=DecisionSettings(onset_latency_s=onset_latency_s)),
            tmp_path / "demo.webm",
            tmp_path / "demo.png",
            fps=1,
            size=(960, 640),
        )
        for onset_latency_s in (0.0, 0.4)
    )
    assert dated.picture_s == shown.picture_s  # the action in large letters is on show there
    assert dated.segments[1].start_s == pytest.approx(shown.segments[1].start_s - 0.4)


def test_a_failing_recogniser_leaves_no_files(qtbot, make_recording, make_recogniser, tmp_path):
    with pytest.raises(ValueError, match="on fire"):
        render_replay(
            make_recording(3.0), make_recogniser(fails_at_s=1.0), tmp_path / "a.mp4", tmp_path / "a.png"
        )
    assert list(tmp_path.iterdir()) == []


def test_a_window_that_is_too_small_is_refused(qtbot, make_recording, make_recogniser, tmp_path):
    with pytest.raises(MansError, match="at least 960 x 640"):
        render_replay(
            make_recording(3.0), make_recogniser(), tmp_path / "a.mp4", tmp_path / "a.png", size=(640, 480)
        )


def test_the_picture_is_taken_in_the_surest_action():
    told = [(1.0, "a", 0.6), (2.0, "a", 0.7), (3.0, None, 0.9), (9.4, "b", 0.8)]
    answers = [
        SimpleNamespace(time_s=at, label=label, confidence=p, provisional=False) for at, label, p in told
    ]
    assert telling_moment(answers, 0, 10) == 9.4
    assert telling_moment(answers[:3], 0, 10) == 2.0
    assert telling_moment(answers[2:3], 0, 10) == 5.0


def test_the_picture_shows_the_announced_action_of_the_bundled_sample(qtbot, tmp_path):
    recogniser = Recogniser.load(MODEL, "cpu")
    made = render_replay(
        read_recording(SAMPLE), recogniser, tmp_path / "demo.webm", tmp_path / "demo.png", fps=1
    )
    shown = [answer.label for answer in made.answers if answer.time_s <= made.picture_s]
    assert shown[-1] == "raise both arms"


def test_pixels_outlive_their_picture():
    image = QImage(5, 3, QImage.Format.Format_RGB32)  # 15 bytes a row: Qt pads them to 16
    image.fill(0xFF102030)
    rgb = rgb_of(image)
    del image
    assert rgb.shape == (3, 5, 3)
    assert (rgb == (0x10, 0x20, 0x30)).all()


def test_a_video_keeps_its_colours(tmp_path):
    red = np.zeros((64, 64, 3), np.uint8)
    red[..., 0] = 200
    with VideoWriter(tmp_path / "red.mp4", 10, (64, 64)) as video:
        for _ in range(3):
            video.write(red)
    blue, _, red_read = frames_of(tmp_path / "red.mp4")[1][32, 32]
    assert red_read > 150 > 60 > blue


def test_a_video_that_was_broken_off_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt), VideoWriter(tmp_path / "half.mp4", 10, (64, 64)) as video:
        video.write(np.zeros((64, 64, 3), np.uint8))
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_video_refuses_what_it_cannot_write(tmp_path):
    with pytest.raises(VideoError, match="even numbers"):
        VideoWriter(tmp_path / "odd.mp4", 10, (63, 64))
    with pytest.raises(MansError, match="No such file"):
        VideoWriter(tmp_path / "nowhere" / "a.mp4", 10, (64, 64))
    with (
        pytest.raises(ValueError, match="shape"),
        VideoWriter(tmp_path / "a.mp4", 10, (64, 64)) as video,
    ):
        video.write(np.zeros((32, 64, 3), np.uint8))


def test_opencv_leaves_qt_alone(tmp_path, monkeypatch):
    import os

    monkeypatch.setenv("QT_QPA_FONTDIR", "somewhere of OpenCV's")
    with VideoWriter(tmp_path / "a.mp4", 10, (64, 64)):
        assert "QT_QPA_FONTDIR" not in os.environ


def test_ctrl_c_while_the_window_is_painted_ends_the_rendering(
    qtbot, make_recording, make_recogniser, tmp_path, monkeypatch
):
    """Qt's bindings lose an exception there, or crash by it."""
    paint, painted = Timeline.paintEvent, []

    def interrupted(timeline: Timeline, event: QPaintEvent) -> None:
        if not painted:
            signal.raise_signal(signal.SIGINT)
        painted.append(event.rect())
        paint(timeline, event)

    monkeypatch.setattr(Timeline, "paintEvent", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), interrupts_after_imports():
            video, png = tmp_path / "demo.webm", tmp_path / "demo.png"
            render_replay(make_recording(3.0), make_recogniser(), video, png, fps=1, size=(960, 640))
    finally:
        signal.signal(signal.SIGINT, before)
    assert painted and list(tmp_path.iterdir()) == []
