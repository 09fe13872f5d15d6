"""What somebody does with the window during a soak: records, pauses, reports, reconnects."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from websockets.sync.client import ClientConnection, connect

from app.model.live_stream import LiveRecording
from app.window.main_window import MainWindow
from mans.bundled import MODEL, MODELS
from streaming.errors import RecordingError
from streaming.pipeline.live import CameraFeed
from streaming.readers import read_recording
from streaming.reports.live_actions import LiveActions
from streaming.reports.report import write_report

MINUTE_S = 60.0
OTHER_MODEL = MODELS / "ut-kinect-mans9.safetensors"


@dataclass
class Habit:
    """Something that is done again and again.

    Attributes:
        every_s: how often, in seconds of the simulation.
        lasts_s: how long until it is undone.
        do: does it.
        undo: undoes it.
    """

    every_s: float
    lasts_s: float
    do: Callable[[], None]
    undo: Callable[[], None]
    due_s: float = 0.0
    done: bool = False


class Habits:
    """The window's user.

    Attributes:
        counts: how often each thing was done.
    """

    def __init__(self, window: MainWindow, folder: Path, port: int, pace: float = 1.0) -> None:
        """Begin.

        Args:
            window: to be used.
            folder: of recordings and reports, all of which are removed again.
            port: of the server of events, on this computer.
            pace: how many times faster everything is done.
        """
        self._window, self._folder, self._port = window, folder, port
        self._client: ClientConnection | None = None
        self._recording: tuple[LiveRecording, LiveActions] | None = None
        self._saved: tuple[Path, LiveActions] | None = None
        self.counts: dict[str, int] = {}
        minutes = [
            (20, 2, self._record, self._stop_recording),
            (45, 5, self._pause, self._go_on),
            (10, 5, self._connect, self._disconnect),
            (90, 15, self._show_more, self._show_less),
            (240, 30, self._use_another_model, self._use_the_usual_model),
        ]
        self._habits = [
            Habit(every * MINUTE_S / pace, lasts * MINUTE_S / pace, do, undo, every * MINUTE_S / pace)
            for every, lasts, do, undo in minutes
        ]

    def tick(self, now_s: float) -> None:
        """Do what is due at a moment of the simulation."""
        for habit in self._habits:
            if now_s < habit.due_s:
                continue
            if habit.done:
                habit.undo()
                habit.due_s = now_s + habit.every_s
            else:
                habit.do()
                habit.due_s = now_s + habit.lasts_s
            habit.done = not habit.done
        self._report()
        live, messages = self._window.session.live, self._window.session.messages
        if not live.active:  # the camera has failed: what the window offers is taken
            offers = messages.newest.offers if messages.newest is not None else ()
            again = [offer for offer in offers if offer.text == "Try again"]
            if again:
                self._count("camera opened again")
                again[0].do()
            else:
                self._window.session.open_feed(CameraFeed())

    @property
    def at_rest(self) -> bool:
        """Whether everything is undone, so that one moment is like another."""
        return not any(habit.done for habit in self._habits) and self._saved is None

    def close(self) -> None:
        """Undo what is not undone yet."""
        for habit in self._habits:
            if habit.done:
                habit.undo()
        self._disconnect()

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1

    def _record(self) -> None:
        session = self._window.session
        session.live.with_images = self.counts.get("recorded", 0) % 4 == 0
        session.live.start_recording()
        self._count("recorded")

    def _stop_recording(self) -> None:
        self._window.session.live.stop_recording()

    def _report(self) -> None:
        """Listen to a recording for a report, write that when the file is there, and remove both."""
        live = self._window.session.live
        if live.recording is not None and self._recording is None and live.stream is not None:
            stream = live.stream
            self._recording = (live.recording, LiveActions(stream.chain, stream.recogniser.decision))
        if self._recording is not None and live.recording is None:
            recording, actions = self._recording
            self._recording, self._saved = None, (recording.path, actions)
        if self._saved is None or live._saving:
            return
        (path, actions), self._saved = self._saved, None
        try:
            actions.close()
        except RecordingError:
            self._count("answers lost to a report")
        if path.exists():  # one without a frame is not kept
            report = actions.report(read_recording(path), path.name, str(path))
            for file in write_report(report, self._folder / "report.csv", "csv"):
                file.unlink()
            path.unlink()
            self._count("reports")

    def _pause(self) -> None:
        self._window.session.pause()
        self._count("paused")

    def _go_on(self) -> None:
        stream = self._window.session.live.stream
        if stream is not None:
            stream.paused = False

    def _connect(self) -> None:
        self._client = connect(f"ws://127.0.0.1:{self._port}", max_queue=None)
        self._count("clients")

    def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _show_more(self) -> None:
        toggles = self._window.toggles
        toggles.show_health.setChecked(True)
        toggles.show_movement.setChecked(True)
        self._window.choices.show_both()

    def _show_less(self) -> None:
        toggles = self._window.toggles
        toggles.show_health.setChecked(False)
        toggles.show_movement.setChecked(False)
        self._window.choices.show_video()

    def _use_another_model(self) -> None:
        self._window.session.open_model(OTHER_MODEL)
        self._count("models")

    def _use_the_usual_model(self) -> None:
        self._window.session.open_model(MODEL)
        self._count("models")


@contextmanager
def receivers(folder: Path) -> Iterator[tuple[list[str], int]]:
    """Yield addresses to send events to, OSC that nobody reads, a server, a file; and the server's port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        osc = f"osc://127.0.0.1:{deaf.getsockname()[1]}"
        yield [osc, f"ws://127.0.0.1:{port}", f"jsonl:{folder / 'events.jsonl'}"], port
