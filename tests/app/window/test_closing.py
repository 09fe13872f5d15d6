"""Ctrl+W closes what is open, in every mode, until the start screen is back; nothing is lost by it."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt

from app.model.commands import Command
from app.model.preferences import PreferenceStore
from streaming.pipeline.live import CameraFeed
from streaming.readers import read_recording

from .test_live import begin, make_live, studio

__all__ = ["make_live", "studio"]

CONTROL = Qt.KeyboardModifier.ControlModifier


def close(window, qtbot) -> None:
    """Press Ctrl+W."""
    qtbot.keyClick(window, Qt.Key.Key_W, CONTROL)
    window.refresh()


def starts(window) -> bool:
    """Whether the start screen is shown, and nothing else."""
    parts = window.parts
    beside = (parts.answer_panel, parts.attention_panel, parts.teach_panel)
    others = (*beside, parts.movement_panel, parts.timeline)
    return parts.welcome.isVisible() and not any(part.isVisible() for part in others)


def test_a_recording_is_closed_in_every_mode_and_undo_opens_it_again(window, qtbot):
    session, recording = window.session, window.session.recording
    modes = {
        "replay": lambda: None,
        "study": window.study,
        "teaching": lambda: window.toggles.teach.setChecked(True),
        "movement": lambda: window.toggles.show_movement.setChecked(True),
        "presentation": window.present,
    }
    for mode, enter in modes.items():
        enter()
        session.playback.seek(3.0)
        window.refresh()
        close(window, qtbot)
        assert starts(window) and not window.presenting, mode
        assert session.recording is session.playback is session.analysis is None
        assert window.windowTitle() == "Action recognition"
        assert session.messages.newest.headline == "wave.skeleton was closed"
        qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
        window.refresh()
        assert session.recording is recording and window.area.isVisible(), mode
        assert session.playback.position_s == pytest.approx(3.0)
        assert session.messages.newest is None
    session.analysis.join()
    assert session.analysis.finished


def test_what_was_marked_is_there_when_it_is_opened_again(
    make_window, make_recording, make_recogniser, qtbot, tmp_path
):
    store = PreferenceStore(None, {"recordings": str(tmp_path)})
    window = make_window(make_recording(), make_recogniser(), store)
    window.session.playback.seek(2.0)
    window.clips.mark_start()
    window.tools.begin()
    marked = window.clips.marked
    close(window, qtbot)
    close(window, qtbot)  # there is nothing left to close
    assert starts(window) and window.tools.marking.begun_s is None
    window.session.messages.newest.offers[0].do()
    window.refresh()
    assert window.clips.marked == marked is not None
    assert window.tools.marking.begun_s == pytest.approx(2.0)


def test_what_is_recorded_from_a_camera_is_saved_and_the_recording_behind_it_is_closed_next(
    make_live, make_recording, qtbot, studio
):
    window = make_live()
    window.session.show(make_recording())
    _, lens = begin(window, qtbot, studio, CameraFeed(), images=3)
    window.controls.toggle_recording()
    qtbot.waitUntil(lambda: window.session.live.recording is not None)
    recording = window.session.live.recording
    lens.allow(1)
    qtbot.waitUntil(lambda: recording.frames > 0)
    close(window, qtbot)
    assert window.session.recording is not None and window.area.isVisible()
    qtbot.waitUntil(lambda: window.banner.headline.text().startswith("Recorded to"))
    close(window, qtbot)
    assert starts(window)
    assert len(read_recording(recording.path).frames) > 0


def test_a_file_that_is_being_read_is_given_up(make_window, qtbot):
    window, read_on = make_window(), threading.Event()
    read = window.session.read
    window.session.read = lambda path: (read_on.wait(), read(path))[1]
    window.session.open_recording("wave.skeleton")
    assert window.menu_state.can[Command.CLOSE]()
    close(window, qtbot)
    read_on.set()
    qtbot.waitUntil(lambda: not window.session.loading)
    assert starts(window) and not window.menu_state.can[Command.CLOSE]()
