"""The checks of this computer in the window: on a thread, with progress, and given up by closing."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.doctor.child import ask
from app.doctor.finding import Check, Finding
from app.model.commands import Command
from app.model.language import use_language
from app.widgets.doctor_dialog import DoctorDialog
from app.window import help as window_help

from ...support.waiting import LONGEST_S


def worn(threads: list[str]) -> list[Finding]:
    threads.append(threading.current_thread().name)
    return [Finding("problem", "a cable is worn", "it may break", "change the cable")]


@pytest.fixture
def dialog(qtbot):
    made = []

    def make(*checks: Check) -> DoctorDialog:
        made.append(DoctorDialog(None, checks))
        qtbot.addWidget(made[-1])
        made[-1].show()
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_findings_are_shown_and_copied(dialog, qtbot):
    threads = []
    shown = dialog(Check("cables", "Cables", lambda: worn(threads)), Check("b", "More", lambda: []))
    shown.check()
    qtbot.waitUntil(shown.again.isEnabled)
    assert threads == ["doctor"]
    assert "change the cable" in shown.text.toPlainText() and shown.now.text() == "1 problem"
    assert shown.bar.value() == shown.bar.maximum() == 2
    qtbot.mouseClick(shown.copy, Qt.MouseButton.LeftButton)
    assert "problem  a cable is worn" in QGuiApplication.clipboard().text()
    qtbot.mouseClick(shown.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(shown.again.isEnabled)
    assert len(threads) == 2 and shown.text.toPlainText().count("cable is worn") == 1


def test_in_another_language_it_says_that_the_copied_report_is_in_english(dialog, qtbot, qapp):
    assert dialog().language.text() == ""
    use_language(qapp, "de")
    try:
        shown = dialog(Check("cables", "Cables", lambda: worn([])))
        assert "englisch" in shown.language.text().lower()
        shown.check()
        qtbot.waitUntil(shown.again.isEnabled)
        shown.copy.click()
        assert "do:  change the cable" in QGuiApplication.clipboard().text()
    finally:
        use_language(qapp, "en")


def test_closing_gives_up_what_is_under_way(dialog, qtbot):
    begun, later = threading.Event(), []

    def slow() -> list[Finding]:
        begun.set()
        reply = ask("tell(1)\nimport threading\nthreading.Event().wait()")
        return [Finding("note", reply.failure)]

    shown = dialog(Check("slow", "Slow", slow), Check("later", "Later", lambda: worn(later)))
    shown.check()
    assert begun.wait(LONGEST_S)
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert shown.checking.done and later == [] and not shown.isVisible()


def test_the_menu_opens_it_and_the_window_closes_it(window, monkeypatch):
    monkeypatch.setattr(window_help, "DoctorDialog", lambda parent: DoctorDialog(parent, ()))
    window.commands[Command.CHECK_COMPUTER].trigger()
    assert window.help.doctor.isVisible()
    window.close()
    assert window.help.doctor.checking.done
