"""The panel for custom actions: what is marked, Teach, what was found, and Go live."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.drawing.theme import GAP, HALF_GAP
from app.model.findings import ActionLine, Findings
from app.model.language import tr
from app.model.palette import Palette
from app.widgets.action_rows import ActionRows
from app.widgets.buttons import tabbed
from app.widgets.card import heading
from app.widgets.choice import Choice
from app.widgets.confusion_view import ConfusionView
from app.widgets.folding import Folding
from app.widgets.links import Links
from app.widgets.status_line import Elided, Progress
from app.widgets.threshold_rows import ThresholdRows

_CHECK, _ALARMS = 1, 2  # sections


class TeachPanel(QFrame):
    """Shows a project and what teaching it has found. What is pressed it tells."""

    teach_pressed = Signal()
    cancel_pressed = Signal()
    use_pressed = Signal()
    live_pressed = Signal()
    others_pressed = Signal()
    """Recordings of other movement are to be added."""
    beside_chosen = Signal(bool)
    """The custom actions are to be answered in addition to the bundled ones, or instead of them."""
    threshold_moved = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a project."""
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(tr("Custom actions"))
        self._findings: Findings | None = None
        self.name = Elided(self)
        self.rows = ActionRows(self)
        self.advice = _wrapped(self, "muted")
        self.beside = Choice(self)
        self.beside.addItem(tr("In addition to the bundled actions"), True)
        self.beside.addItem(tr("Instead of the bundled actions"), False)
        self.beside.setToolTip(tr("Whether the bundled model's actions are answered, too"))
        self.beside.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.beside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.beside.activated.connect(lambda _: self.beside_chosen.emit(self.beside.currentData()))
        self.thresholds = ThresholdRows(self)
        self.thresholds.moved.connect(self.threshold_moved)
        self.stale = _wrapped(self, "muted")
        self.stale.setText(tr("The examples have changed since: teach again."))
        self.stale.setContentsMargins(GAP + 4, 0, GAP, 0)
        self.sections = Folding(self)
        self.sections.add(tr("Actions"), tr("The actions, and how sure an answer has to be"), self._actions())
        self.sections.add(tr("Check"), tr("How many examples were recognised when left out"), self._check())
        self.sections.add(
            tr("False alarms"), tr("Where other movement would have been answered"), self._false_alarms()
        )
        self.step = Elided(self)
        self.progress = Progress(self)
        self._teach_tip = tr("Learn the actions from their examples (Ctrl+Return)")
        self.teach = tabbed(self, tr("Teach"), self._teach_tip)
        self.cancel = tabbed(self, tr("Cancel"), tr("Give it up"), "quiet")
        self.use = tabbed(
            self,
            tr("Use here"),
            tr("Recognise the open recording with the custom actions (Ctrl+U)"),
            "quiet",
        )
        self.live = tabbed(self, tr("Go live"), tr("Recognise the custom actions live (Ctrl+Shift+Return)"))
        self.teach.clicked.connect(self.teach_pressed)
        self.cancel.clicked.connect(self.cancel_pressed)
        self.use.clicked.connect(self.use_pressed)
        self.live.clicked.connect(self.live_pressed)
        self._lay_out()
        self.show_findings(None)
        self.show_step("", None)

    def _actions(self) -> QWidget:
        """Return what is taught, with a slider for each action once it was."""
        return _column(self.advice, self.rows, self.thresholds, self.beside)

    def _check(self) -> QWidget:
        """Return what leaving examples out has found."""
        self.score = _wrapped(self)
        self.score.setStyleSheet("font-weight: 600;")
        self.confusion = ConfusionView(self)
        self.doubts = Links(self)
        self.alike = _wrapped(self, "muted")
        return _column(self.score, self.confusion, self.doubts, self.alike)

    def _false_alarms(self) -> QWidget:
        """Return what other movement would have been answered with."""
        self.alarms_heading = _wrapped(self)
        self.alarms = Links(self)
        self.others = tabbed(
            self,
            tr("Other recordings …"),
            tr("Look for false alarms in more recordings, in which none of it is done"),
            "quiet",
        )
        self.others.clicked.connect(self.others_pressed)
        part = _column(self.alarms_heading, self.alarms, self.others)
        self.others.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return part

    def _lay_out(self) -> None:
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.setContentsMargins(GAP + 4, 0, GAP + 4, 0)
        top.addWidget(heading(tr("Custom actions")))
        top.addStretch()
        top.addWidget(self.name)
        bottom.setContentsMargins(GAP + 4, 0, GAP + 4, 0)
        bottom.setSpacing(HALF_GAP)
        bottom.addWidget(self.step)
        bottom.addWidget(self.progress)
        bottom.addWidget(self.cancel)
        bottom.addWidget(self.teach)
        bottom.addStretch()
        bottom.addWidget(self.use)
        bottom.addWidget(self.live)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GAP - 4, 0, GAP - 4)
        layout.setSpacing(HALF_GAP)
        layout.addLayout(top)
        layout.addWidget(self.stale)
        layout.addWidget(self.sections, 1)
        layout.addLayout(bottom)

    def sizeHint(self) -> QSize:
        """Prefer room for the actions and some of what was found."""
        return QSize(340, 320)

    def minimumSizeHint(self) -> QSize:
        """Get by with a few lines."""
        return QSize(300, 150)

    # ---- what to show ----

    def show_project(
        self,
        name: str,
        lines: Sequence[ActionLine],
        advice: str,
        palette: Palette,
        *,
        beside: bool,
        can_teach: bool,
        stale: bool,
    ) -> None:
        """Show what is marked.

        Args:
            name: of the project.
            lines: its actions.
            advice: what to do; empty for nothing.
            palette: colours of the actions.
            beside: whether the bundled actions are answered, too.
            can_teach: whether there is enough to teach, and something to teach it to.
            stale: whether what was taught is no more what is marked.
        """
        self.name.set_whole(name)
        self.rows.show_lines(lines, palette)
        self.rows.setVisible(bool(lines) and (stale or self._findings is None))
        self.thresholds.show_palette(palette)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        self.beside.setCurrentIndex(0 if beside else 1)
        self.beside.setVisible(bool(lines))
        self.teach.setEnabled(can_teach)
        self.teach.setToolTip(self._teach_tip if can_teach or not advice else advice)
        self.stale.setVisible(stale)

    def show_step(self, words: str, share: float | None) -> None:
        """Show how far teaching is, 0..1; None while nothing is being taught."""
        running = share is not None
        for widget in (self.step, self.progress, self.cancel):
            widget.setVisible(running)
        self.teach.setVisible(not running)
        for widget in (self.use, self.live):
            widget.setVisible(not running and self._findings is not None)
        if share is not None:
            self.step.set_whole(words)
            self.progress.set_share(share)

    def show_findings(self, findings: Findings | None) -> None:
        """Show what was found; None for nothing yet."""
        if findings is self._findings and findings is not None:
            return
        before, self._findings = self._findings, findings
        for section in (_CHECK, _ALARMS):
            self.sections.set_present(section, findings is not None)
        self.thresholds.setVisible(findings is not None)
        self.teach.setText(tr("Teach") if findings is None else tr("Teach again"))
        self.teach.setObjectName("small" if findings is None else "quiet")  # then one goes on from here
        self.teach.style().polish(self.teach)
        if findings is None:
            return
        count = tr("%n false alarm(s)", "", len(findings.alarms))
        self.sections.set_title(_ALARMS, tr("False alarms"), count)
        self.alarms_heading.setText(findings.heading)
        self.alarms.show_places(findings.alarms)
        if before is not None and findings.costs is before.costs:
            return  # only the alarms are others
        self.sections.set_title(_CHECK, tr("Check"), findings.share)
        self.score.setText(findings.score)
        self.score.setToolTip(findings.how)
        self.confusion.show_counts(findings.labels, findings.confusion)
        self.doubts.show_places(findings.doubts)
        self.alike.setText("\n".join(findings.alike))
        self.alike.setVisible(bool(findings.alike))
        self.thresholds.show_costs(findings.costs, findings.thresholds)


def _column(*widgets: QWidget) -> QWidget:
    """Return widgets below each other."""
    part = QWidget()
    rows = QVBoxLayout(part)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(HALF_GAP)
    for widget in widgets:
        rows.addWidget(widget)
    return part


def _wrapped(parent: QWidget, name: str = "") -> QLabel:
    """Return a text whose lines break."""
    label = QLabel(parent)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
