"""Live: a camera or a video in the window, from the first image to the recording of it."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.model import live_session
from app.model.film import Film
from app.model.framing import framing_hint
from app.model.live_stream import LiveStream
from app.model.messages import Message
from app.model.preferences import PreferenceStore
from app.model.scene import Scene
from app.model.session import Session
from app.start import Options, _chain_opener
from app.widgets.health_panel import HealthPanel
from app.window.live_mode import health_words
from app.window.main_window import MainWindow
from mans.teaching.open_project import read_project
from streaming.errors import CameraError, PoseModelError, RecordingError
from streaming.pipeline.health import Duration, HealthReport
from streaming.pipeline.live import CameraFeed, VideoFeed
from streaming.pipeline.results import Result
from streaming.readers import read_recording
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.replay import replay
from streaming.recognition.window import WindowSettings
from streaming.skeleton.frames import Body
from streaming.skeleton.layouts import KINECT_V2
from streaming.sources.pose_models import POSE_MODELS

from ...support.live_parts import GUARD_S, Lens, Studio, outline

KEY = Qt.Key
CLIP = VideoFeed(Path("clip.mp4"))
WAIT_MS = 20_000
SQUAT = Path(__file__).resolve().parents[3] / "samples" / "squat.skeleton"


class Numbered:
    """Images whose grey tells their number."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def image(self, number: int, time_s: float) -> np.ndarray:
        self.asked.append(number)
        if number == 13:
            raise RecordingError("image 13 cannot be read")
        return np.full((48, 64, 3), number, np.uint8)

    def close(self) -> None:
        self.asked.append(-1)


@pytest.fixture
def studio(person):
    return Studio(person)


@pytest.fixture
def make_live(qtbot, studio, make_recogniser, clock, tmp_path):
    """A shown window whose cameras and videos are the studio's; perhaps without a model yet."""
    made = []

    def make(recogniser=None, **more):
        session = Session(
            lambda path: VideoFeed(path) if path.suffix == ".mp4" else read_recording(path),
            lambda path: make_recogniser(),
            clock,
            open_chain=studio,
            open_images=lambda path: Numbered(),
            **more,
        )
        store = PreferenceStore(None, {"recordings": str(tmp_path / "recordings")})
        if recogniser is not False:
            session.use(recogniser or make_recogniser())
        window = MainWindow(session, store)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        made.append(window)
        return window

    yield make
    for window in made:
        window.close()


def step(stream, lens, qtbot, images: int) -> None:
    """Let images pass one by one: a camera's are lost when nobody is ready for them."""
    first = 0 if stream.sight is None else stream.sight.frame.number + 1
    for number in range(first, first + images):
        lens.allow(1)
        qtbot.waitUntil(lambda: stream.sight is not None and stream.sight.frame.number == number)  # noqa: B023


def begin(window, qtbot, studio, feed=CLIP, images: int = 40):
    """Open a feed and let images pass until the last one is on the stage."""
    before = len(studio.lenses)
    window.session.open_feed(feed)
    qtbot.waitUntil(lambda: len(studio.lenses) > before and window.session.live.stream is not None)
    lens = studio.lenses[-1]
    stream = window.session.live.stream
    step(stream, lens, qtbot, images)
    return stream, lens


def test_a_video_is_shown_with_the_pose_that_was_found_in_each_image(make_live, qtbot, studio):
    window = make_live()
    stream, _ = begin(window, qtbot, studio)
    qtbot.waitUntil(lambda: window.answer_panel.headline.text == "Hand up", timeout=WAIT_MS)
    assert window.parts.stage_stack.currentWidget() is window.area
    assert window.area.video.isVisible()
    assert not window.stage.isVisible()
    shot = window.area.video.shot
    number = stream.sight.frame.number
    assert (shot.rgb == number).all()
    assert shot.bodies is stream.sight.frame.bodies
    qtbot.waitUntil(lambda: window.area.video.shot.tags[1].text.startswith("hand up"))
    assert window.windowTitle().startswith("clip.mp4")
    assert window.live_bar.isVisible()
    assert window.live_bar.badge.text() == "Playing"
    assert not window.toggles.mirror.isChecked()


def test_a_video_that_has_ended_can_be_gone_through_with_the_same_answers(make_live, qtbot, studio):
    window = make_live()
    seen = []
    stream, lens = begin(window, qtbot, studio, images=0)
    stream.chain.listen(seen.append)
    lens.allow(60)
    lens.end()
    session = window.session
    qtbot.waitUntil(lambda: session.recording is not None and not session.live.active, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: session.analysis is not None and session.analysis.finished, timeout=WAIT_MS)
    live = [item.answer for item in seen if hasattr(item, "answer")]
    again = session.analysis.answers
    assert len(session.recording.frames) == 60
    assert len(live) == len(again) > 5
    for a, b in zip(live, again, strict=True):
        assert (a.time_s, a.label, a.confidence) == (b.time_s, b.label, b.confidence)
        assert a.prediction.f_a.tobytes() == b.prediction.f_a.tobytes()
    assert session.playback.index == 59
    assert not session.playback.playing
    # Its images are there, each with its own pose.
    qtbot.waitUntil(lambda: window.area.video.shot is not None and (window.area.video.shot.rgb == 59).all())
    qtbot.keyClick(window, KEY.Key_Home)
    qtbot.waitUntil(lambda: (window.area.video.shot.rgb == 0).all())
    assert window.area.video.shot.bodies is session.recording.frames[0].bodies
    assert window.transport.isVisible()


