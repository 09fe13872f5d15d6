"""Loading of trained models on a thread, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.model.analysis import TrainedRecogniser
from app.model.background import Task
from app.model.language import tr
from app.model.messages import MessageBoard, describe
from app.model.opening import LoadRecogniser


class ModelLoading:
    """Loads a model; the one that was asked for last is used."""

    def __init__(
        self, load: LoadRecogniser, messages: MessageBoard, use: Callable[[TrainedRecogniser], None]
    ) -> None:
        """Start with none.

        Args:
            load: loads a recogniser; called on a thread of its own.
            messages: where to tell what goes wrong.
            use: takes a recogniser that has been loaded.
        """
        self._load, self._messages, self._use = load, messages, use
        self._newest: tuple[Path, Task[TrainedRecogniser]] | None = None
        self._tasks: list[Task[TrainedRecogniser]] = []
        self.loaded: Callable[[Path, Exception | None], None] = lambda path, error: None
        """Is told of each model that was to be loaded, and why it could not be, if so."""

    @property
    def path(self) -> Path | None:
        """The model that is on its way; None for none."""
        return None if self._newest is None else self._newest[0]

    def open(self, path: Path) -> None:
        """Begin to load a model; the one in use stays until it has been loaded."""
        task = Task("load model", lambda: self._load(path))
        self._newest = (path, task)
        self._tasks.append(task)

    def pull(self) -> None:
        """Take the model that has been loaded, if one has."""
        if self._newest is not None and self._newest[1].done:
            (path, task), self._newest = self._newest, None
            self._messages.settle("model")
            if (error := task.error()) is None:
                self._use(task.result())
            else:
                self._messages.tell("model", describe(error, tr("The model could not be opened")))
            self.loaded(path, error)
        self._tasks = [task for task in self._tasks if not task.done]

    def close(self) -> None:
        """Wait for what is under way."""
        for task in self._tasks:
            task.join()
        self._tasks.clear()
        self._newest = None
