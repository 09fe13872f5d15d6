"""A slider for each custom action, which trades misses for false alarms, with what either costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QSlider, QWidget

from app.drawing.painting import painting
from app.drawing.theme import HALF_GAP, scaled_font, theme_of
from app.model.findings import Cost
from app.model.language import tr
from app.model.palette import Palette
from app.model.wording import named, number, percent
from app.widgets.status_line import Elided

_STEPS = 20
_CHIP_PX = 10
_NAME_PX, _LEAST_PX = 110, 60
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Chip(QWidget):
    """A square in an action's colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a colour."""
        super().__init__(parent)
        self._colour = ""
        self.setFixedWidth(_CHIP_PX)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """Prefer a square."""
        return QSize(_CHIP_PX, _CHIP_PX)

    def set_colour(self, colour: str) -> None:
        """Show a colour, sRGB."""
        if colour != self._colour:
            self._colour = colour
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the square."""
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._colour))
            painter.drawRoundedRect(0, (self.height() - _CHIP_PX) // 2, _CHIP_PX, _CHIP_PX, 3, 3)


class _Slider(QSlider):
    """A slider in what scrolls, in a window whose arrow keys are for frames."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumWidth(_LEAST_PX)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let what is around it scroll."""
        event.ignore()


class _Row:
    """The widgets of an action."""

    def __init__(self, label: str, parent: QWidget) -> None:
        self.chip, self.name, self.slider = Chip(parent), Elided(parent), _Slider(parent)
        self.misses, self.alarms = QLabel(parent), QLabel(parent)
        self.name.setMaximumWidth(_NAME_PX)
        self.name.set_whole(named(label))
        self.slider.setRange(1, _STEPS - 1)
        self.slider.setAccessibleName(tr("Threshold of {action}").format(action=named(label)))
        for words in (self.misses, self.alarms):
            words.setObjectName("muted")
            words.setAlignment(_RIGHT)


class ThresholdRows(QWidget):
    """Shows thresholds and what they cost; tells where one is moved to."""

    moved = Signal(str, float)
    """The threshold of this action is to be so much, 0 to 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without actions."""
        super().__init__(parent)
        self._rows: dict[str, _Row] = {}
        self._costs: Mapping[str, Sequence[Cost]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(HALF_GAP)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(2, 1)

    def show_costs(self, costs: Mapping[str, Sequence[Cost]], thresholds: Mapping[str, float]) -> None:
        """Show other actions.

        Args:
            costs: of thresholds in rising order, by action.
            thresholds: that are chosen, by action.
        """
        for before in self._rows.values():
            before.slider.blockSignals(True)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._rows, self._costs = {}, costs
        watched = any(each.alarms_per_minute is not None for found in costs.values() for each in found)
        heads = [(2, tr("sooner – surer")), (3, tr("missed"))]  # noqa: RUF001 (an en dash is meant)
        for column, text in heads + ([(4, tr("false/min"))] if watched else []):
            head = QLabel(text, self)
            head.setObjectName("muted")
            head.setFont(scaled_font(self.font(), 0.85))
            head.setAlignment(Qt.AlignmentFlag.AlignCenter if column == 2 else _RIGHT)
            self._grid.addWidget(head, 0, column)
        for label in costs:
            self._add(label, thresholds[label])

    def _add(self, label: str, threshold: float) -> None:
        row = self._rows[label] = _Row(label, self)
        row.slider.setValue(round(threshold * _STEPS))
        self._tell(label)
        row.slider.valueChanged.connect(lambda value: self._move(label, value))
        for column, widget in enumerate((row.chip, row.name, row.slider, row.misses, row.alarms)):
            self._grid.addWidget(widget, len(self._rows), column)

    def show_palette(self, palette: Palette) -> None:
        """Show the colours of the actions."""
        dark = theme_of(self).dark
        for label, row in self._rows.items():
            row.chip.set_colour(palette.colour(label, dark=dark))

    def _move(self, label: str, value: int) -> None:
        self._tell(label)
        self.moved.emit(label, value / _STEPS)

    def _tell(self, label: str) -> None:
        """Write what the threshold of an action costs."""
        row = self._rows[label]
        at = row.slider.value() / _STEPS
        cost = min(self._costs[label], key=lambda each: abs(each.threshold - at), default=None)
        told = [tr("To the right: fewer false alarms, more misses. To the left: the other way round.")]
        if cost is not None:
            row.misses.setText(percent(cost.misses))
            told.append(tr("misses {percent}").format(percent=percent(cost.misses)))
            if cost.alarms_per_minute is not None:
                row.alarms.setText(number(cost.alarms_per_minute, ".1f"))
                alarms = tr("{rate} false alarms a minute")
                told.append(alarms.format(rate=number(cost.alarms_per_minute, ".1f")))
        for widget in (row.slider, row.misses, row.alarms):
            widget.setToolTip("\n".join(told))
        row.slider.setAccessibleDescription(" · ".join(told[1:]))

    def slider(self, label: str) -> QSlider:
        """Return the slider of an action."""
        return self._rows[label].slider

    def cost(self, label: str) -> tuple[str, str]:
        """Return what is written beside an action's slider: misses, and false alarms a minute."""
        return self._rows[label].misses.text(), self._rows[label].alarms.text()
