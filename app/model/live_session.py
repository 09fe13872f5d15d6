"""Live session: opening and running of a camera or video."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.model.analysis import TrainedRecogniser
from app.model.background import Task
from app.model.language import tr
from app.model.live_stream import LiveRecording, LiveStream
from app.model.messages import Message, MessageBoard, Offer, describe
from app.model.wording import feed_name, names_of_source
from streaming.errors import MansError, ModelError, PoseModelError
from streaming.pipeline.chain import Chain
from streaming.pipeline.live import Feed
from streaming.sources.source import Image
from streaming.writers.files import dated_path, write_new

OpenChain = Callable[[Feed, TrainedRecogniser, Callable[[str], None]], Chain[Image]]
"""Makes the chain of a feed, on a thread of its own; it is given somebody to tell what takes so long."""


class LiveSession:
    """Manager of live streams, one at a time."""

    def __init__(
        self,
        open_chain: OpenChain | None,
        messages: MessageBoard,
        folder: Path | None = None,
        attach: Callable[[Feed, Chain[Image]], None] = lambda feed, chain: None,
    ) -> None:
        """Start with none.

        Args:
            open_chain: makes chains; None where there are no cameras and videos.
            messages: where to tell what goes wrong.
            folder: where recordings go.
            attach: told of each chain before it starts.
        """
        self._open_chain, self._messages, self._attach = open_chain or _no_chain, messages, attach
        self.folder = folder
        self.choose_pose_model: Callable[[], bool] = lambda: False
        """Asks for a pose model's file, and says whether there is another one now."""
        self.offers: Callable[[Path], tuple[Offer, ...]] = lambda path: ()
        """What can be done with a recording that has been made."""
        self.with_images = False
        """Whether recordings hold the images too."""
        self._wanted: Feed | None = None
        self._opening: tuple[Feed, TrainedRecogniser, Task[Chain[Image]]] | None = None
        self._note = ""
        self._token = object()  # of the opening that is wanted; another one is to give up
        self._told = ""
        self._tasks: list[Task[None]] = []
        self._starting: Task[LiveRecording] | None = None
        self._saving: list[tuple[LiveRecording, Task[None]]] = []
        self.stream: LiveStream | None = None
        self.recording: LiveRecording | None = None

    # ---- opening and closing ----

    def open(self, feed: Feed) -> None:
        """Play a feed as soon as there is a recogniser, in place of what is playing."""
        self.leave()
        self._wanted = feed
        self._messages.settle("live")

    def leave(self) -> None:
        """Play nothing any more."""
        self._wanted, self._token = None, object()
        self.stop_recording()
        if self.stream is not None:
            self._tasks.append(Task("close stream", self.stream.close))
            self.stream = None
        if self._opening is not None:
            opening = self._opening[2]
            self._tasks.append(Task("close stream", lambda: _discard(opening)))
            self._opening = None

    def close(self) -> None:
        """End everything and wait for it."""
        self.leave()
        for task in self._tasks:
            task.join()
        self._tasks.clear()
        self._collect_saved(wait=True)

    @property
    def active(self) -> bool:
        """Whether something is playing, or will soon."""
        return self.stream is not None or self.feed is not None

    @property
    def feed(self) -> Feed | None:
        """The feed that is playing, opening, or waiting for a recogniser."""
        if self.stream is not None:
            return self.stream.feed
        return self._opening[0] if self._opening is not None else self._wanted

    @property
    def loading(self) -> str:
        """Loading message; empty for none."""
        if self._opening is not None:
            return self._note or tr("Opening {name} …").format(name=feed_name(self._opening[0]))
        return ""

    # ---- the timer's question ----

    def pull(self, recogniser: TrainedRecogniser | None) -> None:
        """Continue opening, and collect new results."""
        if self._wanted is not None and recogniser is not None:
            self._begin(self._wanted, recogniser)
        if self._opening is not None and self._opening[2].done:
            feed, its_recogniser, task = self._opening
            self._opening = None
            try:
                self._attach(feed, task.result())
                self.stream = LiveStream(feed, task.result(), its_recogniser)
            except Exception as error:  # noqa: BLE001 (the user reads it)
                self._tell_failure(feed, error, tr("{name} could not be opened"))
        stream = self.stream
        if stream is not None:
            if recogniser is not None and recogniser is not stream.recogniser:
                if stream.feed.ends:  # what it has said so far was another model's: from the start
                    self.open(stream.feed)
                    return
                stream.use(recogniser)
            stream.pull()
            self._watch(stream)
        self._collect_started()
        if self.recording is not None and self.recording.error is not None:
            self.stop_recording()
        self._collect_saved()
        self._tasks = [task for task in self._tasks if not task.done]

    def _begin(self, feed: Feed, recogniser: TrainedRecogniser) -> None:
        """Open a feed on a thread of its own."""
        token = self._token = object()

        def tell(note: str) -> None:
            if self._token is not token:
                raise InterruptedError("nobody waits for this any more")
            self._note = note

        self._wanted, self._note = None, ""
        self._opening = (
            feed,
            recogniser,
            Task("open stream", lambda: self._open_chain(feed, recogniser, tell)),
        )

    def _watch(self, stream: LiveStream) -> None:
        """Tell what happens to the stream."""
        if stream.error is not None:
            self._tell_failure(stream.feed, stream.error, tr("{name} stopped"))
            self.leave()
        elif status := stream.chain.source.status:  # about its rate, the answer panel speaks
            if status != self._told:
                self._messages.tell("feed", Message(status))
            self._told = status
        else:
            self._told = ""
            self._messages.settle("feed")

    def _tell_failure(self, feed: Feed, error: Exception, doing: str) -> None:
        """Show why a feed failed, with possible actions.

        Args:
            feed: which one.
            error: what was raised.
            doing: what failed, with ``{name}`` for the feed's.
        """
        offers = [Offer(tr("Try again"), lambda: self.open(feed))]
        if isinstance(error, ModelError):
            doing = tr("People cannot be found in images")
        if isinstance(error, PoseModelError):

            def choose() -> None:
                if self.choose_pose_model():
                    self.open(feed)

            offers.insert(0, Offer(tr("Choose file …"), choose))
        message = describe(error, doing.format(name=feed_name(feed)))
        self._messages.tell("live", replace(message, offers=tuple(offers)))

    # ---- recording ----

    def toggle_recording(self) -> None:
        """Record what is playing, or end the recording, also one whose file is only being made."""
        if self.recording is None and self._starting is None:
            self.start_recording()
        else:
            self.stop_recording()

    def start_recording(self) -> None:
        """Record what is playing into a new file; it is made on a thread of its own."""
        stream, images = self.stream, self.with_images
        if self.recording is not None or self._starting is not None:
            return
        if stream is None:
            remedy = tr("Start the camera (Ctrl+L).") if self.feed is None else tr("Wait a moment.")
            text = tr("There is nothing to record yet.")
            self._messages.tell("record", Message(text, remedy, is_error=False))
            return
        self._messages.settle("record")
        folder, name = self.folder or Path.cwd(), names_of_source(stream.feed, None)[0]

        def work() -> LiveRecording:
            return write_new(
                lambda: dated_path(folder, ".mcap", of=name),
                lambda path: stream.start_recording(path, images=images),
            )

        self._starting = Task("start recording", work)

    def stop_recording(self) -> None:
        """End the recording; the file is finished on a thread of its own."""
        self._collect_started(wait=True)
        if self.recording is not None:
            task = Task("finish recording", self.recording.stop)
            self._saving.append((self.recording, task))
            self._tasks.append(task)
            self.recording = None

    def _collect_started(self, *, wait: bool = False) -> None:
        """Take over the recording that was begun."""
        if self._starting is None or not (wait or self._starting.done):
            return
        starting, self._starting = self._starting, None
        try:
            self.recording = starting.result()
        except Exception as error:  # noqa: BLE001 (the user reads it)
            self._messages.tell("record", describe(error, tr("Recording could not begin")))

    def _collect_saved(self, *, wait: bool = False) -> None:
        """Show the paths of finished recordings."""
        for entry in [entry for entry in self._saving if wait or entry[1].done]:
            self._saving.remove(entry)
            recording, task = entry
            try:
                task.result()
            except Exception as error:  # noqa: BLE001 (the user reads it)
                self._messages.tell("record", describe(error, tr("The recording has a fault")))
                continue
            text, offers = tr("Recorded to {path}").format(path=recording.path), self.offers(recording.path)
            lost = recording.images_left_out
            detail = tr("%n image(s) left out: the disk was too slow. All skeletons are there.", "", lost)
            if not recording.kept:
                text, offers, lost = tr("Nothing was recorded: it was stopped before the first image."), (), 0
            # What can be gone on with stays until one does, and what is lost until it is read.
            stays = bool(offers) or lost > 0
            message = Message(text, detail if lost else "", is_error=False, stays=stays, offers=offers)
            self._messages.tell("record", message)


def _no_chain(*_: object) -> Chain[Image]:
    raise MansError("no cameras and videos here")


def _discard(opening: Task[Chain[Image]]) -> None:
    """Throw away a chain that nobody wants any more when it is there."""
    try:
        chain = opening.result()
    except Exception:  # noqa: BLE001 (nobody wants to know any more)
        return
    chain.stop()
