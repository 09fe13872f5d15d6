"""Settings panel; changes are applied and saved at once."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.drawing.theme import GAP, HALF_GAP
from app.model.language import tr
from app.model.preferences import CHOICES, Preferences, PreferenceStore
from app.model.setting_texts import COLUMNS, PLACEHOLDERS, TIPS, UNITS, WORDS
from app.model.wording import isolated, number, percent
from app.widgets.address_line import AddressLine
from app.widgets.buttons import tabbed
from app.widgets.camera_finder import CameraFinder
from app.widgets.card import card, heading
from app.widgets.choice import Choice
from app.widgets.fitting_dialog import FittingDialog
from app.widgets.key_hints import set_hint
from app.widgets.tick_box import TickBox
from mans.bundled import MODELS, models

_PATHS = ("pose_model", "model", "recordings")
_ADDRESSES = ("camera", "send")
_KEPT = frozenset({"recent", "project"})
"""What is no setting: it is not reset."""


class SettingsPanel(FittingDialog):
    """Panel to view and edit a :class:`PreferenceStore`."""

    def __init__(self, store: PreferenceStore, parent: QWidget | None = None) -> None:
        """Lay the settings out, by what they are about."""
        super().__init__(parent)
        self._store = store
        self.setWindowTitle(tr("Settings"))
        self.fields: dict[str, QComboBox | QCheckBox | QLineEdit] = {}
        columns = QHBoxLayout()
        columns.setSpacing(GAP)
        for groups in COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(GAP)
            for title, rows in groups:
                column.addWidget(self._group(tr(title), *rows))
            column.addStretch()
            columns.addLayout(column)
        self.reset = tabbed(
            self.content, tr("Reset to defaults"), tr("All settings as they were at first"), "quiet"
        )
        self.shut = tabbed(self.content, tr("Close"), tr("Changes are kept already"), "small")
        self.reset.clicked.connect(self._reset)
        self.shut.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addWidget(self.reset)
        buttons.addStretch()
        buttons.addWidget(self.shut)
        layout = QVBoxLayout(self.content)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.setSpacing(GAP)
        layout.addLayout(columns)
        layout.addLayout(buttons)
        self.show_preferences()
        camera = self.fields["camera"]
        hidden = (
            isinstance(camera, AddressLine) and camera.is_secret
        )  # with the focus it would show its password
        self.fields["size" if hidden else "camera"].setFocus()

    def _reset(self) -> None:
        """Choose everything as it was at first; recent files and the open project stay."""
        every = dataclasses.fields(Preferences)
        self._store.change(**{each.name: each.default for each in every if each.name not in _KEPT})

    def _group(self, title: str, *rows: tuple[str, str]) -> QWidget:
        """Return a card with some settings."""
        frame = card(self)
        form = QFormLayout(frame)
        form.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        form.setVerticalSpacing(HALF_GAP + 2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(heading(title))
        for name, words in rows:
            field, shown = self._field(name)
            label = QLabel(tr(words), frame)
            label.setMinimumSize(120, field.sizeHint().height())  # in line with the field's words
            label.setBuddy(field)
            for widget in (label, field):
                set_hint(widget, QWidget.setToolTip, tr(TIPS[name]))
            field.setAccessibleName(tr(words))
            set_hint(field, QWidget.setAccessibleDescription, tr(TIPS[name]))
            self.fields[name] = field
            form.addRow(label, shown)
        return frame

    def _field(self, name: str) -> tuple[QComboBox | QCheckBox | QLineEdit, QWidget]:
        """Return the widget that holds a setting, and what stands in the row: perhaps more than it."""
        if name in CHOICES or name == "model":
            box = Choice(self)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            for value in CHOICES[name] if name in CHOICES else _bundled_models():
                box.addItem(_words(name, value), value)
            box.activated.connect(lambda _: self._store.change(**{name: box.currentData()}))
            return box, self._with_browse(name, box) if name in _PATHS else box
        if isinstance(getattr(Preferences(), name), bool):
            switch = TickBox(self)
            switch.clicked.connect(lambda on: self._store.change(**{name: on}))
            return switch, switch
        if name in _ADDRESSES:
            return self._address_field(name)
        line = QLineEdit(self)
        line.setMinimumWidth(180)
        line.setPlaceholderText(tr(PLACEHOLDERS.get(name, "")))
        line.editingFinished.connect(lambda: self._store.change(**{name: line.text().strip()}))
        return line, self._with_browse(name, line) if name in _PATHS else line

    def _address_field(self, name: str) -> tuple[QLineEdit, QWidget]:
        """Return the line of a setting that may hold a password, and what stands in the row."""
        line = AddressLine(self)
        line.setMinimumWidth(180)
        line.setPlaceholderText(tr(PLACEHOLDERS.get(name, "")))
        line.editingFinished.connect(lambda: self._store.change(**{name: line.whole}))
        if name != "camera":
            return line, line
        self.finder = CameraFinder(self)
        self.finder.chosen.connect(lambda which: self._store.change(camera=which))
        return line, self._with(line, self.finder)

    def _with_browse(self, name: str, field: QComboBox | QLineEdit) -> QWidget:
        """Return the field of a path with a button that chooses one."""
        button = tabbed(self, "…", tr("Choose a file or folder"), "quiet")
        button.setFixedWidth(34)
        button.setAccessibleName(tr("Choose a file or folder"))
        button.clicked.connect(lambda: self._browse(name))
        return self._with(field, button)

    def _with(self, field: QWidget, button: QWidget) -> QWidget:
        """Return a field with a button beside it."""
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(field, 1)
        layout.addWidget(button)
        return row

    def _browse(self, name: str) -> None:
        """Choose a file or a folder by dialog."""
        now = getattr(self._store.current, name)
        if name == "recordings":
            chosen = QFileDialog.getExistingDirectory(self, tr("Folder for recordings"), now)
        else:
            filters = {
                "model": tr("Trained models (*.safetensors)"),
                "pose_model": tr("Pose models (*.task)"),
            }
            folder = str(Path(now).parent) if now else ""
            chosen, _ = QFileDialog.getOpenFileName(self, tr("Choose a file"), folder, filters[name])
        if chosen:
            self._store.change(**{name: chosen})
            self.show_preferences()

    def show_preferences(self) -> None:
        """Show what is chosen now."""
        for name, field in self.fields.items():
            value = getattr(self._store.current, name)
            if isinstance(field, QCheckBox):
                field.setChecked(value)
            elif isinstance(field, AddressLine):
                field.show_whole(value)
            elif isinstance(field, QLineEdit):
                if field.text() != value:
                    field.setText(value)
            else:
                at = field.findData(value)
                if at < 0:  # the command line may ask for what is not on the list
                    field.addItem(_words(name, value), value)
                    at = field.count() - 1
                field.setCurrentIndex(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do not close on Return: it ends the editing of a line."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)


def _bundled_models() -> list[str]:
    """Return what names the models that came with the program: nothing for the usual one, else its file."""
    return ["", *(str(MODELS / f"{name}.safetensors") for name in models()[1:])]


def _words(name: str, value: object) -> str:
    """Return the display text of a choice."""
    if name == "model":
        value = Path(str(value)).stem if value else ""
    if value in WORDS.get(name, {}):
        return tr(WORDS[name][value])
    if name == "threshold" and isinstance(value, float):
        return isolated(percent(value))
    text = number(value) if isinstance(value, float) else str(value)
    return isolated((text.replace("x", " x ") if name == "size" else text) + tr(UNITS.get(name, "")))
