"""Clips: of the window, a marked part, a whole recording; with progress; without a trace if cancelled."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from app.drawing.clip import SIZE, ClipDrawing
from app.drawing.qimages import rgb_of
from app.drawing.theme import theme_of
from app.model.clip import Measuring, Still
from app.model.film import Film
from app.model.preferences import PreferenceStore
from streaming.errors import RecordingError

KEY = Qt.Key
SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
WAIT_MS = 60_000


@pytest.fixture
def window(make_window, make_recording, make_recogniser, tmp_path):
    """A window with an analysed recording of six seconds, whose clips go to a folder of their own."""
    store = PreferenceStore(None, {"recordings": str(tmp_path / "clips")})
    return make_window(make_recording(), make_recogniser(), store)


def clip_of(window, qtbot) -> tuple[Path, float, list[np.ndarray]]:
    """The clip that was written: its path, its rate, its images."""
    banner = window.banner
    qtbot.waitUntil(
        lambda: banner.isVisible() and banner.headline.text().startswith("Saved"), timeout=WAIT_MS
    )
    (path,) = window.store.current.folder.glob("wave *.webm")
    video, images = cv2.VideoCapture(str(path)), []
    while (read := video.read())[0]:
        images.append(read[1][..., ::-1])
    rate_hz = video.get(cv2.CAP_PROP_FPS)
    video.release()
    return path, rate_hz, images


class Grey:
    """Images of one grey, that can be made to wait or to fail."""

    def __init__(self) -> None:
        self.closed = 0
        self.gate = threading.Event()
        self.gate.set()
        self.fails = False

    def image(self, number: int, time_s: float) -> np.ndarray:
        assert self.gate.wait(60)
        if self.fails:
            raise RecordingError("image 3 cannot be read")
        return np.full((48, 64, 3), 200, np.uint8)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def grey(window):
    """The recording has images."""
    images = Grey()
    window.session.film = Film(lambda: images)
    return images


def test_the_window_goes_into_a_clip_frame_by_frame(window, qtbot):
    window.session.playback.seek(3.0)
    qtbot.keyClick(window, KEY.Key_E, CONTROL | ALT)
    path, rate_hz, images = clip_of(window, qtbot)
    assert path.suffix == ".webm" and len(images) == 50 and rate_hz == pytest.approx(24.5)
    assert images[0].shape == (SIZE[1], SIZE[0], 3)
    accent = np.array(list(bytes.fromhex("2b62d1")))  # the marker wanders through the curves
    columns = [marker_of(image, accent) for image in (images[5], images[25], images[45])]
    assert columns[0] < columns[1] < columns[2]


def marker_of(image: np.ndarray, colour: np.ndarray) -> float:
    """Where in the lower right the most pixels of a colour are, in columns."""
    part = image[SIZE[1] - 140 :, SIZE[0] - 460 :].astype(int)
    return float((np.abs(part - colour).sum(axis=2) < 120).sum(axis=0).argmax())


def test_a_clip_says_which_recording_it_is_of(window):
    window.session.playback.seek(3.0)
    still = Still(window.session.answer, None, None, None)
    theme, font = theme_of(window), window.font()
    look = window.stage.look
    said = ClipDrawing(window.session.palette, look, theme, font, "F_A", "wave.skeleton")
    silent = replace(said, source="")
    rows, columns = np.nonzero((rgb_of(said.draw(still)) != rgb_of(silent.draw(still))).any(axis=2))
    assert rows.min() > SIZE[1] - 150 and rows.max() < SIZE[1] - 100  # above the curves, at their right end
    assert columns.min() > SIZE[0] * 0.7 and columns.max() > SIZE[0] - 40


def test_a_marked_part_goes_into_a_clip_at_its_own_pace(window, qtbot):
    playback = window.session.playback
    playback.seek(2.0)
    qtbot.keyClick(window, KEY.Key_I)
    playback.seek(3.0)
    qtbot.keyClick(window, KEY.Key_O)
    window.refresh()
    assert window.clips.marked == pytest.approx((2.0, 3.0))
    qtbot.keyClick(window, KEY.Key_E, CONTROL | SHIFT)
    _, rate_hz, images = clip_of(window, qtbot)
    assert len(images) == 31 and rate_hz == pytest.approx(30)
    assert (images[0] != images[-1]).any()


def test_without_marks_it_is_the_whole_recording(window, qtbot, make_recording):
    window.session.show(make_recording(seconds=1.0))
    window.session.analysis.join()
    images = Grey()
    images.gate.clear()
    window.session.film = Film(lambda: images)
    qtbot.keyClick(window, KEY.Key_E, CONTROL | SHIFT)
    qtbot.waitUntil(window.clip_bar.isVisible)
    qtbot.waitUntil(lambda: window.clip_bar.text.text().endswith(" %"))
    images.gate.set()
    assert len(clip_of(window, qtbot)[2]) == 31
    assert not window.clip_bar.isVisible()


def test_marks_are_shown_and_put_right_and_belong_to_their_recording(window, qtbot, make_recording):
    playback, plain = window.session.playback, rgb_of(window.timeline.grab().toImage())
    playback.seek(4.0)
    qtbot.keyClick(window, KEY.Key_I)
    assert window.clips.marked == pytest.approx((4.0, 6.0))
    playback.seek(2.0)
    qtbot.keyClick(window, KEY.Key_O)  # an end before the start is a new part
    assert window.clips.marked == pytest.approx((0.0, 2.0))
    playback.seek(0.0)
    window.refresh()
    x = round(window.timeline.x_of(4.0))
    marked = rgb_of(window.timeline.grab().toImage())
    assert (marked[:, x] != plain[:, x]).any()
    qtbot.keyClick(window, KEY.Key_X)
    assert window.clips.marked is None
    qtbot.keyClick(window, KEY.Key_I)
    window.session.show(make_recording())
    assert window.clips.marked is None


def test_the_images_of_a_video_are_in_its_clip(window, qtbot, grey):
    window.choices.show_both()
    window.session.playback.seek(0.4)
    window.clips.mark_end()
    window.clips.export_clip()
    _, _, images = clip_of(window, qtbot)
    left, right = images[10][300, 200], images[10][300, 1250]
    np.testing.assert_allclose(left, 200, atol=12)
    assert np.abs(right.astype(int) - 200).max() > 30  # the room
    window.choices.show_video()
    (path,) = window.store.current.folder.glob("wave *.webm")
    path.unlink()
    window.session.messages.dismiss()
    window.refresh()
    window.clips.export_clip()
    np.testing.assert_allclose(clip_of(window, qtbot)[2][10][300, 1000], 200, atol=12)
    assert grey.closed == 2


def test_a_clip_that_is_cancelled_leaves_nothing(window, qtbot, grey):
    grey.gate.clear()
    window.clips.export_clip()
    qtbot.waitUntil(window.clip_bar.isVisible)
    folder = window.store.current.folder
    qtbot.waitUntil(lambda: folder.is_dir() and any(folder.iterdir()))  # it has begun
    window.clips.export_clip()
    qtbot.waitUntil(lambda: "being written" in window.banner.headline.text())
    qtbot.mouseClick(window.clip_bar.cancel, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    grey.gate.set()
    qtbot.waitUntil(lambda: "given up" in window.banner.headline.text(), timeout=WAIT_MS)
    assert list(folder.iterdir()) == []
    assert not window.clip_bar.isVisible() and grey.closed == 1


def test_a_clip_that_fails_leaves_nothing_and_is_told(window, qtbot, grey):
    grey.gate.clear()
    window.clips.export_clip()
    folder = window.store.current.folder
    qtbot.waitUntil(lambda: folder.is_dir() and any(folder.iterdir()))
    grey.fails = True
    grey.gate.set()
    qtbot.waitUntil(lambda: "The clip was not written" in window.banner.headline.text(), timeout=WAIT_MS)
    assert "Image 3 cannot be read" in window.banner.headline.text()
    assert list(folder.iterdir()) == []


def test_closing_the_window_gives_the_clip_up(window, qtbot, grey):
    grey.gate.clear()
    window.clips.export_clip()
    folder = window.store.current.folder
    qtbot.waitUntil(lambda: folder.is_dir() and any(folder.iterdir()))
    grey.gate.set()
    window.close()
    assert list(folder.iterdir()) == []


def test_where_there_is_nothing_to_export_it_says_so(make_window, qtbot):
    window = make_window()
    for key, words in ((CONTROL | ALT, "no window"), (CONTROL | SHIFT, "no recording")):
        qtbot.keyClick(window, KEY.Key_E, key)
        window.refresh()
        assert words in window.banner.headline.text()
    qtbot.keyClick(window, KEY.Key_I)
    assert window.clips.marked is None


def test_the_curves_are_called_what_the_window_calls_them(make_recogniser):
    assert Measuring("f_a", make_recogniser()).name == "Frame attention F_A"
    assert Measuring("deviation", make_recogniser(attention="gates")).name == "Gates less their mean"
