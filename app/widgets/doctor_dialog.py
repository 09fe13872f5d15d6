"""Checks of this computer in a dialog: progress, what is found, and the report to be copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QProgressBar, QVBoxLayout, QWidget

from app.doctor.checking import Checking
from app.doctor.examine import CHECKS
from app.doctor.finding import Check
from app.drawing.theme import GAP, HALF_GAP
from app.model.language import tr
from app.widgets.buttons import tabbed
from app.widgets.finding_words import PATTERNS, shown_lines

_EVERY_MS = 100


class DoctorDialog(QDialog):
    """Shows the findings as they come; what is copied is in English, to be sent with a question."""

    def __init__(self, parent: QWidget | None = None, checks: Sequence[Check] = CHECKS) -> None:
        """Lay it out; :meth:`check` starts the checks."""
        super().__init__(parent)
        self._checks = checks
        self.setWindowTitle(tr("Check this computer"))
        self.checking: Checking | None = None
        self.now = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.setAccessibleName(tr("Progress of the checks"))
        self.bar.setTextVisible(False)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("What was found"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copy = tabbed(self, tr("Copy report"), tr("Copy what was found, to send it with a question"))
        self.copy.clicked.connect(self.copy_report)
        self.again = tabbed(self, tr("Check again"), tr("Make all checks once more"))
        self.again.clicked.connect(self.check)
        self.shut = tabbed(self, tr("Close"), tr("Close this (Escape)"), "quiet")
        self.shut.clicked.connect(self.close)
        self._shown = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.refresh)
        buttons = QHBoxLayout()
        buttons.setSpacing(HALF_GAP)
        self.language = QLabel(self)
        self.language.setObjectName("muted")
        if QLocale().language() != QLocale.Language.English:
            self.language.setText(tr("The copied report is in English, for whoever helps."))
        buttons.addWidget(self.language)
        buttons.addStretch()
        for button in (self.copy, self.again, self.shut):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.setSpacing(HALF_GAP)
        layout.addWidget(self.now)
        layout.addWidget(self.bar)
        layout.addWidget(self.text, 1)
        layout.addLayout(buttons)
        self.resize(820, 560)

    def check(self) -> None:
        """Make all checks, or all of them again."""
        self.end()
        self.text.clear()
        self._shown = 0
        self.checking = Checking(self._checks)
        self.again.setEnabled(False)
        self._timer.start()
        self.refresh()

    def refresh(self) -> None:
        """Show what has been found since."""
        checking = self.checking
        if checking is None:
            return
        done, progress, found = checking.done, checking.progress, checking.found
        self.bar.setRange(0, progress.of)
        self.bar.setValue(progress.done)
        for finding in found[self._shown :]:
            self.text.appendPlainText("\n".join(shown_lines(finding)))
        self._shown = len(found)
        self.copy.setEnabled(done)
        self.again.setEnabled(done)
        if done:
            self._timer.stop()
            self.now.setText(self._verdict())
        else:
            self.now.setText(tr("Checking: {what} …").format(what=PATTERNS.translated(progress.title)))

    def copy_report(self) -> None:
        """Copy the report."""
        if self.checking is not None:
            QGuiApplication.clipboard().setText(self.checking.report())

    def end(self) -> None:
        """Give the checks up, if there are any under way."""
        self._timer.stop()
        if self.checking is not None:
            self.checking.close()

    def reject(self) -> None:
        """End the checks with the dialog, however it is closed."""
        self.end()
        super().reject()

    def _verdict(self) -> str:
        found = self.checking.found if self.checking is not None else ()
        problems = sum(finding.status == "problem" for finding in found)
        warnings = sum(finding.status == "warning" for finding in found)
        if not problems and not warnings:
            return tr("No problems found")
        parts = []
        if problems:
            parts.append(tr("%n problem(s)", "", problems))
        if warnings:
            parts.append(tr("%n warning(s)", "", warnings))
        return ", ".join(parts)
