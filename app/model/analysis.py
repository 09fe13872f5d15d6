"""Background analysis of a recording by the recogniser, with answers to poll.

The window polls progress and answers by timer; the thread has no callbacks and does not use Qt. Results only
grow.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left, bisect_right
from typing import Protocol

import numpy as np
import numpy.typing as npt

from app.model.heat import Heat
from app.model.history import SPAN_S, History
from app.model.kept_answers import KeptAnswers
from streaming.recognition import assignment
from streaming.recognition.decision import Answer
from streaming.recognition.recut import RecuttingWindow
from streaming.recognition.replay import replay
from streaming.recognition.segments import MAX_GAP_S, Segment, Segmenter
from streaming.recognition.window import Window
from streaming.skeleton.frames import Recording

HOLD_S = MAX_GAP_S
"""Seconds for which an answer stands when no other follows; the default gap of ``segments``."""

# A microsecond: answers are looked up by the very time stamps they carry.
_TOLERANCE_S = 1e-6


class TrainedRecogniser(assignment.TrainedRecogniser, Protocol):
    """A trained recogniser, such as ``mans.recogniser.Recogniser``, with what the window shows of it."""

    @property
    def labels(self) -> tuple[str, ...]:
        """(C,) class names."""

    @property
    def name(self) -> str:
        """For the status line, e.g. ``"MANs-9, UT-Kinect"``."""

    @property
    def device(self) -> str:
        """For the status line, e.g. ``"CPU, 1 thread"``."""

    @property
    def attention(self) -> str:
        """Kind of the curves in ``Prediction.f_a``.

        ``"F_A"``, ``"convolutional F_A"``, ``"gates"`` of STA-LSTM, or ``"none"``.
        """

    @property
    def f_a_mean(self) -> npt.NDArray[np.float32] | None:
        """Mean F_A (3, T) at each position of the window; None if not measured."""

    @property
    def upper_body(self) -> int:
        """Number of actions recognised without visible legs; 0 for a full-body model."""

    def saliency(self, window: Window) -> npt.NDArray[np.float32]:
        """Compute the saliency (3, T) of a prediction; may run concurrently with other calls."""


class Analysis:
    """Analysis of one recording by one recogniser.

    Memory grows by about 800 bytes per answer: windows are cut again when an answer is asked for.
    """

    def __init__(
        self,
        recording: Recording,
        recogniser: TrainedRecogniser,
        after: Analysis | None = None,
        follow: int | None = None,
    ) -> None:
        """Start the thread.

        Args:
            recording: the recording.
            recogniser: the recogniser.
            after: a previous analysis to cancel and wait for, since recognisers may be stateful.
            follow: identity of the person to track; None for the person initially nearest to the sensor.
        """
        self._recording = recording
        self.recogniser = recogniser
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._sliding = RecuttingWindow(recording.frames, recogniser.window, follow)
        self._answers = KeptAnswers(self._sliding.again)
        self._segmenter = Segmenter(recogniser.decision, HOLD_S)
        self._heat = Heat(recording.start_s, recording.start_s + recording.duration_s)
        self._frames_done = 0
        self._finished = False
        self._error: Exception | None = None
        self._after = after
        if after is not None:
            after.cancel()
        self._thread = threading.Thread(target=self._run, name="analysis", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        """Thread body."""
        try:
            if self._after is not None:
                self._after.join()
                self._after = None
            recogniser = self.recogniser
            settings = (recogniser.window, recogniser.decision)
            for index, answer in replay(self._recording, recogniser, *settings, sliding=self._sliding):
                with self._lock:
                    self._frames_done = index + 1
                    if answer is not None:
                        prediction = answer.prediction
                        self._answers.append(self._sliding.cut_at, answer)
                        self._segmenter.push(answer)
                        self._heat.add(prediction.window.times_s[np.newaxis], prediction.f_a[np.newaxis])
                if self._cancelled.is_set():
                    return
                if answer is not None:
                    time.sleep(0)  # offer the interpreter to the window between two windows
            with self._lock:
                self._finished = True
        except Exception as error:  # noqa: BLE001 (a fault must reach the user, not end the thread)
            with self._lock:
                self._error = error

    def cancel(self) -> None:
        """Request the thread to stop at the next frame; results are kept."""
        self._cancelled.set()

    def join(self) -> None:
        """Wait until the thread has stopped."""
        self._thread.join()

    def wait(self, seconds: float) -> bool:
        """Wait for at most so many seconds; return whether the thread has stopped."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def frames_done(self) -> int:
        """Number of frames processed."""
        with self._lock:
            return self._frames_done

    @property
    def done_until_s(self) -> float:
        """Time stamp of the last processed frame, in seconds."""
        return self._recording.frames[max(self.frames_done - 1, 0)].time_s

    @property
    def finished(self) -> bool:
        """Whether the recording's end was reached."""
        with self._lock:
            return self._finished

    @property
    def error(self) -> Exception | None:
        """The error that stopped the thread, if any."""
        with self._lock:
            return self._error

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All answers so far, in order of time, each with its window: they take time and memory."""
        with self._lock:
            return tuple(self._answers)

    @property
    def count(self) -> int:
        """Number of answers so far."""
        with self._lock:
            return len(self._answers)

    def between(self, after_s: float, until_s: float) -> list[Answer]:
        """Return the answers after one frame's time stamp up to another's, in order of time."""
        with self._lock:
            times_s = self._answers.times_s
            first, last = (bisect_right(times_s, at) for at in (after_s, until_s))
            return [self._answers[index] for index in range(first, last)]

    def answer_at(self, time_s: float) -> Answer | None:
        """Return the answer valid at a time stamp: the newest one, if not older than ``HOLD_S``."""
        with self._lock:
            times_s = self._answers.times_s
            found = bisect_right(times_s, time_s + _TOLERANCE_S) - 1
            if found < 0 or time_s - times_s[found] > HOLD_S:
                return None
            return self._answers[found]

    def heat(self) -> npt.NDArray[np.float64]:
        """Return the heat strip so far, (n,) in 0..1 or NaN, one value per ``app.model.heat.STEP_S``."""
        with self._lock:
            return self._heat.values()

    def history(self, now_s: float) -> History | None:
        """Return the answers of the last seconds before a time stamp; None if there are none."""
        with self._lock:
            times_s = self._answers.times_s
            first = bisect_left(times_s, now_s - SPAN_S)
            last = bisect_right(times_s, now_s + _TOLERANCE_S)
            if first == last:
                return None
            rows, ends_s = self._answers.rows(first, last), np.array(times_s[first:last])
        frames_s = np.linspace(rows["start_s"], ends_s, self.recogniser.window.frames, axis=1)
        return History(ends_s, self.recogniser.labels, rows["smoothed"], frames_s, rows["f_a"], now_s)

    def progress(self) -> list[tuple[float, str, float]]:
        """Return time stamp in seconds, label and progress, 0 to 1, of actions with a course, by answer."""
        with self._lock:
            times_s = list(self._answers.times_s)
            rows = self._answers.rows(0, len(times_s)) if times_s else None
        if rows is None or "progress" not in (rows.dtype.names or ()):
            return []
        found = zip(*np.nonzero(~np.isnan(rows["progress"])), strict=True)
        return [(times_s[i], self.recogniser.labels[c], float(rows["progress"][i, c])) for i, c in found]

    def segments(self) -> list[Segment]:
        """Return ``streaming.recognition.segments.segments`` of the answers so far."""
        with self._lock:
            return self._segmenter.segments()
