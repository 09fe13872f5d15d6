"""Events of a camera for other programs, chosen in the settings of the window while it runs."""

from __future__ import annotations

import json

import pytest

from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.window.main_window import MainWindow
from streaming.events.broadcast import Broadcast
from streaming.pipeline.live import CameraFeed
from streaming.readers import read_recording

from ...support.live_parts import Studio


@pytest.fixture
def make_live(qtbot, person, make_recogniser, clock):
    """A shown window before a camera of a studio, which gives images when it is told to."""
    made = []

    def make(broadcast: Broadcast | None = None) -> tuple[MainWindow, Studio]:
        studio = Studio(person)
        load = make_recogniser
        session = Session(read_recording, lambda path: load(), clock, open_chain=studio, broadcast=broadcast)
        session.use(make_recogniser())
        chosen = {} if broadcast is None else {"send": "; ".join(broadcast.given)}
        window = MainWindow(session, PreferenceStore(None, chosen))
        qtbot.addWidget(window)
        window.show()
        made.append(window)
        session.open_feed(CameraFeed(0))
        qtbot.waitUntil(lambda: session.live.stream is not None)
        return window, studio

    yield make
    for window in made:
        window.close()


def show_images(window, studio, qtbot, count: int) -> None:
    stream, lens = window.session.live.stream, studio.lenses[-1]
    first = 0 if stream.sight is None else stream.sight.frame.number + 1
    for number in range(first, first + count):
        lens.allow(1)
        qtbot.waitUntil(lambda: stream.sight is not None and stream.sight.frame.number == number)  # noqa: B023


def lines(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_receivers_of_the_command_line_get_all_of_a_camera(make_live, qtbot, tmp_path):
    path = tmp_path / "a.jsonl"
    with Broadcast([f"jsonl:{path}"], include=()) as broadcast:
        window, studio = make_live(broadcast)
        show_images(window, studio, qtbot, 40)
        qtbot.waitUntil(lambda: window.answer_panel.headline.text == "Hand up")
        window.close()
    told = lines(path)
    assert [each["event"] for each in told[:2]] == ["hello", "people"] and told[-1]["event"] == "bye"
    assert "hand up" in [each["action"] for each in told if each["event"] in ("begin", "change")]


def test_in_the_settings_they_are_chosen_while_the_camera_runs(make_live, qtbot, tmp_path):
    window, studio = make_live()
    show_images(window, studio, qtbot, 10)
    window.choices.show_settings()
    fields = window.choices.panel.fields
    fields["send_include"].setText("joints")
    fields["send_include"].editingFinished.emit()
    path = tmp_path / "a.jsonl"
    fields["send"].setText(f"jsonl:{path}")
    fields["send"].editingFinished.emit()
    qtbot.waitUntil(lambda: bool(window.session.sending.receivers))
    show_images(window, studio, qtbot, 20)
    fields["send"].setText("")
    fields["send"].editingFinished.emit()
    qtbot.waitUntil(lambda: path.exists() and lines(path)[-1]["event"] == "bye")
    told = lines(path)
    assert told[0]["event"] == "hello" and told[0]["source"] == "Camera 0"
    assert sum(each["event"] == "joints" for each in told) == 20


def test_an_address_that_is_none_is_a_banner(make_live, qtbot):
    window, studio = make_live()
    window.choices.show_settings()
    field = window.choices.panel.fields["send"]
    field.setText("osc://nobody")
    field.editingFinished.emit()
    qtbot.waitUntil(lambda: window.session.messages.newest is not None)
    newest = window.session.messages.newest
    assert "no port" in newest.headline + newest.detail
    show_images(window, studio, qtbot, 5)
