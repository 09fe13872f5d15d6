"""What the user chooses: kept from run to run, applied at once, and never a reason to fail."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFileDialog, QLineEdit, QMenu

from app.drawing.theme import theme_of
from app.model.joint_emphasis import attention_weights
from app.model.messages import Message
from app.model.preferences import RECENT, Preferences, PreferenceStore, from_dict, live_settings
from app.model.report import KINDS, Kind, Wanted
from app.widgets.report_dialog import ReportDialog
from streaming.errors import SettingsError
from streaming.pipeline.live import CameraFeed
from streaming.reports.report import PARTS
from streaming.writers import files

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_what_is_chosen_is_there_in_the_next_run(tmp_path):
    path = tmp_path / "a" / "preferences.json"
    store = PreferenceStore(path)
    store.change(theme="dark", people=3, smoothing=False, recent=("a", "b"))
    store.change(window_s=1.5)
    store.close()
    assert PreferenceStore(path).current == Preferences(
        theme="dark", people=3, smoothing=False, window_s=1.5, recent=("a", "b")
    )


def test_what_holds_for_one_run_only_is_not_kept(tmp_path):
    path = tmp_path / "preferences.json"
    store = PreferenceStore(path, {"people": 2})
    assert store.current.people == 2
    store.change(theme="light")
    store.close()
    assert json.loads(path.read_text()) == {"theme": "light"}


def test_only_what_changes_is_told(tmp_path):
    told = []
    store = PreferenceStore(tmp_path / "p.json")
    store.changed = told.append
    store.change(theme="auto")
    store.change(theme="dark", people=1)
    store.close()
    assert told == [frozenset({"theme"})]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@given(JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(Preferences.__slots__, JSON)))
def test_whatever_the_file_holds_preferences_come_of_it(data):
    made = from_dict(data)
    assert from_dict(json.loads(json.dumps({"theme": made.theme}))).theme in ("auto", "light", "dark")
    live_settings(made, 60.0, False) if made.size in ("640x480", "1280x720") else None
    assert isinstance(made.recent, tuple)
    assert made.people in range(1, 7)
    assert not isinstance(made.people, bool)


def test_a_damaged_file_is_no_reason_to_fail(tmp_path, caplog):
    path = tmp_path / "p.json"
    path.write_text("{", encoding="utf-8")
    assert PreferenceStore(path).current == Preferences()
    assert "p.json" in caplog.text
    (tmp_path / "file").write_text("")
    store = PreferenceStore(tmp_path / "file" / "p.json")
    store.change(theme="dark")
    store.close()
    assert "not kept" in caplog.text


def test_files_opened_lately_are_remembered_once_the_newest_first(tmp_path):
    preferences = Preferences()
    for name in ["a", "b", "a", *map(str, range(20))]:
        preferences = preferences.opened(tmp_path / name)
    assert len(preferences.recent) == RECENT
    assert preferences.recent[0] == str(tmp_path / "19")
    assert len(set(preferences.recent)) == RECENT


def test_a_size_out_of_range_is_refused():
    with pytest.raises(SettingsError):
        live_settings(Preferences(size="big"), 60.0, False)


# ---- in the window ----


@pytest.fixture
def store(tmp_path):
    return PreferenceStore(tmp_path / "p.json", {"recordings": str(tmp_path / "saved")})


@pytest.fixture
def chosen(make_window, store, make_recording, make_recogniser):
    """A window with a store, a recording and a recogniser."""
    return make_window(make_recording(), make_recogniser(), store, Path("hand.safetensors"))


def panel_of(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_Comma, CONTROL)
    return window.choices.panel


def test_every_setting_has_a_name_and_a_tip(chosen, qtbot):
    panel = panel_of(chosen, qtbot)
    assert panel.isVisible()
    assert set(panel.fields) == set(Preferences.__slots__) - {
        *("recent", "project"),  # in the menu of files
        *("movement", "curves"),  # in the view's menu, and in the plot's own
    }
    for field in panel.fields.values():
        assert len(field.toolTip()) > 20
        assert field.accessibleName()


def test_settings_are_shown_and_applied_at_once(chosen, qtbot, store):
    panel = panel_of(chosen, qtbot)
    theme = panel.fields["theme"]
    assert isinstance(theme, QComboBox)
    theme.setCurrentIndex(theme.findData("dark"))
    theme.activated.emit(theme.currentIndex())
    assert store.current.theme == "dark"
    assert theme_of(chosen).dark
    store.change(theme="light")
    assert theme.currentData() == "light"
    trail = panel.fields["trail"]
    assert isinstance(trail, QCheckBox) and trail.isChecked()
    trail.click()
    assert not store.current.trail
    qtbot.keyClick(chosen, Qt.Key.Key_Y)
    assert trail.isChecked()
    qtbot.keyClick(chosen, Qt.Key.Key_3)
    assert store.current.arrangement == "both"
    assert panel.fields["arrangement"].currentData() == "both"


def test_a_line_is_taken_when_it_has_been_typed(chosen, qtbot, store):
    camera = panel_of(chosen, qtbot).fields["camera"]
    assert isinstance(camera, QLineEdit)
    camera.setText(" Logitech ")
    camera.editingFinished.emit()
    assert store.current.camera == "Logitech"
    chosen.choices.start_camera()
    assert chosen.session.live.feed == CameraFeed("Logitech")


@pytest.mark.parametrize(
    ("name", "address", "shown"),
    [
        ("camera", "rtsp://me:s3cret@studio/left", "rtsp://me:***@studio/left"),
        ("send", "mqtt://me:s3cret@a; ws://:1?token=s3cret", "mqtt://me:***@a; ws://:1?token=***"),
    ],
)
def test_passwords_of_addresses_show_only_where_they_are_edited(chosen, qtbot, store, name, address, shown):
    store.current = replace(store.current, **{name: address})
    panel = panel_of(chosen, qtbot)
    line, other = panel.fields[name], panel.fields["theme"]
    assert (line.text(), line.hasFocus()) == (shown, False)
    line.editingFinished.emit()
    assert getattr(store.current, name) == address
    panel.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    assert line.text() == address
    qtbot.keyClick(line, Qt.Key.Key_End)
    qtbot.keyClicks(line, "1")
    other.setFocus()
    edited = shown if shown.endswith("***") else f"{shown}1"
    assert (line.text(), line.hasFocus()) == (edited, False)
    assert getattr(store.current, name) == address + "1"


def test_another_window_length_loads_the_model_anew(chosen, qtbot, store):
    before = chosen.session.recogniser
    store.change(window_s=3.0)
    qtbot.waitUntil(lambda: chosen.session.recogniser is not before)


def recent_of(window) -> list[str]:
    """The entries of the menu of files opened lately."""
    menu = QMenu()
    window.files.fill_recent(menu)
    return [action.text() for action in menu.actions()]


def test_files_of_lately_are_in_the_menu(chosen, qtbot, tmp_path):
    path = tmp_path / "wave.skeleton"
    path.write_text("x")
    chosen.files.open(path)
    qtbot.waitUntil(lambda: chosen.session.recording.path == path)
    chosen.refresh()
    assert recent_of(chosen)[0] == f"wave.skeleton   ({tmp_path.name})"


def test_what_could_not_be_read_was_not_opened_lately(chosen, qtbot, tmp_path):
    before = recent_of(chosen)
    chosen.files.open(tmp_path / "bad.skeleton")
    qtbot.waitUntil(chosen.banner.isVisible)
    assert recent_of(chosen) == before


def test_what_the_command_line_opens_was_opened_lately(make_window, store, qtbot, tmp_path):
    window = make_window(store=store)
    window.session.open_recording(tmp_path / "wave.skeleton", play=True)  # as ``run_window`` does
    qtbot.waitUntil(lambda: bool(store.current.recent))
    assert store.current.recent == (str(tmp_path / "wave.skeleton"),)


def saved(window, qtbot) -> Path:
    qtbot.waitUntil(lambda: "Saved" in window.banner.headline.text(), timeout=30_000)
    return Path(window.store.current.recordings)


def test_a_picture_of_the_window_is_saved(chosen, qtbot):
    qtbot.keyClick(chosen, Qt.Key.Key_S, CONTROL)
    (path,) = saved(chosen, qtbot).glob("wave *.png")
    assert path.stat().st_size > 10_000
    assert QImage(str(path)).text("Source") == "wave.skeleton"


def in_dialog(answer) -> list[Wanted]:
    """Have the dialog that is going to open answered, by what is given it; what it proposed."""
    proposed = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, ReportDialog):
            QTimer.singleShot(5, look)
            return
        proposed.append(dialog.wanted)
        try:
            answer(dialog)
        finally:
            dialog.done(dialog.result())

    QTimer.singleShot(0, look)
    return proposed


def choose(dialog: ReportDialog, kind: Kind) -> None:
    dialog.kind.setCurrentIndex(list(KINDS).index(kind))


def test_a_report_says_what_was_done_when(chosen, qtbot, tmp_path):
    """Where it goes is asked, and what is typed meanwhile goes into the name, not to the window."""

    def answer(dialog: ReportDialog) -> None:
        assert dialog.focusWidget() is dialog.name
        qtbot.keyClicks(dialog.name, "mine")  # M would mirror, I and N would mark and jump
        choose(dialog, ("csv", "semicolon"))
        assert "mine-segments.csv, mine-summary.csv, mine-repetitions.csv" in dialog.files.text()
        qtbot.keyClick(dialog.name, Qt.Key.Key_Return)

    proposed = in_dialog(answer)
    qtbot.keyClick(chosen, Qt.Key.Key_S, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert not chosen.area.video.mirrored
    assert proposed[0].name.split()[0] == "wave" and proposed[0].parts == PARTS[:-1]  # no custom actions
    folder = saved(chosen, qtbot)
    tables = {part: (folder / f"mine-{part}.csv").read_text(encoding="utf-8-sig") for part in PARTS[:-1]}
    (heading, *rows) = tables["segments"].splitlines()
    assert heading.startswith("file;person;label;start_s;end_s;seconds;confidence;repetitions;")
    assert any(row.startswith("wave.skeleton;1;hand up;2,") for row in rows)
    assert tables["summary"].count("\n") > 1
    assert tables["angles"].count("\n") == len(chosen.session.recording.frames) + 1


def test_a_report_is_one_file_of_what_is_wanted_and_never_written_over_another(chosen, qtbot, tmp_path):
    folder = tmp_path / "saved"
    folder.mkdir(exist_ok=True)
    (folder / "mine.eaf").write_text("mine")

    def answer(dialog: ReportDialog) -> None:
        choose(dialog, ("eaf", "comma"))
        assert not any(box.isEnabled() for box in dialog.parts.values())
        dialog.name.setText("mine")
        dialog.name.textEdited.emit("mine")
        assert dialog.files.text() == "There already, and never overwritten: mine.eaf"
        assert not dialog.save.isEnabled()
        choose(dialog, ("csv", "comma"))
        for part, box in dialog.parts.items():
            if part != "segments":
                box.click()
        assert (
            not dialog.parts["progress"].isEnabled()
            and "custom actions" in dialog.parts["progress"].toolTip()
        )
        assert dialog.files.text() == "Writes: mine.csv"
        dialog.parts["segments"].click()
        assert dialog.files.text() == "It holds nothing." and not dialog.save.isEnabled()
        dialog.parts["segments"].click()
        dialog.save.click()

    in_dialog(answer)
    chosen.files.save_report()
    rows = (saved(chosen, qtbot) / "mine.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].startswith("file,person,label") and (folder / "mine.eaf").read_text() == "mine"
    assert sorted(path.name for path in folder.iterdir()) == ["mine.csv", "mine.eaf"]


def test_a_report_of_the_live_camera_holds_the_actions_alone(qtbot, tmp_path):
    wanted = Wanted(tmp_path, "a", ("csv", "comma"), PARTS)
    dialog = ReportDialog(wanted, "Camera 0", held=PARTS[:2])
    qtbot.addWidget(dialog)
    assert dialog.wanted.parts == ("segments", "summary")
    assert not dialog.parts["angles"].isEnabled() and "recording" in dialog.parts["angles"].toolTip()
    dialog.folder.clear()
    assert dialog.wanted.folder == tmp_path
    (tmp_path / "a-summary.csv").touch()
    assert wanted.freed().name == "a-2"


def test_exports_of_one_second_do_not_meet(chosen, qtbot, monkeypatch, tmp_path):
    """The numbers of a picture take a name that a report may have taken already."""

    class Noon(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2026, 1, 2, 12, 0, 0)

    monkeypatch.setattr(files, "datetime", Noon)
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "wave 2026-01-02 12-00-00.csv").write_text("mine")
    chosen.session.playback.seek(3.0)
    qtbot.keyClick(chosen, Qt.Key.Key_E, CONTROL)
    saved(chosen, qtbot)
    assert (folder / "wave 2026-01-02 12-00-00.csv").read_text() == "mine"
    assert {path.name for path in folder.iterdir()} == {
        "wave 2026-01-02 12-00-00.csv",
        "wave 2026-01-02 12-00-00-2.csv",
        "wave 2026-01-02 12-00-00-2.png",
    }


def test_a_report_that_is_not_wanted_is_not_saved(chosen, qtbot, tmp_path):
    in_dialog(lambda dialog: dialog.reject())
    chosen.files.save_report()
    chosen.files.close()
    assert list((tmp_path / "saved").iterdir()) == []


def test_what_is_said_in_passing_goes_by_itself(chosen, clock, qtbot, tmp_path):
    chosen.files.save_picture()
    saved(chosen, qtbot)
    clock.now += 5.0
    chosen.refresh()
    assert chosen.banner.isVisible()
    chosen.session.messages.tell("live", Message("Camera 0 stopped."))
    chosen.refresh()
    clock.now += 1000.0  # what failed stays, and what it covers is not forgotten before it is seen
    chosen.refresh()
    assert chosen.banner.headline.text() == "Camera 0 stopped."
    chosen.session.messages.dismiss()
    chosen.refresh()
    assert "Saved" in chosen.banner.headline.text()
    clock.now += 60.0
    chosen.refresh()
    assert not chosen.banner.isVisible()
    chosen.help.show_notes()
    chosen.refresh()
    clock.now += 1000.0
    chosen.refresh()
    assert chosen.banner.isVisible()  # somebody wants to read them
    chosen.session.open_recording(tmp_path / "wave.skeleton")
    qtbot.waitUntil(lambda: not chosen.banner.isVisible())  # they were of another recording


def test_attention_is_exported_as_picture_and_numbers(chosen, qtbot):
    chosen.session.playback.seek(3.0)
    qtbot.keyClick(chosen, Qt.Key.Key_E, CONTROL)
    folder = saved(chosen, qtbot)
    (one, other) = folder.iterdir()
    assert (
        one.stem == other.stem
        and one.stem.startswith("wave ")
        and {one.suffix, other.suffix} == {".png", ".csv"}
    )
    (numbers,) = folder.glob("*.csv")
    head, *rows = numbers.read_text().splitlines()
    assert len(rows) == 50
    assert head.endswith("f_a_mean,saliency_x,saliency_y,saliency_z,saliency_mean,recording")
    assert rows[-1].endswith("1.000000,0.000000,0.333333,wave.skeleton")


def test_what_cannot_be_saved_is_told(chosen, qtbot, tmp_path):
    (tmp_path / "saved").write_text("a file")
    qtbot.keyClick(chosen, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: chosen.banner.headline.text().startswith("The picture could not be saved"))


def test_presenting_leaves_stage_and_answer(chosen, qtbot):
    qtbot.keyClick(chosen, Qt.Key.Key_F11)
    qtbot.waitUntil(chosen.isFullScreen)
    assert chosen.answer_panel.isVisible()
    assert not any(
        part.isVisible()
        for part in (chosen.menuBar(), chosen.attention_panel, chosen.status, chosen.timeline)
    )
    qtbot.keyClick(chosen, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not chosen.isFullScreen())
    assert chosen.timeline.isVisible()


def test_studying_gives_the_attention_the_width_of_the_stage(chosen, qtbot):
    narrow = chosen.attention_panel.width()
    qtbot.keyClick(chosen, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: chosen.attention_panel.width() > 1.3 * narrow)
    assert chosen.stage.isVisible() and chosen.attention_panel.isVisible()
    qtbot.keyClick(chosen, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: chosen.attention_panel.width() < 1.1 * narrow)


def test_a_folder_is_chosen_by_dialog(chosen, qtbot, store, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "other"))
    panel = panel_of(chosen, qtbot)
    panel._browse("recordings")
    assert store.current.folder == tmp_path / "other"
    assert chosen.session.live.folder == tmp_path / "other"
    assert QApplication.activeModalWidget() is None


def test_colours_tell_sides_tracking_or_attention(chosen, qtbot, store):
    chosen.session.playback.seek(3.0)
    chosen.refresh()
    pictures = []
    for expected in ("sides", "tracking", "attention", "sides"):
        assert store.current.colouring == expected
        pictures.append(chosen.stage.grab().toImage())
        qtbot.keyClick(chosen, Qt.Key.Key_C)
    assert pictures[0] == pictures[3]
    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]


def test_gates_of_joints_colour_each_joint(chosen):
    prediction = chosen.session.analysis.answers[0].prediction
    gates = np.zeros((50, 1, 25), np.float32)
    gates[10, 0, 3] = 0.8
    gated = SimpleNamespace(joint_gates=gates, f_a=prediction.f_a)
    assert attention_weights(gated, 10)[3] == 1.0
    assert attention_weights(gated, 10)[4] == 0.0
    rising = SimpleNamespace(f_a=np.tile(np.linspace(0.4, 0.6, 50), (3, 1)))
    assert set(attention_weights(rising, 0).tolist()) == {0.0}
    assert set(attention_weights(rising, -1).tolist()) == {1.0}
