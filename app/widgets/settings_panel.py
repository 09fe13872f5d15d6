"""Settings panel; changes are applied and saved at once."""

from __future__ import annotations

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
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.drawing.theme import GAP, HALF_GAP
from app.model.language import later, tr
from app.model.preferences import CHOICES, Preferences, PreferenceStore
from app.model.wording import number
from app.widgets.card import card, heading
from app.widgets.choice import Choice
from app.widgets.fitting_dialog import FittingDialog

_WORDS: dict[str, dict[object, str]] = {
    "theme": {"auto": later("As the system"), "light": later("Light"), "dark": later("Dark")},
    "pose": {
        "lite": later("Lite, the fastest"),
        "full": later("Full"),
        "heavy": later("Heavy, the most exact"),
    },
    "language": {"auto": later("As the system"), "de": "Deutsch", "en": "English"},
    "window_s": {0.0: later("As the model was trained")},
    "colouring": {
        "sides": later("Left and right"),
        "tracking": later("How sure the sensor is"),
        "attention": later("Attention"),
    },
    "arrangement": {
        "video": later("Video"),
        "skeleton": later("Skeleton in the room"),
        "both": later("Both"),
    },
}
_PLACEHOLDERS = {
    "pose_model": later("downloaded"),
    "model": later("the bundled one"),
    "recordings": later("among your documents"),
    "send": later("nobody"),
    "send_include": later("actions alone"),
}
_UNITS = {"window_s": later(" s"), "rate_hz": later(" per second")}

_TIPS = {
    "camera": later(
        "Its number, 0 for the first, a part of its name, or its address in the network (rtsp://…). A video "
        "file plays as if it were one."
    ),
    "size": later("Images to ask the camera for. Larger ones help only with people far away, and cost time."),
    "rate_hz": later("Images per second to ask for. 30 is right for nearly every action."),
    "pose": later(
        "MediaPipe's model that finds the joints. Full and heavy are steadier on difficult poses "
        "and take longer. Each is downloaded once."
    ),
    "pose_model": later("A pose_landmarker .task file of your own, in place of a download. Empty for none."),
    "people": later(
        "How many people to follow at once. Each one costs another run of the pose model per image."
    ),
    "smoothing": later(
        "Steadies trembling joints; fast movements are delayed by about 10 ms, slow ones by 40 ms."
    ),
    "model": later(
        "The trained model that recognises actions. Empty for the one that came with the program."
    ),
    "window_s": later(
        "How many seconds the network looks back. Shorter answers sooner, longer is surer. The model "
        "was trained for about its own length."
    ),
    "theme": later("Colours of the window."),
    "language": later("Language of the window, from the next start on."),
    "arrangement": later("What is shown of a camera or a video (keys 1, 2 and 3)."),
    "colouring": later(
        "What the colours of the skeleton in the room tell (C): left and right, how sure the "
        "sensor is, or how much attention the network gives."
    ),
    "mirror": later("Show a camera as a mirror would. Only what is shown changes, never what is recognised."),
    "trail": later("Hands and feet leave a trail of the last second in the room."),
    "recordings": later("Folder for recordings and pictures. Empty for one among your documents."),
    "send": later(
        "Addresses such as osc://127.0.0.1:9000 or ws://127.0.0.1:8765, several separated by semicolons. "
        "Empty to send nothing."
    ),
    "send_include": later(
        "What to send with every frame or prediction, too: joints, scores, attention, progress."
    ),
    "with_images": later("Record the camera's images beside the skeletons: about 15 MB a minute and more."),
}


