"""Live pipeline: capture, pose and recognition threads, connected by one-item mailboxes.

    source ──> [mailbox] ──> pose ──> sliding window ──> [mailbox] ──> recogniser ──> [mailbox] ──> pulled
    capture thread           pose thread                               recognition thread           by timer

With a live source nothing waits: the newest item replaces one that has not been taken, and every drop is
counted with its cause. With a file, stages wait instead: every frame is processed, and the results are
deterministic. An error ends the chain and is raised where results are pulled.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from dataclasses import replace
from typing import Generic, cast

from streaming.errors import SourceError
from streaming.pipeline.health import Health, HealthReport
from streaming.pipeline.mailbox import ClosedError, Mailbox
from streaming.pipeline.results import Result, Sight, newest_for_the_end, newest_of_each, newest_results
from streaming.pipeline.tap import Tap
from streaming.recognition.assignment import Assignment, Due, Follower, Who
from streaming.recognition.decision import Answer, DecisionSettings
from streaming.recognition.prediction import Recogniser
from streaming.recognition.window import WindowSettings
from streaming.skeleton.frame_rate import RateWatch
from streaming.skeleton.frames import Frame
from streaming.sources.clock import now_s
from streaming.sources.source import Image, Item, OpenPose, Source
from streaming.sources.source_check import checked, failure


class Chain(Generic[Item]):
    """A source and its processing stages. Use it as a context manager, or call start and stop."""

    def __init__(
        self,
        source: Source[Item],
        assignment: Assignment,
        *,
        pose: OpenPose[Item] | None = None,
        waits: bool | None = None,
        health_span_s: float = 5.0,
    ) -> None:
        """Assemble the chain without starting it.

        Args:
            source: source of images or frames.
            assignment: the recogniser, and the people to recognise.
            pose: opens the pose step, on the pose thread; not needed for a source of frames.
            waits: whether stages wait for each other instead of dropping items; by default if the source is
                not live.
            health_span_s: time span of :meth:`health`, in seconds.
        """
        self._source, self._assignment = source, assignment
        self._open_pose = pose or cast("OpenPose[Item]", lambda: nullcontext(lambda item: item))
        self._waits = not source.live if waits is None else waits
        self._health = health = Health(health_span_s)
        self._inbox: Mailbox[tuple[Item, float]] = Mailbox(waits=self._waits, on_drop=health.dropped)
        self._sights: Mailbox[Sight] = Mailbox()  # to look at: newest wins in any case, and is no loss
        self._due: Mailbox[dict[object, tuple[Due, Sight]]] = Mailbox(
            waits=self._waits, merge=newest_of_each, on_drop=health.dropped
        )
        self._results: Mailbox[dict[object, Result]] = Mailbox(
            waits=self._waits, merge=newest_results, on_drop=health.dropped
        )
        self._posing, self._rate_warning = False, ""
        self._taps: list[Tap[Sight | Result]] = []
        self._lock = threading.Lock()  # of the assignment, the taps and the state
        self._state = "new"
        self._threads = [
            threading.Thread(target=self._stage, args=stage, name=name, daemon=True)
            for name, *stage in (
                ("capture", self._capture, None, self._inbox),
                ("pose", self._find_poses, self._inbox, self._due),
                ("recognition", self._recognise, self._due, self._results),
            )
        ]

    # ---- starting and stopping ----

    def start(self) -> None:
        """Start the threads. A chain can be started once.

        Raises:
            RuntimeError: it was started or stopped before.
        """
        with self._lock:
            if self._state != "new":
                raise RuntimeError("a chain can be started only once")
            self._state = "running"
        try:
            for thread in self._threads:
                thread.start()
        except BaseException:  # the system has no thread left: those that run must not stay
            self.stop()
            raise

    def stop(self) -> None:
        """End all threads, including taps, and wait for them; items in progress are discarded.

        May be called from any thread, repeatedly, before the start and after an error. Waits for running
        stages: an unresponsive camera may take two seconds.

        Raises:
            SourceError: closing the source failed; all threads have ended nevertheless.
        """
        with self._lock:
            self._state = "stopped"
            taps = tuple(self._taps)
        trouble = self._close_source()
        for tap in taps:
            tap.shut()  # a stage may be waiting for room in it
        for mailbox in (self._inbox, self._sights, self._due, self._results):
            mailbox.abort()
        for thread in self._threads:
            if thread.ident is not None and thread is not threading.current_thread():
                thread.join()
        for tap in taps:
            tap.finish()
        if trouble is not None:
            raise trouble

    def __enter__(self) -> Chain[Item]:
        """Start, and return itself."""
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """Stop."""
        self.stop()

    # ---- what comes out ----

    def sight(self) -> Sight | None:
        """Return the newest frame and its image once, or None if there is no new one. Does not block."""
        with suppress(ClosedError):
            return self._sights.poll()
        return None

    def results(self) -> tuple[Result, ...]:
        """Return the newest result for each person since the last call. Does not block.

        With a file, the chain continues when its results have been pulled.

        Raises:
            Exception: the error that ended the chain, after the last results.
        """
        with suppress(ClosedError):
            return tuple((self._results.poll() or {}).values())
        return ()

    def __iter__(self) -> Iterator[Result]:
        """Iterate over results until the source ends or the chain is stopped.

        Raises:
            Exception: the error that ended the chain, after the last result.
        """
        with suppress(ClosedError):
            while True:  # Windows lets Ctrl-C through only between two waits
                yield from (self._results.take_within(0.2) or {}).values()

    def run(self) -> None:
        """Wait until the source ends or the chain is stopped, for chains whose results only listeners need.

        A file's chain does not go on unless somebody takes its results: this does.

        Raises:
            Exception: the error that ended the chain.
        """
        for _ in self:
            pass

    @property
    def finished(self) -> bool:
        """Whether the source has ended or failed, and all results have been pulled."""
        return self._results.finished

    @property
    def status(self) -> str:
        """Current status message on the source or the frame rate; empty if there is none."""
        return self._source.status or self._rate_warning

    @property
    def rate_warning(self) -> str:
        """Warning that the frame rate is too low for recognition; empty if it is sufficient."""
        return self._rate_warning

    @property
    def source(self) -> Source[Item]:
        """The source of images or frames."""
        return self._source

    @property
    def waits(self) -> bool:
        """Whether stages wait for each other instead of dropping items."""
        return self._waits

    def health(self) -> HealthReport:
        """Return frame rates, durations of the stages, and drops by cause."""
        return self._health.report()

    def painted(self, sight: Sight) -> None:
        """Record that a sight is on screen now, for the durations in :meth:`health`."""
        self._health.count("painting")
        self._health.took("painting", now_s() - sight.captured_s)

    # ---- what may change while it runs ----

    @property
    def assignment(self) -> Assignment:
        """The recogniser in use, and the people to recognise."""
        with self._lock:
            return self._assignment

    def follow(self, who: Who) -> None:
        """Track other people from the next frame on."""
        with self._lock:
            self._assignment = replace(self._assignment, who=who)

    def use(self, recogniser: Recogniser, window: WindowSettings, decision: DecisionSettings) -> None:
        """Use another recogniser from the next frame on."""
        with self._lock:
            self._assignment = Assignment(recogniser, window, decision, self._assignment.who)

    def listen(
        self,
        consume: Callable[[Sight | Result], None],
        capacity: int = 90,
        at_end: Callable[[], None] | None = None,
    ) -> Tap[Sight | Result]:
        """Pass every sight and result from now on to a consumer, such as a recorder.

        May be called before the start. Listening alone does not drive a file's chain: see :meth:`run`.

        Args:
            consume: called on a separate thread; cannot block a live chain.
            capacity: queue length; see :class:`Tap`.
            at_end: called after the last of them, on the same thread.

        Returns:
            The tap; closing it ends listening and reports losses. Stopping the chain ends it too.

        Raises:
            RuntimeError: the chain was stopped.
        """
        with self._lock:
            if self._state == "stopped":
                raise RuntimeError("the chain was stopped")
            tap: Tap[Sight | Result] = Tap(consume, capacity=capacity, waits=self._waits, at_end=at_end)
            self._taps = [other for other in self._taps if not other.closed] + [tap]
        return tap

    # ---- the stages, each on its own thread ----

    def _stage(
        self,
        work: Callable[[], None],
        inbox: Mailbox[object] | None,
        outbox: Mailbox[object],
    ) -> None:
        """Run a stage to its end, and propagate the end in both directions."""
        try:
            work()
        except ClosedError:  # the stage before has ended well, or the one after takes no more
            outbox.close()
        except Exception as error:  # noqa: BLE001 (it comes out of results())
            outbox.close(error)
        else:
            outbox.close()
        if inbox is not None:
            inbox.abort()
            self._close_source()

    def _close_source(self) -> SourceError | None:
        """Close the source; return its error instead of raising, so that the stages end."""
        try:
            self._source.close()
        except Exception as error:  # noqa: BLE001 (stop() raises it when all has ended)
            return failure(error)
        return None

    def _capture(self) -> None:
        # A source that is a generator is closed here, on the thread that opened its device.
        with closing(checked(self._source)) as items:
            for item in items:
                self._health.count("capture")
                self._inbox.put((item, now_s()), "pose busy" if self._posing else "pose model still loading")

    def _find_poses(self) -> None:
        follower, rate = Follower(self.assignment), RateWatch(1.0 if self._waits else 3.0)
        opened: AbstractContextManager[Callable[[Item], Frame]] = self._open_pose()
        with opened as find_pose:
            self._posing = True
            while True:
                item, captured_s = self._inbox.take()
                frame = find_pose(item)
                image = item if isinstance(item, Image) else None
                sight = Sight(frame, image, captured_s, now_s())
                self._rate_warning = rate.push(frame.time_s)
                self._health.count("pose")
                self._health.took("pose", sight.posed_s - captured_s)
                self._sights.put(sight)
                self._tell(sight)
                assignment = self.assignment
                if assignment is not follower.assignment:
                    follower = Follower(assignment)
                if due := follower.push(frame):
                    self._due.put({each.decide: (each, sight) for each in due}, "recogniser busy")

    def _recognise(self) -> None:
        newest: dict[object, tuple[Due, Sight]] = {}
        try:
            while True:
                taken = self._due.take()
                newest = newest_for_the_end(newest, taken)
                results: dict[object, Result] = {}
                for key, (due, sight) in taken.items():
                    answer = due.decide(due.assignment.recogniser(due.window))
                    results[key] = result = self._result(answer, due, sight)
                    self._health.count("recognition")
                    self._health.took("recognition", result.recognised_s - sight.posed_s)
                    self._health.took("prediction", result.recognised_s - sight.captured_s)
                self._results.put(results, "window busy")
        except ClosedError:  # the source has ended: what was going on is decided on by what was seen of it
            last = {}
            for key, (due, sight) in newest.items():
                if (end := due.decide.finish()) is not None:
                    last[key] = self._result(end, due, sight)
            if last:
                self._results.put(last, "window busy")
            raise

    def _result(self, answer: Answer, due: Due, sight: Sight) -> Result:
        """Add the time stamps to an answer, and notify the taps."""
        result = Result(answer, due.identity, sight.captured_s, sight.posed_s, now_s())
        self._tell(result)
        return result

    def _tell(self, item: Sight | Result) -> None:
        with self._lock:
            taps = tuple(self._taps)
        for tap in taps:
            if not tap.offer(item) and not tap.closed:
                self._health.dropped("recording too slow")
