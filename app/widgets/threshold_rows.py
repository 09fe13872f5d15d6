"""A slider for each own action, which trades misses for false alarms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from app.drawing.theme import HALF_GAP
from app.model.findings import Cost
from app.model.language import tr
from app.model.wording import named, number, percent
from app.widgets.status_line import Elided

_STEPS = 20


class _Slider(QSlider):
    """A slider in what scrolls, in a window whose arrow keys are for frames."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let what is around it scroll."""
        event.ignore()


class ThresholdRows(QWidget):
    """Shows thresholds and what they cost; tells where one is moved to."""

    moved = Signal(str, float)
    """The threshold of this action is to be so much, 0 to 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without actions."""
        super().__init__(parent)
        self._rows: dict[str, tuple[QSlider, QLabel]] = {}
        self._costs: Mapping[str, Sequence[Cost]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(HALF_GAP)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)

    def show_costs(self, costs: Mapping[str, Sequence[Cost]], thresholds: Mapping[str, float]) -> None:
        """Show other actions.

        Args:
            costs: of thresholds in rising order, by action.
            thresholds: that are chosen, by action.
        """
        for slider, _ in self._rows.values():
            slider.blockSignals(True)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._rows, self._costs = {}, costs
        for row, label in enumerate(costs):
            self._add(row, label, thresholds[label])

    def _add(self, row: int, label: str, threshold: float) -> None:
        name = Elided(self)
        name.setMaximumWidth(110)
        name.set_whole(named(label))
        slider = _Slider(self)
        slider.setRange(1, _STEPS - 1)
        slider.setValue(round(threshold * _STEPS))
        slider.setMinimumWidth(60)
        slider.setAccessibleName(tr("Threshold of {action}").format(action=named(label)))
        slider.setToolTip(
            tr("To the right: fewer false alarms, more misses. To the left: the other way round.")
        )
        cost = QLabel(self)
        cost.setObjectName("muted")
        cost.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._rows[label] = (slider, cost)
        self._tell(label)
        slider.valueChanged.connect(lambda value, label=label: self._move(label, value))
        self._grid.addWidget(name, 2 * row, 0, 1, 1)
        self._grid.addWidget(slider, 2 * row, 1)
        self._grid.addWidget(cost, 2 * row + 1, 0, 1, 2)

    def _move(self, label: str, value: int) -> None:
        self._tell(label)
        self.moved.emit(label, value / _STEPS)

    def _tell(self, label: str) -> None:
        """Write what the threshold of an action costs."""
        slider, words = self._rows[label]
        at = slider.value() / _STEPS
        cost = min(self._costs[label], key=lambda each: abs(each.threshold - at), default=None)
        if cost is None:
            words.setText("")
            return
        missed = tr("misses {percent}").format(percent=percent(cost.misses))
        if cost.alarms_per_minute is None:
            words.setText(missed)
            return
        alarms = tr("{rate} false alarms a minute").format(rate=number(cost.alarms_per_minute, ".1f"))
        words.setText(f"{missed} · {alarms}")

    def slider(self, label: str) -> QSlider:
        """Return the slider of an action."""
        return self._rows[label][0]
