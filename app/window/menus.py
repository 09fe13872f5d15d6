"""Menus and keyboard shortcuts, bound to commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from app.model.commands import Command
from app.model.language import tr

Does = Callable[[], None] | QAction
"""What a command does; for one that is on or off, the action that holds which."""


def fill_menus(
    window: QMainWindow, does: Mapping[Command, Does]
) -> tuple[dict[Command, QAction], dict[str, QMenu]]:
    """Put an action of every command into the window's menus, in the order of :class:`Command`.

    Args:
        window: gets the menus; the actions' keys work in it also while the menus are hidden.
        does: has every command.

    Returns:
        The actions by command, and the menus by name.

    Raises:
        KeyError: a command has nothing that does it.
    """
    actions: dict[Command, QAction] = {}
    menus: dict[str, QMenu] = {}
    for command in Command:
        if command.menu not in menus:
            menus[command.menu] = window.menuBar().addMenu(f"&{tr(command.menu)}")
        bound = does[command]
        if isinstance(bound, QAction):
            action = bound
            action.setParent(window)
        else:
            action = QAction(window)
            action.triggered.connect(_without_argument(bound))
        action.setText(tr(command.text))
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setAutoRepeat(command.repeats)
        menus[command.menu].addAction(action)
        window.addAction(action)
        actions[command] = action
    return actions, menus


def _without_argument(method: Callable[[], None]) -> Callable[[bool], None]:
    """Return a slot that drops what ``QAction.triggered`` passes: whether the action is checked."""

    def slot(_checked: bool = False) -> None:
        method()

    return slot