def test_no_frame_is_missing_that_was_still_on_its_way_when_a_video_ended(
    make_live, qtbot, studio, monkeypatch
):
    keep, gate = LiveStream._keep, threading.Event()

    def slowly(stream, item):
        assert gate.wait(GUARD_S)
        keep(stream, item)

    monkeypatch.setattr(LiveStream, "_keep", slowly)
    window = make_live()
    stream, lens = begin(window, qtbot, studio, images=0)
    lens.allow(60)
    lens.end()
    qtbot.waitUntil(lambda: stream.finished, timeout=WAIT_MS)  # all has been seen, and nothing of it kept yet
    window.session.pull()
    assert "Reading clip.mp4" in window.session.loading
    gate.set()
    qtbot.waitUntil(lambda: window.session.recording is not None, timeout=WAIT_MS)
    assert [frame.number for frame in window.session.recording.frames] == list(range(60))


@pytest.mark.parametrize("first", ["video", "file"])
def test_another_file_opened_while_a_video_is_prepared_is_shown_alone(
    make_live, qtbot, studio, monkeypatch, first
):
    """Whichever is ready first: the file was opened last, and no video belongs to it."""
    gates = {"video": threading.Event(), "file": threading.Event()}
    begun = threading.Event()

    def scene(recording, window, *more):
        begun.set()
        assert gates["file" if recording.path == SQUAT else "video"].wait(GUARD_S)
        return Scene(recording, window, *more)

    monkeypatch.setattr("app.model.opening.Scene", scene)
    window = make_live()
    _, lens = begin(window, qtbot, studio, images=30)
    lens.end()
    qtbot.waitUntil(begun.is_set)
    session = window.session
    session.open_recording(SQUAT)
    gates[first].set()
    if first == "video":  # it is there for as long as the file takes
        qtbot.waitUntil(lambda: session.recording is not None)
    for gate in gates.values():
        gate.set()
    qtbot.waitUntil(lambda: session.recording is not None and session.recording.path == SQUAT)
    qtbot.waitUntil(lambda: not session.loading)
    window.refresh()
    assert session.recording.path == SQUAT
    assert session.film is None
    assert not session.live.active
    assert not window.area.video.isVisible()


def test_a_camera_started_while_a_file_is_read_stays(make_live, qtbot, studio, monkeypatch):
    gate = threading.Event()

    def scene(*words):
        assert gate.wait(GUARD_S)
        return Scene(*words)

    monkeypatch.setattr("app.model.opening.Scene", scene)
    window = make_live()
    window.session.open_recording(SQUAT)
    stream, _ = begin(window, qtbot, studio, CameraFeed(), images=1)
    gate.set()
    qtbot.waitUntil(lambda: not [t for t in threading.enumerate() if t.name == "read recording"])
    window.refresh()
    assert window.session.live.stream is stream
    assert window.session.loading == ""


def test_a_video_of_nobody_says_so(make_live, qtbot, studio):
    studio.nobody = True
    window = make_live()
    _, lens = begin(window, qtbot, studio, images=5)
    assert window.answer_panel.headline.text == "Nobody in view"
    lens.end()
    qtbot.waitUntil(window.banner.isVisible)
    assert "Nobody was found" in window.banner.headline.text()
    assert not window.session.live.active


def test_a_dropped_video_is_played(make_live, qtbot, studio):
    window = make_live()
    window.session.open_recording(Path("film.mp4"))
    qtbot.waitUntil(lambda: studio.told == ["film.mp4"])


def test_a_camera_waits_for_the_model_and_is_shown_as_a_mirror(make_live, qtbot, studio):
    window = make_live(recogniser=False)
    qtbot.keyClick(window, KEY.Key_L, Qt.KeyboardModifier.ControlModifier)
    window.refresh()
    assert studio.told == []
    assert window.answer_panel.headline.text == "No model"
    window.session.open_model(Path("hand.safetensors"))
    qtbot.waitUntil(lambda: bool(studio.lenses))
    assert studio.told == ["Camera 0"]
    studio.lenses[-1].allow(1)
    qtbot.waitUntil(lambda: window.area.video.shot is not None)
    assert window.toggles.mirror.isChecked()
    assert window.area.video.mirrored
    # What is on the image's left is on the screen's right.
    assert window.area.video.place(np.array([0.0, 0.5]))[0] > window.area.video.place(np.array([1.0, 0.5]))[0]
    qtbot.keyClick(window, KEY.Key_M)
    assert not window.area.video.mirrored
    assert not window.live_bar.mirror.isChecked()


