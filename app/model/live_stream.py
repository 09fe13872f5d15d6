"""Running camera or video stream: current image, answers per person, and recording.

Independent of Qt: polled by the window's timer, without callbacks.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from app.model.analysis import HOLD_S, TrainedRecogniser
from app.model.history import SPAN_S, History
from streaming.pipeline.chain import Chain
from streaming.pipeline.live import Feed, origin, record
from streaming.pipeline.results import Result, Sight
from streaming.recognition.decision import Answer
from streaming.recognition.segments import Segment, Segmenter
from streaming.recognition.window import LONGEST_S
from streaming.skeleton.frame_rate import with_rate_warnings
from streaming.skeleton.frames import Frame, Recording
from streaming.sources.clock import now_s
from streaming.sources.pose_video import FORMAT, empty_images
from streaming.sources.source import Image
from streaming.sources.video import Video

if TYPE_CHECKING:
    from streaming.recordings.recorder import Recorder

HISTORY_S = 60.0
"""Seconds of a camera's answers that the timeline shows."""
LATELY_S = LONGEST_S + 5.0
"""Seconds of a recording's frames at hand while it is made: the longest example, and what is before it."""


class LiveRecording:
    """Recording of a live stream."""

    def __init__(self, chain: Chain[Image], recorder: Recorder, *, images: bool) -> None:
        """Start listening to the chain."""
        self._recorder, self._tap = recorder, record(chain, recorder, images=images)
        self._since_s = now_s()
        self._lock = threading.Lock()
        self._lately: deque[Frame] = deque()
        self.first_s: float | None = None
        """Time stamp of the first frame, seconds; None before it."""
        self._keeping = chain.listen(self._keep)

    def _keep(self, item: Sight | Result) -> None:
        """Keep the frames of the last minute, on the tap's thread: examples are cut out of them."""
        if isinstance(item, Sight):
            if self.first_s is None:
                self.first_s = item.frame.time_s
            with self._lock:
                self._lately.append(item.frame)
                while self._lately[0].time_s < item.frame.time_s - LATELY_S:
                    self._lately.popleft()

    @property
    def lately(self) -> tuple[Frame, ...]:
        """The frames of the last :data:`LATELY_S` seconds."""
        with self._lock:
            return tuple(self._lately)

    @property
    def path(self) -> Path:
        """The file."""
        return self._recorder.path

    @property
    def seconds(self) -> float:
        """Duration of the recording."""
        return now_s() - self._since_s

    @property
    def frames(self) -> int:
        """Frames recorded so far."""
        return self._recorder.frames

    @property
    def images_left_out(self) -> int:
        """Images that are missing, since the disk could not keep up."""
        return self._recorder.images_left_out

    @property
    def size(self) -> int:
        """Bytes on the disk so far."""
        try:
            return self.path.stat().st_size
        except OSError:  # the recorder will notice, too
            return 0

    @property
    def error(self) -> Exception | None:
        """The first error, if any."""
        return self._tap.error or self._recorder.error

    @property
    def kept(self) -> bool:
        """Whether there is anything in the file; one without a frame is removed when it is closed."""
        return self._recorder.kept

    def stop(self) -> None:
        """Write what is on its way and close the file. It may take a moment: not for the window's thread.

        Raises:
            RecordingError: something is missing in the file.
        """
        self._keeping.finish()
        try:
            self._tap.close()
        finally:
            self._recorder.close()


