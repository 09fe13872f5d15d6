"""The window in another language: complete, up to date, and nothing left in English."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QApplication

from app.model.action_names import ACTIONS
from app.model.language import FOLDER, languages, tr, use_language
from app.model.preferences import CHOICES
from app.model.wording import MINUS, feed_name, named, number, readable, timecode
from mans.attribution.measures import MEASURES
from streaming.pipeline.live import CameraFeed, VideoFeed
from tools.translations import collect

ROOT = FOLDER.parents[1]
# Names, units and keys that are the same in every language.
SAME = {"F_A", "ms", "fps", "xyz", "s", "x", "Ctrl", "UT", "px", "MB"}


@pytest.fixture
def german(qapp) -> Iterator[None]:
    assert use_language(qapp, "de") == "de"
    yield
    use_language(qapp, "en")


def messages(ts: Path) -> dict[str, list[str]]:
    """Every text of a language and its translations: several where there are plurals."""
    found = {}
    for message in ElementTree.parse(ts).getroot().iter("message"):
        translation = message.find("translation")
        forms = list(translation.iter("numerusform")) or [translation]
        found[message.findtext("source", "")] = [form.text or "" for form in forms]
    return found


def test_the_languages_can_be_chosen():
    assert set(CHOICES["language"]) == {"auto", *languages()}


@pytest.mark.parametrize("language", languages())
def test_a_translation_is_complete_and_keeps_what_is_put_in(language):
    for source, forms in messages(FOLDER / f"{language}.ts").items():
        assert all(forms), f"{source!r} is not translated"
        for form in forms:
            assert sorted(re.findall(r"\{.*?\}|%n", form)) == sorted(re.findall(r"\{.*?\}|%n", source))
            assert form.endswith("…") == source.endswith("…")


@pytest.mark.parametrize("language", languages())
def test_the_files_are_those_of_the_code(language, tmp_path):
    copy = tmp_path / f"{language}.ts"
    shutil.copy(FOLDER / copy.name, copy)
    collect(copy)
    texts = messages(FOLDER / copy.name)
    assert messages(copy) == texts, "run: make translations"
    translator = QTranslator()
    assert translator.load(language, str(FOLDER))
    for source, forms in texts.items():
        if len(forms) == 1:
            assert translator.translate("", source) == forms[0], "run: make translations"


def test_the_window_speaks_german(german, make_window, make_recording, make_recogniser, qtbot):
    window = make_window()
    assert window.welcome.title.text() == "Sehen, welche Handlung ein Mensch ausführt"
    assert [action.text() for action in window.menuBar().actions()] == [
        "&Datei",
        "&Live",
        "&Wiedergabe",
        "&Ansicht",
        "&Lehren",
        "&Hilfe",
    ]
    assert window.answer_panel.headline.text == "Kein Modell"
    window.session.show(make_recording(people=2))
    window.session.use(make_recogniser())
    window.session.analysis.join()
    window.session.playback.seek(1.5)
    window.refresh()
    assert window.status.source.whole.endswith("2 Menschen")
    assert window.status.notes.text() == "1 Anmerkung"
    assert window.attention_panel.values[3].text().startswith("Mittel ")
    window.help.show_shortcuts()
    assert window.help.sheet.windowTitle() == "Tastenkürzel"
    qtbot.keyClick(window.help.sheet, Qt.Key.Key_Escape)


def test_counts_have_their_plural(german, qapp):
    assert [tr("%n person(s)", "", count) for count in (0, 1, 2)] == ["0 Menschen", "1 Person", "2 Menschen"]
    use_language(qapp, "en")
    assert [tr("%n note(s)", "", count) for count in (0, 1, 2)] == ["0 notes", "1 note", "2 notes"]


def test_actions_have_names_and_unknown_ones_keep_theirs(german):
    assert named("standUp") == "aufstehen"
    assert named("hop_on_one_leg") == "hop on one leg"
    assert (feed_name(CameraFeed(0)), feed_name(VideoFeed(Path("a/clip.mp4")))) == ("Kamera 0", "clip.mp4")
    translated = messages(FOLDER / "de.ts")
    assert all(action in translated and readable(action) == action for action in ACTIONS)


@pytest.mark.parametrize("card", sorted((ROOT / "models").glob("*.json")), ids=lambda card: card.stem)
def test_the_actions_of_the_bundled_models_have_names(card):
    labels = json.loads(card.read_text("utf-8"))["labels"]
    assert labels and {readable(label) for label in labels} <= set(ACTIONS)


def test_what_a_translation_lacks_is_english(german):
    assert tr("Nobody has translated this") == "Nobody has translated this"


def test_a_language_that_is_not_there_is_english(qapp):
    shown = "import sys; from app.start import application; from app.model.language import tr\n"
    shown += "application('light'); print(tr('Settings'))"
    for wanted, words in (("de_DE.UTF-8", "Einstellungen"), ("fi_FI.UTF-8", "Settings")):
        environment = {**os.environ, "LC_ALL": wanted, "LANG": wanted, "LANGUAGE": wanted[:2]}
        done = subprocess.run(
            [sys.executable, "-c", shown],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.split() == [words], done.stderr


@pytest.mark.parametrize("size", [(1024, 700), (1280, 800)])
def test_german_fits_where_english_does(german, make_window, make_recording, make_recogniser, size, qtbot):
    window = make_window(make_recording(), make_recogniser())
    window.resize(*size)
    window.session.playback.seek(3.0)
    QApplication.processEvents()
    window.refresh()
    assert (window.width(), window.height()) == size  # no text has pushed the window wider
    buttons = [
        *window.attention_panel.findChildren(type(window.attention_panel.zoom)),
        window.transport.speed,
    ]
    for button in buttons:
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width(), button.text()
    panel = window.attention_panel
    for kind, measure in product(("F_A", "gates", "none"), MEASURES):
        panel.name_attention(kind)
        panel.show_attention(measure, None, None)
        QApplication.processEvents()
        assert panel.title.width() >= panel.title.sizeHint().width(), panel.title.text()


# ---- numbers ----


def test_numbers_have_the_decimal_sign_of_the_language(german, qapp):
    assert [number(-0.25, "+.2f"), number(2.0), timecode(63.25)] == [f"{MINUS}0,25", "2", "1:03,25"]
    use_language(qapp, "en")
    assert [number(-0.25, "+.2f"), number(0.5), timecode(63.25)] == [f"{MINUS}0.25", "0.5", "1:03.25"]


def test_a_window_in_german_mixes_no_points_and_commas(german, make_window, make_recording, make_evident):
    window = make_window(make_recording(), make_evident())
    window.session.playback.seek(3.25)
    window.session.preview = 5
    window.refresh()
    panel = window.attention_panel
    shown = [window.transport.time.text(), panel.moment.text(), panel.values[0].text()]
    shown += [panel.evidence.value.text(), *panel.plot.getAxis("bottom").tickStrings([-0.5, 0.5], 1, 0.5)]
    assert all("," in text and not re.search(r"\d\.\d", text) for text in shown), shown


def english_numbers(tree: ast.AST) -> Iterator[ast.expr]:
    """What writes decimals without asking for the window's language."""
    pattern = re.compile(r"\.[1-9]\d*[efg]|[efg]$")
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            spec = "".join(
                part.value if isinstance(part, ast.Constant) else "1" for part in node.format_spec.values
            )
            if pattern.search(spec) and not spec.endswith(".0f"):
                yield node
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            specs = re.findall(r"\{\w+:([^}]*)\}", node.value)
            if any(pattern.search(spec) and not spec.endswith(".0f") for spec in specs):
                yield node


