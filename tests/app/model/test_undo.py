"""Ctrl+Z: marks come back, and so does what was open before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from app.model.commands import Command

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def keys(window, qtbot):
    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(window, key, modifier)
        window.refresh()

    return press


def test_removed_marks_come_back(window, keys):
    window.session.playback.seek(2.0)
    keys(Qt.Key.Key_I)
    marked = window.clips.marked
    keys(Qt.Key.Key_X)
    keys(Qt.Key.Key_X)  # once more by mistake
    assert window.clips.marked is None
    keys(Qt.Key.Key_Z, CONTROL)
    assert window.clips.marked == marked is not None


def test_another_file_is_undone_and_done_again(window, make_recording, keys):
    first = window.session.recording
    window.session.playback.seek(3.0)
    window.refresh()
    second = make_recording(seconds=4.0, path="second.skeleton")
    window.session.show(second)
    window.refresh()
    keys(Qt.Key.Key_Z, CONTROL)
    assert window.session.recording is first
    assert window.session.playback.position_s == pytest.approx(3.0)
    keys(Qt.Key.Key_Z, CONTROL)
    assert window.session.recording is second


def test_the_menus_entries_are_greyed_where_there_is_nothing_to_undo_or_redo(window, make_recording, keys):
    def enabled() -> tuple[bool, bool]:
        actions = [window.commands[command] for command in (Command.UNDO, Command.REDO)]
        menu = next(menu for menu in window.findChildren(QMenu) if actions[0] in menu.actions())
        menu.aboutToShow.emit()
        found = actions[0].isEnabled(), actions[1].isEnabled()
        menu.aboutToHide.emit()
        return found

    window.session.playback.seek(2.0)
    assert enabled() == (False, False)
    keys(Qt.Key.Key_I)
    keys(Qt.Key.Key_X)
    assert enabled() == (True, False)
    keys(Qt.Key.Key_Z, CONTROL)
    assert enabled() == (False, False)
    window.session.show(make_recording(seconds=4.0, path="second.skeleton"))
    window.refresh()
    assert enabled() == (True, False)
    window.session.close_recording()
    window.refresh()
    assert enabled() == (True, False)


def test_nothing_to_undo_is_said(window, keys):
    keys(Qt.Key.Key_Z, CONTROL)
    assert window.session.messages.newest.headline == "There is nothing to undo."
    assert window.session.recording is not None
