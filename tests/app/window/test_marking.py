"""Examples of custom actions are marked with keys or mouse, undone, and kept, also by a killed program."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog

from app.model import takes
from app.model.marking import Marking
from app.model.own_project import OwnProject
from app.model.preferences import PreferenceStore
from app.model.takes import is_of
from mans.teaching.edits import add_action, add_example
from mans.teaching.open_project import OpenProject, read_project
from mans.teaching.project import Project
from mans.transforms.tracks import Track

from ...support.examples import example
from ...support.waiting import LONGEST_S

ROOT = Path(__file__).resolve().parents[3]
KEY = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def store(tmp_path) -> PreferenceStore:
    return PreferenceStore(None, {"recordings": str(tmp_path)})


@pytest.fixture
def window(make_window, make_recording, make_recogniser, store):
    """A window with a recording of 6 s whose right hand is up from 2 to 4 s, labelled "handUp"."""
    return make_window(make_recording(), make_recogniser(), store)


@pytest.fixture
def keys(window, qtbot):
    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(window, key, modifier)
        window.refresh()

    return press


@pytest.fixture
def write(window, qtbot):
    """Write a label, as one does after L."""

    def it(label: str) -> None:
        line = window.parts.example_bar.label
        line.selectAll()
        qtbot.keyClicks(line, label)
        qtbot.keyClick(line, KEY.Key_Return)
        window.refresh()

    return it


@pytest.fixture
def mark(window, keys):
    def it(start_s: float, end_s: float) -> None:
        window.session.playback.seek(start_s)
        keys(KEY.Key_B)
        window.session.playback.seek(end_s)
        keys(KEY.Key_E)

    return it


def labels(window) -> list[str]:
    return [mark.label for mark in window.tools.marking.marks]


def test_a_window_closes_at_once_while_somebody_is_followed_through_hours(make_session, make_recording):
    pulled, asked = threading.Event(), []

    class Hours(Sequence):
        """Frames that take their time."""

        def __init__(self, frames):
            self.frames, self.times_s = frames, np.array([frame.time_s for frame in frames])

        def __len__(self):
            return len(self.frames)

        def __getitem__(self, index):
            asked.append(index)
            pulled.wait(LONGEST_S)
            marking._following[4].wait(LONGEST_S)  # hours, but for the end
            return self.frames[index]

    recording = make_recording()
    session = make_session()
    session.show(recording)
    session.recording = replace(recording, frames=Hours(recording.frames))
    marking = Marking(session, OwnProject(session.messages, lambda: Path("none")))
    marking.pull()
    pulled.set()
    marking.close()
    assert len(asked) <= 1


def test_an_example_is_marked_and_named_with_keys_alone(window, keys, mark, write, qtbot):
    lane, bar = window.parts.example_lane, window.parts.example_bar
    assert not lane.isVisible()
    mark(1.0, 2.0)
    assert lane.isVisible()
    assert bar.isVisible()
    qtbot.waitUntil(bar.label.hasFocus)  # the first one is named at once
    write("greet")
    assert not bar.label.hasFocus()
    mark(3.0, 4.0)
    assert labels(window) == ["greet", "greet"]
    keys(KEY.Key_L)
    write("bow down")
    assert labels(window) == ["greet", "bow down"]
    made = window.tools.marking.marks[0]
    assert (made.start_s, made.end_s) == pytest.approx((1.0, 2.0))
    assert window.own.project.example(made.key).recording == "wave.skeleton"
    assert window.windowTitle().endswith("untitled")


def test_what_is_named_away_from_the_chosen_example_is_the_next_one(window, keys, mark, write):
    mark(1.0, 2.0)
    write("greet")
    window.session.playback.seek(3.0)
    keys(KEY.Key_L)
    write("bow down")
    assert labels(window) == ["greet"]
    mark(3.0, 4.0)
    assert labels(window) == ["greet", "bow down"]


def test_a_name_that_is_too_long_stays_to_be_shortened(window, keys, mark, write, qtbot):
    mark(1.0, 2.0)
    long = "salute with the right hand while the left one hangs and both knees bend"
    write(long)
    line = window.parts.example_bar.label
    assert (line.text(), line.selectedText()) == (long, long[60:])
    assert line.hasFocus()
    assert "71 characters, 60 at most" in window.session.messages.newest.headline
    assert labels(window) == ["action 1"]
    qtbot.keyClick(line, KEY.Key_Delete)
    qtbot.keyClick(line, KEY.Key_Return)
    window.refresh()
    assert labels(window) == [long[:60].strip()]
    assert not line.hasFocus()
    assert not line.styleSheet()


def test_edges_are_moved_with_keys_and_with_the_mouse(window, keys, mark, qtbot):
    mark(1.0, 2.0)
    window.session.playback.seek(1.5)
    keys(KEY.Key_B, SHIFT)
    window.session.playback.seek(2.5)
    keys(KEY.Key_E, SHIFT)
    made = window.tools.marking.mark
    assert (made.start_s, made.end_s) == pytest.approx((1.5, 2.5))
    lane, timeline = window.parts.example_lane, window.timeline

    def at(seconds: float) -> QPoint:
        return QPoint(round(timeline.x_of(seconds)), 10)

    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(lane, left, pos=at(2.5))
    qtbot.mouseMove(lane, at(3.5))
    qtbot.mouseRelease(lane, left, pos=at(3.5))
    window.refresh()
    moved = window.tools.marking.mark
    assert (moved.start_s, moved.end_s) == pytest.approx((1.5, 3.5), abs=0.02)
    keys(KEY.Key_Escape)
    assert window.tools.marking.chosen is None
    qtbot.mouseClick(lane, left, pos=at(2.4))
    window.refresh()
    assert window.tools.marking.chosen == made.key
    assert window.session.playback.position_s == pytest.approx(2.4, abs=0.02)


def test_every_change_is_undone_and_done_again_by_the_keys_of_the_window(window, keys, mark, write):
    mark(1.0, 2.0)
    write("greet")
    keys(KEY.Key_Delete)
    assert labels(window) == []
    assert window.undoing.can_undo
    keys(KEY.Key_Z, CONTROL)
    assert labels(window) == ["greet"]
    keys(KEY.Key_Z, CONTROL)
    assert labels(window) == ["action 1"]
    keys(KEY.Key_Z, CONTROL | SHIFT)
    assert labels(window) == ["greet"]
    for _ in range(3):
        keys(KEY.Key_Z, CONTROL)
    assert labels(window) == []
    assert window.session.messages.newest.headline == "There is nothing to undo."
    assert window.own.can_redo and not window.own.can_undo


def test_undo_takes_back_what_was_done_last(window, keys, mark, make_recording):
    first = window.session.recording
    mark(1.0, 2.0)
    window.session.show(make_recording(path="second.skeleton"))
    window.refresh()
    assert labels(window) == []
    keys(KEY.Key_Z, CONTROL)
    assert window.session.recording is first
    assert len(labels(window)) == 1
    keys(KEY.Key_Z, CONTROL)
    assert labels(window) == []


def test_examples_are_chosen_one_after_the_other(window, keys, mark):
    mark(1.0, 1.5)
    mark(3.0, 3.5)
    keys(KEY.Key_Escape)
    window.session.playback.seek(2.0)
    keys(KEY.Key_K)
    assert window.tools.marking.mark.start_s == pytest.approx(3.0)
    assert window.session.playback.position_s == pytest.approx(3.0)
    keys(KEY.Key_J)
    assert window.tools.marking.mark.start_s == pytest.approx(1.0)


def test_labels_of_the_recording_become_examples(window, keys):
    keys(KEY.Key_T, CONTROL)
    assert window.parts.example_bar.labels.isVisible()
    keys(KEY.Key_L, CONTROL | SHIFT)
    made = window.tools.marking.marks
    assert [(m.label, m.start_s, m.end_s) for m in made] == [("handUp", 2.0, 4.0)]
    keys(KEY.Key_L, CONTROL | SHIFT)  # once more by mistake
    assert window.tools.marking.marks == made


def test_what_is_no_example_is_said_and_leaves_no_file(window, mark, tmp_path):
    mark(1.0, 1.0)
    assert labels(window) == []
    assert window.session.messages.newest.is_error
    assert list(tmp_path.iterdir()) == []


def test_a_label_is_completed_and_one_of_the_models_is_kept_as_the_model_has_it(window, mark, write, qtbot):
    mark(1.0, 2.0)
    line = window.parts.example_bar.label
    assert {"hand up", "jump"} <= set(window.tools.marking.suggestions())
    qtbot.keyClicks(line, "jum")
    assert line.completer().currentCompletion() == "jump"
    write("Hand Up")
    assert labels(window) == ["hand up"]


def test_a_project_is_saved_under_a_name_opened_merged_and_dropped(
    window, mark, make_window, make_recording, store, qtbot, monkeypatch, tmp_path
):
    mark(1.0, 2.0)
    target = tmp_path / "gestures.teach"
    monkeypatch.setattr(QFileDialog, "exec", lambda _: 1)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _: [str(target)])
    untitled = window.own.path
    window.projects.save_as()
    window.refresh()
    assert not untitled.exists()
    assert window.windowTitle().endswith("gestures")
    assert str(target) in store.current.recent
    window.projects.new()
    window.refresh()
    assert labels(window) == []
    other = tmp_path / "other.teach"
    with OpenProject.create(other, add_action(Project(), "bow")):
        pass
    window.files.open(other)
    qtbot.waitUntil(lambda: window.own.path == other)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(target), ""))
    window.projects.merge()
    qtbot.waitUntil(lambda: labels(window) == ["action 1"])
    assert window.own.project.labels == ("bow", "action 1")
    window.close()
    assert read_project(other).labels == ("bow", "action 1")


def test_who_goes_on_without_return_has_named_the_action(window, mark, keys, qtbot):
    mark(1.0, 2.0)
    bar, lane, left = window.parts.example_bar, window.parts.example_lane, Qt.MouseButton.LeftButton
    qtbot.waitUntil(bar.label.hasFocus)
    qtbot.keyClicks(bar.label, "greet")
    qtbot.mouseClick(lane, left, pos=QPoint(round(window.timeline.x_of(3.0)), 10))
    window.refresh()
    assert labels(window) == ["greet"]
    assert not bar.label.hasFocus()
    keys(KEY.Key_B)
    window.session.playback.seek(4.0)
    bar.write_label()
    qtbot.waitUntil(bar.label.hasFocus)
    qtbot.keyClicks(bar.label, "bow down")
    qtbot.mouseClick(bar.end, left)
    window.refresh()
    assert labels(window) == ["greet", "bow down"]


def test_a_project_is_shown_without_a_recording_too(make_window, store, qtbot, tmp_path):
    path = tmp_path / "gestures.teach"
    with OpenProject.create(path, add_example(Project(), example("a"))):
        pass
    window = make_window(store=store)
    window.files.open(path)
    qtbot.waitUntil(window.parts.teach_panel.isVisible)
    window.refresh()
    assert not window.parts.example_bar.isVisible()
    assert window.session.messages.newest.headline == "gestures was opened"
    assert window.parts.teach_panel.rows.accessibleName() == "wave: 1 example, 1 more needed"


def test_a_project_that_is_open_already_is_shown_when_it_is_opened(window, mark):
    mark(1.0, 2.0)
    window.toggles.teach.setChecked(False)
    window.files.open(window.own.path)
    assert window.toggles.teach.isChecked()


def test_a_project_that_cannot_be_read_is_said_and_the_open_one_stays(window, mark, qtbot, tmp_path):
    mark(1.0, 2.0)
    (tmp_path / "bad.teach").write_bytes(b"no project")
    window.files.open(tmp_path / "bad.teach")
    qtbot.waitUntil(window.banner.isVisible)
    assert "bad.teach" in window.banner.headline.text()
    assert labels(window) == ["action 1"]


def test_examples_of_a_recording_that_was_moved_are_shown_in_it(window, mark, make_recording, tmp_path):
    mark(1.0, 2.0)
    example = window.own.project.examples[0]
    assert is_of(example, make_recording(path=str(tmp_path / "wave.skeleton")))
    assert not is_of(example, make_recording(path=str(tmp_path / "other.skeleton")))
    assert not is_of(example, make_recording(seconds=1.5, path=str(tmp_path / "wave.skeleton")))


def test_a_program_that_is_killed_after_marking_loses_no_example(make_window, qtbot, tmp_path):
    recording = ROOT / "samples" / "squat.skeleton"
    preferences, folder = tmp_path / "preferences.json", tmp_path / "recordings"
    words = [sys.executable, "-m", "tests.support.marking_process", recording, preferences, folder]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline().strip() == b"marked"
        finally:
            process.kill()
    assert list(folder.glob("*.journal"))  # it had not been saved
    window = make_window(store=PreferenceStore(preferences))
    qtbot.waitUntil(lambda: bool(window.own.project.examples))
    assert [(e.label, e.place) for e in window.own.project.examples] == [("greet", recording)]


def test_a_project_whose_file_is_deleted_meanwhile_is_written_anew(window, mark):
    mark(1.0, 2.0)
    path = window.own.path
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    mark(3.0, 4.0)
    assert len(read_project(path).examples) == 2  # also for those who look after a program that was killed
    assert "deleted or moved" in window.session.messages.newest.headline
    path.unlink()
    window.undoing.undo()
    assert len(read_project(path).examples) == 1


def test_a_project_moves_to_its_name_though_the_first_file_cannot_be_removed(window, mark, tmp_path):
    mark(1.0, 2.0)
    untitled, target = window.own.path, tmp_path / "gestures.teach"
    untitled.unlink()
    untitled.mkdir()  # as a file that another program has open on Windows
    assert window.own.save_as(target)
    assert window.own.name == "gestures"
    assert window.session.messages.newest.headline == f"Saved as {target}"
    assert len(read_project(target).examples) == 1


def test_the_window_does_not_wait_for_somebody_who_is_followed_for_long(
    window, keys, mark, monkeypatch, make_recording
):
    release = threading.Event()
    follow = Track.from_recording

    def slowly(*args, **options):
        assert release.wait(LONGEST_S)
        return follow(*args, **options)

    monkeypatch.setattr(takes, "PATIENCE_S", 0.0)
    monkeypatch.setattr(Track, "from_recording", slowly)
    window.session.show(make_recording(path="other.skeleton"))
    try:
        mark(1.0, 2.0)
        told = window.session.messages.newest
        assert told.headline == (
            "This cannot be marked. The person is still being followed through the recording."
        )
        assert told.detail == "Try again in a moment"
        assert window.tools.marking.begun_s == pytest.approx(1.0)
        keys(KEY.Key_L, CONTROL | SHIFT)
        assert window.own.project.examples == ()
    finally:
        release.set()
    window.tools.marking._follow().join()
    keys(KEY.Key_E)
    assert [(each.start_s, each.end_s) for each in window.tools.marking.marks] == [(1.0, 2.0)]
    assert window.session.messages.newest is None
    keys(KEY.Key_L, CONTROL | SHIFT)
    assert [each.label for each in window.tools.marking.marks] == ["action 1", "handUp"]
