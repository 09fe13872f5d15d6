"""Menus and keyboard shortcuts, bound to commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from app.model.commands import Command, is_character_key
from app.model.language import tr

Does = Callable[[], None] | QAction
"""What a command does; for one that is on or off, the action that holds which."""

# Where macOS looks for them: in the menu of the program.
_ROLES = {
    Command.SHOW_SETTINGS: QAction.MenuRole.PreferencesRole,
    Command.QUIT: QAction.MenuRole.QuitRole,
    Command.ABOUT: QAction.MenuRole.AboutRole,
}


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
        menu = menus[command.menu]
        if command.under:
            if command.under not in menus:
                if command.apart:
                    menu.addSeparator()
                menus[command.under] = menu.addMenu(tr(command.under))
            menu = menus[command.under]
        bound = does[command]
        if isinstance(bound, QAction):
            action = bound
            action.setParent(window)
        else:
            action = QAction(window)
            action.triggered.connect(_without_argument(bound))
        action.setText(tr(command.text))
        action.setMenuRole(_ROLES.get(command, QAction.MenuRole.NoRole))
        action.setAutoRepeat(command.repeats)
        if command.apart and menu.actions():
            menu.addSeparator()
        menu.addAction(action)
        window.addAction(action)
        actions[command] = action
    set_keys(actions)
    return actions, menus


def set_keys(actions: Mapping[Command, QAction], *, characters: bool = True) -> None:
    """Give the commands their keys.

    Args:
        actions: by command.
        characters: whether also those that are a single character: who dictates, or often strikes a wrong
            key, can do without.
    """
    for command, action in actions.items():
        keys = [key for key in command.keys if characters or not is_character_key(key)]
        action.setShortcuts([QKeySequence(key) for key in keys])


def _without_argument(method: Callable[[], None]) -> Callable[[bool], None]:
    """Return a slot that drops what ``QAction.triggered`` passes: whether the action is checked."""

    def slot(_checked: bool = False) -> None:
        method()

    return slot
