"""Teaching custom actions: the panel beside the stage, and what its buttons and commands do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from app.model.background import Task
from app.model.commands import Command
from app.model.findings import (
    Findings,
    action_lines,
    advice,
    findings_of,
    step_words,
    taken_for,
    with_alarms,
)
from app.model.language import tr
from app.model.marking import Marking
from app.model.messages import Message, Offer, describe
from app.model.own_project import OwnProject
from app.model.palette import Palette
from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.model.teaching import (
    AlarmCounter,
    CancelledError,
    Lesson,
    Outcome,
    ShippedActions,
    TeachingRun,
    others_of,
    save_taught,
)
from app.window.menus import Does
from app.window.parts import Parts
from app.window.places import Places
from mans.teaching.edits import set_action
from mans.teaching.project import Project

if TYPE_CHECKING:
    from mans.teaching.alarms import FalseAlarm

MATTER = "teach"
"""What messages about teaching are about."""


class TeachingTools:
    """Shows what is marked and what teaching has found, and does what the user wants with it."""

    def __init__(
        self,
        session: Session,
        own: OwnProject,
        marking: Marking,
        store: PreferenceStore,
        parts: Parts,
        base: Path | None,
        window: QWidget,
    ) -> None:
        """Serve a window.

        Args:
            session: what is open.
            own: the project whose actions are taught.
            marking: shows one of its examples.
            store: remembers recordings, and which model is in use.
            parts: the widgets.
            base: the bundled model, which is taught; None where there is none.
            window: the dialogs belong to it.
        """
        self._session, self._own, self._store = session, own, store
        self.places = Places(session, marking)
        self._panel, self._base, self._window = parts.teach_panel, base, window
        self.use_model: Callable[[Path], None] = lambda path: None
        """Takes a model into use."""
        self.start_camera: Callable[[], None] = lambda: None
        """Shows the camera."""
        self._shipped = ShippedActions(base)
        self._run: TeachingRun | None = None
        self._turn, self._run_turn = own.turn, own.turn
        self._saving: tuple[Task[Path], bool] | None = None
        self._counter: AlarmCounter | None = None
        self._counted: tuple[Mapping[str, float], list[FalseAlarm]] | None = None
        self._more: tuple[Path, ...] = ()
        self.outcome: Outcome | None = None
        """What was taught last."""
        self._findings: Findings | None = None
        self._thresholds: dict[str, float] = {}
        self.alarms: Sequence[FalseAlarm] = ()
        """What would have been answered in other movement, at the thresholds that are chosen."""
        panel = self._panel
        panel.teach_pressed.connect(self.teach)
        panel.cancel_pressed.connect(self.cancel)
        panel.use_pressed.connect(self.use)
        panel.live_pressed.connect(self.go_live)
        panel.others_pressed.connect(self.add_others)
        panel.beside_chosen.connect(self._choose_beside)
        panel.threshold_moved.connect(self._move_threshold)
        panel.doubts.pressed.connect(self._go_to_example)
        panel.alarms.pressed.connect(self._go_to_alarm)
        panel.confusion.pressed.connect(self._go_to_cell)

    def does(self) -> Mapping[Command, Does]:
        """What each command of teaching does."""
        return {Command.TEACH: self.teach, Command.USE_TAUGHT: self.use, Command.GO_LIVE: self.go_live}

    # ---- teaching ----

    @property
    def running(self) -> bool:
        """Whether something is being taught."""
        return self._run is not None

    def teach(self) -> None:
        """Begin to teach, or say what is missing."""
        project = self._own.project
        lines = action_lines(project, self._shipped.labels if project.with_shipped else ())
        if self._run is not None:
            return
        if self._base is None:
            self._tell(Message(tr("There is no model to teach."), is_error=False))
        elif not lines or any(line.stops for line in lines):
            self._tell(Message(tr("There is not enough to teach yet."), advice(lines), is_error=False))
        else:
            self._session.messages.settle(MATTER)
            recent = [Path(name) for name in self._store.current.recent]
            others = others_of(project, (*recent, *self._more))
            self._run = TeachingRun(Lesson(project, self._base, others), self._session.read)
            self._run_turn = self._own.turn

    def cancel(self) -> None:
        """Give up what is being taught."""
        if self._run is not None:
            self._run.cancel()

    def add_others(self) -> None:
        """Look for false alarms in more recordings, too: by dialog, and by teaching again."""
        names, _ = QFileDialog.getOpenFileNames(self._window, tr("Recordings of other movement"))
        if names:
            self._more = (*self._more, *(Path(name) for name in names))
            self.teach()

    def _choose_beside(self, beside: bool) -> None:
        def change(project: Project) -> Project:
            return project if project.with_shipped == beside else replace(project, with_shipped=beside)

        self._own.try_change(tr("choice of bundled actions"), change)

    # ---- using what was taught ----

    def use(self) -> None:
        """Recognise with the taught model what is open."""
        self._use(live=False)

    def go_live(self) -> None:
        """Recognise with the taught model what the camera shows."""
        self._use(live=True)

    def _use(self, *, live: bool) -> None:
        outcome, path = self.outcome, self._own.path
        if outcome is None or path is None:
            self._tell(Message(tr("Nothing has been taught yet."), is_error=False))
            return
        if self._saving is None and self._keep_thresholds(outcome):
            model = outcome.model.with_thresholds(dict(self._thresholds))
            target = path.with_suffix(".safetensors")
            self._saving = (Task("save model", lambda: save_taught(model, target)), live)

    def _keep_thresholds(self, outcome: Outcome) -> bool:
        """Put thresholds that were moved into the project; return whether they are there."""
        moved = dict(self._thresholds)

        def change(project: Project) -> Project:
            for label, value in moved.items():
                if label in project.labels and value != outcome.model.thresholds[label]:
                    project = set_action(project, replace(project.action(label), threshold=value))
            return project

        return self._own.try_change(tr("thresholds"), change)

    def _move_threshold(self, label: str, value: float) -> None:
        self._thresholds[label] = value
        if self.outcome is None:
            return
        if self._counter is None:
            self._counter = AlarmCounter(self.outcome)
        self._counter.want(dict(self._thresholds))

    # ---- showing places ----

    def _go_to_example(self, key: str) -> None:
        found = [example for example in self._own.project.examples if example.key == key]
        if found:
            self.places.go_to_example(found[0])
        else:
            self._tell(Message(tr("This example has been removed."), is_error=False))

    def _go_to_alarm(self, number: int) -> None:
        if self.outcome is not None and self._findings is not None:
            alarm = self.alarms[number]
            self.places.go_to(self.outcome.places[alarm.recording], alarm.time_s)

    def _go_to_cell(self, row: int, column: int) -> None:
        key = None if self.outcome is None else taken_for(self.outcome, row, column)
        if key is not None:
            self._go_to_example(key)

    # ---- the timer ----

    @property
    def counted_at(self) -> Mapping[str, float]:
        """The thresholds that the false alarms on show are those of; empty before anything was taught."""
        if self._counted is not None:
            return self._counted[0]
        return {} if self.outcome is None else self.outcome.model.thresholds

    def refresh(self, palette: Palette) -> None:
        """Show how things stand.

        Args:
            palette: colours of the model's and the custom actions.
        """
        self.places.pull()
        self._follow_project()
        self._take_outcome()
        self._take_saved()
        self._take_alarms()
        if not self._panel.isVisible():
            return
        project, outcome = self._own.project, self.outcome
        lines = action_lines(project, self._shipped.labels if project.with_shipped else ())
        enough = bool(lines) and not any(line.stops for line in lines)
        self._panel.show_project(
            self._own.name,
            lines,
            advice(lines),
            palette,
            beside=project.with_shipped,
            can_teach=enough and self._base is not None,
            stale=outcome is not None and not _same(outcome.lesson.project, project),
        )
        step = None if self._run is None else self._run.step
        share = None if step is None else step.done / max(step.of, 1)
        self._panel.show_step("" if step is None else step_words(step), share)

    def _follow_project(self) -> None:
        """Forget what was taught from a project that is not open any more: it is none of the next one's."""
        if self._turn == self._own.turn:
            return
        self._turn = self._own.turn
        self.cancel()
        self._close_counter()
        self.outcome, self._findings, self._thresholds, self.alarms = None, None, {}, ()
        self._panel.show_findings(None)

    def _take_outcome(self) -> None:
        """Take what was taught."""
        if self._run is None or not self._run.task.done:
            return
        run, self._run = self._run, None
        try:
            outcome = run.task.result()
        except CancelledError:
            return
        except Exception as error:  # noqa: BLE001 (the user reads it)
            self._tell(describe(error, tr("The actions could not be taught")))
            return
        if self._run_turn != self._turn:
            return
        self._close_counter()
        self.outcome, self._thresholds = outcome, dict(outcome.model.thresholds)
        self.alarms = list(outcome.alarms)
        self._findings = findings_of(outcome)
        self._panel.show_findings(self._findings)
        if outcome.skipped:
            names = ", ".join(outcome.skipped)
            self._tell(Message(tr("Could not be looked at for false alarms: {names}").format(names=names)))

    def _take_alarms(self) -> None:
        """Take the false alarms at other thresholds."""
        counter, outcome = self._counter, self.outcome
        if counter is None or outcome is None or self._findings is None:
            return
        if counter.error is not None:
            self._tell(describe(counter.error, tr("The false alarms could not be counted")))
            self._close_counter()
        elif counter.newest is not None and counter.newest is not self._counted:
            self._counted = counter.newest
            self.alarms = counter.newest[1]
            self._findings = with_alarms(self._findings, outcome.watched.minutes, self.alarms)
            self._panel.show_findings(self._findings)

    def _take_saved(self) -> None:
        """Take the saved model into use."""
        if self._saving is None or not self._saving[0].done:
            return
        (task, live), self._saving = self._saving, None
        try:
            path = task.result()
        except Exception as error:  # noqa: BLE001 (the user reads it)
            self._tell(describe(error, tr("The taught model could not be saved")))
            return
        self.use_model(path)
        back = Offer(tr("Back to the bundled model"), self._use_shipped)
        text = tr("The taught model is in use: {path}").format(path=path)
        self._tell(Message(text, is_error=False, offers=(back,)))
        if live:
            self.start_camera()

    def _use_shipped(self) -> None:
        """Recognise with the bundled model again."""
        self._session.messages.settle(MATTER)
        self._store.change(model="")

    def _close_counter(self) -> None:
        if self._counter is not None:
            self._counter.close()
        self._counter = self._counted = None

    def close(self) -> None:
        """Give up what is under way, and wait for it."""
        self.cancel()
        if self._run is not None:
            self._run.task.join()
        self._shipped.close()
        if self._saving is not None:
            self._saving[0].join()
        self._close_counter()

    def _tell(self, message: Message) -> None:
        self._session.messages.tell(MATTER, message)


def _same(one: Project, other: Project) -> bool:
    """Whether two projects teach the same."""
    return one.examples is other.examples and one.with_shipped == other.with_shipped
