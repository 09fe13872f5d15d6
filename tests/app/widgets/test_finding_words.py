"""What the checks of the computer find is said in the window's language; what they find is in app/doctor."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from app.doctor.examine import CHECKS
from app.doctor.finding import Finding
from app.doctor.libraries import LIBRARIES, OPTIONAL
from app.widgets.finding_words import PATTERNS, shown_lines

from ..model.test_error_words import ROOT, german, texts_of

__all__ = ["german"]

# Names and numbers alone, and commands, which are the same in every language.
SAME = re.compile(r"7?[\W\d_]*|Python 7.*|GPU: 7|(python|pip|pipx|uv|sudo|git) .*|7 7|7: 7")


def said(path) -> Iterator[str]:
    """Each text that a module of checks puts into a finding, with 7 for what is put into it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
            texts = map(texts_of, node.args[1:4])
            yield from (text for text in texts if text and not SAME.fullmatch(text))


@pytest.mark.parametrize("path", sorted((ROOT / "app" / "doctor").glob("*.py")), ids=lambda path: path.stem)
def test_every_finding_has_a_translation(german, path):
    assert [text for text in said(path) if PATTERNS.translated(text) == text] == []


def test_titles_and_purposes_have_one_too(german):
    titles = [check.title for check in CHECKS if check.title not in ("Python", "GPU")]
    purposes = [each.purpose for each in (*LIBRARIES, *OPTIONAL)]
    assert [text for text in (*titles, *purposes) if PATTERNS.translated(text) == text] == []


def test_a_finding_in_german_is_german_throughout(german):
    found = Finding(
        "warning",
        "Recordings: /home/anna: 1.5 GB free, 80 MB/s",
        "a recording with images takes gigabytes an hour",
        "Make room",
    )
    assert [re.sub(r" +", " ", line).strip() for line in shown_lines(found)] == [
        "Warnung Aufnahmen: /home/anna: 1,5 GB frei, 80 MB/s",
        "warum: eine Aufnahme mit Bildern braucht Gigabytes in der Stunde",
        "tun: Platz schaffen",
    ]


def test_in_english_findings_are_as_they_were():
    for pattern in PATTERNS.texts:
        text = re.sub(r"\{\w+\}", "7", pattern)
        assert PATTERNS.translated(text) == text
