"""The dialog that assigns the columns of a table that was not recognised."""

from __future__ import annotations

import numpy as np
import pytest

from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.window.main_window import MainWindow
from streaming.readers import read_recording
from streaming.readers.tables.mapping import read_mapping

from ...support.tables import squat, table


def odd_table(path):
    """Joints of Kinect v2 as x z y, each with two numbers that nothing explains, before them four columns."""
    rng = np.random.default_rng(0)
    joints = squat()
    noise = rng.normal(size=(len(joints), 25, 2)) * 1e3
    rows = np.concatenate([joints[..., [0, 2, 1]], noise], axis=2).reshape(len(joints), -1)
    own = [[7.5, -3.25, rng.normal(), rng.normal()] for _ in rows]
    path.write_bytes(table([[*before, *row] for before, row in zip(own, rows.tolist(), strict=True)]))
    return path


@pytest.fixture
def window(qtbot, tmp_path, make_recogniser, clock):
    session = Session(read_recording, lambda path: make_recogniser(), clock)
    window = MainWindow(session, PreferenceStore(tmp_path / "own" / "preferences.json"))
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def assign(window, qtbot, path):
    window.files.open(path)
    qtbot.waitUntil(lambda: window.files.assigning is not None)
    return window.files.assigning


def test_a_table_is_assigned_saved_and_known_again(window, qtbot, tmp_path, monkeypatch):
    # However well it is told by its bones: here it is one that nothing tells.
    monkeypatch.setattr("streaming.readers.number_table.guess", lambda rows, only=None: None)
    monkeypatch.setattr("app.model.assigned_columns.guess", lambda rows: None)
    path = odd_table(tmp_path / "odd.csv")
    dialog = assign(window, qtbot, path)
    assert "not those of a person" in dialog.verdict.text() or "takes" in dialog.verdict.text()
    dialog.numbers.setCurrentIndex(dialog.numbers.findData(5))
    dialog.first.setCurrentIndex(dialog.first.findData(5))
    dialog.axes.setCurrentIndex(dialog.axes.findData("xzy"))
    assert dialog.verdict.text() == "The bones are those of a person."
    assert dialog.skeleton.joints is not None and np.isfinite(dialog.skeleton.joints).all()
    assert not dialog.grab().isNull()
    dialog.first.setCurrentIndex(dialog.first.findData(100))
    assert dialog.verdict.text() == "This takes 224 columns; there are 129." and not dialog.save.isEnabled()
    dialog.first.setCurrentIndex(dialog.first.findData(5))
    dialog.save.click()
    qtbot.waitUntil(lambda: window.session.recording is not None)
    assert window.session.recording.path == path and window.files.assigning is None
    mapping = read_mapping(tmp_path / "odd.csv.mapping.json")
    assert (mapping.first, mapping.numbers, mapping.axes, mapping.header) == (5, 5, "xzy", ("129 columns",))

    (tmp_path / "elsewhere").mkdir()
    again = odd_table(tmp_path / "elsewhere" / "again.csv")  # no mapping beside it: it is remembered
    window.files.open(again)
    qtbot.waitUntil(lambda: window.session.recording.path == again)


def test_other_files_and_small_tables_are_not_asked_about(window, qtbot, tmp_path):
    for name, content in (("a.txt", "hello\nworld\n"), ("b.csv", "1,2,3,4\n2,3,4,5\n")):
        (tmp_path / name).write_text(content)
        window.files.open(tmp_path / name)
        qtbot.waitUntil(lambda: window.session.messages.newest is not None)
        window.files.pull()
        assert window.files.assigning is None
        window.session.messages.dismiss()


def test_cancelling_saves_nothing(window, qtbot, tmp_path):
    path = tmp_path / "noise.csv"
    path.write_bytes(table(np.random.default_rng(0).normal(size=(30, 80)) * 100))
    dialog = assign(window, qtbot, path)
    dialog.reject()
    assert window.files.assigning is None and not list(tmp_path.glob("*.mapping.json"))
