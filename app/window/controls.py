"""Commands of keys, menus and buttons: live controls, playback, F_A and view."""

from __future__ import annotations

from collections.abc import Mapping

from app.model.commands import Command
from app.model.measured import Measures
from app.model.projection import FRONT, SIDE, TOP, View
from app.model.session import Session
from app.widgets.stage import Stage
from app.window.menus import Does
from mans.attribution.measures import Measure

_ZOOM_STEP = 1.2


class Controls:
    """Playback, view and live commands."""

    def __init__(self, session: Session, stage: Stage, measures: Measures) -> None:
        """Control these.

        Args:
            session: moved in time, recorded.
            stage: turned and zoomed.
            measures: what it shows.
        """
        self._session, self._stage, self._measures = session, stage, measures

    def does(self) -> Mapping[Command, Does]:
        """What each command does."""
        return {
            Command.TOGGLE_RECORDING: self.toggle_recording,
            Command.TOGGLE_PLAY: self.toggle_play,
            Command.STEP_BACK: self.step_back,
            Command.STEP_ON: self.step_on,
            Command.SECOND_BACK: self.second_back,
            Command.SECOND_ON: self.second_on,
            Command.GO_TO_START: self.go_to_start,
            Command.GO_TO_END: self.go_to_end,
            Command.PREVIOUS_ACTION: self.previous_action,
            Command.NEXT_ACTION: self.next_action,
            Command.SLOWER: self.slower,
            Command.FASTER: self.faster,
            Command.FOLLOW_NEXT: self.follow_next,
            Command.VIEW_HOME: self.view_home,
            Command.VIEW_FRONT: self.view_front,
            Command.VIEW_SIDE: self.view_side,
            Command.VIEW_TOP: self.view_top,
            Command.NEARER: self.nearer,
            Command.FARTHER: self.farther,
            Command.NEXT_MEASURE: self.next_measure,
            Command.ATTENTION_BACK: self.attention_back,
            Command.ATTENTION_ON: self.attention_on,
        }

    # ---- live ----

    def toggle_recording(self) -> None:
        """Record what is live, or stop recording it."""
        self._session.live.toggle_recording()

    def follow_next(self) -> None:
        """Select the next person in view."""
        session, stream = self._session, self._session.live.stream
        if stream is not None:
            people, now = sorted(stream.results), stream.person
        elif session.recording is not None and session.scene is not None and session.playback is not None:
            index = session.playback.index
            people = sorted(body.identity for body in session.recording.frames[index].bodies)
            now = min(session.scene.followed(index), default=None)
        else:
            return
        if people:
            after = [identity for identity in people if now is not None and identity > now]
            session.choose(after[0] if after else people[0])

    # ---- in time ----

    def toggle_play(self) -> None:
        """Play or pause."""
        self._session.toggle_play()

    def pause(self) -> None:
        """Pause."""
        self._session.pause()

    def step(self, frames: int) -> None:
        """Go on (or back, if negative) by whole frames, and pause."""
        if self._session.playback is not None:
            self._session.playback.step(frames)

    def step_back(self) -> None:
        """One frame back."""
        self.step(-1)

    def step_on(self) -> None:
        """One frame on."""
        self.step(1)

    def skip(self, seconds: float) -> None:
        """Go on (or back, if negative) by seconds of the recording."""
        if self._session.playback is not None:
            self._session.playback.skip(seconds)

    def second_back(self) -> None:
        """One second back."""
        self.skip(-1.0)

    def second_on(self) -> None:
        """One second on."""
        self.skip(1.0)

    def seek(self, time_s: float) -> None:
        """Go to a time stamp of the recording, in seconds."""
        if self._session.playback is not None:
            self._session.playback.seek(time_s)

    def go_to_start(self) -> None:
        """To the first frame."""
        if self._session.playback is not None:
            self.seek(self._session.playback.start_s)

    def go_to_end(self) -> None:
        """To the last frame."""
        if self._session.playback is not None:
            self.seek(self._session.playback.end_s)

    def jump(self, direction: int) -> None:
        """Go to the start of the next (or, if negative, the previous) predicted action."""
        analysis, playback = self._session.analysis, self._session.playback
        if analysis is not None and playback is not None:
            starts = [part.start_s for part in analysis.segments() if part.label is not None]
            playback.jump(starts, direction)

    def previous_action(self) -> None:
        """To the start of the predicted action before."""
        self.jump(-1)

    def next_action(self) -> None:
        """To the start of the next predicted action."""
        self.jump(1)

    def set_speed(self, speed: float) -> None:
        """Go on at a speed, in seconds of the recording per second."""
        if self._session.playback is not None:
            self._session.playback.set_speed(speed)

    def slower(self) -> None:
        """To the next slower speed."""
        if self._session.playback is not None:
            self._session.playback.change_speed(-1)

    def faster(self) -> None:
        """To the next faster speed."""
        if self._session.playback is not None:
            self._session.playback.change_speed(1)

    # ---- in the window of F_A ----

    def preview(self, frame: int | None) -> None:
        """Preview a frame of the window, 0..T-1; None for the current frame."""
        self._session.preview = frame

    def _preview_by(self, frames: int) -> None:
        """Look at another frame of the window, starting from the newest; and pause to look."""
        answer = self._session.answer
        if answer is None:
            return
        self.pause()
        last = len(answer.prediction.window.times_s) - 1
        now = last if self._session.preview is None else self._session.preview
        self.preview(min(max(now + frames, 0), last))

    def attention_back(self) -> None:
        """To the frame of the window before."""
        self._preview_by(-1)

    def attention_on(self) -> None:
        """To the next frame of the window."""
        self._preview_by(1)

    def show_measure(self, measure: Measure) -> None:
        """Plot F_A, its deviation or saliency."""
        self._measures.measure = measure

    def next_measure(self) -> None:
        """Plot the next of F_A, its deviation and saliency."""
        self._measures.choose_next()

    # ---- around the person ----

    def view_home(self) -> None:
        """Reset the view."""
        self._stage.reset_view()

    def view_front(self) -> None:
        """Look from the sensor."""
        self._look_from(FRONT)

    def view_side(self) -> None:
        """Look from the side."""
        self._look_from(SIDE)

    def view_top(self) -> None:
        """Look from above."""
        self._look_from(TOP)

    def _look_from(self, view: View) -> None:
        """Turn; keep how near one was, which was chosen for the person and not for the side."""
        self._stage.set_view(View(view.yaw, view.pitch, self._stage.view.zoom))

    def nearer(self) -> None:
        """Enlarge."""
        self._stage.set_view(self._stage.view.zoomed(_ZOOM_STEP))

    def farther(self) -> None:
        """Reduce."""
        self._stage.set_view(self._stage.view.zoomed(1 / _ZOOM_STEP))