def test_a_camera_is_shown_as_it_is_where_that_was_chosen(make_live, qtbot, studio):
    window = make_live()
    window.store.change(mirror=False)
    begin(window, qtbot, studio, CameraFeed(), images=1)
    assert not window.area.video.mirrored
    assert not window.live_bar.mirror.isChecked()
    begin(window, qtbot, studio, VideoFeed(Path("clip.mp4"), like_camera=True), images=1)
    assert not window.area.video.mirrored
    qtbot.keyClick(window, KEY.Key_M)
    assert window.area.video.mirrored
    assert window.store.current.mirror  # and the next camera is shown so too
    begin(window, qtbot, studio, CLIP, images=1)
    assert not window.area.video.mirrored  # a video is shown as it is
    qtbot.keyClick(window, KEY.Key_M)
    qtbot.keyClick(window, KEY.Key_M)
    assert window.store.current.mirror  # which says nothing about cameras
    begin(window, qtbot, studio, CameraFeed(), images=1)
    assert window.area.video.mirrored


def test_pausing_a_camera_freezes_what_is_seen_and_goes_on_with_the_newest(make_live, qtbot, studio):
    window = make_live()
    stream, lens = begin(window, qtbot, studio, CameraFeed(), images=30)
    qtbot.keyClick(window, KEY.Key_Space)
    assert window.live_bar.badge.text() == "Live"
    window.refresh()
    assert window.live_bar.badge.text() == "Paused"
    frozen = stream.sight
    lens.allow(10)
    qtbot.waitUntil(lambda: stream.chain.health().rates_hz["pose"] > 0 and stream.chain.sight() is None)
    assert stream.sight is frozen
    qtbot.keyClick(window, KEY.Key_Space)
    lens.allow(1)
    qtbot.waitUntil(lambda: stream.sight.frame.number == 40)


def test_the_live_timeline_reaches_back_when_an_action_is_announced(
    make_live, qtbot, studio, make_recogniser
):
    studio.up_from = 45
    window = make_live(make_recogniser(decision=DecisionSettings(onset_latency_s=0.4)))
    stream, _ = begin(window, qtbot, studio, images=75)
    qtbot.waitUntil(lambda: window.answer_panel.headline.text == "Hand up", timeout=WAIT_MS)
    down, up = stream.segments()
    assert (down.label, up.label) == ("hand down", "hand up")
    assert down.end_s == up.start_s
    announced_s = up.start_s + 0.4
    assert announced_s > 45 / stream.rate_hz  # before that the hand was down
    assert any(announced_s == pytest.approx(i / stream.rate_hz) for i in range(45, 75))
    assert up.end_s == stream.answer.time_s  # what is on show is not dated back


def test_a_paused_video_waits(make_live, qtbot, studio):
    window = make_live()
    stream, lens = begin(window, qtbot, studio, images=30)
    window.session.pause()
    lens.allow(60)
    shown = stream.sight.frame.number
    window.refresh()
    assert stream.sight.frame.number == shown
    window.session.toggle_play()
    lens.end()
    qtbot.waitUntil(lambda: window.session.recording is not None, timeout=WAIT_MS)
    assert [frame.number for frame in window.session.recording.frames] == list(range(90))


def test_what_is_recorded_can_be_read_and_replays_the_same(make_live, qtbot, studio, tmp_path):
    window = make_live()
    _, lens = begin(window, qtbot, studio, CameraFeed(), images=5)
    qtbot.mouseClick(window.live_bar.images, Qt.MouseButton.LeftButton)
    assert window.session.live.with_images
    qtbot.mouseClick(window.live_bar.record, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.live.recording is not None)
    recording = window.session.live.recording
    assert window.toggles.record_images.isChecked()
    for _ in range(45):
        done = recording.frames
        lens.allow(1)
        qtbot.waitUntil(lambda: recording.frames > done)  # noqa: B023
    window.refresh()
    assert window.live_bar.badge.text() == "Recording"
    assert "MB" in window.live_bar.note.whole
    qtbot.keyClick(window, KEY.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.banner.isVisible)
    assert str(recording.path) in window.banner.headline.text()
    assert recording.path.parent == tmp_path / "recordings" and recording.path.name.startswith("Camera 0 20")
    window.controls.toggle_recording()
    qtbot.waitUntil(lambda: not window.banner.isVisible())  # it was about the recording before
    again = read_recording(recording.path)
    assert [frame.number for frame in again.frames] == list(range(5, 50))
    network = window.session.recogniser
    labels = {
        answer.label for _, answer in replay(again, network, network.window, network.decision) if answer
    }
    assert "hand up" in labels


def test_a_folder_that_cannot_be_made_is_told(make_live, qtbot, studio, tmp_path):
    (tmp_path / "recordings").write_text("a file", encoding="utf-8")
    window = make_live()
    begin(window, qtbot, studio, CameraFeed(), images=1)
    window.controls.toggle_recording()
    qtbot.waitUntil(lambda: window.banner.headline.text().startswith("Recording could not begin"))
    assert window.session.live.recording is None


