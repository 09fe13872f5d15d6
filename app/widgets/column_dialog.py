"""Dialog that assigns the columns of a table that was not recognised, with the skeleton that they show."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.drawing.theme import GAP
from app.model.assigned_columns import AXES, UNITS, AssignedColumns
from app.model.language import tr
from app.widgets.choice import Choice
from app.widgets.fitting_dialog import FittingDialog, row_label
from streaming.readers.tables.orders import ORDERS
from streaming.skeleton.layouts import KINECT_V2

_SIDE_PX, _MARGIN, _BONE_PX, _JOINT_PX = 280, 0.08, 3.0, 3.5


class ColumnDialog(FittingDialog):
    """Assigns columns; accepted when the mapping is to be saved."""

    def __init__(self, columns: AssignedColumns, parent: QWidget | None = None) -> None:
        """Lay it out.

        Args:
            columns: the table.
            parent: the window.
        """
        super().__init__(parent)
        self.columns = columns
        self.setWindowTitle(tr("Assign columns"))
        whole = QVBoxLayout(self.content)
        whole.setContentsMargins(GAP, GAP, GAP, GAP)
        whole.setSpacing(GAP)
        about = QLabel(
            tr("{name} is a table of {count} columns that was not recognised. Say what they hold.").format(
                name=columns.path.name, count=columns.width
            )
        )
        about.setWordWrap(True)
        whole.addWidget(about)
        both = QHBoxLayout()
        both.setSpacing(GAP)
        both.addLayout(self._form())
        self.skeleton = _Skeleton(self.content)
        seen = QVBoxLayout()
        seen.addWidget(self.skeleton)
        self.row = QSlider(Qt.Orientation.Horizontal, self.content)
        self.row.setAccessibleName(tr("Row that is shown"))
        self.row.valueChanged.connect(self._draw)
        seen.addWidget(self.row)
        both.addLayout(seen)
        whole.addLayout(both)
        self.verdict = QLabel(self.content)
        self.verdict.setWordWrap(True)
        whole.addWidget(self.verdict)
        self.buttons = QDialogButtonBox(parent=self.content)
        self.cancel = self.buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.cancel.setObjectName("quiet")
        self.save = self.buttons.addButton(tr("Save and open"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        whole.addWidget(self.buttons)
        self._assigned()

    def _form(self) -> QFormLayout:
        """Return the choices."""
        form, mapping, names = QFormLayout(), self.columns.mapping, self.columns.names()
        form.setSpacing(GAP)
        self.joints = _choice(
            [(order.name, f"{order.name} ({order.size})") for order in ORDERS], mapping.joints
        )
        self.first = _choice(list(enumerate(names, 1)), mapping.first)
        self.numbers = _choice([(n, str(n)) for n in range(3, 17)], mapping.numbers)
        self.axes = _choice([(axes, " ".join(axes)) for axes in AXES], mapping.axes)
        self.state = _choice([(None, tr("None")), *((n, str(n)) for n in range(4, 17))], mapping.state)
        self.time = _choice([(None, tr("None: 30 per second")), *enumerate(names, 1)], mapping.time)
        self.unit = _choice([(unit or None, tr(words)) for unit, words in UNITS.items()], mapping.unit)
        for words, chooser in (
            (tr("Joints"), self.joints),
            (tr("First column"), self.first),
            (tr("Numbers of each joint"), self.numbers),
            (tr("Order of the axes"), self.axes),
            (tr("State is number"), self.state),
            (tr("Time"), self.time),
            (tr("Unit"), self.unit),
        ):
            chooser.setAccessibleName(words)
            form.addRow(row_label(words, chooser), chooser)
            chooser.currentIndexChanged.connect(self._changed)
        return form

    def _changed(self) -> None:
        """Take what is chosen."""
        state, numbers = self.state.currentData(), self.numbers.currentData()
        self.columns.change(
            joints=self.joints.currentData(),
            first=self.first.currentData(),
            numbers=numbers,
            axes=self.axes.currentData(),
            state=state if state is not None and state <= numbers else None,
            position=1,
            by_axis=False,
            time=self.time.currentData(),
            unit=self.unit.currentData(),
        )
        self._assigned()

    def _assigned(self) -> None:
        """Show what the columns hold now."""
        self._joints = self.columns.joints()
        fits, words = self.columns.verdict()
        self.verdict.setText(words)
        self.save.setEnabled(self._joints is not None)
        self.save.setDefault(fits)
        self.row.setMaximum(0 if self._joints is None else len(self._joints) - 1)
        self._draw()

    def _draw(self) -> None:
        self.skeleton.show_joints(None if self._joints is None else self._joints[self.row.value()])


class _Skeleton(QWidget):
    """A skeleton from the front, as the sensor sees it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumSize(_SIDE_PX, _SIDE_PX)
        self.setAccessibleName(tr("Skeleton that the columns show"))
        self.joints: np.ndarray | None = None

    def sizeHint(self) -> QSize:
        """Prefer a square."""
        return QSize(_SIDE_PX, _SIDE_PX)

    def show_joints(self, joints: np.ndarray | None) -> None:
        """Draw joints (25, 3) in metres; nothing for None."""
        self.joints = joints
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bones and joints, as large as the widget allows."""
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.palette().base())
        if self.joints is None or not np.isfinite(self.joints).any():
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("Nobody in this row"))
            return
        flat = self.joints[:, :2] * (1, -1)
        low, high = np.nanmin(flat, axis=0), np.nanmax(flat, axis=0)
        side = min(self.width(), self.height()) * (1 - 2 * _MARGIN)
        scaled = (flat - (low + high) / 2) * side / max(float((high - low).max()), 1e-6)
        places = scaled + np.array([self.width() / 2, self.height() / 2])
        known = np.isfinite(places).all(axis=1)
        painter.setPen(QPen(self.palette().text().color(), _BONE_PX))
        for parent, child in KINECT_V2.bones:
            if known[parent] and known[child]:
                painter.drawLine(QPointF(*places[parent]), QPointF(*places[child]))
        painter.setBrush(self.palette().highlight())
        painter.setPen(Qt.PenStyle.NoPen)
        for place in places[known]:
            painter.drawEllipse(QPointF(*place), _JOINT_PX, _JOINT_PX)


def _choice(choices: list[tuple[object, str]], chosen: object) -> Choice:
    """Return a list of choices with their data, one of them chosen."""
    box = Choice()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(24)
    for data, words in choices:
        box.addItem(words, data)
    box.setCurrentIndex(max(0, next((i for i, (data, _) in enumerate(choices) if data == chosen), 0)))
    return box


ACCEPTED = QDialog.DialogCode.Accepted
"""What the dialog ends with if the mapping is to be saved."""
