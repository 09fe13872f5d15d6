"""The whole way in one window, with real files and the bundled model: open, mark with keys, teach, answer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.model.messages import Message
from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.start import _loader
from app.window.main_window import MainWindow
from cli.options import SAMPLE
from mans.bundled import MODEL
from mans.teaching.edits import relabel, remove
from streaming.readers import read_recording

from ...support.gestures import GESTURES, write_gestures

KEY = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
WAIT_MS = 120_000
TIMES = 3


@pytest.fixture
def gestures():
    """What is made in the recording: two gestures, the fewest that can be told apart."""
    return GESTURES[:2]


@pytest.fixture
def taken(tmp_path, gestures):
    """A file with three of each gesture, and when they are made."""
    path = tmp_path / "take.skeleton"
    return path, write_gestures(path, gestures=gestures, times=TIMES)


@pytest.fixture
def window(qtbot, clock, tmp_path, taken):
    store = PreferenceStore(None, {"recordings": str(tmp_path), "recent": (str(SAMPLE),)})
    session = Session(read_recording, _loader(store, "cpu"), clock)
    session.open_model(MODEL)
    window = MainWindow(session, store, MODEL)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.files.open(taken[0])
    qtbot.waitUntil(lambda: session.playback is not None and session.recogniser is not None, timeout=WAIT_MS)
    yield window
    window.close()


def mark_all(window, qtbot, moments) -> None:
    """Mark and name what is done when, with keys alone."""
    for number, (start_s, end_s) in enumerate(moments):
        window.session.playback.seek(start_s)
        qtbot.keyClick(window, KEY.Key_B)
        window.session.playback.seek(end_s)
        qtbot.keyClick(window, KEY.Key_E)
        if number % TIMES == 0:
            if number:
                qtbot.keyClick(window, KEY.Key_L)
            line = window.parts.example_bar.label
            qtbot.waitUntil(line.hasFocus)
            line.selectAll()
            qtbot.keyClicks(line, GESTURES[number // TIMES])
            qtbot.keyClick(line, KEY.Key_Return)
            qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())
        window.refresh()


def teach(window, qtbot) -> None:
    qtbot.keyClick(window, KEY.Key_Return, CONTROL)
    assert window.teaching.running
    qtbot.waitUntil(lambda: not window.teaching.running, timeout=WAIT_MS)
    window.refresh()


@pytest.mark.parametrize("gestures", [GESTURES], ids=["three gestures"])
def test_from_a_file_to_an_answer_with_keys_alone(window, qtbot, taken):
    _, moments = taken
    assert len(moments) == 3 * TIMES
    mark_all(window, qtbot, moments)
    assert [len(window.own.project.of(label)) for label in GESTURES] == [TIMES] * 3
    teach(window, qtbot)
    outcome, panel = window.teaching.outcome, window.parts.teach_panel
    assert window.session.messages.newest is None, window.session.messages.newest
    assert panel.thresholds.isVisible()
    assert panel.thresholds.cost("salute") == ("0 %", "0.0")
    assert panel.score.text() == "9 of 9 examples recognised"
    assert outcome.watched.minutes > 0
    assert "other movement" in panel.alarms_heading.text()
    qtbot.keyClick(window, KEY.Key_U, CONTROL)
    session = window.session
    qtbot.waitUntil(lambda: "salute" in (session.recogniser.labels or ()), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: session.analysis.finished, timeout=WAIT_MS)
    told = [segment.label for segment in session.analysis.segments() if segment.label is not None]
    for gesture in GESTURES:
        assert told.count(gesture) >= 2
    assert "squat" in session.recogniser.labels  # beside the bundled actions
    assert window.own.path.with_suffix(".safetensors").is_file()
    window.banner.offers[0].click()
    qtbot.waitUntil(lambda: "salute" not in session.recogniser.labels, timeout=WAIT_MS)


def test_two_actions_at_one_moment_are_refused_with_the_place(window, qtbot, taken):
    _, moments = taken
    for label, (start_s, end_s) in zip(("salute", "salute", "spread", "spread"), moments[1:], strict=False):
        window.tools.marking.add(label, start_s, end_s)
    window.tools.marking.add("spread", moments[1][0] + 0.2, moments[1][1])
    qtbot.keyClick(window, KEY.Key_T, CONTROL)
    teach(window, qtbot)
    told = window.session.messages.newest
    assert "The actions could not be taught" in told.headline
    assert "at the same time" in told.headline
    assert window.teaching.outcome is None


def test_what_is_missing_is_said_and_nothing_is_taught(window, qtbot, taken):
    _, moments = taken
    window.toggles.teach.setChecked(True)
    window.refresh()
    panel = window.parts.teach_panel
    assert "5 to 20" in panel.advice.text()
    assert not panel.teach.isEnabled()
    window.tools.marking.add("greet", *moments[0])
    window.refresh()
    assert "two examples of each action" in panel.advice.text()
    qtbot.keyClick(window, KEY.Key_Return, CONTROL)
    assert not window.teaching.running
    assert window.session.messages.newest.headline == "There is not enough to teach yet."
    window.tools.marking.add("greet", *moments[1])
    qtbot.waitUntil(panel.teach.isEnabled, timeout=WAIT_MS)
    assert panel.advice.text() == ""
    window.session.playback.seek(moments[1][0])
    window.tools.marking.relabel("squat")
    qtbot.waitUntil(lambda: "is a bundled action" in panel.advice.text(), timeout=WAIT_MS)
    assert not panel.teach.isEnabled()


def test_a_change_of_the_examples_is_said_and_an_alarm_leads_to_its_place(
    window, qtbot, taken, tmp_path, monkeypatch
):
    _, moments = taken
    mark_all(window, qtbot, moments)
    other = tmp_path / "other.skeleton"
    again = write_gestures(other, gestures=("salute", "spread"), times=2, seed=5)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(other)], ""))
    window.teaching.add_others()
    assert window.teaching.running
    qtbot.waitUntil(lambda: not window.teaching.running, timeout=WAIT_MS)
    window.refresh()
    panel = window.parts.teach_panel
    assert not panel.stale.isVisible()
    lines = [link for link in panel.alarms.links if "other.skeleton" in link.toolTip()]
    assert lines  # what is called other movement is none
    lines[0].click()
    qtbot.waitUntil(lambda: window.session.recording.path == other, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: window.session.playback.position_s > again[0][0], timeout=WAIT_MS)
    panel.thresholds.slider("salute").setValue(19)
    wanted = {**window.teaching.outcome.model.thresholds, "salute": 0.95}
    qtbot.waitUntil(lambda: window.teaching.counted_at == wanted, timeout=WAIT_MS)
    window.refresh()
    assert all(alarm.label != "salute" or alarm.confidence >= 0.95 for alarm in window.teaching.alarms)
    window.own.change("removed", lambda project: remove(project, [project.examples[0].key]))
    qtbot.waitUntil(panel.stale.isVisible)


def test_an_example_that_contradicts_the_others_leads_to_its_place(window, qtbot, taken):
    _, moments = taken
    mark_all(window, qtbot, moments)
    wrong = window.own.project.examples[1].key
    window.own.change("named", lambda project: relabel(project, [wrong], "spread"))
    teach(window, qtbot)
    panel = window.parts.teach_panel
    found = [link for link in panel.doubts.links if "looks more like salute" in link.toolTip()]
    assert found
    found[0].click()
    window.refresh()
    assert window.tools.marking.chosen == wrong
    assert window.session.playback.position_s == pytest.approx(moments[1][0], abs=0.1)
    panel.confusion.pressed.emit(0, 0)
    window.refresh()
    assert window.tools.marking.mark.label == "salute"


def test_teaching_can_be_given_up(window, qtbot, taken):
    mark_all(window, qtbot, taken[1])
    qtbot.keyClick(window, KEY.Key_Return, CONTROL)
    window.refresh()
    window.parts.teach_panel.cancel.click()
    qtbot.waitUntil(lambda: not window.teaching.running, timeout=WAIT_MS)
    assert window.session.messages.newest is None
    teach(window, qtbot)
    assert window.teaching.outcome is not None


def test_an_example_whose_recording_is_gone_is_shown_as_it_was_kept(window, qtbot, taken):
    path, moments = taken
    mark_all(window, qtbot, moments[:1])
    example = window.own.project.examples[0]
    path.unlink()
    window.files.open(SAMPLE)
    qtbot.waitUntil(lambda: window.session.recording.path == SAMPLE, timeout=WAIT_MS)
    window.teaching.places.go_to_example(example)
    window.refresh()
    assert window.session.recording.duration_s < 6
    assert window.tools.marking.mark.key == example.key
    assert "is gone" in window.session.messages.newest.headline


def test_what_was_taught_goes_with_its_project(window, qtbot, taken):
    mark_all(window, qtbot, taken[1])
    teach(window, qtbot)
    assert window.teaching.outcome is not None
    qtbot.keyClick(window, KEY.Key_N, CONTROL)
    window.refresh()
    panel = window.parts.teach_panel
    assert window.teaching.outcome is None
    assert not panel.use.isVisible() and not panel.live.isVisible()
    assert not panel.stale.isVisible() and not panel.thresholds.isVisible()
    window.tools.marking.add("greet", *taken[1][0])
    qtbot.keyClick(window, KEY.Key_U, CONTROL)
    assert window.session.messages.newest.headline == "Nothing has been taught yet."
    assert not window.own.path.with_suffix(".safetensors").exists()


def test_what_is_taught_while_another_project_is_opened_is_dropped(window, qtbot, taken):
    mark_all(window, qtbot, taken[1])
    qtbot.keyClick(window, KEY.Key_Return, CONTROL)
    qtbot.keyClick(window, KEY.Key_N, CONTROL)
    qtbot.waitUntil(lambda: not window.teaching.running, timeout=WAIT_MS)
    assert window.teaching.outcome is None


def test_a_model_of_another_origin_is_not_overwritten(window, qtbot, taken):
    mark_all(window, qtbot, taken[1])
    teach(window, qtbot)
    target = window.own.path.with_suffix(".safetensors")
    card = target.with_suffix(".json")
    card.write_bytes(MODEL.with_suffix(".json").read_bytes())
    target.write_bytes(b"somebody's model")
    qtbot.keyClick(window, KEY.Key_U, CONTROL)
    qtbot.waitUntil(lambda: window.session.messages.newest is not None, timeout=WAIT_MS)
    told = window.session.messages.newest
    assert "a file of this name exists already" in told.headline
    assert "save the project under another name" in told.detail
    assert target.read_bytes() == b"somebody's model"
    assert card.read_bytes() == MODEL.with_suffix(".json").read_bytes()
    target.unlink()
    card.unlink()
    for _ in range(2):  # the second time over what was taught here
        qtbot.keyClick(window, KEY.Key_U, CONTROL)
        qtbot.waitUntil(lambda: "is in use" in window.session.messages.newest.headline, timeout=WAIT_MS)
        window.session.messages.settle("teach")
        window.session.messages.tell("other", Message("another one"))


def test_a_choice_that_cannot_be_kept_is_told(window, taken):
    (blocked := taken[0].parent / "blocked").write_text("a file, no folder")
    window.store.change(recordings=str(blocked / "recordings"))
    window.parts.teach_panel.beside_chosen.emit(False)
    told = window.session.messages.newest
    assert told.headline.startswith("The project could not be changed.")
    assert "Choose another one in Settings" in told.detail
    assert window.own.path is None
