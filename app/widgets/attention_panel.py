"""Attention panel: plot of F_A, its deviation or saliency over the window, with evidence.

Pointing at it picks a frame of the window; the window puts that frame's skeleton on the stage.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from app.drawing.theme import GAP, HALF_GAP, theme_of
from app.model.attention_range import FULL_RANGE, frame_at, range_for, relative_times
from app.model.frame_evidence import FrameEvidence
from app.model.language import later, tr
from app.model.measure_names import names_of
from app.model.measured import Measured
from app.model.wording import number
from app.widgets.attention_plot import AXES, AttentionPlot
from app.widgets.card import heading
from app.widgets.evidence_view import LOWEST_PX, EvidenceView
from app.widgets.key_hints import set_hint
from app.widgets.peak_strip import PeakStrip
from app.widgets.position_note import PositionNote
from mans.attribution.measures import MEASURES, Measure, is_positional

_LOWEST_PX = 142
_ROOM_FOR_PEAKS_PX = 262
_ROOM_FOR_LABEL_PX = 18  # above the lowest: below it the curves need the words' room more
_ROOM_BESIDE_BARS_PX = 50
_MARGINS_PX = (GAP + 4, HALF_GAP, GAP, HALF_GAP)


class AttentionPanel(QFrame):
    """Attention plot with title, readout, measure menu and zoom switch."""

    frame_pointed = Signal(object)
    """A frame of the window, 0..T-1, is pointed at; None when no longer."""
    pressed = Signal()
    """The plot was clicked."""
    needs_changed = Signal()
    """It needs more height than before, or less."""
    measure_chosen = Signal(str)
    """One of ``mans.attribution.measures.MEASURES`` is to be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without attention."""
        super().__init__(parent)
        self.setObjectName("card")
        self._measured: Measured | None = None
        self._measure: Measure = "f_a"
        self._kind = "F_A"
        self._range = FULL_RANGE
        self._frame: int | None = None
        self._taught = False
        self._usual_known = False
        self.plot = AttentionPlot(self)
        self.evidence = EvidenceView(self)
        self.note = PositionNote(self)
        self.choice = self._button(tr("What is plotted: F_A, its deviation from its mean, or saliency (D)"))
        self.choice.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.choice.setMenu(self._measure_menu())
        self.zoom = self._button(tr("Show only the range of values in this window, instead of 0 to 1 (Z)"))
        self.zoom.setText(tr("Zoom"))
        self.zoom.setCheckable(True)
        self.zoom.toggled.connect(self._refresh)
        self.peaks = PeakStrip(self._x_on_strip, self)
        self.moment = QLabel(self)
        self.moment.setObjectName("muted")
        self.moment.setToolTip(tr("Which frame of the window, and how long before the newest one"))
        self.values = [QLabel(self) for _ in (*AXES, later("mean"))]
        self.title = heading("")
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(self.title)
        top.addStretch()
        top.addWidget(self.choice)
        top.addWidget(self.zoom)
        reading = QHBoxLayout()
        reading.setSpacing(HALF_GAP)
        reading.addWidget(self.moment)
        reading.addStretch()
        for label in self.values:
            reading.addWidget(label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*_MARGINS_PX)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addLayout(reading)
        layout.addWidget(self.peaks)
        layout.addWidget(self.note)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self.evidence, 1)
        self.peaks.pointed.connect(self.frame_pointed)
        self.peaks.pressed.connect(self.pressed)
        for plot in (self.plot, self.evidence.plot):
            plot.pointed.connect(self._point)
            plot.left.connect(lambda: self.frame_pointed.emit(None))
            plot.pressed.connect(self.pressed)
        self.note.subtracted.connect(lambda less: self.measure_chosen.emit("deviation" if less else "f_a"))
        self.set_span(2.0)
        self._name()
        self._dress()

    def _button(self, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("text")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_hint(button, QWidget.setToolTip, tip)
        return button

    def _measure_menu(self) -> QMenu:
        """Return the menu of measures."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        self.entries: dict[Measure, QAction] = {}
        for measure in MEASURES:
            action = menu.addAction("")
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _=False, measure=measure: self.measure_chosen.emit(measure))
            self.entries[measure] = action
        return menu

    def minimumSizeHint(self) -> QSize:
        """Need room for curves that can be told apart, and for what stands beside them."""
        return QSize(300, self._lowest())

    def sizeHint(self) -> QSize:
        """Prefer the width of the answer."""
        return QSize(420, 310)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the curves where there is too little for both."""
        super().resizeEvent(event)
        self._arrange()

    def _lowest(self) -> int:
        """Return the height that is needed at least, in pixels."""
        note = self.note.sizeHint().height() + 2 if self.note.isVisibleTo(self) else 0
        return _LOWEST_PX + note + (LOWEST_PX if self.evidence.isVisibleTo(self) else 0)

    def _arrange(self) -> None:
        """Share the room out: the time axis is below the lowest plot, and curves come before poses."""
        height, lowest, evidence = self.height(), self._lowest(), self.evidence.isVisibleTo(self)
        peaks = height >= (lowest + self.peaks.height() + 2 if evidence else _ROOM_FOR_PEAKS_PX)
        self.peaks.setVisible(peaks)
        room = _ROOM_BESIDE_BARS_PX + peaks * self.peaks.height() if evidence else _ROOM_FOR_LABEL_PX
        words = height >= lowest + room
        self.plot.show_time(axis=not evidence, words=words)
        self.evidence.plot.show_time(axis=True, words=words)
        self._show_mean()

    def changeEvent(self, event: QEvent) -> None:
        """Change colours with the system."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "values"):
            self._dress()

    def _dress(self) -> None:
        """Apply the theme's colours."""
        theme = theme_of(self)
        self.plot.dress()
        self.evidence.dress()
        self.values[3].setStyleSheet(f"color: {theme.muted};")
        for label, colour in zip(self.values, theme.axes, strict=False):
            label.setStyleSheet(f"color: {colour}; font-weight: 600;")
        self._make_room()
        self._refresh()

    def _make_room(self) -> None:
        """Reserve a fixed width for the values of the curves."""
        widest = "x 0.000" if self._measure == "f_a" else "x +0.000"
        for label in self.values[:3]:
            label.ensurePolished()  # or it would be measured in ordinary letters
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest) + 2)
        self._show_mean()

    def _show_mean(self) -> None:
        """Show the mean of the curves where there is room beside their values; it has a curve anyway."""
        mean = self.values[3]
        need = self.moment.sizeHint().width() + 4 * HALF_GAP + mean.sizeHint().width()
        need += sum(label.minimumWidth() for label in self.values[:3])
        mean.setVisible(self._measured is not None and need <= self.width() - _MARGINS_PX[0] - _MARGINS_PX[2])

    def set_span(self, span_s: float) -> None:
        """Give the time axis the length of a full window, in seconds."""
        for plot in (self.plot, self.evidence.plot):
            plot.set_span(span_s)

    def name_attention(self, kind: str, *, usual_known: bool = False) -> None:
        """Set the kind of attention.

        Args:
            kind: ``"F_A"``, ``"convolutional F_A"``, ``"gates"`` or ``"none"``.
            usual_known: whether it is known what F_A usually is at each position of the window.
        """
        self._kind, self._usual_known = kind, usual_known
        self.note.hide()
        self.evidence.hide()
        self._name()
        self.needs_changed.emit()

    def name_source(self, *, taught: bool) -> None:
        """Say whether the curves are the network's alone, which knows nothing of custom actions."""
        if taught != self._taught:
            self._taught = taught
            self._name()

    def show_attention(
        self,
        measure: Measure,
        measured: Measured | None,
        frame: int | None,
        evidence: FrameEvidence | None = None,
    ) -> None:
        """Show a prediction's curves, with a marker at a frame of its window.

        Args:
            measure: the chosen one.
            measured: the curves; None while there are none.
            frame: 0..T-1, or None for no marker.
            evidence: of each frame; None while there is none, and of a network that has none.
        """
        if measure != self._measure:
            self._measure = measure
            self._name()
        self._show_parts(measured, evidence)
        self.evidence.show_evidence(evidence, frame)
        self.peaks.show_peaks(measured, evidence)
        if measured is not self._measured or frame != self._frame:
            self._measured, self._frame = measured, frame
            self._refresh()

    def _show_parts(self, measured: Measured | None, evidence: FrameEvidence | None) -> None:
        """Show what belongs to the network's kind of attention: its evidence, or what its F_A mostly is.

        While nobody is in view, or saliency is being found, all stays where it is.
        """
        shown = note, bars = self.note.isVisibleTo(self), self.evidence.isVisibleTo(self)
        if measured is not None:
            note = is_positional(self._kind, measured.prediction) or (self._taught and evidence is None)
        if measured is not None or evidence is not None:
            bars = evidence is not None
        note = note and self._measure != "saliency"
        if shown != (note, bars):
            self.note.setVisible(note)
            self.evidence.setVisible(bars)
            self.updateGeometry()
            self._arrange()
            self.needs_changed.emit()

    def _name(self) -> None:
        """Update title, axis label and menu."""
        names = names_of(self._kind, usual_known=self._usual_known)
        less = self._measure == "deviation"
        self.note.show_state(usual_known=self._usual_known, less=less, taught=self._taught)
        title = tr(names[self._measure].title)
        of_network = tr("F_A of the bundled network") if self._measure == "f_a" else title
        self.title.setText(of_network if self._taught else title)
        self.plot.name(tr(names[self._measure].axis))
        for measure, action in self.entries.items():
            action.setText(tr(names[measure].entry))
            action.setChecked(measure == self._measure)
        self.choice.setText(tr("Measure") + " \N{BLACK DOWN-POINTING SMALL TRIANGLE}")
        self.zoom.setEnabled(self._measure == "f_a")
        self._make_room()

    def _x_on_strip(self, relative_s: float) -> float:
        """Where a time of the curves is on the strip of poses above them, in pixels."""
        at = self.plot.getViewBox().mapViewToScene(QPointF(relative_s, 0.0))
        return float(self.peaks.mapFromGlobal(self.plot.mapToGlobal(self.plot.mapFromScene(at))).x())

    def _point(self, relative_s: float) -> None:
        if self._measured is not None:
            self.frame_pointed.emit(frame_at(self._measured.prediction.window, relative_s))

    def _refresh(self) -> None:
        """Draw curves, marker and reading."""
        measured = self._measured
        if measured is None:
            self._clear()
            return
        times, values = relative_times(measured.prediction.window), measured.values
        self.plot.show_curves(times, values)
        wanted = range_for(measured, self._range, zoomed=self.zoom.isChecked())
        if wanted != self._range:
            self._range = wanted
            self.plot.set_values(*wanted)
        last = len(times) - 1
        k = last if self._frame is None else min(self._frame, last)
        self.plot.mark(float(times[k]), values[:, k], line=self._frame is not None)
        signed = measured.measure != "f_a"
        digits = 2 if self._range == FULL_RANGE or (signed and self._range[1] >= 0.1) else 3
        shown = (*values[:, k].tolist(), float(values[:, k].mean()))
        for axis, label, value in zip((*AXES, later("mean")), self.values, shown, strict=True):
            text = number(value, f"{'+' if signed else ''}.{digits}f")
            label.setVisible(label is not self.values[3])
            label.setText(f"{tr(axis)} {text}")
        self.moment.setText(tr("Newest") if k == last else f"#{k + 1}, {number(times[k], '.2f')} s")
        self._show_mean()

    def _clear(self) -> None:
        """Show that there is nothing to show."""
        self.plot.clear_curves()
        for label in self.values:
            label.hide()
        waits = self._measure == "saliency"
        self.moment.setText(tr("Being computed …") if waits else tr("Shown with the first answer"))
