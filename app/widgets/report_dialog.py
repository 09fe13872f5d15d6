"""Dialog for a report: what it holds, where it goes, and which files that makes; none is overwritten."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.drawing.theme import GAP, HALF_GAP
from app.model.language import tr
from app.model.report import KINDS, PART_WORDS, WHEN_HELD, Wanted, cannot_be_written
from app.widgets.card import card, heading
from app.widgets.choice import Choice
from app.widgets.fitting_dialog import FittingDialog, row_label
from app.widgets.tick_box import TickBox
from streaming.reports.report import PARTS, Part


class ReportDialog(FittingDialog):
    """Asks for what a report shall hold, and for its name and folder."""

    def __init__(
        self, proposed: Wanted, source: str, *, held: Collection[Part], parent: QWidget | None = None
    ) -> None:
        """Show what is proposed.

        Args:
            proposed: what is chosen at first.
            source: the recording, video or camera that it is of.
            held: the tables that there is something for.
            parent: the window.
        """
        super().__init__(parent)
        self._source, self._can_hold, self._folder = source, frozenset(held), proposed.folder
        self.setWindowTitle(tr("Save a report of the actions"))
        self.name, self.folder, self.kind = QLineEdit(self), QLineEdit(self), Choice(self)
        self.parts: dict[Part, TickBox] = {}
        self.files = QLabel(self)
        self.files.setWordWrap(True)
        self.files.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = QDialogButtonBox(self)
        self.save = self.buttons.addButton(tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.cancel = self.buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.cancel.setObjectName("quiet")
        self.save.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self.content)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.setSpacing(GAP)
        layout.addWidget(self._held())
        layout.addWidget(self._place())
        layout.addWidget(self.buttons)
        self._show(proposed)
        self.name.textEdited.connect(self._update)
        self.folder.textEdited.connect(self._update)
        self.kind.currentIndexChanged.connect(self._update)
        self._update()
        self.name.setFocus()
        self.name.selectAll()

    @property
    def wanted(self) -> Wanted:
        """What is asked for."""
        parts = tuple(part for part in PARTS if self.parts[part].isChecked() and part in self._can_hold)
        folder = Path(self.folder.text().strip() or self._folder)
        kind = list(KINDS)[self.kind.currentIndex()]
        return Wanted(folder, self.name.text().strip(), kind, parts)

    def _held(self) -> QWidget:
        """Return the card of what it holds."""
        frame = card(self)
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        rows.setSpacing(HALF_GAP)
        rows.addWidget(heading(tr("What it holds")))
        whose = QLabel(tr("Of the person shown in: {source}").format(source=self._source), frame)
        whose.setTextFormat(Qt.TextFormat.PlainText)
        whose.setWordWrap(True)
        rows.addWidget(whose)
        for part in PARTS:
            box = TickBox(tr(PART_WORDS[part]), frame)
            box.clicked.connect(self._update)
            self.parts[part] = box
            rows.addWidget(box)
        return frame

    def _place(self) -> QWidget:
        """Return the card of where it goes."""
        frame = card(self)
        form = QFormLayout(frame)
        form.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        form.setVerticalSpacing(HALF_GAP + 2)
        form.addRow(heading(tr("Where it goes")))
        for number, (kind, words) in enumerate(KINDS.items()):
            self.kind.addItem(tr(words))
            if reason := cannot_be_written(kind):
                self.kind.setItemData(number, reason, Qt.ItemDataRole.ToolTipRole)
                model = self.kind.model()
                if isinstance(model, QStandardItemModel):
                    model.item(number).setEnabled(False)
        browse = QPushButton("…", frame)
        browse.setObjectName("quiet")
        browse.setFixedWidth(34)
        browse.setAutoDefault(False)
        browse.setAccessibleName(tr("Choose"))
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        self.name.setMinimumWidth(320)
        for widget, words in (
            (self.kind, tr("Format")),
            (self.name, tr("Name")),
            (self.folder, tr("Folder")),
        ):
            label = row_label(words, widget)
            widget.setAccessibleName(words)
            form.addRow(label, row if widget is self.folder else widget)
        form.addRow(self.files)
        return frame

    def _show(self, wanted: Wanted) -> None:
        self.name.setText(wanted.name)
        self.folder.setText(str(wanted.folder))
        self.kind.setCurrentIndex(list(KINDS).index(wanted.kind))
        for part, box in self.parts.items():
            box.setChecked(part in wanted.parts)

    def _update(self, *_: object) -> None:
        """Say which files are written, or why none can be."""
        wanted = self.wanted
        for part, box in self.parts.items():
            box.setEnabled(part in self._can_hold and not wanted.is_annotations)
            box.setToolTip("" if part in self._can_hold else tr(WHEN_HELD.get(part, "")))
        trouble = wanted.trouble()
        names = ", ".join(path.name for path in wanted.paths)
        self.files.setText(trouble or tr("Writes: {names}").format(names=names))
        self.save.setEnabled(not trouble)

    def _browse(self) -> None:
        """Choose the folder by dialog."""
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder for the report"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)
            self._update()
