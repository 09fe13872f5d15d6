"""Menus: groups, check marks, what is greyed, and what Help shows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from app.model.commands import Command
from app.widgets.documentation import FIRST
from streaming.program import program_version


def menu_of(window, command: Command) -> QMenu:
    """The menu that a command is in."""
    menus = (menu for menu in window.findChildren(QMenu) if window.commands[command] in menu.actions())
    return next(menus)


def opened(window, command: Command) -> QAction:
    """A command's entry, as an open menu shows it."""
    menu_of(window, command).aboutToShow.emit()
    return window.commands[command]


def test_no_menu_has_more_than_a_handful_of_entries_without_a_line_between_them(window):
    for menu in {menu_of(window, command) for command in Command}:
        longest = run = 0
        for action in menu.actions():
            run = 0 if action.isSeparator() else run + 1
            longest = max(longest, run)
        assert longest <= 6, menu.title()


IDLE = (
    Command.STEP_BACK,
    Command.TOGGLE_PLAY,
    Command.TOGGLE_RECORDING,
    Command.CLOSE,
    Command.EXPORT_ATTENTION,
    Command.SAVE_REPORT,
    Command.VIEW_SIDE,
    Command.SHOW_VIDEO,
    Command.UNDO,
    Command.REDO,
    Command.TEACH,
)
"""What an empty window has no use for."""


def test_what_can_do_nothing_is_greyed_while_its_menu_is_open(make_window):
    window = make_window()
    assert [command for command in IDLE if opened(window, command).isEnabled()] == []
    for command in IDLE:
        menu_of(window, command).aboutToHide.emit()
        assert window.commands[command].isEnabled()  # its key says what is missing


def test_what_can_do_something_is_not(window):
    window.session.playback.seek(3.0)
    for command in (Command.STEP_BACK, Command.NEXT_ACTION, Command.EXPORT_ATTENTION, Command.TAKE_LABELS):
        assert opened(window, command).isEnabled()
    assert not opened(window, Command.TOGGLE_RECORDING).isEnabled()


def test_what_is_on_has_a_check_mark(window):
    assert opened(window, Command.COLOUR_SIDES).isChecked()
    window.commands[Command.NEXT_COLOURING].trigger()
    assert opened(window, Command.COLOUR_TRACKING).isChecked()
    assert not window.commands[Command.COLOUR_SIDES].isChecked()
    window.commands[Command.COLOUR_ATTENTION].trigger()
    assert window.store.current.colouring == "attention"
    assert opened(window, Command.TOGGLE_TRAIL).isChecked()
    window.commands[Command.TOGGLE_TRAIL].trigger()
    assert not opened(window, Command.TOGGLE_TRAIL).isChecked()
    assert not opened(window, Command.STUDY).isChecked()
    window.commands[Command.STUDY].trigger()
    assert opened(window, Command.STUDY).isChecked()


def test_about_tells_version_licence_and_what_is_sent(window, qtbot):
    window.commands[Command.ABOUT].trigger()
    about = window.help.about
    words = " ".join(label.text() for label in about.findChildren(type(window.transport.time)))
    assert program_version() in words and "MIT" in words and "stays on this computer" in words
    qtbot.mouseClick(about.copy, Qt.MouseButton.LeftButton)
    assert program_version() in QGuiApplication.clipboard().text()
    qtbot.waitUntil(about.isActiveWindow)
    qtbot.keyClick(about, Qt.Key.Key_Escape)
    assert not about.isVisible()


def test_the_documentation_is_read_page_by_page(window, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr("app.widgets.documentation.QDesktopServices.openUrl", asked.append)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    shown = window.help.documentation
    assert shown.pages.source().fileName() == FIRST and "Quick start" in shown.pages.toPlainText()
    names = [shown.page.itemData(row) for row in range(shown.page.count())]
    assert names[:3] == [FIRST, "start.md", "install.md"] and {"live.md", "window.md"} <= set(names)
    shown.show_page("live.md")
    assert shown.page.currentData() == "live.md"
    qtbot.mouseClick(shown.back, Qt.MouseButton.LeftButton)
    assert shown.page.currentData() == FIRST
    shown.pages.setSource("https://github.com/freemocap")
    assert len(asked) == 1 and shown.page.currentData() == FIRST
    shown.close()


def test_where_no_documentation_was_installed_this_is_said(window, qtbot, tmp_path):
    window.help._folder = tmp_path
    window.commands[Command.SHOW_DOCUMENTATION].trigger()
    qtbot.waitUntil(window.banner.isVisible)
    assert "not installed" in window.banner.headline.text()
