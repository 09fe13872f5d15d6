"""Movement panel: chosen joint angles, distances or speeds over the last seconds, with a legend."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from app.drawing.painting import painting
from app.drawing.theme import GAP, HALF_GAP, Theme, theme_of
from app.model.language import tr
from app.model.movement_curves import (
    KINDS,
    MOST_CURVES,
    SPAN_S,
    MovementCurves,
    base_of,
    curve_names,
    kind_of,
    shown_name,
    side_of,
)
from app.model.wording import number
from app.widgets.card import heading
from app.widgets.time_plot import TimePlot

_LOWEST_PX = 150
_ROOM_FOR_WORDS_PX = 230
_ROOM_FOR_CURVES_PX = 115  # of the panel's height, beside the legend
_BETWEEN_TICKS_PX = 26
_SAMPLE_PX = 22  # of a line in the legend
_STYLES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
    Qt.PenStyle.SolidLine,
)


def pens(chosen: Sequence[str], theme: Theme) -> list[QPen]:
    """Return the line of each curve: left and right as on the stage, what is measured by the dashes."""
    sided = list(dict.fromkeys(base_of(name) for name in chosen if side_of(name) is not None))
    whole = [name for name in chosen if side_of(name) is None]
    middle = (theme.trunk, *theme.axes, theme.muted, theme.accent)
    found = []
    for name in chosen:
        side = side_of(name)
        if side is None:
            found.append(pg.mkPen(middle[whole.index(name)], width=2))
        else:
            colour = theme.left if side == "left" else theme.right
            found.append(pg.mkPen(colour, width=2, style=_STYLES[sided.index(base_of(name))]))
    return found


class Legend(QWidget):
    """A line, a name and the newest value of each curve, in rows.

    What has no room is counted, and told by the tool tip.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._entries: list[tuple[QPen, str, str]] = []
        self._widest = ""
        self._most_rows = 1

    def limit(self, height_px: int) -> None:
        """Use so much height at most, but a row at least."""
        self._most_rows = max(1, height_px // self._row_px)
        self._fit()

    @property
    def _row_px(self) -> int:
        return self.fontMetrics().height() + 2

    def show_entries(self, entries: list[tuple[QPen, str, str]], widest: str) -> None:
        """Show a pen, a name and a value each; ``widest`` is the widest value, so that nothing moves."""
        self._entries, self._widest = entries, widest
        self._fit()
        self.setAccessibleName(", ".join(f"{name} {value}" for _, name, value in entries))
        self.setToolTip("\n".join(f"{name} {value}" for _, name, value in entries))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the rows anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        rows = 1 + max((row for row, _ in self._places()), default=0)
        height = min(rows, self._most_rows) * self._row_px
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)

    def _places(self) -> list[tuple[int, int]]:
        """Return row and left edge of each entry, in pixels."""
        metrics, row, x = self.fontMetrics(), 0, 0
        places = []
        for _, name, _ in self._entries:
            width = _SAMPLE_PX + metrics.horizontalAdvance(f"{name} {self._widest}") + GAP
            if x and x + width > self.width() + GAP:
                row, x = row + 1, 0
            places.append((row, x))
            x += width
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the entries."""
        metrics, theme, height = self.fontMetrics(), theme_of(self), self._row_px
        places = self._places()
        hidden = sum(row >= self._most_rows for row, _ in places)
        more = f"+{hidden}" if hidden else ""
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for (pen, name, value), (row, x) in zip(self._entries, places, strict=True):
                if row >= self._most_rows:
                    break
                painter.setPen(pen)
                middle = row * height + height / 2
                painter.drawLine(QPointF(x, middle), QPointF(x + _SAMPLE_PX - HALF_GAP, middle))
                painter.setPen(QColor(theme.text))
                room = QRectF(x + _SAMPLE_PX, row * height, self.width() - x - _SAMPLE_PX, height)
                if row == self._most_rows - 1:
                    room.setWidth(room.width() - metrics.horizontalAdvance(more))
                text = metrics.elidedText(f"{name} {value}", Qt.TextElideMode.ElideRight, int(room.width()))
                painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            if more:
                painter.setPen(QColor(theme.muted))
                last = QRectF(0, (self._most_rows - 1) * height, self.width(), height)
                painter.drawText(last, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, more)


class MovementPanel(QFrame):
    """Plot of chosen curves with title, menu and legend."""

    curve_toggled = Signal(str)
    """A curve is to be shown, or no more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without curves."""
        super().__init__(parent)
        self.setObjectName("card")
        self._chosen: tuple[str, ...] = ()
        self._shown: MovementCurves | None = None
        self._range = (0.0, 1.0)
        self.plot = TimePlot(self)
        self.plot.setLabel("bottom", tr("seconds from the frame on display"))
        self.plot.set_span(SPAN_S)
        self.curves = [pg.PlotCurveItem(antialias=True, connect="finite") for _ in range(MOST_CURVES)]
        for curve in self.curves:
            self.plot.addItem(curve, ignoreBounds=True)
        self.plot.getViewBox().sigResized.connect(self._set_values)
        self.legend = Legend(self)
        self.hint = QLabel(self)
        self.hint.setObjectName("muted")
        self.choice = QToolButton(self)
        self.choice.setObjectName("text")
        self.choice.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.choice.setText(tr("Curves") + " \N{BLACK DOWN-POINTING SMALL TRIANGLE}")
        self.choice.setToolTip(tr("What is plotted: up to six joint angles, distances or speeds"))
        self.choice.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.choice.setMenu(self._menu())
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(heading(tr("Movement")))
        top.addStretch()
        top.addWidget(self.hint)
        top.addStretch()
        top.addWidget(self.choice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP + 4, HALF_GAP, GAP, HALF_GAP)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.legend)
        layout.addWidget(self.plot, 1)
        self._dress()

    def _menu(self) -> QMenu:
        """Return the menu of curves, by their kinds."""
        menu = QMenu(self)
        self.entries: dict[str, QAction] = {}
        for kind in KINDS:
            part = menu.addMenu(tr(kind.title))
            for name in curve_names(kind):
                action = part.addAction(shown_name(name))
                action.setCheckable(True)
                action.triggered.connect(lambda _=False, name=name: self.curve_toggled.emit(name))
                self.entries[name] = action
        return menu

    def minimumSizeHint(self) -> QSize:
        """Need room for curves that can be told apart."""
        return QSize(300, _LOWEST_PX)

    def sizeHint(self) -> QSize:
        """Prefer the width of the answer."""
        return QSize(420, 220)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room of the axis's words to the curves where there is little."""
        super().resizeEvent(event)
        self.plot.show_time(axis=True, words=self.height() >= _ROOM_FOR_WORDS_PX)
        self.legend.limit(self.height() - _ROOM_FOR_CURVES_PX)

    def changeEvent(self, event: QEvent) -> None:
        """Change colours with the system."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "choice"):
            self._dress()

    def _dress(self) -> None:
        """Apply the theme's colours."""
        self.plot.dress()
        self._draw()

    def choose(self, chosen: tuple[str, ...]) -> None:
        """Show these curves from now on, by their names; all of one kind."""
        self._chosen, self._shown = chosen, None
        for name, action in self.entries.items():
            action.setChecked(name in chosen)
        kind = kind_of(chosen[0]) if chosen else None
        self.plot.setLabel("left", "" if kind is None else tr(kind.axis))
        words = "" if kind is None else tr("{kind} over time").format(kind=tr(kind.title))
        self.plot.setAccessibleName(words)
        self._range = (0.0, 2 * (1.0 if kind is None else kind.step))
        self._draw()

    def show_curves(self, shown: MovementCurves | None, marked_s: float | None = None) -> None:
        """Show curves, and mark a moment.

        Args:
            shown: those chosen; None while there are none.
            marked_s: seconds from the moment on display; None to mark none.
        """
        self.plot.marker.setVisible(marked_s is not None)
        if marked_s is not None:
            self.plot.marker.setValue(marked_s)
        if shown is not self._shown:
            self._shown = shown
            self._draw()

    def _draw(self) -> None:
        """Draw curves and legend."""
        shown, lines = self._shown, pens(self._chosen, theme_of(self))
        if shown is not None:
            self._range = shown.range()
        self._set_values()
        entries = []
        for i, curve in enumerate(self.curves):
            values = None if shown is None or i >= len(lines) else shown.values.get(self._chosen[i])
            if shown is None or values is None:
                curve.setData([], [])
            else:
                curve.setPen(lines[i])
                curve.setData(shown.times_s, values)
            if i < len(lines):
                entries.append((lines[i], shown_name(self._chosen[i]), self._newest(values)))
        kind = kind_of(self._chosen[0]) if self._chosen else None
        widest = (
            ""
            if kind is None
            else number(-180.0 if kind.digits == 0 else 0.0, f".{kind.digits}f") + kind.unit
        )
        self.legend.show_entries(entries, widest)
        empty = tr("Choose what to plot") if not self._chosen else tr("Shown while somebody is in view")
        self.hint.setText("" if shown is not None else empty)

    def _set_values(self, *_: object) -> None:
        """Set the range of the axis, with ticks at multiples of the kind's step."""
        kind = kind_of(self._chosen[0]) if self._chosen else None
        low, high = self._range
        if kind is not None:
            most = max(int(self.plot.getViewBox().height()) // _BETWEEN_TICKS_PX, 1)
            step = kind.step * max(1, int(np.ceil((high - low) / kind.step / most)))
            first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
            decimals = 0 if float(step).is_integer() else 1
            ticks = [(k * step, number(k * step, f".{decimals}f")) for k in range(first, last + 1)]
            self.plot.getAxis("left").setTicks([ticks])
        self.plot.set_values(low, high)

    def _newest(self, values: np.ndarray | None) -> str:
        kind = kind_of(self._chosen[0])
        if values is None or kind is None or not len(values) or not np.isfinite(values[-1]):
            return "\N{EN DASH}"
        return number(float(values[-1]), f".{kind.digits}f") + kind.unit
