"""Sections one below the other where there is room for all; else one at a time, chosen by its title."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.drawing.theme import GAP, HALF_GAP
from app.model.language import tr
from app.widgets.buttons import keyed, press_by_space
from app.widgets.card import heading

_EDGE = GAP + 4


@dataclass(frozen=True, slots=True)
class _Section:
    whole: QWidget
    title: QLabel
    inside: QWidget
    button: QWidget


class Folding(QWidget):
    """Lays sections out. The first one alone has no title: what is around it says what it is."""

    chosen = Signal(int)
    """This section is the one to be seen, counted from 0."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without sections."""
        super().__init__(parent)
        self._sections: list[_Section] = []
        self._present: list[bool] = []
        self._at = 0
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.show_section)
        self.bar = QWidget(self)
        self._titles = QHBoxLayout(self.bar)
        self._titles.setContentsMargins(GAP - 4, 0, _EDGE, 0)
        self._titles.setSpacing(2)
        self._titles.addStretch()
        self.content = QWidget(self)
        self._rows = QVBoxLayout(self.content)
        self._rows.setContentsMargins(_EDGE, 0, GAP, 0)
        self._rows.setSpacing(GAP)
        self._rows.addStretch()
        self.area = QScrollArea(self)
        self.area.setWidget(self.content)
        self.area.setAccessibleName(tr("Custom actions"))
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HALF_GAP)
        layout.addWidget(self.bar)
        layout.addWidget(self.area, 1)
        self.content.installEventFilter(self)
        self.bar.hide()

    def add(self, title: str, tip: str, inside: QWidget) -> int:
        """Add a section below the others, and return its number."""
        number = len(self._sections)
        whole, words = QWidget(self.content), heading(title)
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(HALF_GAP)
        rows.addWidget(words)
        rows.addWidget(inside)
        whole.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        button = keyed(self.bar, title, tip)
        button.setCheckable(True)
        press_by_space(button)
        self._group.addButton(button, number)
        self._titles.insertWidget(number, button)
        self._rows.insertWidget(number, whole)
        self._sections.append(_Section(whole, words, inside, button))
        self._present.append(True)
        self._fold()
        return number

    # ---- what to show ----

    def set_title(self, number: int, title: str, short: str) -> None:
        """Name a section: above it, and where it is one of several to choose from."""
        self._sections[number].title.setText(title)
        button = self._group.button(number)
        if button.text() != short:
            button.setText(short)
            button.setAccessibleName(title)

    def set_present(self, number: int, present: bool) -> None:
        """Show a section, or leave it out."""
        if present != self._present[number]:
            self._present[number] = present
            if number == self._at and not present:
                self._at = 0
            self._fold()

    def show_section(self, number: int) -> None:
        """Show a section, from its top."""
        self._at = number
        self._fold()
        bar = self.area.verticalScrollBar()
        bar.setValue(0 if self.folded else self._sections[number].whole.y())
        self.chosen.emit(number)

    @property
    def section(self) -> int:
        """The section that is chosen."""
        return self._at

    @property
    def folded(self) -> bool:
        """Whether there is room for one section at a time only."""
        return not self.bar.isHidden()

    # ---- room ----

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fold anew when the contents or the room change."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fold()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QEvent) -> None:
        """Fold anew."""
        self._fold()

    def _fold(self) -> None:
        """Show all sections, or the one that is chosen and the titles of all."""
        several = sum(self._present) > 1
        folded = several and self._need() > self.height()
        self.bar.setVisible(folded)
        if folded:
            self._group.button(self._at).setChecked(True)
        for number, (section, present) in enumerate(zip(self._sections, self._present, strict=True)):
            section.button.setVisible(present)
            section.title.setVisible(several and not folded)
            section.whole.setVisible(present and (not folded or number == self._at))

    def _need(self) -> int:
        """Return the height of all sections that there are, with their titles, in pixels."""
        width = self.area.viewport().width() - _EDGE - GAP
        need = 0
        for section, present in zip(self._sections, self._present, strict=True):
            layout = section.inside.layout()
            if present and layout is not None:
                breaks = layout.hasHeightForWidth()
                need += layout.totalHeightForWidth(width) if breaks else layout.totalSizeHint().height()
                need += section.title.sizeHint().height() + HALF_GAP
        return need + GAP * (sum(self._present) - 1)
