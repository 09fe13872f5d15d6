"""Session: application state without a window.

The window asks it anew at every tick of its timer (:meth:`Session.pull`) and forwards to it what
its user does. Reading files, loading models and recognising happen on threads of their own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from app.model.analysis import Analysis, TrainedRecogniser
from app.model.background import Task
from app.model.film import Film
from app.model.history import History
from app.model.language import tr
from app.model.live_session import LiveSession, OpenChain
from app.model.live_stream import LiveStream
from app.model.messages import MessageBoard, describe, warned
from app.model.model_loading import ModelLoading
from app.model.opening import LoadRecogniser, Opened, OpenImages, Opening, Read, Turning, abandon
from app.model.palette import Palette
from app.model.playback import Playback
from app.model.scene import Picture, Scene, weighed
from app.model.sending import Sending
from app.model.wording import feed_name
from streaming.events.broadcast import Broadcast
from streaming.pipeline.arenas import FreedMemory
from streaming.pipeline.live import Feed, VideoFeed
from streaming.recognition.decision import Answer
from streaming.recognition.window import WindowSettings
from streaming.skeleton.frames import Recording


class Session:
    """State of the application: a recording or a live stream."""

    def __init__(
        self,
        read: Read,
        load: LoadRecogniser,
        clock: Callable[[], float] = time.monotonic,
        *,
        open_chain: OpenChain | None = None,
        open_images: OpenImages | None = None,
        broadcast: Broadcast | None = None,
    ) -> None:
        """Start with nothing open.

        Args:
            read: reads a recording; called on a thread of its own.
            load: loads a recogniser; called on a thread of its own.
            clock: a monotonic clock in seconds, for playback.
            open_chain: makes the chain of a camera or video; called on a thread of its own.
            open_images: opens a video for single images; called on a thread of its own.
            broadcast: receivers of events at the start.
        """
        self.read, self._clock = read, clock
        self._open_images = open_images
        self.reading: Opening | None = None
        """The file that is being read; None for none."""
        self._preparing: Task[Scene] | None = None
        self._tasks: list[Task[Any] | Film] = []
        self._turning: Turning | None = None
        self._play_when_ready = False
        self._error_told = False
        self.recording: Recording | None = None
        self.followed: int | None = None
        """Who is followed through the recording by the user's choice, by identity; None for no choice."""
        self.scene: Scene | None = None
        self._playback: Playback | None = None
        self.recogniser: TrainedRecogniser | None = None
        self.analysis: Analysis | None = None
        self._analysis_before: Analysis | None = None
        self.palette = Palette()
        self.messages = MessageBoard(clock)
        self._freed = FreedMemory()
        self.models = ModelLoading(load, self.messages, self.use)
        self.sending = Sending(self.messages, broadcast)
        self.live = LiveSession(open_chain, self.messages, attach=self.sending.attach)
        """What is live; while it is active, the recording waits behind it."""
        self.film: Film | None = None
        """The images of a recording that was made from a video; None for other recordings."""
        self.preview: int | None = None
        """The frame of the window, 0..T-1, that is looked at instead of the newest; None for none."""

    # ---- opening and closing ----

    def open_recording(self, path: Path, play: bool = False) -> None:
        """Begin to read a recording, or to play a video; what is open stays until it is there.

        Args:
            path: the file.
            play: start playing as soon as recording and recogniser are there.
        """
        self._play_when_ready = play
        abandon(self.reading)
        self.reading = Opening(self.read, path, self._window)
        self._tasks.append(self.reading)

    def open_model(self, path: Path) -> None:
        """Begin to load a model; the one in use stays until it has been loaded."""
        self.models.open(path)

    def show(self, recording: Recording, scene: Scene | None = None) -> None:
        """Take a recording that is in memory, in place of what is live."""
        self.live.leave()
        self._close_film()
        self.recording, self.followed = recording, None
        self.messages.settle("notes")
        self.messages.put("warnings", warned(recording))
        self.scene = scene or Scene(recording, self._window)
        self._playback = Playback(self.scene.times_s, self._clock)
        self.preview = self._preparing = None  # they were for the recording before
        self._follow()
        self._analyse()

    def use(self, recogniser: TrainedRecogniser) -> None:
        """Take a recogniser that is in memory."""
        self.recogniser = recogniser
        self.palette = Palette(recogniser.labels)
        self.preview = None
        self._follow()
        self._analyse()

    def close_recording(self) -> None:
        """Have no recording open any more; one that is still being read is given up, too."""
        abandon(self.reading)
        self._close_film()
        if self.analysis is not None:
            self.analysis.cancel()
            self._analysis_before = self.analysis
        self.reading = self._preparing = self._playback = self.analysis = None
        self.recording = self.scene = self.followed = self.preview = None
        self._play_when_ready = False
        for matter in ("recording", "notes", "warnings", "analysis", "film"):
            self.messages.settle(matter)

    def close(self) -> None:
        """Stop all threads and wait for them."""
        self.live.close()
        self.sending.close()
        self._close_film()
        for analysis in (self.analysis, self._analysis_before):
            if analysis is not None:
                analysis.cancel()
                analysis.join()
        abandon(self.reading)
        self.models.close()
        self._freed.join()
        for task in self._tasks:
            task.join()
        self._tasks.clear()
        self.reading = self._preparing = self._turning = None

    @property
    def _window(self) -> WindowSettings:
        """The recogniser's window settings; the default ones while there is none."""
        return WindowSettings() if self.recogniser is None else self.recogniser.window

    def _follow(self) -> None:
        """Update the tracked people for the current recogniser."""
        if self.recording is None or self.scene is None:
            return
        window, recording, who = self._window, self.recording, self.followed
        if not self.scene.follows_like(window, who):
            self._preparing = Task("prepare scene", lambda: Scene(recording, window, who))
            self._tasks.append(self._preparing)

    def _analyse(self) -> None:
        """Analyse the open recording with the open recogniser, from the start."""
        if self.recording is not None and self.recogniser is not None:
            before = self.analysis or self._analysis_before
            self.analysis = Analysis(self.recording, self.recogniser, before, self.followed)
            self._error_told = False
            self.messages.settle("analysis")

    # ---- the timer's question ----

    def pull(self) -> None:
        """Collect what the threads have finished, and read the clock."""
        self._freed.look(self._clock())
        self.messages.pull()
        if self.reading is not None and self.reading.done:
            self._take_opened(self.reading)
        self.models.pull()
        if self._preparing is not None and self._preparing.done:
            prepared, self._preparing = self._preparing, None
            self.scene = prepared.result()
            self._follow()  # in case the recogniser has changed again meanwhile
        self.live.pull(self.recogniser)
        stream = self.live.stream
        if stream is not None and stream.feed.ends and stream.finished:
            self._turn_to_replay(stream)
        if self.film is not None and self.film.error is not None:
            self.messages.tell("film", describe(self.film.error, tr("The video's images are missing")))
            self._close_film()
        self._tasks = [task for task in self._tasks if not task.done]
        if self.analysis is not None and self.analysis.error is not None and not self._error_told:
            self._error_told = True
            self.messages.tell("analysis", describe(self.analysis.error, tr("The analysis stopped")))
        if self.playback is not None:
            if self._play_when_ready and not self.loading:
                self._play_when_ready = False
                self.playback.play()
            self.playback.advance()
        self.sending.pull(self.recording, self.analysis, self.playback)

    def _take_opened(self, task: Task[Opened]) -> None:
        """Show what has been read."""
        self.reading = None
        try:
            opened = task.result()
        except Exception as error:  # noqa: BLE001 (the user reads it)
            self.messages.tell("recording", describe(error, tr("The recording could not be opened")))
            self._play_when_ready = False
            return
        self.messages.settle("recording")
        if isinstance(opened, VideoFeed):
            self.open_feed(opened)
        else:
            self.show(*opened)

    def _turn_to_replay(self, stream: LiveStream) -> None:
        """Make a video that was watched to its end, and is still shown, into a recording."""
        if self._turning is None or self._turning.stream is not stream:
            self._turning = Turning(stream, self._window)
            self._tasks.append(self._turning)
        elif self._turning.done:
            turned, self._turning = self._turning, None
            try:
                self.show(*turned.result())
            except Exception as error:  # noqa: BLE001 (the user reads it)
                doing = tr("{name} cannot be replayed").format(name=feed_name(stream.feed))
                self.messages.tell("live", describe(error, doing))
                self.live.leave()
                return
            if self.playback is not None and isinstance(stream.feed, VideoFeed):
                self.playback.seek(self.playback.end_s)
                if self._open_images is not None:
                    self.film = Film(partial(self._open_images, stream.feed.path))

    def _close_film(self) -> None:
        if self.film is not None:
            self.film.end()
            self._tasks.append(self.film)
            self.film = None

    @property
    def loading(self) -> str:
        """Loading message; empty for none."""
        parts = [self.live.loading] if self.live.loading else []
        if self._turning is not None and self._turning.stream is self.live.stream:
            parts.append(tr("Reading {name} …").format(name=feed_name(self._turning.stream.feed)))
        if self.reading is not None:
            parts.append(tr("Reading {name} …").format(name=self.reading.shown))
        if self.models.path is not None:
            parts.append(tr("Loading model {name} …").format(name=self.models.path.name))
        return "  ".join(parts)

    # ---- what there is to see ----

    @property
    def playback(self) -> Playback | None:
        """Playback of the recording; None without one, and in live mode."""
        return None if self.live.active else self._playback

    @property
    def answer(self) -> Answer | None:
        """The answer of now, live or at the current position, if there is one."""
        if self.live.active:
            return self.live.stream.answer if self.live.stream is not None else None
        if self.analysis is None or self.playback is None:
            return None
        return self.analysis.answer_at(self.playback.position_s)

    @property
    def history(self) -> History | None:
        """Recent answers, live or up to the current position."""
        if self.live.active:
            return self.live.stream.history if self.live.stream is not None else None
        if self.analysis is None or self.playback is None:
            return None
        return self.analysis.history(self.playback.position_s)

    @property
    def analysed(self) -> bool:
        """Whether the analysis has passed the current position."""
        analysis, playback = self.analysis, self.playback
        if analysis is None or playback is None:
            return False
        return analysis.finished or analysis.done_until_s >= playback.position_s

    def previewed(self, answer: Answer | None) -> int | None:
        """Return which frame of an answer's window, 0..T-1, is looked at in place of the newest, if any."""
        if self.preview is None or answer is None:
            return None
        return min(self.preview, len(answer.prediction.window.times_s) - 1)

    def picture(self, answer: Answer | None) -> Picture | None:
        """Return what to draw on the stage, given the current answer."""
        if self.scene is None or self.playback is None:
            return None
        frame = self.previewed(answer)
        if frame is not None and answer is not None:
            picture = self.scene.window_picture(answer.prediction.window, frame)
            return weighed(picture, answer.prediction, frame)
        prediction = None if answer is None else answer.prediction
        return weighed(self.scene.picture(self.playback.index), prediction, -1)

    # ---- whom to follow ----

    def choose(self, identity: int) -> None:
        """Select a person: live at once, in a recording after a new analysis."""
        if self.live.active:
            if self.live.stream is not None:
                self.live.stream.chosen = identity
        elif identity != self.followed:
            self.followed = identity
            self.preview = None
            self._follow()
            self._analyse()

    # ---- moving in time ----

    def open_feed(self, feed: Feed) -> None:
        """Play a camera or a video in front of the recording; whatever was to be opened before is not."""
        abandon(self.reading)
        self.reading, self._play_when_ready = None, False
        self.pause()
        self.preview = None
        self.live.open(feed)

    def toggle_play(self) -> None:
        """Play or pause what is shown."""
        self.preview = None
        if self.live.stream is not None:
            self.live.stream.paused = not self.live.stream.paused
        elif self.playback is not None:
            self.playback.toggle()

    def pause(self) -> None:
        """Pause what is shown."""
        if self.live.stream is not None:
            self.live.stream.paused = True
        elif self.playback is not None:
            self.playback.pause()
