"""The sample: it plays again and again, and the tour tells what the window shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.model.commands import Command
from app.model.playback import Playback
from app.model.tour import STEPS, Tour
from app.window.main_window import MainWindow

SAMPLE = Path("wave.skeleton")


@pytest.fixture
def toured(qtbot, make_session, clock) -> MainWindow:
    """A window in which the sample plays, with the tour."""
    window = MainWindow(make_session(), sample=SAMPLE)
    qtbot.addWidget(window)
    window.show()
    window.commands[Command.OPEN_SAMPLE].trigger()
    qtbot.waitUntil(window.parts.tour_bar.isVisible)
    yield window
    window.close()


def pass_by(window: MainWindow, clock, seconds: float) -> None:
    """Let time pass, as the window's timer notices it."""
    window.hold()
    end_s = clock.now + seconds
    while clock.now < end_s:
        clock.now += 0.5
        window.refresh()


def test_a_recording_that_repeats_goes_on_from_the_start(clock):
    import numpy as np

    playback = Playback(np.arange(0, 3.1, 0.5), clock)
    playback.repeats = True
    playback.play()
    clock.now += 2.9
    playback.advance()
    assert playback.position_s == pytest.approx(2.9)
    clock.now += 0.2
    playback.advance()
    assert playback.playing and playback.position_s == 0.0


def test_the_sample_plays_again_and_again_and_tells_a_step_each_time(toured, clock):
    window, bar = toured, toured.parts.tour_bar
    assert window.session.playback.playing
    told = [bar.text.text()]
    for _ in range(len(STEPS) + 1):
        pass_by(window, clock, 6.5)
        assert window.session.playback.playing
        told.append(bar.text.text())
    assert [text for i, text in enumerate(told) if text not in told[:i]] == [step.text for step in STEPS]
    assert bar.camera.isVisible() and not bar.next.isVisible()


def test_the_part_that_is_told_about_is_framed(toured, qtbot, clock):
    window, bar = toured, toured.parts.tour_bar
    qtbot.mouseClick(bar.next, Qt.MouseButton.LeftButton)
    window.refresh()
    assert window.answer_panel.property("pointed") and not window.area.property("pointed")
    pass_by(window, clock, 13.0)
    assert bar.text.text() == STEPS[1].text  # who presses a button goes on by hand
    qtbot.mouseClick(bar.end, Qt.MouseButton.LeftButton)
    window.refresh()
    assert not bar.isVisible() and not window.answer_panel.property("pointed")


def test_the_tour_ends_with_the_camera_or_teaching(toured, qtbot):
    window, bar = toured, toured.parts.tour_bar
    for _ in STEPS:
        window.sample.tour.go(1)
    window.refresh()
    qtbot.mouseClick(bar.teach, Qt.MouseButton.LeftButton)
    window.refresh()
    assert window.toggles.teach.isChecked() and not bar.isVisible()


def test_another_recording_ends_tour_and_repetition(toured, make_recording):
    toured.session.show(make_recording())
    toured.refresh()
    assert not toured.parts.tour_bar.isVisible() and not toured.session.playback.repeats


def test_a_sample_that_cannot_be_read_begins_no_tour_later(qtbot, make_session, make_recording):
    window = MainWindow(make_session(), sample=Path("bad.skeleton"))
    qtbot.addWidget(window)
    window.show()
    window.welcome.sample.click()
    qtbot.waitUntil(window.banner.isVisible)
    window.session.show(make_recording(path="bad.skeleton"))
    window.refresh()
    assert not window.parts.tour_bar.isVisible()
    window.close()


def test_any_recording_can_be_repeated(window):
    assert not window.session.playback.repeats
    window.commands[Command.TOGGLE_LOOP].trigger()
    window.refresh()
    assert window.session.playback.repeats
    window.commands[Command.TOGGLE_LOOP].trigger()
    window.refresh()
    assert not window.session.playback.repeats


def test_outside_of_the_tour_nothing_moves_it():
    tour = Tour()
    tour.go(1)
    tour.sample_repeats()
    assert tour.step is None