class SettingsPanel(FittingDialog):
    """Panel to view and edit a :class:`PreferenceStore`."""

    def __init__(self, store: PreferenceStore, parent: QWidget | None = None) -> None:
        """Lay the settings out, by what they are about."""
        super().__init__(parent)
        self._store = store
        self.setWindowTitle(tr("Settings"))
        self.fields: dict[str, QComboBox | QCheckBox | QLineEdit] = {}
        layout = QHBoxLayout(self.content)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.setSpacing(GAP)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(
            self._group(
                tr("Camera"),
                ("camera", later("Camera")),
                ("size", later("Size")),
                ("rate_hz", later("Rate")),
            )
        )
        left.addWidget(
            self._group(
                tr("Finding people"),
                ("pose", later("Pose model")),
                ("pose_model", later("Its file")),
                ("people", later("People")),
                ("smoothing", later("Steady joints")),
            )
        )
        left.addWidget(
            self._group(
                tr("Events for other programs"),
                ("send", later("Send to")),
                ("send_include", later("Include")),
            )
        )
        left.addStretch()
        right.addWidget(
            self._group(tr("Recognising"), ("model", later("Model")), ("window_s", later("Looks back")))
        )
        right.addWidget(
            self._group(
                tr("Looks"),
                ("theme", later("Theme")),
                ("language", later("Language")),
                ("arrangement", later("Shown")),
                ("colouring", later("Colours tell")),
                ("mirror", later("Camera as a mirror")),
                ("trail", later("Trails")),
            )
        )
        right.addWidget(
            self._group(
                tr("Recordings"),
                ("recordings", later("Folder")),
                ("with_images", later("With images")),
            )
        )
        right.addStretch()
        layout.addLayout(left)
        layout.addLayout(right)
        self.show_preferences()
        self.fields["camera"].setFocus()

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
                widget.setToolTip(tr(_TIPS[name]))
            field.setAccessibleName(tr(words))
            field.setAccessibleDescription(tr(_TIPS[name]))
            self.fields[name] = field
            form.addRow(label, shown)
        return frame

    def _field(self, name: str) -> tuple[QComboBox | QCheckBox | QLineEdit, QWidget]:
        """Return the widget that holds a setting, and what stands in the row: perhaps more than it."""
        if name in CHOICES:
            box = Choice(self)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            for value in CHOICES[name]:
                box.addItem(_words(name, value), value)
            box.activated.connect(lambda _: self._store.change(**{name: box.currentData()}))
            return box, box
        if isinstance(getattr(Preferences(), name), bool):
            switch = QCheckBox(self)
            switch.clicked.connect(lambda on: self._store.change(**{name: on}))
            return switch, switch
        line = QLineEdit(self)
        line.setMinimumWidth(200)
        line.setPlaceholderText(tr(_PLACEHOLDERS.get(name, "")))
        line.editingFinished.connect(lambda: self._store.change(**{name: line.text().strip()}))
        if name in ("camera", "send", "send_include"):
            return line, line
        return line, self._with_browse(name, line)

    def _with_browse(self, name: str, line: QLineEdit) -> QWidget:
        """Return a line for a path with a button that chooses one."""
        row = QWidget(self)
        button = QPushButton("…", row)
        button.setObjectName("quiet")
        button.setFixedWidth(34)
        button.setAutoDefault(False)
        button.setAccessibleName(tr("Choose"))
        button.clicked.connect(lambda: self._browse(name, line))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(line, 1)
        layout.addWidget(button)
        return row

    def _browse(self, name: str, line: QLineEdit) -> None:
        """Choose a file or a folder by dialog."""
        if name == "recordings":
            chosen = QFileDialog.getExistingDirectory(self, tr("Folder for recordings"), line.text())
        else:
            filters = {
                "model": tr("Trained models (*.safetensors)"),
                "pose_model": tr("Pose models (*.task)"),
            }
            folder = str(Path(line.text()).parent) if line.text() else ""
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


def _words(name: str, value: object) -> str:
    """Return the display text of a choice."""
    if value in _WORDS.get(name, {}):
        return tr(_WORDS[name][value])
    text = number(value) if isinstance(value, float) else str(value).replace("x", " x ")
    return text + tr(_UNITS.get(name, ""))
