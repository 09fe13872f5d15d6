"""Teaching custom actions on a thread: from examples to a taught model, its review, and its false alarms."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.model.background import Newest, Task
from mans.teaching.project import SUFFIX, Project
from streaming.errors import MansError, ModelError
from streaming.paths import exists, is_file_in_sight
from streaming.skeleton.frames import Recording
from streaming.sources.unscanned_imports import unscanned_imports
from streaming.writers.atomic import existing

if TYPE_CHECKING:
    from mans.teaching.alarms import FalseAlarm, TradeOff, Watched
    from mans.teaching.teach import TaughtModel

Read = Callable[[Path], object]
"""Reads a file; what is no :class:`Recording` is passed over."""

ENOUGH, MOST = 3, 20
"""Examples of an action: fewer tell little of it, more add little."""


MOST_WATCHED_S = 600.0
"""Seconds of other movement to look for false alarms in; more would take long, and say little more."""


_COMMAND = "custom actions in the window"
"""What the card of a model says that was taught here."""


class CancelledError(Exception):
    """Nobody wants it any more."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What there is to teach.

    Attributes:
        project: with the examples.
        base: the model that is taught.
        others: recordings of other movement, in which a custom action that is answered is a false alarm.
    """

    project: Project
    base: Path
    others: tuple[Path, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What teaching has found.

    Attributes:
        lesson: what was taught.
        model: the taught model.
        watched: what it says of other movement.
        trade_offs: what thresholds cost, for each action.
        alarms: false alarms at the thresholds that teaching chose.
        places: files of the recordings that were watched, by name.
        skipped: recordings that could not be watched.
    """

    lesson: Lesson
    model: TaughtModel
    watched: Watched
    trade_offs: Mapping[str, Sequence[TradeOff]]
    alarms: Sequence[FalseAlarm]
    places: Mapping[str, Path]
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """How far teaching is.

    Attributes:
        what: is being done, as the method tells it, or ``reading``.
        done: how much of it.
        of: how much there is.
        recording: that is looked at for false alarms; empty before.
    """

    what: str = ""
    done: int = 0
    of: int = 0
    recording: str = ""


class TeachingRun:
    """One teaching on a thread of its own."""

    def __init__(self, lesson: Lesson, read: Read) -> None:
        """Start it.

        Args:
            lesson: what to teach.
            read: reads the recordings of other movement.
        """
        self._lesson, self._read = lesson, read
        self._cancelled = threading.Event()
        self.step = Step()
        """How far it is."""
        self.task = Task("teach", self._work)

    def cancel(self) -> None:
        """Give it up."""
        self._cancelled.set()

    def _tell(self, what: str, done: int, of: int, recording: str = "") -> None:
        if self._cancelled.is_set():
            raise CancelledError
        self.step = Step(what, done, of, recording)

    def _work(self) -> Outcome:
        with unscanned_imports():
            from mans.device import use_one_thread
            from mans.torch_library import require_torch

            require_torch()
            from mans.teaching.alarms import alarms_in, trade_offs
            from mans.teaching.teach import teach
        use_one_thread()
        project, lesson = self._lesson.project, self._lesson
        given = {each.label: each.threshold for each in project.actions if each.threshold is not None}
        model = teach(
            project.samples(),
            lesson.base,
            beside=project.with_shipped,
            thresholds=given,
            command=_COMMAND,
            step=self._tell,
        )
        try:
            watched, places, skipped = self._watch(model)
        except CancelledError:  # what is taught stays
            watched, places, skipped = _nothing(), {}, ()
        decision = model.card.decision
        costs = {label: trade_offs(watched, decision, model.review, label) for label in model.review.labels}
        alarms = alarms_in(watched, decision, model.review.labels)
        return Outcome(lesson, model, watched, costs, alarms, places, skipped)

    def _watch(self, model: TaughtModel) -> tuple[Watched, dict[str, Path], tuple[str, ...]]:
        """Look at what the model says of other movement."""
        from mans.teaching.alarms import watch

        places, recordings, skipped = self._recordings()
        spans = [
            (name, example.start_s, example.end_s)
            for name, path in places.items()
            for example in self._lesson.project.examples
            if example.place is not None and example.place == path
        ]

        def tell(name: str, done: int, of: int) -> None:
            self._tell("", done, of, name)

        return watch(model.recogniser(), recordings, spans, tell), places, skipped

    def _recordings(self) -> tuple[dict[str, Path], list[tuple[str, Recording]], tuple[str, ...]]:
        """Read what there is of other movement, each under a name of its own."""
        places: dict[str, Path] = {}
        recordings, skipped, seconds = [], [], 0.0
        for done, path in enumerate(self._lesson.others):
            self._tell("reading", done, len(self._lesson.others))
            if seconds >= MOST_WATCHED_S:
                break
            name = name_apart(path, places)
            try:
                recording = self._read(path)
            except MansError:
                skipped.append(path.name)
                continue
            if isinstance(recording, Recording) and len(recording.frames) > 1:
                places[name] = path
                recordings.append((name, recording))
                seconds += recording.duration_s
        return places, recordings, tuple(skipped)


