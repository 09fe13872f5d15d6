"""Layout of the window: stage and timeline on the left, answer, F_A and health on the right."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.drawing.theme import GAP
from app.widgets.card import card
from app.window.parts import Parts

_ROOM_BESIDE_F_A = 608  # pixels of the window's height that all else needs where health is shown
_UNLIMITED_PX = 16_777_215  # what Qt takes for no limit
_ROOM_OF_TEACHING = 900  # pixels of the window's height below which the best classes give way to teaching


class Panes(QWidget):
    """Lays a window's parts out, and moves and hides them as the window is used.

    It is built from the window inwards: with each move to another parent, Qt styles all that is inside anew.
    """

    def __init__(self, parts: Parts, window: QWidget) -> None:
        """Put the parts of a window in their places."""
        super().__init__(window)
        self._parts = parts
        self._empty = True
        self.strip = card(self)  # timeline, examples, and the controls below them
        self._upper = upper = _splitter(Qt.Orientation.Horizontal, self)
        # Above the stage, which has room to give: what comes and goes there moves no answer.
        stage = QWidget(upper)
        self._side = side = QWidget(upper)
        side.setMinimumWidth(340)
        self._column = QVBoxLayout(side)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self._column.addWidget(parts.answer_panel)
        self._column.addWidget(parts.attention_panel, 1)
        self._column.addWidget(parts.teach_panel, 1)
        self._column.addWidget(parts.health_panel)
        self._left = _splitter(Qt.Orientation.Vertical, stage)
        self._left.addWidget(parts.stage_stack)
        self._left.addWidget(parts.movement_panel)
        self._left.setStretchFactor(0, 1)
        above = QVBoxLayout(stage)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(GAP)
        above.addWidget(parts.banner)
        above.addWidget(parts.tour_bar)
        above.addWidget(parts.clip_bar)
        above.addWidget(self._left)
        above.setStretchFactor(self._left, 1)
        upper.addWidget(stage)
        upper.addWidget(side)
        upper.setStretchFactor(0, 5)
        upper.setStretchFactor(1, 3)
        upper.setSizes([800, 440])
        self._sizes: list[int] | None = None
        rows = QVBoxLayout(self.strip)
        rows.setContentsMargins(GAP - 4, GAP - 4, GAP - 4, GAP - 4)
        rows.addWidget(parts.timeline)
        rows.addWidget(parts.example_lane)
        rows.addWidget(parts.example_bar)
        rows.addWidget(parts.bar_stack)
        self._rows = layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, GAP // 2, GAP, 0)
        layout.setSpacing(GAP)
        layout.addWidget(upper)
        layout.addWidget(self.strip)
        layout.addWidget(parts.status)
        layout.setStretchFactor(upper, 1)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Let Tab lead from above to below: messages, what is plotted, examples, playing, status."""
        parts = self._parts
        order = (
            *(parts.banner, parts.tour_bar, parts.clip_bar, parts.welcome, parts.attention_panel),
            *(parts.movement_panel, parts.teach_panel, parts.example_bar),
            *(parts.transport, parts.live_bar, parts.status),
        )
        inside = [each for part in order for each in part.findChildren(QWidget) if self.isAncestorOf(each)]
        reached = [each for each in inside if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for one, other in pairwise(reached):
            QWidget.setTabOrder(one, other)

    @property
    def studying(self) -> bool:
        """Whether F_A has the width of the stage."""
        return self._left.indexOf(self._parts.attention_panel) >= 0

    def study(self) -> None:
        """Give F_A the width of the stage, to read it frame by frame; and back."""
        if not self.studying:
            self._column.insertWidget(1, self._parts.movement_panel, 1)
            self._left.addWidget(self._parts.attention_panel)
            self._left.setSizes([self._left.height() // 2] * 2)
        else:
            self._left.addWidget(self._parts.movement_panel)
            self._column.insertWidget(1, self._parts.attention_panel, 1)

    def set_empty(self, empty: bool) -> bool:
        """Say whether there is nothing yet to answer or to play; return whether that is news."""
        news, self._empty = empty != self._empty, empty
        return news

    def make_room(self, *, health: bool, marking: bool, teaching: bool, presenting: bool) -> None:
        """Show what is wanted and fits: health, in a low window, and teaching stand in the place of F_A.

        Curves of movement are below the stage, or in F_A's place while F_A is studied.

        Args:
            health: whether health is wanted.
            marking: whether examples are shown, below the timeline.
            teaching: whether custom actions are marked and taught.
            presenting: whether nothing is wanted but stage and answer.
        """
        parts, empty = self._parts, self._empty
        parts.health_panel.setVisible(health and not presenting)
        need = _ROOM_BESIDE_F_A + parts.attention_panel.minimumSizeHint().height()
        height = self.window().height()
        both = (not health or height >= need) and (not teaching or self.studying)
        movement = parts.toggles.show_movement.isChecked()
        parts.movement_panel.setVisible(movement and not presenting and not empty)
        parts.teach_panel.setVisible(teaching and not presenting)
        parts.answer_panel.shorten((marking or teaching) and height < _ROOM_OF_TEACHING)
        parts.attention_panel.setVisible(both and not presenting and not empty)
        self._present(presenting)
        self._side.setVisible(teaching or not empty)
        parts.answer_panel.setVisible(not empty)
        self.strip.setVisible(not presenting and not empty)
        parts.status.setVisible(not presenting)
        # The line of status is the lower margin, where there is one.
        self._rows.setContentsMargins(GAP, GAP // 2, GAP, GAP // 2 if presenting else 0)

    def _present(self, presenting: bool) -> None:
        """Put the answer below the stage, as wide as the screen, or beside it again."""
        upper = self._upper
        if presenting:
            if upper.orientation() == Qt.Orientation.Horizontal:
                self._sizes = upper.sizes()
                upper.setOrientation(Qt.Orientation.Vertical)
            need = max(self._side.minimumSizeHint().height(), self._parts.answer_panel.sizeHint().height())
            self._side.setMaximumHeight(need)
            upper.setSizes([max(upper.height() - need, need), need])
        elif upper.orientation() == Qt.Orientation.Vertical:
            upper.setOrientation(Qt.Orientation.Horizontal)
            self._side.setMaximumHeight(_UNLIMITED_PX)
            upper.setSizes(self._sizes or [800, 440])


def _splitter(orientation: Qt.Orientation, parent: QWidget) -> QSplitter:
    """Return a splitter whose handle is the gap between two cards."""
    splitter = QSplitter(orientation, parent)
    splitter.setHandleWidth(GAP)
    splitter.setChildrenCollapsible(False)
    return splitter