def test_of_two_programs_that_record_in_the_same_second_each_has_a_file_of_its_own(
    make_live, qtbot, studio, tmp_path, monkeypatch
):
    named = live_session.dated_path

    def taken(folder: Path, *words: str, of: str) -> Path:
        path = named(folder, *words, of=of)
        monkeypatch.setattr(live_session, "dated_path", named)
        path.write_text("the other's", encoding="utf-8")  # which took the name a moment before
        return path

    monkeypatch.setattr(live_session, "dated_path", taken)
    window = make_live()
    begin(window, qtbot, studio, CameraFeed(), images=3)
    window.controls.toggle_recording()
    qtbot.waitUntil(lambda: window.session.live.recording is not None)
    theirs, mine = sorted((tmp_path / "recordings").iterdir(), key=lambda path: len(path.name))
    assert theirs.read_text(encoding="utf-8") == "the other's" and mine == window.session.live.recording.path


def test_a_recording_that_is_stopped_at_once_leaves_nothing_and_says_so(make_live, qtbot, studio, tmp_path):
    window = make_live()
    begin(window, qtbot, studio, CameraFeed(), images=3)
    window.controls.toggle_recording()
    qtbot.waitUntil(lambda: window.session.live.recording is not None)
    window.controls.toggle_recording()
    qtbot.waitUntil(lambda: window.banner.headline.text().startswith("Nothing was recorded"))
    assert list((tmp_path / "recordings").iterdir()) == []


def test_the_record_key_stops_a_recording_whose_file_is_only_being_made(
    make_live, qtbot, studio, tmp_path, monkeypatch
):
    window = make_live()
    begin(window, qtbot, studio, CameraFeed(), images=3)
    made, named = threading.Event(), live_session.dated_path

    def slowly(*words, **more):
        made.wait(0.2)
        return named(*words, **more)

    monkeypatch.setattr(live_session, "dated_path", slowly)
    for _ in range(2):
        qtbot.keyClick(window, KEY.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.banner.headline.text().startswith("Nothing was recorded"))
    assert window.session.live.recording is None


