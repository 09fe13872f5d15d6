"""Annotation controls: start, end, label, person and removal of an example."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.drawing.theme import GAP, HALF_GAP, theme_of
from app.model.language import tr
from app.model.takes import Mark
from app.model.wording import named
from app.widgets.buttons import keyed
from app.widgets.key_hints import set_hint
from mans.teaching.example import LONGEST_LABEL, LONGEST_NAME
from streaming.printable import tidy


class Entry(QLineEdit):
    """A line that is taken on Return or when it is left, and put back on Escape.

    One that is too long is not taken: it stays, in another colour, to be shortened.
    """

    taken = Signal(str)
    """This was entered."""
    refused = Signal(int, int)
    """So many characters were entered, and so many may be."""

    def __init__(self, name: str, longest: int, parent: QWidget | None = None) -> None:
        """Start empty.

        Args:
            name: what it is for, for those who do not see it.
            longest: characters that it may have.
            parent: of the widget.
        """
        super().__init__(parent)
        self._before, self._longest = "", longest
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.editingFinished.connect(self._finish)
        self.textChanged.connect(self._colour)

    @property
    def is_too_long(self) -> bool:
        """Whether there are more characters than it may have."""
        return len(tidy(self.text())) > self._longest

    def put(self, text: str) -> None:
        """Show a text, unless somebody is writing another one."""
        if not self.hasFocus() and text != self._before:
            self._before = text
            self.setText(text)

    def take(self) -> None:
        """Take what is written, and be done."""
        self._finish()
        if self.is_too_long:
            self.setSelection(self._longest, len(self.text()))
        else:
            self._leave()

    def _leave(self) -> None:
        """Give the keys back to the window; not every system does when the list of suggestions goes."""
        self.window().activateWindow()
        self.window().setFocus()

    def _colour(self) -> None:
        self.setStyleSheet(f"color: {theme_of(self).error};" if self.is_too_long else "")

    def _finish(self) -> None:
        if self.is_too_long:
            self.refused.emit(len(tidy(self.text())), self._longest)
        elif self.text() != self._before:
            self._before = self.text()
            self.taken.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take on Return, put back on Escape, and be done."""
        completer: QCompleter | None = self.completer()
        popup = None if completer is None else completer.popup()
        suggesting = popup is not None and popup.isVisible()
        if event.key() == Qt.Key.Key_Escape and not suggesting:
            self.setText(self._before)
            self._leave()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if popup is not None:
                if suggesting and popup.currentIndex().isValid():
                    return  # the suggestion is taken
                popup.hide()
            self.take()


class ExampleBar(QWidget):
    """Buttons and lines. What it shows it is told; what is pressed and written it tells."""

    begin_pressed = Signal()
    end_pressed = Signal()
    remove_pressed = Signal()
    labels_pressed = Signal()
    label_entered = Signal(str)
    """The chosen example, or the next one, is called so."""
    person_entered = Signal(str)
    """The chosen example is performed by this person."""
    refused = Signal(int, int)
    """A name of so many characters was entered, and so many may be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with no example chosen."""
        super().__init__(parent)
        self._labels: tuple[str, ...] | None = None
        self._begin_tip = tr("An example of your action begins at this frame (B)")
        self._record_tip = tr("Record first (Ctrl+R): examples are marked in what is recorded")
        self._end_tip = tr("The example ends at this frame (E)")
        self._begun_tip = tr("The example ends at this frame (E): begin one first")
        self._by_words: dict[str, str] = {}
        self.begin = keyed(
            self, tr("Begin (B)"), tr("An example of your action begins at this frame (B)"), "offer"
        )
        self.end = keyed(self, tr("End (E)"), tr("The example ends at this frame (E)"), "offer")
        self.label = Entry(tr("Name of the action"), LONGEST_LABEL, self)
        self.label.setPlaceholderText(tr("Action"))
        set_hint(
            self.label, QWidget.setToolTip, tr("What the chosen example, or the next one, is called (L)")
        )
        self.person = Entry(tr("Person, if several are to be told apart"), LONGEST_NAME, self)
        self.person.setPlaceholderText(tr("Person (optional)"))
        self.person.setToolTip(
            tr("Who performs the example; with several people the check leaves one of them out at a time")
        )
        self.remove = keyed(self, tr("Remove"), tr("Remove the chosen example (Delete)"), "offer")
        self.labels = keyed(
            self, tr("Take labels"), tr("Make examples of the recording's own labels (Ctrl+Shift+L)"), "offer"
        )
        words = QLabel(tr("Action"), self)
        words.setObjectName("muted")
        words.setBuddy(self.label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GAP - 4, 0, 0, 0)
        layout.setSpacing(HALF_GAP)
        layout.addWidget(self.begin)
        layout.addWidget(self.end)
        layout.addSpacing(GAP)
        layout.addWidget(words)
        layout.addWidget(self.label, 3)
        layout.addWidget(self.person, 2)
        layout.addWidget(self.remove)
        layout.addWidget(self.labels)
        for button, pressed in (
            (self.begin, self.begin_pressed),
            (self.end, self.end_pressed),
            (self.remove, self.remove_pressed),
            (self.labels, self.labels_pressed),
        ):
            button.clicked.connect(self._take_what_is_written)
            button.clicked.connect(pressed)
        self.label.taken.connect(self._enter_label)
        self.person.taken.connect(self.person_entered)
        for entry in (self.label, self.person):
            entry.refused.connect(self.refused)

    def _take_what_is_written(self) -> None:
        """Take what somebody has written, who goes on without Return."""
        for entry in (self.label, self.person):
            if entry.hasFocus():
                entry.take()

    def _enter_label(self, text: str) -> None:
        self.label_entered.emit(self._by_words.get(text.strip().casefold(), text.strip()))

    def show_state(
        self,
        mark: Mark | None,
        label: str,
        suggestions: Sequence[str],
        *,
        begun: bool,
        can_begin: bool,
        labelled: bool,
    ) -> None:
        """Show how things stand.

        Args:
            mark: the example that is chosen, if one is.
            label: what it, or else the next one, is called.
            suggestions: labels to choose from.
            begun: whether an example is under way.
            can_begin: whether there is anything to mark one in; live, only what is recorded.
            labelled: whether the recording has labels of its own.
        """
        self.begin.setEnabled(can_begin)
        set_hint(self.begin, QWidget.setToolTip, self._begin_tip if can_begin else self._record_tip)
        self.end.setEnabled(begun)
        set_hint(self.end, QWidget.setToolTip, self._end_tip if begun else self._begun_tip)
        self.remove.setEnabled(mark is not None)
        self.person.setEnabled(mark is not None)
        self.labels.setVisible(labelled)
        self.label.put(named(label))
        self.person.put("" if mark is None else mark.person)
        if tuple(suggestions) != self._labels:
            self._labels = tuple(suggestions)
            self._by_words = {named(each).casefold(): each for each in reversed(suggestions)}
            completer = QCompleter([named(each) for each in suggestions], self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            before = self.label.completer()
            self.label.setCompleter(completer)
            completer.activated.connect(self.label.take)
            if before is not None:
                before.deleteLater()

    def write_label(self) -> None:
        """Let the label be written, in place of what it is."""
        self.label.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.label.selectAll()
