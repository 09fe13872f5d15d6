"""Clip export in the background: of the network window, a marked part or a complete recording."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from copy import copy
from pathlib import Path

from app.drawing.clip import SIZE, ClipDrawing
from app.drawing.qimages import rgb_of
from app.drawing.theme import theme_of
from app.model.background import Task
from app.model.clip import Clip, Measuring, Played, recording_clip, window_clip
from app.model.commands import Command
from app.model.language import tr
from app.model.live_scene import LiveScene
from app.model.measured import Measures
from app.model.messages import Message, describe, saved
from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.widgets.stage import Stage
from app.window.files import source_of
from app.window.menus import Does
from streaming.skeleton.frames import Recording
from streaming.writers.files import dated_path, write_new
from streaming.writers.video import VideoWriter


class CancelledError(Exception):
    """Clip export was cancelled."""


class ClipJob:
    """One clip being written."""

    def __init__(self, clip: Clip, drawing: ClipDrawing, new_path: Callable[[], Path]) -> None:
        """Start the thread.

        Args:
            clip: what to write.
            drawing: what it looks like.
            new_path: gives the file's path, on the thread.
        """
        self._clip, self._drawing, self._new_path = clip, drawing, new_path
        self._cancelled = threading.Event()
        self.share = 0.0
        """How much is written, 0..1."""
        self.task = Task("write clip", self._work)

    def cancel(self) -> None:
        """Cancel the export and delete the file."""
        self._cancelled.set()

    def _work(self) -> Path:
        return write_new(self._new_path, self._write)

    def _write(self, path: Path) -> Path:
        with VideoWriter(path, self._clip.rate_hz, SIZE, overwrite=False) as video:
            for i, still in enumerate(self._clip.stills()):
                if self._cancelled.is_set():
                    raise CancelledError
                video.write(rgb_of(self._drawing.draw(still)))
                self.share = (i + 1) / self._clip.count
        return path


_Marks = tuple[Recording, float | None, float | None]
"""A recording, and from when to when a part of it is marked."""


class Clips:
    """Clip and mark commands."""

    def __init__(
        self,
        session: Session,
        store: PreferenceStore,
        measures: Measures,
        stage: Stage,
        live_scene: Callable[[], LiveScene],
    ) -> None:
        """Serve a window.

        Args:
            session: what is open, and how far it has been analysed.
            store: where clips go, and what they show.
            measures: whose curves are drawn.
            stage: clips look as it does.
            live_scene: gives the room of what is live.
        """
        self._session, self._store, self._measures = session, store, measures
        self._stage, self._live_scene = stage, live_scene
        self._job: ClipJob | None = None
        self._marked: _Marks | None = None
        self._removed: _Marks | None = None

    def does(self) -> Mapping[Command, Does]:
        """What each command does."""
        return {
            Command.EXPORT_WINDOW_CLIP: self.export_window_clip,
            Command.EXPORT_CLIP: self.export_clip,
            Command.MARK_START: self.mark_start,
            Command.MARK_END: self.mark_end,
            Command.UNMARK: self.unmark,
        }

    # ---- the part that is marked ----

    def _ends(self) -> tuple[float | None, float | None]:
        """The marks in the open recording, time stamps in seconds; None where none is set."""
        if self._marked is None or self._marked[0] is not self._session.recording:
            return None, None
        return self._marked[1:]

    @property
    def marked(self) -> tuple[float, float] | None:
        """From when to when a part of the open recording is marked, seconds; None if none is."""
        recording, (first_s, last_s) = self._session.recording, self._ends()
        if recording is None or self._session.playback is None or (first_s is None and last_s is None):
            return None
        end_s = recording.start_s + recording.duration_s
        return recording.start_s if first_s is None else first_s, end_s if last_s is None else last_s

    def mark_start(self) -> None:
        """Begin the part to export here."""
        now_s, (_, last_s) = self._now_s, self._ends()
        if now_s is not None:
            self._mark(now_s, last_s if last_s is not None and last_s > now_s else None)

    def mark_end(self) -> None:
        """End the part to export here."""
        now_s, (first_s, _) = self._now_s, self._ends()
        if now_s is not None:
            self._mark(first_s if first_s is not None and first_s < now_s else None, now_s)

    def unmark(self) -> None:
        """Mark nothing."""
        if self._marked is not None:
            self._removed, self._marked = self._marked, None

    def mark_again(self) -> bool:
        """Put back the marks that were removed last; return whether there were any in this recording."""
        if not self.can_mark_again:
            return False
        self._marked, self._removed = self._removed, None
        return True

    @property
    def can_mark_again(self) -> bool:
        """Whether marks were removed in this recording."""
        return self._removed is not None and self._removed[0] is self._session.recording

    def _mark(self, first_s: float | None, last_s: float | None) -> None:
        if self._session.recording is not None:
            self._removed = None
            self._marked = (self._session.recording, first_s, last_s)

    @property
    def _now_s(self) -> float | None:
        playback = self._session.playback
        return None if playback is None else playback.frame_s

    # ---- writing ----

    def export_window_clip(self) -> None:
        """Write the window that the current answer rests on, frame by frame."""
        session = self._session
        answer, recogniser = session.answer, session.recogniser
        if answer is None or recogniser is None:
            self._tell(Message(tr("There is no window to export at this moment."), is_error=False))
            return
        # A copy: the live one goes on learning its room while the clip is drawn.
        scene = copy(self._live_scene()) if session.live.active else session.scene
        assert scene is not None
        measuring = Measuring(self._measures.measure, recogniser)
        self._start(window_clip(answer, scene.window_picture, measuring, session.palette))

    def export_clip(self) -> None:
        """Write the part of the recording that is marked; without marks the whole of it."""
        session = self._session
        recording, scene, analysis = session.recording, session.scene, session.analysis
        if session.playback is None or recording is None or scene is None or analysis is None:
            remedy = (
                tr("Record what is live (Ctrl+R), and open the recording.") if session.live.active else ""
            )
            self._tell(Message(tr("There is no recording to export."), remedy, is_error=False))
            return
        assert session.recogniser is not None
        first_s, last_s = self.marked or (recording.start_s, recording.start_s + recording.duration_s)
        if not (analysis.finished or analysis.error) and analysis.done_until_s < last_s:
            self._tell(
                Message(tr("The analysis has not come that far yet."), tr("Wait a moment."), is_error=False)
            )
            return
        open_images = None if session.film is None else session.film.open_images
        arrangement = self._store.current.arrangement
        played = Played(recording, scene, analysis, open_images, arrangement)
        measuring = Measuring(self._measures.measure, session.recogniser)
        self._start(recording_clip(played, first_s, last_s, measuring, session.palette))

    def _start(self, clip: Clip) -> None:
        if self._job is not None:
            self._tell(
                Message(
                    tr("A clip is being written."), tr("One at a time: wait, or cancel it."), is_error=False
                )
            )
            return
        stage, folder = self._stage, self._store.current.folder
        name, source = source_of(self._session)
        look, theme, font = stage.look, theme_of(stage), stage.window().font()
        drawing = ClipDrawing(clip.palette, look, theme, font, clip.measure, source)
        self._job = ClipJob(clip, drawing, lambda: dated_path(folder, ".webm", of=name))

    def cancel_clip(self) -> None:
        """Cancel the current export."""
        if self._job is not None:
            self._job.cancel()

    # ---- the timer's question ----

    @property
    def share(self) -> float | None:
        """How much of a clip is written, 0..1; None while none is."""
        return None if self._job is None else self._job.share

    def pull(self) -> None:
        """Report finished and failed clips."""
        if self._job is None or not self._job.task.done:
            return
        job, self._job = self._job, None
        try:
            path = job.task.result()
        except CancelledError:
            self._tell(Message(tr("The clip was given up."), tr("Nothing of it was kept."), is_error=False))
        except Exception as error:  # noqa: BLE001 (the user reads it)
            self._tell(describe(error, tr("The clip was not written")))
        else:
            self._tell(saved([path]))

    def close(self) -> None:
        """Cancel the current export and wait."""
        if self._job is not None:
            self._job.cancel()
            self._job.task.join()

    def _tell(self, message: Message) -> None:
        self._session.messages.tell("saved", message)
