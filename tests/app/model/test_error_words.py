"""What is said about custom actions below the window, in the window's language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.model.error_words import PATTERNS, translated
from app.model.language import tr, use_language
from app.model.messages import describe
from mans.teaching.checks import check
from mans.teaching.project import Project
from streaming.errors import ProjectError, RecordingError, WriteError

from ...support.examples import example

ROOT = Path(__file__).resolve().parents[3]
RAISES = {"ProjectError", "fail"}
# Damage, which the window does not do, and what is tested below.
OTHERS = re.compile(
    r"arrays of|frames of \d|^up to|time stamps|positions that|^tracking state|^0, 1|^a 7 of|^the 7 7|^7 7 at"
)


@pytest.fixture
def german(qapp) -> Iterator[None]:
    use_language(qapp, "de")
    yield
    use_language(qapp, "en")


def texts_of(node: ast.expr | None) -> str | None:
    """A text with 7 for whatever is put into it; None for no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(map(part_of, node.values))
    return None


def part_of(part: ast.expr) -> str:
    """A part of a text with 7 for what is put into it, and "7 examples" for a count of them."""
    if isinstance(part, ast.Constant):
        return str(part.value)
    value = part.value if isinstance(part, ast.FormattedValue) else part
    if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "counted":
        _, one, *several = map(texts_of, value.args)
        return f"7 {several[0] if several else f'{one}s'}"
    return "7"


def raised(path: Path) -> Iterator[str]:
    """Each part of each error that a module raises."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISES:
            parts = [
                *node.args,
                *(word.value for word in node.keywords if word.arg in ("expected", "remedy")),
            ]
            for text in filter(None, map(texts_of, parts)):
                if not OTHERS.search(text):
                    yield text


@pytest.mark.parametrize("module", ["checks", "edits", "example"])
def test_every_error_of_marking_and_teaching_has_a_translation(german, module):
    texts = list(raised(ROOT / "mans" / "teaching" / f"{module}.py"))
    assert texts
    assert [text for text in texts if translated(text) == text] == []


def test_in_english_they_are_as_they_were():
    for pattern in PATTERNS.texts:
        text = re.sub(r"\{\w+\}", "7", pattern)
        assert translated(text) == text


def test_an_error_in_german_is_german_throughout(german):
    samples = Project((example("a", "salute"), example("b", "halt"))).samples()
    with pytest.raises(ProjectError) as caught:
        check(samples, ("salute",))
    told = describe(caught.value, "Nicht gelehrt")
    assert told.headline == "Nicht gelehrt. 'salute' ist schon eine Handlung des mitgelieferten Modells."
    assert told.detail.startswith("Einen anderen Namen geben")
    wrong = WriteError("cannot be written: No space left on device", path="a/b.teach", remedy="Buy one")
    told = describe(wrong, "Nicht gesichert")
    assert "kann nicht geschrieben werden: kein Platz mehr auf dem Datenträger" in told.headline
    assert told.detail == "Buy one"


def test_a_sentence_is_in_one_language(german):
    """What only English has words for is a sentence of its own, with all that belongs to it."""
    wrong = RecordingError("joint count 24", path="a/b.skeleton", place="line 17", expected="25")
    told = describe(wrong, "Die Aufnahme konnte nicht geöffnet werden")
    english = "b.skeleton, line 17: joint count 24; expected 25."
    assert told.headline == f"Die Aufnahme konnte nicht geöffnet werden. {english}"
    short = describe(ProjectError("an example of 61.25 s", expected="at most 60 s"), "Nicht markiert")
    assert short.headline.startswith("Nicht markiert. Ein Beispiel von 61,25 s; erwartet")


def test_numbers_in_an_error_have_the_decimal_sign_of_the_language(german):
    assert translated("an example of 61.25 s") == "ein Beispiel von 61,25 s"
    assert translated("'a.b' at 1.50 to 2.00 s") == "'a.b' bei 1,50 bis 2,00 s"
    assert translated("'a' twice at the same time") == "'a' zweimal zur selben Zeit"
    assert translated("'a' and 'b' at the same time") == "'a' und 'b' zur selben Zeit"
    assert translated("a label of 70 characters") == "ein Name von 70 Zeichen"
    assert translated("the label '\\n'") == "der Name '\\n'"
    assert tr("at most {most}").format(most=3) == translated("at most 3")
