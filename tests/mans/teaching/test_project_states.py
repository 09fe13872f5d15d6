"""Whatever is done in whatever order, and wherever the program ends: what was marked is there."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mans.teaching.edits import add_example, relabel, remove
from mans.teaching.open_project import OpenProject, read_project
from mans.teaching.project import Project

from ...support.examples import example

MADE = {key: example(key, seed=number) for number, key in enumerate("abcd")}
"""Examples to mark: made once, for a recording takes a while."""

State = tuple[tuple[str, str], ...]


def state_of(project: Project) -> State:
    return tuple((each.key, each.label) for each in project.examples)


class ProjectStates(RuleBasedStateMachine):
    """Compares a project in a file with lists of keys and labels."""

    @initialize()
    def create(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mans-live-project-"))
        self.path = self.folder / "mine.teach"
        self.opened = OpenProject.create(self.path)
        self.saved: State = ()
        self.past: list[State] = []
        self.now: State = ()
        self.undone: list[State] = []

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            self.opened.close()
            shutil.rmtree(self.folder)

    def changed(self, state: State) -> None:
        if state_of(self.opened.project) != self.now:
            self.past.append(self.now)
            self.undone.clear()
            self.now = state

    @rule(key=st.sampled_from("abcd"))
    def mark(self, key: str) -> None:
        if key not in dict(self.now):
            self.opened.change("mark", lambda project: add_example(project, MADE[key]))
            self.changed((*self.now, (key, "wave")))

    @precondition(lambda self: self.now)
    @rule(data=st.data(), label=st.sampled_from(["greet", "hail"]))
    def give_another_label(self, data: st.DataObject, label: str) -> None:
        key = data.draw(st.sampled_from([key for key, _ in self.now]))
        if dict(self.now)[key] != label:
            self.opened.change("relabel", lambda project: relabel(project, [key], label))
            self.changed(tuple((k, label if k == key else before) for k, before in self.now))

    @precondition(lambda self: self.now)
    @rule(data=st.data())
    def remove_one(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from([key for key, _ in self.now]))
        self.opened.change("remove", lambda project: remove(project, [key]))
        self.changed(tuple(pair for pair in self.now if pair[0] != key))

    @rule()
    def undo(self) -> None:
        self.opened.undo()
        if self.past:
            self.undone.append(self.now)
            self.now = self.past.pop()

    @rule()
    def redo(self) -> None:
        self.opened.redo()
        if self.undone:
            self.past.append(self.now)
            self.now = self.undone.pop()

    @rule()
    def save(self) -> None:
        self.opened.save()
        self.saved = self.now

    @rule()
    def end_and_open_again(self) -> None:
        self.opened.close()  # nothing else is done when it is closed, so that it is as if it had been killed
        self.opened = OpenProject.open(self.path)
        self.undone.clear()
        self.past = [self.saved] if self.opened.history.undone_next else []

    @invariant()
    def it_is_what_was_marked(self) -> None:
        if hasattr(self, "opened"):
            assert state_of(self.opened.project) == self.now
            assert state_of(read_project(self.path)) == self.now


TestProjectStates = ProjectStates.TestCase
TestProjectStates.settings = settings(
    max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