class ShippedActions:
    """The bundled model's actions, read from its card on a thread when somebody first asks for them."""

    def __init__(self, base: Path | None) -> None:
        """Read nothing yet.

        Args:
            base: the bundled model; None where there is none.
        """
        self._base = base
        self._card: Task[tuple[str, ...]] | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The actions as soon as the card is read; none before, and where it cannot be read."""
        if self._card is None and (base := self._base) is not None:
            self._card = Task("read card", lambda: _labels_of(base))
        card = self._card
        return card.result() if card is not None and card.done and card.error() is None else ()

    def close(self) -> None:
        """Wait until the card is read."""
        if self._card is not None:
            self._card.join()


def _labels_of(base: Path) -> tuple[str, ...]:
    from mans.model_card import load_card  # it brings torch

    return load_card(base).labels


def _nothing() -> Watched:
    """Return what is said of no recordings."""
    from mans.teaching.alarms import Watched

    return Watched((), (), 0.0)


class AlarmCounter(Newest[Mapping[str, float], "list[FalseAlarm]"]):
    """Finds the false alarms at other thresholds on a thread: a slider asks faster than it can."""

    def __init__(self, outcome: Outcome) -> None:
        """Start the thread; close it when it is not needed any more."""

        def count(thresholds: Mapping[str, float]) -> list[FalseAlarm]:
            from mans.teaching.alarms import alarms_in

            model = outcome.model.with_thresholds(thresholds)
            return alarms_in(outcome.watched, model.card.decision, model.review.labels)

        super().__init__("count alarms", lambda: nullcontext(count))


def counts(project: Project) -> dict[str, int]:
    """Return how many examples each action has, of those that have any."""
    found = Counter(example.label for example in project.examples)
    return {label: found[label] for label in project.labels if found[label]}


def others_of(project: Project, more: Sequence[Path]) -> tuple[Path, ...]:
    """Return the recordings to look for false alarms in: the examples' own, and those of more, each once."""
    own = [example.place for example in project.examples if example.place is not None]
    return tuple(dict.fromkeys((*own, *(path.absolute() for path in more if _may_be_recording(path)))))


def name_apart(path: Path, taken: Container[str]) -> str:
    """Return the shortest name of a recording that none before it has: the file, with its folder, or all."""
    names = (path.name, f"{path.parent.name}/{path.name}", str(path))
    return next(name for name in names if name not in taken)


def _may_be_recording(path: Path) -> bool:
    return path.suffix.lower() not in (SUFFIX, ".safetensors") and is_file_in_sight(path)


def save_taught(model: TaughtModel, path: Path) -> Path:
    """Save a taught model over one that was taught here before, but over no other file; return its path.

    Raises:
        WriteError: a file of another origin is in its place, or it cannot be written.
    """
    from mans.model_card import load_card  # it brings torch

    there = [file for file in (path, path.with_suffix(".json")) if exists(file)]
    try:
        is_ours = not there or load_card(path).command == _COMMAND
    except ModelError:
        is_ours = False
    if not is_ours:
        raise existing(
            there[0],
            "It was not taught here: move it, or save the project under another name (Ctrl+Alt+S).",
        )
    model.save(path)
    return path
