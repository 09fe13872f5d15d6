"""Replay mode of the window: current moment, analysis so far, and video images."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.model.analysis import Analysis
from app.model.language import tr
from app.model.session import Session
from app.model.tags import recorded_shot
from app.model.verdict import verdict
from app.model.wording import number
from app.window.parts import Parts
from app.window.shown_attention import ShownAttention
from streaming.recognition.decision import Answer
from streaming.skeleton.frame_rate import rate_warnings
from streaming.skeleton.frames import Recording

_TIMELINE_S = 0.15  # the timeline's blocks are drawn anew no more often than this


class ReplayMode:
    """Updates the widgets from the replay."""

    def __init__(
        self,
        session: Session,
        parts: Parts,
        attention: ShownAttention,
        marked: Callable[[], tuple[float, float] | None],
        set_title: Callable[[str], None],
    ) -> None:
        """Serve a window.

        Args:
            session: what to show.
            parts: the widgets to show it in.
            attention: shows the curves.
            marked: from when to when a part of the recording is marked, seconds.
            set_title: names the window.
        """
        self._session, self._parts, self._attention = session, parts, attention
        self._marked, self._set_title = marked, set_title
        self._recording: Recording | None = None
        self._picture_key: tuple[object, ...] | None = None
        self._shot_key: tuple[object, ...] | None = None
        self._analysis_key: tuple[Analysis | None, int, bool] | None = None
        self._timeline_at = 0.0

    def enter(self) -> None:
        """Take the window over from the other mode."""
        parts = self._parts
        self._recording = self._picture_key = self._shot_key = self._analysis_key = None
        parts.bar_stack.setCurrentWidget(parts.transport)
        parts.toggles.mirror.setChecked(False)
        parts.area.video.show_shot(None)
        if self._session.recording is None:
            self._show_start()

    def _show_start(self) -> None:
        """Show the start screen: nothing is open."""
        parts = self._parts
        self._set_title(tr("Action recognition"))
        parts.stage_stack.setCurrentWidget(parts.welcome)
        parts.stage.show_picture(None)
        parts.area.video.show_shot(None)
        parts.timeline.set_recording(0.0, 0.0, ())
        parts.timeline.set_position(0.0, None, None)
        parts.transport.show_state(None)
        parts.status.set_notes(0)

    def refresh(self) -> None:
        """Show how things stand."""
        session = self._session
        if session.recording is None:
            teaching = self._parts.toggles.teach.isChecked()
            self._parts.welcome.show_loading(session.loading, teaching=teaching)
        if session.recording is not self._recording:
            self._show_recording(session.recording)
        answer = session.answer
        self._show_moment(answer)
        self._show_video(answer)
        self._show_analysis()
        self._show_status()

    def _show_recording(self, recording: Recording | None) -> None:
        """Turn to another recording."""
        self._recording = recording
        parts = self._parts
        parts.answer_panel.show_caution(
            "" if recording is None else " ".join(rate_warnings(recording.times_s))
        )
        self._picture_key = self._shot_key = self._analysis_key = None
        if recording is None:
            self._show_start()
            return
        name = recording.path.name if recording.path is not None else recording.format
        self._set_title(tr("{name} – Action recognition").format(name=name))  # noqa: RUF001 (an en dash is meant)
        parts.stage_stack.setCurrentWidget(parts.area)
        parts.timeline.set_recording(
            recording.start_s, recording.start_s + recording.duration_s, recording.labels
        )
        parts.status.set_notes(len(recording.notes))

    def _show_moment(self, answer: Answer | None) -> None:
        """Show what belongs to the current position."""
        session, parts = self._session, self._parts
        parts.answer_panel.show_verdict(verdict(session, answer), session.palette, session.history)
        preview = session.previewed(answer)
        prediction = answer.prediction if answer is not None else None
        self._attention.show(answer, preview)
        playback = session.playback
        if playback is None or session.recording is None:
            return
        key = (session.scene, playback.index, preview, prediction if preview is not None else None)
        if key != self._picture_key:
            self._picture_key = key
            parts.stage.show_picture(session.picture(answer))
        parts.timeline.set_position(playback.position_s, prediction, preview)
        parts.timeline.set_marked(self._marked())
        parts.transport.show_state(playback, len(session.recording.frames))

    def _show_video(self, answer: Answer | None) -> None:
        """Show the image of the moment, as soon as it is decoded, with the pose that was found in it."""
        session, area = self._session, self._parts.area
        film, recording, scene, playback = session.film, session.recording, session.scene, session.playback
        area.offer_video(film is not None)
        if film is None or recording is None or scene is None or playback is None:
            return
        index = playback.index
        preview = session.previewed(answer)
        if preview is not None and answer is not None:
            index = scene.index_at(float(answer.prediction.window.times_s[preview]))
        film.want((index, recording.frames[index].time_s))
        newest = film.newest
        if newest is None:
            return
        (number, _), rgb = newest
        key = (number, answer)
        if key != self._shot_key:
            self._shot_key = key
            frame, followed = recording.frames[number], scene.followed(number)
            area.video.show_shot(recorded_shot(rgb, frame, followed, answer, session.palette))

    def _show_analysis(self) -> None:
        """Show what has been found so far, a few times a second while it grows."""
        analysis = self._session.analysis
        if analysis is None or self._recording is None:
            return
        key = (analysis, analysis.frames_done, analysis.finished)
        now = time.monotonic()
        if key == self._analysis_key or (now - self._timeline_at < _TIMELINE_S and not analysis.finished):
            return
        self._analysis_key, self._timeline_at = key, now
        self._parts.timeline.set_analysis(
            analysis.segments(), analysis.done_until_s, self._session.palette, analysis.heat()
        )

    def _show_status(self) -> None:
        """Write the status line."""
        session, status = self._session, self._parts.status
        recording, recogniser, analysis = session.recording, session.recogniser, session.analysis
        source = session.loading if recording is None else ""
        if recording is not None and session.scene is not None:
            parts = [
                recording.path.name if recording.path is not None else "",
                recording.format,
                tr("{rate} fps").format(rate=number(recording.rate_hz, ".4g")),
                tr("%n person(s)", "", session.scene.most_people),
                session.loading,
            ]
            source = " · ".join(part for part in parts if part)
        status.source.set_whole(source)
        if recogniser is None:
            status.model.set_whole("")
        else:
            status.show_model(recogniser.name, recogniser.device, recogniser.labels)
        done = None
        if analysis is not None and recording is not None:
            done = 1.0 if analysis.finished else analysis.frames_done / (len(recording.frames) + 1)
        status.set_progress(done)