def test_the_record_key_says_that_nothing_is_live(make_live, qtbot, studio):
    window = make_live()
    qtbot.keyClick(window, KEY.Key_R, Qt.KeyboardModifier.ControlModifier)
    told = window.session.messages.newest
    assert (told.headline, told.detail) == ("There is nothing to record yet.", "Start the camera (Ctrl+L).")
    window.session.open_feed(CameraFeed())
    qtbot.keyClick(window, KEY.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert window.session.messages.newest.detail == "Wait a moment."


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps an open file where it is")
def test_a_recording_whose_folder_is_removed_is_told_and_not_called_recorded(
    make_live, qtbot, studio, tmp_path
):
    window = make_live()
    begin(window, qtbot, studio, CameraFeed(), images=3)
    window.controls.toggle_recording()
    qtbot.waitUntil(lambda: window.session.live.recording is not None)
    shutil.rmtree(tmp_path / "recordings")
    told = "The recording has a fault"
    qtbot.waitUntil(lambda: window.banner.headline.text().startswith(told), timeout=WAIT_MS)
    assert "was removed while it was recorded" in window.banner.headline.text()
    assert window.session.live.recording is None


def test_closing_the_window_finishes_the_recording(make_live, qtbot, studio):
    window = make_live()
    _, lens = begin(window, qtbot, studio, CameraFeed(), images=3)
    window.controls.toggle_recording()
    qtbot.waitUntil(lambda: window.session.live.recording is not None)
    recording = window.session.live.recording
    for _ in range(3):
        done = recording.frames
        lens.allow(1)
        qtbot.waitUntil(lambda: recording.frames > done)  # noqa: B023
    window.close()
    assert len(read_recording(recording.path).frames) == 3


def test_several_people_are_told_apart_and_one_is_chosen(make_live, qtbot, studio):
    studio.people = 2
    window = make_live()
    stream, _ = begin(window, qtbot, studio, CameraFeed(), images=40)
    qtbot.waitUntil(lambda: set(stream.results) == {1, 2}, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "hand up" in window.area.video.shot.tags[1].text)
    tags = window.area.video.shot.tags
    assert tags[1].text.startswith("1   hand up")
    assert tags[2].text.startswith("2   hand down")
    assert tags[1].chosen
    assert window.answer_panel.headline.text == "Hand up"
    x, y = window.area.video.place(np.array([0.7, 0.5]))
    qtbot.mouseClick(window.area.video, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    qtbot.waitUntil(lambda: window.answer_panel.headline.text == "Hand down")
    assert window.area.video.shot.tags[2].chosen
    qtbot.keyClick(window, KEY.Key_W)
    qtbot.waitUntil(lambda: window.answer_panel.headline.text == "Hand up")
    x, y = window.area.video.place(np.array([0.5, 0.02]))
    assert window.area.video.person_at(QPoint(round(x), round(y)).toPointF()) is None


def test_in_a_recording_of_two_another_one_can_be_followed(window, make_recording, make_recogniser, qtbot):
    session = window.session
    session.show(make_recording(people=2))
    session.analysis.join()
    session.playback.seek(3.0)
    assert session.answer.label == "hand up"
    qtbot.keyClick(window, KEY.Key_W)
    assert session.followed == 2
    session.analysis.join()
    qtbot.waitUntil(lambda: session.scene.followed(0) == {2})
    assert session.answer.label == "hand down"


def test_pointing_at_the_attention_shows_that_frame_of_a_live_window(make_live, qtbot, studio):
    window = make_live()
    begin(window, qtbot, studio, CameraFeed(), images=40)
    qtbot.keyClick(window, KEY.Key_3)
    qtbot.waitUntil(lambda: window.session.answer is not None)
    assert window.area.video.isVisible()
    assert window.stage.isVisible()
    qtbot.keyClick(window, KEY.Key_Comma)
    assert window.session.live.stream.paused
    qtbot.waitUntil(lambda: "of the window" in window.stage.picture.caption)
    qtbot.keyClick(window, KEY.Key_2)
    assert not window.area.video.isVisible()
    qtbot.keyClick(window, KEY.Key_1)
    assert window.area.video.isVisible()


def test_a_camera_that_fails_is_told_and_the_recording_is_there_again(
    make_live, qtbot, studio, make_recording
):
    window = make_live()
    window.session.show(make_recording())
    _, lens = begin(window, qtbot, studio, CameraFeed(), images=3)
    assert window.session.playback is None
    lens.end(CameraError("the camera is on fire", remedy="Put it out"))
    qtbot.waitUntil(window.banner.isVisible)
    assert "The camera is on fire" in window.banner.headline.text()
    assert window.banner.detail.text() == "Put it out"
    qtbot.waitUntil(window.transport.isVisible)
    assert window.windowTitle().startswith("wave.skeleton")
    assert window.session.playback is not None


def test_what_the_source_has_to_say_is_shown_and_taken_back(make_live, qtbot, studio):
    window = make_live()
    _, lens = begin(window, qtbot, studio, CameraFeed(), images=3)
    lens.status = "The camera is gone."
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.headline.text() == "The camera is gone."
    lens.status = ""
    qtbot.waitUntil(lambda: not window.banner.isVisible())


def test_a_feed_that_does_not_open_is_told(make_live, qtbot):
    window = make_live()
    window.session.open_feed(CameraFeed(9))
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.headline.text() == "Camera 9 could not be opened. No camera 9."
    assert window.parts.stage_stack.currentWidget() is window.welcome
    assert window.welcome.camera.isVisible()


def press(window, qtbot, text: str) -> None:
    """Press what the banner offers."""
    button = next(button for button in window.banner.offers if button.text() == text)
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_camera_that_did_not_open_can_be_tried_again(make_live, qtbot, studio):
    studio.fails = CameraError("the camera is busy")
    window = make_live()
    window.session.open_feed(CameraFeed())
    qtbot.waitUntil(window.banner.isVisible)
    assert [button.isVisible() for button in window.banner.offers] == [True, False]
    studio.fails = None
    press(window, qtbot, "Try again")
    qtbot.waitUntil(lambda: window.session.live.stream is not None)
    window.refresh()
    assert not window.banner.isVisible()


def test_a_pose_model_that_is_missing_is_no_fault_of_the_camera(
    make_live, qtbot, monkeypatch, tmp_path, make_recogniser
):
    """Offline, and nothing downloaded yet: the program's own opener says what is missing."""
    with socket.socket() as taken:  # a port at which nobody answers
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/pose_landmarker_lite.task"
        lite = replace(POSE_MODELS["lite"], url=url)
        monkeypatch.setitem(POSE_MODELS, "lite", lite)
        monkeypatch.setattr("streaming.sources.pose_models.cache_folder", lambda: tmp_path)
        window = make_live()
        opener = _chain_opener(window.store, Options(tmp_path / "model.safetensors"))
        monkeypatch.setattr(window.session.live, "_open_chain", opener)
        window.session.open_feed(CameraFeed())
        qtbot.waitUntil(window.banner.isVisible)
    said = window.banner.headline.text()
    assert said.startswith("People cannot be found in images. There is no lite pose model")
    assert "Camera" not in said
    assert url in window.banner.detail.text()


def test_a_pose_model_that_is_missing_can_be_chosen_or_tried_again(
    make_live, qtbot, studio, monkeypatch, tmp_path
):
    own = tmp_path / "own.task"
    studio.fails = PoseModelError("there is no lite pose model")
    window = make_live()
    window.session.open_feed(CameraFeed())
    qtbot.waitUntil(window.banner.isVisible)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    press(window, qtbot, "Choose file …")
    window.refresh()
    assert window.banner.isVisible() and len(studio.told) == 1  # it was cancelled
    press(window, qtbot, "Try again")
    qtbot.waitUntil(lambda: len(studio.told) == 2)
    qtbot.waitUntil(lambda: window.banner.isVisible() and not window.session.live.active)
    studio.fails = None
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(own), ""))
    press(window, qtbot, "Choose file …")
    assert window.store.current.pose_model == str(own)
    qtbot.waitUntil(lambda: window.session.live.stream is not None)
    window.refresh()
    assert not window.banner.isVisible()
    assert len(studio.told) == 3


