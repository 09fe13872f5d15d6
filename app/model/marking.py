"""Annotation of examples of user-defined actions in the open recording."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.model.background import Task
from app.model.key_hints import with_keys
from app.model.language import tr
from app.model.live_stream import LiveRecording
from app.model.messages import Message, describe
from app.model.own_project import OwnProject
from app.model.session import Session
from app.model.takes import Mark, Take, about, is_of, live_track, waited_for
from mans.teaching.edits import add_example, move_edges, name_person, relabel, remove
from mans.teaching.example import Example
from mans.teaching.project import Project, new_key
from mans.transforms.tracks import Track
from streaming.errors import MansError
from streaming.skeleton.frames import Recording

MATTER = "examples"
"""What messages about marking are about."""
_NEAR_S = 0.25


class Marking:
    """Does to the open project what is marked in the open recording, or in the one that is being made."""

    def __init__(self, session: Session, own: OwnProject) -> None:
        """Serve a window.

        Args:
            session: what is open, where it stands, and whom it follows.
            own: the project that examples go into.
        """
        self._session, self._own = session, own
        self._following: tuple[Recording, int | None, int, Task[Track], threading.Event] | None = None
        self._begun: tuple[Take, float] | None = None
        self._shown: tuple[Take | None, Project] | None = None
        self._marks: tuple[Mark, ...] = ()
        self._label = ""
        self.chosen: str | None = None
        """Key of the example that is chosen."""

    # ---- what there is to see ----

    @property
    def take(self) -> Take | None:
        """What is marked: what is recorded from the camera, or else the open recording."""
        live = self._session.live
        return live.recording if live.active else self._session.recording

    @property
    def now_s(self) -> float | None:
        """The moment that is shown of it, a time stamp in seconds; None where nothing can be marked."""
        session, stream = self._session, self._session.live.stream
        if self.take is None:
            return None
        if isinstance(self.take, LiveRecording):
            return None if stream is None or stream.sight is None else stream.now_s
        return None if session.playback is None else session.playback.frame_s

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The examples in it, in order of time."""
        take, project = self.take, self._own.project
        if self._shown is None or self._shown[0] is not take or self._shown[1] is not project:
            self._shown = (take, project)
            found = [] if take is None else [e for e in project.examples if is_of(e, take)]
            found.sort(key=lambda example: (example.start_s, example.end_s))
            self._marks = tuple(Mark(e.key, e.label, e.start_s, e.end_s, e.person) for e in found)
        return self._marks

    @property
    def mark(self) -> Mark | None:
        """The chosen example, if it is in the open recording."""
        return next((mark for mark in self.marks if mark.key == self.chosen), None)

    @property
    def named(self) -> Mark | None:
        """The chosen example while the replay is at it: what is named is that one, elsewhere the next one."""
        mark, playback = self.mark, self._session.playback
        if isinstance(self.take, LiveRecording):
            return mark
        if mark is None or playback is None:
            return None
        at = mark.start_s - _NEAR_S <= playback.position_s <= mark.end_s + _NEAR_S
        return mark if at else None

    @property
    def begun_s(self) -> float | None:
        """Where an example was begun in it, seconds; None where none is under way."""
        if self._begun is None or self._begun[0] is not self.take:
            return None
        return self._begun[1]

    @property
    def label(self) -> str:
        """What the next example will be called, until it is called otherwise."""
        examples = self._own.project.examples
        if self._label:
            return self._label
        return examples[-1].label if examples else tr("action {number}").format(number=1)

    @property
    def is_named(self) -> bool:
        """Whether somebody has said what examples are called."""
        return bool(self._label)

    def suggestions(self) -> tuple[str, ...]:
        """Return labels to choose from: own ones first, then those that the model and the recording know."""
        session = self._session
        known = [] if session.recogniser is None else list(session.recogniser.labels)
        known += [] if session.recording is None else [span.label for span in session.recording.labels]
        own = [example.label for example in self._own.project.examples]
        return tuple(dict.fromkeys((*own, *known)))

    # ---- the timer's question ----

    def pull(self) -> None:
        """Follow the person in a recording that has come up; an example begun in one made now ends there."""
        take, begun_s = self._begun or (None, 0.0)
        if isinstance(take, LiveRecording) and take is not self.take:
            self._begun = None
            if frames := take.lately:
                self._add(take, self.label, begun_s, frames[-1].time_s, "")
        if self._session.recording is not None and self._session.playback is not None:
            self._follow()

    def close(self) -> None:
        """End what is under way, which for a recording of hours takes long."""
        if self._following is not None:
            self._following[4].set()
            self._following[3].join()

    def _follow(self) -> Task[Track]:
        """Return the followed person's way through the recording; it may be under way still."""
        session, recording = self._session, self._session.recording
        assert recording is not None
        bodies = 1 if session.recogniser is None else session.recogniser.window.bodies
        wanted, now = (recording, session.followed, bodies), self._following
        if now is None or now[0] is not recording or now[1:3] != wanted[1:]:
            before, follow, unwanted = now, session.followed, threading.Event()
            if before is not None:
                before[4].set()

            def work() -> Track:
                if before is not None:
                    before[3].join()
                return Track.from_recording(recording, bodies, follow, unwanted.is_set)

            self._following = now = (*wanted, Task("follow person", work), unwanted)
        return now[3]

    # ---- what the user does ----

    def begin(self) -> None:
        """Begin an example at the frame that is shown."""
        take, now_s = self.take, self.now_s
        if take is None or now_s is None:
            self._hint_take()
            return
        self._begun, self.chosen = (take, now_s), None

    def finish(self) -> bool:
        """End the example that was begun, at the frame that is shown; return whether there is a new one."""
        now_s, begun_s = self.now_s, self.begun_s
        if now_s is None:
            self._hint_take()
            return False
        if begun_s is None:
            self._hint(tr("Begin an example first (B)."))
            return False
        start_s, end_s = sorted((begun_s, now_s))
        if not self.add(self.label, start_s, end_s):
            return False
        self._begun = None
        return True

    def cancel(self) -> bool:
        """Give up what was begun, or else choose none; return whether there was anything to give up."""
        was = self.begun_s is not None or self.mark is not None
        self._begun, self.chosen = None, None
        return was

    def add(self, label: str, start_s: float, end_s: float, person: str = "") -> bool:
        """Mark an example between two time stamps, seconds, and choose it; return whether it is one."""
        take = self.take
        return take is not None and self._add(take, label, start_s, end_s, person)

    def _add(self, take: Take, label: str, start_s: float, end_s: float, person: str) -> bool:
        def change(project: Project) -> Project:
            example = self._cut(project, take, label, start_s, end_s, person)
            self.chosen = example.key
            return add_example(project, example)

        return self._change(tr("marked"), change)

    def _cut(
        self, project: Project, take: Take, label: str, start_s: float, end_s: float, person: str
    ) -> Example:
        """Return a part of a recording as an example."""
        track = self._track(take)
        name, place, first_s = about(take)
        key = new_key(project.examples)
        return Example.cut(key, label, start_s, end_s, track, person, name, place, first_s=first_s)

    def _track(self, take: Take) -> Track:
        """Return the way of the person through it; raise a ProjectError where it is not known yet."""
        return (
            live_track(take, self._session) if isinstance(take, LiveRecording) else waited_for(self._follow())
        )

    def choose(self, key: str | None) -> None:
        """Choose an example, or none."""
        self.chosen, self._begun = key, None

    def choose_next(self, direction: int) -> None:
        """Choose the example after (or, if negative, before) the chosen one, or the moment that is shown."""
        playback, marks = self._session.playback, self.marks
        if playback is None or not marks:
            return
        keys = [mark.key for mark in marks]
        if self.chosen in keys:
            at = min(max(keys.index(self.chosen) + direction, 0), len(keys) - 1)
        else:
            later = sum(mark.start_s <= playback.position_s for mark in marks)
            at = min(max(later if direction > 0 else later - 1, 0), len(keys) - 1)
        self.chosen = keys[at]
        playback.seek(marks[at].start_s)

    def move_start(self) -> None:
        """Let the chosen example begin at the frame that is shown."""
        self._move_to_now(first=True)

    def move_end(self) -> None:
        """Let the chosen example end at the frame that is shown."""
        self._move_to_now(first=False)

    def _move_to_now(self, *, first: bool) -> None:
        now_s, mark = self.now_s, self.mark
        if now_s is None or mark is None:
            self._hint(tr("Choose an example first: the previous (J) or the next one (K)."))
            return
        self.move(mark.key, now_s if first else mark.start_s, mark.end_s if first else now_s)

    def move(self, key: str, start_s: float, end_s: float) -> bool:
        """Move an example's edges, seconds; return whether they can be there."""
        take = self.take

        def change(project: Project) -> Project:
            track = None if take is None else self._track(take)
            return move_edges(project, key, start_s, end_s, track)

        return self._change(tr("moved"), change)

    def relabel(self, label: str) -> bool:
        """Name the example at hand, if any, and those to come; return whether they can be called so."""
        mark, label = self.named, label.strip()
        if not label:
            return False
        if (
            mark is not None
            and label != mark.label
            and not self._change(tr("named"), lambda project: relabel(project, [mark.key], label))
        ):
            return False
        self._label = label
        return True

    def name_person(self, person: str) -> None:
        """Say who performs the chosen example; an empty name takes that back."""
        mark = self.mark
        if mark is not None and person.strip() != mark.person:
            self._change(tr("named"), lambda project: name_person(project, [mark.key], person))

    def refuse_name(self, count: int, most: int) -> None:
        """Say that a name of so many characters is too long, and how many there may be."""
        text = tr("This name has {count} characters, {most} at most can be kept: shorten it.")
        self._hint(text.format(count=count, most=most))

    def remove(self) -> None:
        """Remove the chosen example."""
        mark = self.mark
        if mark is None:
            self._hint(tr("Choose an example first: the previous (J) or the next one (K)."))
            return
        after = [other.key for other in self.marks if other.start_s > mark.start_s]
        if self._change(tr("removed"), lambda project: remove(project, [mark.key])):
            self.chosen = after[0] if after else None

    def take_labels(self) -> None:
        """Make examples of what the recording itself says is done when."""
        recording = self._session.recording
        if recording is None or not recording.labels:
            self._hint(tr("The recording has no labels of its own."))
            return
        spans = recording.labels
        there = {(mark.label, mark.start_s, mark.end_s) for mark in self.marks}
        taken, left = 0, ""

        def change(project: Project) -> Project:
            nonlocal taken, left
            self._track(recording)  # without it none can be taken
            for span in spans:
                if (span.label, span.start_s, span.end_s) in there:
                    continue
                try:
                    project = add_example(
                        project, self._cut(project, recording, span.label, span.start_s, span.end_s, "")
                    )
                    taken += 1
                except MansError as error:  # one of many: the others are taken all the same
                    left = describe(error, tr("Some were left out")).headline
            return project

        if self._change(tr("labels taken"), change):
            text = tr("%n example(s) taken from the recording's labels.", "", taken)
            self._session.messages.tell(MATTER, Message(text, left, is_error=bool(left)))

    def _change(self, what: str, change: Callable[[Project], Project]) -> bool:
        """Change the project, or say why that cannot be; return whether it has been."""
        try:
            self._own.change(what, change)
        except MansError as error:
            self._session.messages.tell(MATTER, describe(error, tr("This cannot be marked")))
            return False
        self._session.messages.settle(MATTER)
        return True

    def _hint_take(self) -> None:
        """Say what has to be there to mark something in it."""
        record = tr("Record first, with Ctrl+R: examples are marked in what is recorded.")
        self._hint(record if self._session.live.active else tr("Open a recording to mark examples in it."))

    def _hint(self, text: str) -> None:
        self._session.messages.tell(MATTER, Message(with_keys(text), is_error=False))