@pytest.mark.parametrize("path", sorted((ROOT / "app").rglob("*.py")), ids=lambda path: path.stem)
def test_every_decimal_is_written_in_the_language_of_the_window(path: Path):
    # What the doctor finds is in English throughout: it is sent on with questions.
    if "doctor" not in path.parts:
        assert [node.lineno for node in english_numbers(ast.parse(path.read_text("utf-8")))] == []


def test_the_search_for_english_numbers_finds_them():
    for text, count in (('f"{x:.1f} s"', 1), ('tr("{x:g} s")', 1), ('f"{x:.0f}"', 0), ('f"{number(x)}"', 0)):
        assert len(list(english_numbers(ast.parse(text, mode="eval").body))) == count


# ---- nothing left in English ----

SHOWS = {
    "setText", "setToolTip", "setWindowTitle", "setAccessibleName", "setAccessibleDescription",
    "setPlaceholderText", "addAction", "addMenu", "setLabel", "drawText", "write", "heading", "QLabel",
    "QPushButton", "QMenu", "Message", "describe", "Verdict", "show_loading", "_button", "_switch", "_row",
    "getOpenFileName", "getExistingDirectory", "set_whole", "set_health", "tell_user", "set_text", "Command",
    "Tag", "_Names", "_set_steady", "_group",
}  # fmt: skip
TECHNICAL = {"bottom", "left"}  # arguments that are no text: sides of a plot


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def untranslated(node: ast.AST) -> Iterator[ast.Constant]:
    """Words in what is handed over, beside those that go through translation."""
    if isinstance(node, ast.Call) and name_of(node) in ("tr", "later"):
        return
    if isinstance(node, ast.Call | ast.Compare | ast.Subscript | ast.Lambda):
        return  # what another call returns is that call's affair
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        words = re.findall(r"[A-Za-z_]{2,}", node.value)
        if any(word not in SAME for word in words) and node.value not in TECHNICAL:
            yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FormattedValue):
            yield from untranslated(child)


@pytest.mark.parametrize("path", sorted((ROOT / "app").rglob("*.py")), ids=lambda path: path.stem)
def test_what_is_shown_is_translated(path: Path):
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and name_of(node) in SHOWS:
            arguments = [*node.args, *(word.value for word in node.keywords)]
            if name_of(node) in ("Command", "_button", "_set_steady"):  # its first is a name of ours
                arguments = arguments[1:3] if name_of(node) == "Command" else node.args[1:]
            if name_of(node) == "_group":  # so is the first of each row of settings
                arguments = [each.elts[1] if isinstance(each, ast.Tuple) else each for each in arguments]
            found += [f"{path.name}:{c.lineno} {c.value!r}" for each in arguments for c in untranslated(each)]
    assert found == []


def test_the_search_for_english_finds_it():
    for text, count in (('f"{count} things"', 1), ('tr("things")', 0), ('f"{x:.2f} ms · {y}"', 0)):
        assert len(list(untranslated(ast.parse(text, mode="eval").body))) == count
