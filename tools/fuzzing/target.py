"""Target of the fuzzer: a reader, what it may raise, and whole files to start from."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from streaming.printable import printable
from tools.fuzzing.damage import damaged

Run = Callable[[Path], object]
"""Reads a file, and raises whatever is wrong with the reader."""
Mutate = Callable[[bytes, random.Random], bytes]


class UnsoundError(AssertionError):
    """A reader gives what it promises never to give; the text is the same for the same fault."""


@dataclass(frozen=True, slots=True)
class Target:
    """One reader.

    Attributes:
        seeds: makes whole files, given a folder that is empty.
        prepare: returns what reads the input, given the folder that it is going to lie in.
        refusals: errors by which it refuses an input, each with one line of text.
        file: name of the input.
        mutate: changes what the format is made of.
    """

    seeds: Callable[[Path], Sequence[bytes]]
    prepare: Callable[[Path], Run]
    refusals: tuple[type[Exception], ...]
    file: str = "input"
    mutate: Mutate = damaged


def check_refusal(error: Exception) -> None:
    """Check that an error is as the command line prints it.

    Raises:
        UnsoundError: its text is empty, of several lines, holds signs that a terminal obeys, or has no end.
    """
    text = str(error)
    if not text or printable(text) != text:
        raise UnsoundError(f"{type(error).__name__} whose text is not one printable line")
    if len(text) > 2000:
        raise UnsoundError(f"{type(error).__name__} of more than 2000 characters")
