"""Keys named in texts, such as ``(B)``: those that are a single character only while they are shortcuts."""

from __future__ import annotations

import re

_HINT = re.compile(r" \((?:Shift\+)?[^\s()]\)")
_named = [True]


def name_character_keys(on: bool) -> None:
    """Say whether keys that are a single character are shortcuts, and therefore named."""
    _named[0] = on


def names_character_keys(text: str) -> bool:
    """Whether a text names keys that are a single character."""
    return _HINT.search(text) is not None


def with_keys(text: str) -> str:
    """Return a text with the keys that it names in parentheses, or without those that are turned off."""
    return text if _named[0] else _HINT.sub("", text)
