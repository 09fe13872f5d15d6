"""Text from outside, names and notes of files included, as lines of visible characters."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """Show what is no visible character, line ends included, by the escape that Python has for it."""
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or unicodedata.category(character) == "Zs"
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
