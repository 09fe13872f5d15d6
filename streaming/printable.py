"""Escaping of control characters in text from files and file names."""

from __future__ import annotations

import io
import logging
import sys
import unicodedata

from streaming.credentials import masked


def printable(text: str) -> str:
    """Replace non-printable characters, including line breaks, by Python's escapes."""
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


def counted(count: int, one: str, several: str = "") -> str:
    """Return a count with what is counted: "1 frame", "2 frames".

    Args:
        count: how many.
        one: what one of them is called, and what it does, if that is said.
        several: the same of several; by default with an s.
    """
    return f"{count} {one if count == 1 else several or f'{one}s'}"


def make_streams_printable() -> None:
    """Configure stdout, stderr and logging so that output never fails and log messages are single lines.

    A terminal may lack characters of a name, and a file name may be invalid text.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if logging.lastResort is not None:  # prints what nobody else handles
        logging.lastResort.addFilter(_make_visible)


def _make_visible(record: logging.LogRecord) -> bool:
    """Escape a log record's message to one line of printable characters, and mask credentials in it."""
    record.msg, record.args = printable(masked(record.getMessage())), None
    return True
