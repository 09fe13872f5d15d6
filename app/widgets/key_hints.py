"""Widgets whose texts name keys: the texts follow the setting that turns keys of one character off."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from PySide6.QtWidgets import QWidget

from app.model.key_hints import name_character_keys, names_character_keys, with_keys

_Kind = TypeVar("_Kind", bound=QWidget)
_ENTERED: WeakKeyDictionary[QWidget, dict[str, tuple[str, Callable[[Any, str], object]]]] = (
    WeakKeyDictionary()
)


def set_hint(widget: _Kind, set_text: Callable[[_Kind, str], object], text: str) -> None:
    """Set a text of a widget that may name keys, such as its tool tip, now and when the setting changes.

    Args:
        widget: whose text it is.
        set_text: sets it, such as ``QWidget.setToolTip``.
        text: names keys in parentheses: ``"Begin (B)"``.
    """
    entered = _ENTERED.setdefault(widget, {})
    entered.pop(set_text.__name__, None)
    if names_character_keys(text):
        entered[set_text.__name__] = (text, set_text)
    set_text(widget, with_keys(text))


def use_character_keys(on: bool) -> None:
    """Name keys of one character from now on, or do not."""
    name_character_keys(on)
    for widget, texts in list(_ENTERED.items()):
        with suppress(RuntimeError):  # Qt has deleted it
            for text, set_text in texts.values():
                set_text(widget, with_keys(text))
