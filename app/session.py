"""The replay as a whole, without a window: what is open, where it stands, what the answer is.

The window asks it anew at every tick of its timer (:meth:`ReplaySession.pull`) and forwards to it what
its user does. Reading files, loading models and recognising happen on threads of their own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from app.analysis import Analysis, TrainedRecogniser
from app.background import Task
from app.messages import MessageBoard, describe
from app.palette import Palette
from app.playback import Playback
from app.scene import Picture, Scene
from streaming.prediction import Answer
from streaming.skeleton import Recording
from streaming.windows import WindowSettings

ReadRecording = Callable[[Path], Recording]
LoadRecogniser = Callable[[Path], TrainedRecogniser]

MODEL_SUFFIXES = (".safetensors",)
"""Endings of the files that are models; every other file is taken for a recording."""

# "Previous" soon after the start of a segment means the segment before, as in a music player.
_JUMP_BACK_S = 0.3


class ReplaySession:
    """What the replay window shows and moves."""

    def __init__(
        self, read: ReadRecording, load: LoadRecogniser, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start with nothing open.

        Args:
            read: reads a recording; called on a thread of its own.
            load: loads a recogniser; called on a thread of its own.
            clock: a monotonic clock in seconds, for playback.
        """
        self._read, self._load, self._clock = read, load, clock
        self._reading: tuple[Path, Task[tuple[Recording, Scene]]] | None = None
        self._loading: tuple[Path, Task[TrainedRecogniser]] | None = None
        self._preparing: Task[Scene] | None = None
        self._tasks: list[Task[tuple[Recording, Scene]] | Task[TrainedRecogniser] | Task[Scene]] = []
        self._play_when_ready = False
        self._error_told = False
        self.recording: Recording | None = None
        self.scene: Scene | None = None
        self.playback: Playback | None = None
        self.recogniser: TrainedRecogniser | None = None
        self.analysis: Analysis | None = None
        self.palette = Palette()
        self.messages = MessageBoard()
        self.preview: int | None = None
        """The frame of the window, 0..T-1, that is looked at instead of the newest; None for none."""

    # ---- opening and closing ----

    def open(self, path: Path) -> None:
        """Open a file: a model by its ending, else a recording."""
        if path.suffix.lower() in MODEL_SUFFIXES:
            self.open_model(path)
        else:
            self.open_recording(path)

    def open_recording(self, path: Path, play: bool = False) -> None:
        """Begin to read a recording; what is open stays until it has been read.

        Args:
            path: the file.
            play: start playing as soon as recording and recogniser are there.
        """
        window = self._window

        def work() -> tuple[Recording, Scene]:
            recording = self._read(path)
            return recording, Scene(recording, window)

        self._play_when_ready = play
        task = Task("read recording", work)
        self._reading = (path, task)
        self._tasks.append(task)

    def open_model(self, path: Path) -> None:
        """Begin to load a model; the one in use stays until it has been loaded."""
        task = Task("load model", lambda: self._load(path))
        self._loading = (path, task)
        self._tasks.append(task)

    def show(self, recording: Recording, scene: Scene | None = None) -> None:
        """Take a recording that is in memory."""
        self.recording = recording
        self.scene = scene or Scene(recording, self._window)
        self.playback = Playback(self.scene.times_s, self._clock)
        self.preview = None
        self._preparing = None  # it was for the recording before
        self._follow()
        self._analyse()

    def use(self, recogniser: TrainedRecogniser) -> None:
        """Take a recogniser that is in memory."""
        self.recogniser = recogniser
        self.palette = Palette(recogniser.labels)
        self.preview = None
        self._follow()
        self._analyse()

    def close(self) -> None:
        """Stop all threads and wait for them."""
        if self.analysis is not None:
            self.analysis.cancel()
            self.analysis.join()
        for task in self._tasks:
            task.join()
        self._tasks.clear()
        self._reading = self._loading = self._preparing = None

    @property
    def _window(self) -> WindowSettings:
        """The recogniser's window settings; the default ones while there is none."""
        return WindowSettings() if self.recogniser is None else self.recogniser.window

    def _follow(self) -> None:
        """Look at the people that the recogniser in use follows, where that may be others."""
        if self.recording is None or self.scene is None:
            return
        window, recording = self._window, self.recording
        if not self.scene.follows_like(window):
            self._preparing = Task("prepare scene", lambda: Scene(recording, window))
            self._tasks.append(self._preparing)

    def _analyse(self) -> None:
        """Analyse the open recording with the open recogniser, from the start."""
        if self.recording is not None and self.recogniser is not None:
            self.analysis = Analysis(self.recording, self.recogniser, after=self.analysis)
            self._error_told = False
            self.messages.settle("analysis")

    # ---- the timer's question ----

    def pull(self) -> None:
        """Collect what the threads have finished, and read the clock."""
        if self._reading is not None and self._reading[1].done:
            task, self._reading = self._reading[1], None
            try:
                self.show(*task.result())
            except Exception as error:  # noqa: BLE001 (the user reads it)
                self.messages.tell("recording", describe(error, "The recording could not be opened"))
                self._play_when_ready = False
            else:
                self.messages.settle("recording")
        if self._loading is not None and self._loading[1].done:
            loaded, self._loading = self._loading[1], None
            try:
                self.use(loaded.result())
            except Exception as error:  # noqa: BLE001 (the user reads it)
                self.messages.tell("model", describe(error, "The model could not be opened"))
            else:
                self.messages.settle("model")
        if self._preparing is not None and self._preparing.done:
            prepared, self._preparing = self._preparing, None
            self.scene = prepared.result()
            self._follow()  # in case the recogniser has changed again meanwhile
        self._tasks = [task for task in self._tasks if not task.done]
        if self.analysis is not None and self.analysis.error is not None and not self._error_told:
            self._error_told = True
            self.messages.tell("analysis", describe(self.analysis.error, "The analysis stopped"))
        if self.playback is not None:
            if self._play_when_ready and not self.loading:
                self._play_when_ready = False
                self.playback.play()
            self.playback.advance()

    @property
    def loading_model(self) -> bool:
        """Whether a model is on its way."""
        return self._loading is not None

    @property
    def loading(self) -> str:
        """What is being loaded, in words; empty for nothing."""
        parts = []
        if self._reading is not None:
            parts.append(f"Reading {self._reading[0].name} …")
        if self._loading is not None:
            parts.append(f"Loading model {self._loading[0].name} …")
        return "  ".join(parts)

    # ---- what there is to see ----

    @property
    def answer(self) -> Answer | None:
        """The answer at the current position, if there is one."""
        if self.analysis is None or self.playback is None:
            return None
        return self.analysis.answer_at(self.playback.position_s)

    @property
    def analysed(self) -> bool:
        """Whether the analysis has passed the current position."""
        if self.analysis is None or self.playback is None:
            return False
        return self.analysis.finished or self.analysis.done_until_s >= self.playback.position_s

    def picture(self, answer: Answer | None) -> Picture | None:
        """Return what to draw on the stage, given the current answer."""
        if self.scene is None or self.playback is None:
            return None
        if self.preview is not None and answer is not None:
            window = answer.prediction.window
            return self.scene.window_picture(window, min(self.preview, len(window.times_s) - 1))
        return self.scene.picture(self.playback.index)

    # ---- moving by segments ----

    def jump(self, direction: int) -> None:
        """Go to the start of the next (or, if negative, the previous) predicted action."""
        if self.analysis is None or self.playback is None:
            return
        now_s = self.playback.position_s
        starts = [part.start_s for part in self.analysis.segments() if part.label is not None]
        goal = next_start(starts, now_s) if direction > 0 else previous_start(starts, now_s)
        if goal is not None:
            self.playback.seek(goal)


def next_start(starts: list[float], now_s: float) -> float | None:
    """Return the first of the ascending times after now, in seconds."""
    return next((start for start in starts if start > now_s + 1e-6), None)


def previous_start(starts: list[float], now_s: float) -> float | None:
    """Return the last of the ascending times that is more than a moment before now, in seconds."""
    return next((start for start in reversed(starts) if start < now_s - _JUMP_BACK_S), None)
