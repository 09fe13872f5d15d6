"""Counts in messages: one of something is not called like several."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from streaming.printable import counted

ROOT = Path(__file__).resolve().parents[2]
# What messages count; numbers of a format, in capitals, are never one.
_COUNTED = re.compile(
    r'f".*\{(?!counted)(?:len\([^{}]*\)|count|frames|rows|unnamed|twice|damaged|repeats|missing)\} '
    r"(?:frame|field|file|label|sequence|example|row|event|annotation|image|recording|sample|window)s\b"
)


@pytest.mark.parametrize(
    ("count", "words", "said"),
    [
        (1, ("frame",), "1 frame"),
        (2, ("frame",), "2 frames"),
        (0, ("false alarm",), "0 false alarms"),
        (1, ("example was", "examples were"), "1 example was"),
        (3, ("body", "bodies"), "3 bodies"),
    ],
)
def test_one_is_not_several(count: int, words: tuple[str, ...], said: str):
    assert counted(count, *words) == said


def test_messages_count_by_the_one_function():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("cli", "mans", "streaming")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if _COUNTED.search(line)
    ]
    assert found == []