def test_a_pose_model_that_fails_under_way_is_no_fault_of_the_camera_either(make_live, qtbot, studio):
    window = make_live()
    _, lens = begin(window, qtbot, studio, CameraFeed(), images=1)
    lens.end(PoseModelError("not a pose model (junk)", path="own.task"))
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.headline.text().startswith("People cannot be found in images. own.task: not a pose")
    assert [button.isVisible() for button in window.banner.offers] == [True, True]


def test_a_camera_waits_for_a_model_and_says_so(make_live, qtbot, studio):
    window = make_live(recogniser=False)
    window.session.open_feed(CameraFeed())
    window.refresh()
    assert "Ctrl+M" in window.welcome.text.text()
    assert "Camera 0" in window.welcome.text.text()


def test_closing_while_a_feed_opens_gives_it_up(make_live, qtbot, studio):
    studio.waits = threading.Event()
    window = make_live()
    window.session.open_feed(CameraFeed())
    qtbot.waitUntil(lambda: bool(studio.told))
    window.refresh()
    assert "Getting Camera 0 ready" in window.welcome.text.text()
    qtbot.keyClick(window, KEY.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert not window.session.live.active
    studio.waits.set()
    window.close()
    assert studio.lenses == []  # whoever opens was told that nobody waits any more


def test_another_model_is_used_at_once(make_live, qtbot, studio, make_recogniser):
    window = make_live()
    stream, lens = begin(window, qtbot, studio, CameraFeed(), images=30)
    other = make_recogniser(name="Another one")
    window.session.use(other)
    window.refresh()
    assert stream.recogniser is other
    step(stream, lens, qtbot, 30)
    qtbot.waitUntil(lambda: other.calls > 0, timeout=WAIT_MS)


def test_what_the_model_before_said_last_is_not_taken_for_the_new_ones(
    make_live, qtbot, studio, make_recogniser
):
    gate, begun = threading.Event(), threading.Event()

    class Held(type(make_recogniser())):
        """Answers when it is let, of windows of another length."""

        def __call__(self, window):
            begun.set()
            assert gate.wait(GUARD_S)
            return super().__call__(window)

    window = make_live(Held(window=WindowSettings(frames=20)))
    stream, lens = begin(window, qtbot, studio, CameraFeed(), images=30)
    assert begun.wait(GUARD_S)
    answered = []
    tap = stream.chain.listen(answered.append)
    window.session.use(make_recogniser())
    window.refresh()
    gate.set()
    step(stream, lens, qtbot, 30)
    qtbot.waitUntil(lambda: stream.answer is not None, timeout=WAIT_MS)
    tap.close()
    lengths = {len(one.answer.prediction.f_a[0]) for one in answered if isinstance(one, Result)}
    assert lengths == {20, 50}  # the late answer did come
    history = window.session.history
    assert history.f_a.shape[1:] == (3, 50)
    window.answer_panel.classes.grab()


def test_with_another_model_a_video_starts_anew(make_live, qtbot, studio, make_recogniser):
    window = make_live()
    first, _ = begin(window, qtbot, studio, images=10)
    window.session.use(make_recogniser(name="Another one"))
    qtbot.waitUntil(lambda: window.session.live.stream not in (None, first))
    assert window.session.live.stream.recogniser.name == "Another one"
    assert studio.told == ["clip.mp4", "clip.mp4"]


def test_what_is_painted_is_counted(make_live, qtbot, studio):
    window = make_live()
    stream, _ = begin(window, qtbot, studio, CameraFeed(), images=5)
    qtbot.waitUntil(lambda: "painting" in stream.chain.health().durations)
    line, tip = health_words(stream.chain.health())
    assert "fps" in line
    assert "capture to screen" in tip


def test_live_saliency_is_found_only_when_asked_for(make_live, qtbot, studio):
    window = make_live()
    window.measures.measure = "saliency"
    begin(window, qtbot, studio, CameraFeed(), images=30)
    assert window.measures.measure == "f_a"
    assert not [thread for thread in threading.enumerate() if thread.name == "saliency"]
    qtbot.waitUntil(lambda: window.session.answer is not None)
    window.controls.show_measure("saliency")
    panel = window.attention_panel
    qtbot.waitUntil(lambda: panel.values[1].text() == "y +1.00")
    assert panel.title.text() == "Saliency of each frame"


def test_the_window_of_a_camera_goes_into_a_clip(make_live, qtbot, studio):
    window = make_live()
    begin(window, qtbot, studio, CameraFeed(), images=30)
    qtbot.waitUntil(lambda: window.session.answer is not None)
    qtbot.keyClick(window, KEY.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: window.banner.headline.text().startswith("Saved"), timeout=WAIT_MS)
    (path,) = window.store.current.folder.iterdir()
    assert path.suffix == ".webm" and path.stat().st_size > 1000
    window.clips.export_clip()  # what is live has to be recorded first
    qtbot.waitUntil(lambda: "no recording" in window.banner.headline.text())
    assert "Ctrl+R" in window.banner.detail.text()


def test_a_camera_that_gives_too_few_images_a_second_is_told_beside_the_answer(
    make_live, qtbot, studio, monkeypatch
):
    monkeypatch.setattr("tests.support.live_parts.Lens", partial(Lens, rate_hz=6.0))
    window = make_live()
    begin(window, qtbot, studio, CameraFeed(), images=10)
    assert not window.answer_panel.caution.isVisible()  # a camera may begin slowly
    stream, lens = window.session.live.stream, studio.lenses[-1]
    step(stream, lens, qtbot, 15)
    qtbot.waitUntil(window.answer_panel.caution.isVisible)
    assert "frames a second" in window.answer_panel.caution.text()
    assert "6 images per second" in window.answer_panel.caution.toolTip()
    assert not window.banner.isVisible()  # which could be dismissed, and would come again with every image
    window.closing.close()
    window.refresh()
    assert not window.answer_panel.caution.isVisible()


def test_a_recording_of_too_few_frames_a_second_is_told_beside_the_answer(
    make_window, make_recording, make_recogniser
):
    whole = make_recording()
    window = make_window(replace(whole, frames=whole.frames[::6], rate_hz=5.0), make_recogniser())
    window.refresh()
    assert window.answer_panel.caution.isVisible()
    assert "5 frames per second" in window.answer_panel.caution.toolTip()
    window.present()
    assert window.answer_panel.caution.isVisible()
    window.session.show(whole)
    window.refresh()
    assert not window.answer_panel.caution.isVisible()


def test_health_is_put_into_words():
    report = HealthReport(5.0, {"pose": 29.6}, {"prediction": Duration(41.2, 60.0, 9)}, {"pose busy": 2})
    line, tip = health_words(report)
    assert line == "30 fps · answer after 41 ms · 2 drops"
    assert "capture to answer: 41 ms (95 % below 60 ms)" in tip
    assert "dropped, pose busy: 2" in tip
    assert health_words(HealthReport(0.0)) == ("no drops", "")


def test_of_a_film_the_newest_wish_wins_and_a_fault_is_kept():
    gate, images = threading.Event(), Numbered()

    def open_images():
        assert gate.wait(GUARD_S)
        return images

    film = Film(open_images)
    assert film.newest is None
    for number in (3, 4, 5):
        film.want((number, number / 30))
    gate.set()
    while film.newest is None:
        threading.Event().wait(0.001)
    assert film.newest[0] == (5, 5 / 30)
    film.want((13, 13 / 30))
    while film.error is None:
        threading.Event().wait(0.001)
    film.close()
    assert images.asked == [5, 13, -1]
    assert "13" in str(film.error)


def test_health_is_drawn_over_the_last_minute(make_live, qtbot, studio):
    window = make_live()
    begin(window, qtbot, studio, CameraFeed(), images=30)
    qtbot.keyClick(window, KEY.Key_H)
    assert window.health_panel.isVisible()
    qtbot.waitUntil(lambda: len(window.health_panel.graphs.reports) >= 2)
    assert window.health_panel.drops.text() == "Dropped so far: none"
    empty = HealthPanel()
    empty.resize(window.health_panel.size())
    assert window.health_panel.graphs.grab().toImage() != empty.graphs.grab().toImage()
    qtbot.keyClick(window, KEY.Key_H)
    assert not window.health_panel.isVisible()


@pytest.mark.parametrize(
    ("shift", "scale", "words"),
    [
        ((0.0, 0.0), 1.0, ""),
        ((0.0, 0.3), 1.0, "feet"),
        ((0.0, -0.4), 1.0, "head"),
        ((0.0, 0.0), 3.0, "too close"),
        ((0.5, 0.0), 1.0, "middle"),
        ((0.0, 0.3), 0.2, "closer"),
    ],
)
def test_who_is_badly_in_the_picture_is_told_what_to_do(person, shift, scale, words):
    at = ((outline(0.5) - 0.5) * scale + 0.5 + np.array(shift)).astype(np.float32)
    for joint in ("AnkleLeft", "AnkleRight"):
        at[KINECT_V2.index[joint]] = at[KINECT_V2.index["FootLeft"]]
    states = np.full(25, 2, np.uint8)
    hint = framing_hint(Body(1, person(), states, at))
    assert (words in hint) if words else hint == ""
    assert framing_hint(Body(1, person(), states)) == ""


def test_the_details_of_an_error_can_be_copied(make_live, qtbot, studio):
    window = make_live()
    studio.fails = KeyError("oops")
    window.session.open_feed(CameraFeed())
    qtbot.waitUntil(window.banner.isVisible)
    qtbot.mouseClick(window.banner.copy, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    assert "KeyError" in text and "Traceback" in text and "mans-live" in text
    window.session.messages.tell("a", Message("All is well", is_error=False))
    window.refresh()
    assert not window.banner.copy.isVisible()


def test_images_that_the_disk_was_too_slow_for_are_told(make_live, qtbot, studio, monkeypatch):
    sync, stalled, go_on = os.fsync, threading.Event(), threading.Event()

    def stall(descriptor: int) -> None:
        stalled.set()
        go_on.wait(GUARD_S)
        sync(descriptor)

    window = make_live()
    _, lens = begin(window, qtbot, studio, CameraFeed(), images=1)
    window.toggles.record_images.trigger()
    window.controls.toggle_recording()
    qtbot.waitUntil(lambda: window.session.live.recording is not None)
    recording = window.session.live.recording
    monkeypatch.setattr(os, "fsync", stall)
    for frames in (1, 2):  # the first one is on its way to the disk, the second waits
        lens.allow(1)
        qtbot.waitUntil(lambda: recording.frames == frames)  # noqa: B023
        assert stalled.wait(GUARD_S)
    recorder = recording._recorder
    qtbot.waitUntil(lambda: recorder._waiting > 1_000)  # the image, too
    monkeypatch.setattr("streaming.recordings.recorder._MOST_WAITING", recorder._waiting - 1)
    lens.allow(1)
    qtbot.waitUntil(lambda: recording.images_left_out == 1)
    go_on.set()
    window.controls.toggle_recording()
    qtbot.waitUntil(lambda: "1 image is missing" in window.banner.detail.text())
    assert "Recorded to" in window.banner.headline.text()
    assert window.session.messages.newest.stays


@pytest.fixture
def recording(make_live, qtbot, studio):
    """A window whose camera is recorded; the recording, and a function that lets so many images pass."""
    window = make_live()
    stream, lens = begin(window, qtbot, studio, CameraFeed(), images=1)
    window.controls.toggle_recording()
    qtbot.waitUntil(lambda: window.session.live.recording is not None)
    taken = window.session.live.recording

    def go_on(images: int) -> None:
        for _ in range(images):
            done = len(taken.lately)
            step(stream, lens, qtbot, 1)
            qtbot.waitUntil(lambda: len(taken.lately) > done)  # noqa: B023

    return window, taken, go_on


def test_examples_are_marked_while_the_camera_is_recorded(recording, qtbot):
    window, taken, go_on = recording
    bar = window.parts.example_bar
    go_on(10)
    qtbot.keyClick(window, KEY.Key_B)
    window.refresh()
    assert bar.isVisible() and bar.end.isEnabled()
    start_s = window.session.live.stream.now_s
    go_on(20)
    qtbot.keyClick(window, KEY.Key_E)
    window.refresh()
    assert not bar.label.hasFocus()  # whoever stands before the camera writes later
    bar.label_entered.emit("hand up")
    (example,) = read_project(window.own.path).examples  # on the disk, whatever happens
    assert (example.label, example.place) == ("hand up", taken.path.absolute())
    assert (example.start_s, example.end_s) == pytest.approx((start_s, start_s + 20 / 30))
    window.refresh()
    assert [mark.label for mark in window.parts.example_lane._marks] == ["hand up"]
    go_on(3)
    qtbot.keyClick(window, KEY.Key_E, Qt.KeyboardModifier.ShiftModifier)
    window.refresh()
    assert window.tools.marking.mark.end_s == pytest.approx(example.end_s + 3 / 30)
    window.undoing.undo()
    window.controls.toggle_recording()
    qtbot.waitUntil(lambda: "Mark custom actions" in window.banner.offers[0].text())
    window.banner.offers[0].click()
    qtbot.waitUntil(lambda: window.session.playback is not None, timeout=WAIT_MS)
    window.refresh()
    assert [mark.label for mark in window.tools.marking.marks] == ["hand up"]
    assert window.tools.marking.move(example.key, example.start_s, example.end_s + 0.1)
    window.undoing.undo()
    assert window.own.project.example(example.key).end_s == pytest.approx(example.end_s)


def test_an_example_that_is_under_way_ends_with_the_recording(recording, qtbot):
    window, taken, go_on = recording
    go_on(5)
    qtbot.keyClick(window, KEY.Key_B)
    go_on(20)
    window.controls.toggle_recording()
    window.refresh()
    (example,) = window.own.project.examples
    assert example.end_s == pytest.approx(taken.lately[-1].time_s)
    assert window.tools.marking.begun_s is None
    qtbot.waitUntil(lambda: "Recorded to" in window.banner.headline.text())
    qtbot.keyClick(window, KEY.Key_B)
    window.refresh()
    assert "Record first" in window.session.messages.newest.headline
    assert not window.parts.example_bar.begin.isEnabled()
    assert "Record first" in window.parts.example_bar.begin.toolTip()


def test_a_take_back_while_the_camera_is_recorded(recording, qtbot):
    window, _, go_on = recording
    go_on(5)
    qtbot.keyClick(window, KEY.Key_B)
    go_on(20)
    qtbot.keyClick(window, KEY.Key_E)
    assert len(window.own.project.examples) == 1
    qtbot.keyClick(window, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.own.project.examples == ()
    qtbot.keyClick(window, KEY.Key_E)
    assert "Begin an example first" in window.session.messages.newest.headline
