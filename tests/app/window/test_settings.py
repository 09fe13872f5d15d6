"""Settings: every one in words, all bundled models, cameras by name, and back to the defaults."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from app.model.commands import Command, is_character_key
from app.model.key_hints import names_character_keys, with_keys
from app.model.preferences import Preferences, PreferenceStore, announcing_at, live_settings
from app.model.setting_texts import COLUMNS
from app.widgets.camera_finder import CameraFinder
from app.widgets.settings_panel import SettingsPanel
from mans import bundled
from streaming.recognition.decision import DecisionSettings
from streaming.sources.camera_list import CameraInfo


@pytest.fixture
def panel(qtbot) -> SettingsPanel:
    """Settings that are not kept."""
    made = SettingsPanel(PreferenceStore(None))
    qtbot.addWidget(made)
    return made


def test_every_setting_is_named_as_a_practitioner_would(panel):
    names = {label.text() for label in panel.findChildren(QLabel)}
    assert {"Appearance", "Threshold", "Field of view", "Skeleton colours", "Own pose model"} <= names
    assert not names & {"Looks", "Its file", "Colours tell", "Looks back", "Shown"}
    every = [name for groups in COLUMNS for _, rows in groups for name, _ in rows]
    elsewhere = {"recent", "project", "movement", "curves"}
    assert sorted(every) == sorted(set(Preferences.__slots__) - elsewhere)


def test_every_bundled_model_can_be_chosen(panel):
    field = panel.fields["model"]
    texts = [field.itemText(i) for i in range(field.count())]
    assert len(texts) == len(bundled.models()) == len(set(texts)) and texts[0] == "Everyday actions"
    field.setCurrentIndex(1)
    field.activated.emit(1)
    assert panel._store.current.model == str(bundled.MODELS / f"{bundled.models()[1]}.safetensors")


def test_a_model_of_ones_own_is_on_the_list_once_it_is_chosen(panel):
    panel._store.change(model="somewhere/mine.safetensors")
    panel.show_preferences()
    assert panel.fields["model"].currentText() == "mine"


def test_reset_puts_everything_back_but_recent_files_and_project(panel, qtbot):
    store = panel._store
    kept = {"recent": ("a.mcap",), "project": "own.mansproj"}
    store.change(theme="dark", threshold=0.8, fov_deg=90.0, character_keys=False, people=3, **kept)
    qtbot.mouseClick(panel.reset, Qt.MouseButton.LeftButton)
    assert store.current == replace(Preferences(), **kept)


def test_the_threshold_and_the_field_of_view_are_used():
    trained = DecisionSettings(enter=0.5, leave=0.35, thresholds={"mine": 0.4})
    assert announcing_at(trained, 0.0) is trained
    strict, lax = announcing_at(trained, 0.9), announcing_at(trained, 0.3)
    assert (strict.enter, strict.leave, strict.provisional_enter) == (0.9, 0.35, 0.9)
    assert (lax.enter, lax.leave, lax.thresholds) == (0.3, 0.3, {"mine": 0.4})
    chosen = Preferences(fov_deg=90.0)
    assert live_settings(chosen, None, False).fov_deg == 90.0
    assert live_settings(chosen, 75.0, False).fov_deg == 75.0  # the command line goes first


def test_a_camera_is_chosen_by_its_name(panel, qtbot, monkeypatch):
    found = [CameraInfo(0, "Desk"), CameraInfo(1, "Twin"), CameraInfo(2, "Twin"), CameraInfo(3)]
    module = sys.modules[CameraFinder.__module__]
    monkeypatch.setattr(module, "list_cameras", lambda: found)
    panel.show()
    menu = panel.finder.menu_of_cameras
    qtbot.mouseClick(panel.finder, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(menu.isVisible)
    assert [action.text() for action in menu.actions()] == ["0 (Desk)", "1 (Twin)", "2 (Twin)", "3"]
    chosen = []
    for action in menu.actions():
        action.trigger()
        chosen.append(panel._store.current.camera)
    menu.close()
    assert chosen == ["Desk", "1", "2", "3"]
    panel.finder.show_cameras([])
    assert not menu.actions()[0].isEnabled()


def test_single_character_shortcuts_can_be_turned_off(window, qtbot):
    characters = {key for command in Command for key in command.keys if is_character_key(key)}
    assert {"H", "1", "?", "[", "Shift+B"} <= characters and not characters & {"Space", "F11", "Ctrl+O"}
    window.help.show_shortcuts()
    sheet = window.help.sheet

    def shown() -> set[str]:
        words = [label.text() for label in sheet.findChildren(QLabel) if label.isVisible()]
        return {key for text in words for key in text.split("  ") if is_character_key(key)}

    assert characters <= shown()
    window.store.change(character_keys=False)
    assert not shown()
    sheet.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_H)
    assert not window.toggles.show_health.isChecked()
    keys = {key.toString() for action in window.commands.values() for key in action.shortcuts()}
    assert not {key for key in keys if is_character_key(key)} and "Ctrl+O" in keys
    window.store.change(character_keys=True)
    qtbot.keyClick(window, Qt.Key.Key_H)
    assert window.toggles.show_health.isChecked()


def test_keys_that_are_turned_off_are_named_nowhere(window):
    """Neither in tool tips nor on buttons nor to screen readers, also not in what is told from then on."""
    window.choices.show_settings()

    def named() -> set[str]:
        told = set()
        for widget in (window, *window.findChildren(QWidget)):
            told |= {widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()}
            told |= {widget.text()} if isinstance(widget, QAbstractButton | QLabel) else set()
        return set(filter(names_character_keys, told))

    before = named()
    assert {"Begin (B)", "Start of the next action (N)", "Speed: slower ([), faster (])"} <= before
    assert len(before) >= 14
    window.store.change(character_keys=False)
    assert named() == set()
    bar = window.parts.example_bar
    bar.show_state(None, "", (), begun=False, can_begin=True, labelled=False)
    assert bar.end.toolTip() == "The example ends at this frame: begin one first"
    assert bar.begin.text() == "Begin"
    assert "Ctrl+R" in window.live_bar.record.toolTip()
    assert with_keys("Begin an example first (B).") == "Begin an example first."
    window.store.change(character_keys=True)
    assert before - named() <= {"The example ends at this frame (E)"}
    assert bar.end.toolTip() == "The example ends at this frame (E): begin one first"