class LiveStream:
    """View model of a running pipeline."""

    def __init__(self, feed: Feed, chain: Chain[Image], recogniser: TrainedRecogniser) -> None:
        """Start the chain.

        Args:
            feed: what is played.
            chain: made for it, not yet started.
            recogniser: what the chain recognises with.
        """
        self.feed, self.chain, self.recogniser = feed, chain, recogniser
        self.sight: Sight | None = None
        """The newest frame with its image; None before the first."""
        self.results: dict[int, Result] = {}
        """The newest answer about each person in view, by identity."""
        self.error: Exception | None = None
        """What ended the chain, if something went wrong."""
        self.paused = False
        self.chosen: int | None = None
        """The identity that the answer panel is about by the user's choice; None for no choice."""
        self._frames: list[Frame] = []
        self._logs: dict[int, Segmenter] = {}
        self._lately: dict[int, list[Answer]] = {}
        self._frozen: dict[int, list[Segment]] | None = None  # what is shown while paused
        self._started_s: float | None = None
        self._used_since_s = -math.inf
        source = chain.source
        self.rate_hz = source.rate_hz
        """Images per second, nominally."""
        images = source.count if isinstance(source, Video) else None
        self._length_s = (images or 0) / self.rate_hz
        # What ends can be replayed afterwards, and no frame may be missing.
        self._kept = chain.listen(self._keep) if feed.ends else None
        chain.start()

    def _keep(self, item: Sight | Result) -> None:
        """Keep the frames of a video, on the tap's thread."""
        if isinstance(item, Sight):
            self._frames.append(item.frame)

    # ---- the timer's question ----

    def pull(self) -> None:
        """Collect what is new. While paused a video waits, and a camera is let run by unseen."""
        if self.paused and self.chain.waits:
            return
        sight = self.chain.sight()
        try:
            results = self.chain.results()
        except Exception as error:  # noqa: BLE001 (the user reads it)
            self.error, results = error, ()
        # What the recogniser before said last is still on its way: of other labels and windows.
        results = tuple(result for result in results if result.captured_s >= self._used_since_s)
        if not self.paused:
            self._frozen = None
        elif self._frozen is None:
            self._frozen = self._segments_of_all()
        for result in results:
            if result.identity not in self._logs:
                self._logs[result.identity] = Segmenter(self.recogniser.decision, HOLD_S)
            self._logs[result.identity].push(result.answer)
            self._forget_segments(result.answer.time_s)
        if self.paused:
            return
        for result in results:
            self.results[result.identity] = result
            self._lately.setdefault(result.identity, []).append(result.answer)
        if sight is not None:
            self.sight = sight
            if self._started_s is None:
                self._started_s = sight.frame.time_s
            self._forget(sight.frame.time_s)

    def _forget(self, now_s: float) -> None:
        """Drop answers that no longer stand, and of a camera what is no longer shown."""
        stale = [i for i, result in self.results.items() if now_s - result.answer.time_s > HOLD_S]
        for identity in stale:
            del self.results[identity]
        for identity, answers in list(self._lately.items()):
            while answers and answers[0].time_s < now_s - SPAN_S:
                del answers[0]
            if not answers:
                del self._lately[identity]
        self._forget_segments(now_s)

    def _forget_segments(self, now_s: float) -> None:
        """Drop what is no longer shown of a camera's segments, which may be paused for days."""
        if not self.feed.ends:
            for identity, log in list(self._logs.items()):
                log.forget(now_s - HISTORY_S)
                if not log.segments() or log.segments()[-1].end_s < now_s - HISTORY_S:
                    del self._logs[identity]

    @property
    def finished(self) -> bool:
        """Whether the feed has come to its end, and everything of it has been seen."""
        return self.error is None and self.chain.finished

    # ---- what there is to see ----

    @property
    def person(self) -> int | None:
        """The displayed person: the chosen one, or the first."""
        if self.chosen in self.results:
            return self.chosen
        return min(self.results, default=None)

    @property
    def result(self) -> Result | None:
        """The answer to show, if there is one."""
        person = self.person
        return None if person is None else self.results[person]

    @property
    def answer(self) -> Answer | None:
        """The answer to show, if there is one."""
        return None if self.result is None else self.result.answer

    @property
    def history(self) -> History | None:
        """Recent answers of the displayed person, if any."""
        person = self.person
        return None if person is None else History.of(self._lately.get(person, []), self.now_s)

    @property
    def now_s(self) -> float:
        """Time stamp of the newest frame, seconds; 0 before the first."""
        return 0.0 if self.sight is None else self.sight.frame.time_s

    @property
    def span(self) -> tuple[float, float]:
        """From when to when the timeline goes, in the stream's seconds."""
        start_s = self._started_s or 0.0
        if self.feed.ends:
            return start_s, max(start_s + self._length_s, self.now_s, start_s + 1.0)
        return max(start_s, self.now_s - HISTORY_S), max(self.now_s, start_s + HISTORY_S)

    def segments(self) -> list[Segment]:
        """Segments of the displayed or last person, in temporal order."""
        logs = self._segments_of_all() if self._frozen is None else self._frozen
        if self.person in logs:
            return logs[self.person]
        return max(logs.values(), key=lambda parts: parts[-1].end_s, default=[])

    def _segments_of_all(self) -> dict[int, list[Segment]]:
        return {identity: log.segments() for identity, log in self._logs.items()}

    # ---- what its user does ----

    def use(self, recogniser: TrainedRecogniser) -> None:
        """Recognise with something else from the next frame on."""
        self.recogniser = recogniser
        self.chain.use(recogniser, recogniser.window, recogniser.decision)
        self._used_since_s = now_s()
        self.results.clear()
        self._frozen = None
        self._logs.clear()
        self._lately.clear()

    def start_recording(self, path: Path, *, images: bool = False) -> LiveRecording:
        """Record everything from now on.

        Raises:
            RecordingError: the file exists, or cannot be made.
        """
        from streaming.recordings.recorder import Recorder  # it brings the container of recordings

        recorder = Recorder(
            path,
            rate_hz=self.rate_hz,
            source=origin(self.feed),
            model=self.recogniser.name,
        )
        return LiveRecording(self.chain, recorder, images=images)

    def to_recording(self) -> Recording | None:
        """Return a video that has ended as a recording; None if it showed nobody at all.

        It waits for frames that are still on their way to it: not for the window's thread.
        """
        if self._kept is not None:
            self._kept.finish()
        frames = tuple(self._frames)
        if not any(frame.bodies for frame in frames):
            return None
        path = getattr(self.feed, "path", None)
        guess = "Joints were found in images: their distance from the camera is a guess."
        notes = (guess, *empty_images(frames))
        missing = self.chain.source.status if isinstance(self.chain.source, Video) else ""
        warnings = (missing,) if missing else ()
        return with_rate_warnings(
            Recording(frames, self.rate_hz, FORMAT, path, notes=notes, warnings=warnings)
        )

    def close(self) -> None:
        """End the chain and wait for it: not for the window's thread."""
        self.chain.stop()
