"""The start screen, calm while nothing is done, and room for what is looked at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.drawing.shot import fitted
from app.model.palette import Palette
from app.model.preferences import PreferenceStore
from app.model.shot import Shot
from app.widgets.links import Link
from app.window.main_window import MainWindow
from streaming.pipeline.live import CameraFeed


@pytest.fixture
def make_shot():
    """Images of a shape, with nobody in them."""
    return lambda shape: Shot(np.zeros(shape, np.uint8), (), {}, Palette(), "")


@pytest.fixture
def started(qtbot, make_session, tmp_path) -> MainWindow:
    """An empty window with a sample, and two files that were open before: one is gone since."""
    kept, gone = tmp_path / "wave.skeleton", tmp_path / "gone.skeleton"
    kept.write_text("read by name")
    store = PreferenceStore(None, {"recent": (str(kept), str(gone))})
    window = MainWindow(make_session(), store, sample=Path("pair.skeleton"))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield window
    window.close()


def test_return_plays_the_sample(started, qtbot):
    welcome = started.welcome
    assert welcome.sample.isVisible() and welcome.sample.hasFocus()
    qtbot.keyClick(welcome.sample, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: started.session.playback is not None and started.session.playback.playing)
    assert started.answer_panel.isVisible() and started.timeline.isVisible()


def test_a_recent_file_is_one_click_away_and_a_lost_one_is_not_offered(started, qtbot):
    links = [link for link in started.welcome.recent.findChildren(Link) if link.isVisible()]
    assert [link.text().split()[0] for link in links] == ["wave.skeleton"]
    qtbot.mouseClick(links[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: started.session.playback is not None and started.session.playback.playing)


def test_the_other_ways_to_start(started, qtbot, monkeypatch):
    welcome, asked = started.welcome, []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (asked.append("file"), ("", ""))[1])
    monkeypatch.setattr(started.session, "open_feed", asked.append)
    for tile in (welcome.button, welcome.camera, welcome.teach):
        qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert asked == ["file", CameraFeed(0)] and started.toggles.teach.isChecked()


def test_without_a_sample_none_is_offered(make_window):
    assert not make_window().welcome.sample.isVisible()


def test_no_action_is_written_small_and_an_action_large(window):
    panel, sizes = window.answer_panel, {}
    for seconds in (0.0, 3.0):
        window.session.playback.seek(seconds)
        window.refresh()
        sizes[seconds] = panel.headline._fit()[0]
    assert sizes[3.0] > 2 * sizes[0.0]


@pytest.mark.parametrize("shape", [(480, 640, 3), (360, 640, 3), (640, 360, 3)])
def test_a_video_beside_the_skeleton_is_as_large_as_it_can_be(window, make_shot, shape):
    area = window.area
    area.arrange("both")
    area.offer_video(True)
    area.video.show_shot(make_shot(shape))
    box = fitted(area.video.shot.rgb, area.video.width(), area.video.height())
    assert box.width() * box.height() > 0.6 * area.video.width() * area.video.height()
    assert area.skeleton.width() >= 200 and area.skeleton.height() >= 150


def test_the_presentation_has_the_answer_below_the_stage_and_goes_back(window):
    before = window.area.width()
    window.session.playback.seek(3.0)
    window.present()
    window.refresh()
    assert window.area.width() > 0.95 * window.width()
    assert window.answer_panel.headline._fit()[0] > 64
    assert not window.answer_panel.classes.isVisible()
    window.present()
    window.refresh()
    assert window.area.width() < 0.7 * window.width() and before < 0.7 * window.width()
    assert window.answer_panel.classes.isVisible()
