"""Text as it may be shown: what a file holds, or is called, moves no cursor and forges no line."""

from __future__ import annotations

import io
import logging
import sys
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


def tidy(text: str) -> str:
    """Return a name as it is kept: each character in its one form, one space between words, none around."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def make_streams_printable() -> None:
    """See to it that nothing that is printed or logged raises an error, or is more than a line.

    A terminal may lack characters of a name, and a name may be no valid text at all.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if logging.lastResort is not None:  # prints what nobody else handles
        logging.lastResort.addFilter(_make_visible)


def _make_visible(record: logging.LogRecord) -> bool:
    """Make a log record's message one line of visible characters."""
    record.msg, record.args = printable(record.getMessage()), None
    return True
