"""Live mode of the window: image, people, answers, health and recording."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.model.framing import framing_hint
from app.model.language import tr
from app.model.live_scene import LiveScene
from app.model.live_stream import LiveStream
from app.model.preferences import PreferenceStore
from app.model.scene import weighed
from app.model.session import Session
from app.model.shot import Shot
from app.model.tags import live_tag
from app.model.verdict import verdict
from app.model.wording import feed_name, number
from app.window.parts import Parts
from app.window.shown_attention import ShownAttention
from streaming.pipeline.health import HealthReport
from streaming.pipeline.results import Sight

# The timeline's blocks and the figures of the status line are drawn anew no more often than this, in seconds.
_TIMELINE_S, _HEALTH_S = 0.25, 0.5


class LiveMode:
    """Updates the widgets from the live stream."""

    def __init__(
        self,
        session: Session,
        store: PreferenceStore,
        parts: Parts,
        attention: ShownAttention,
        set_title: Callable[[str], None],
    ) -> None:
        """Serve a window.

        Args:
            session: what to show.
            store: whether a camera is shown as in a mirror.
            parts: the widgets to show it in.
            attention: shows the curves.
            set_title: names the window.
        """
        self._session, self._store, self._parts = session, store, parts
        self._attention, self._set_title = attention, set_title
        self._stream: LiveStream | None = None
        self.scene = LiveScene()
        """The room, as far as it is known."""
        self._drawn: tuple[object, ...] | None = None
        self._turned: Sight | None = None
        self._shots: dict[int, Sight] = {}
        self._timeline_at = self._health_at = 0.0

    def enter(self) -> None:
        """Take the window over from the other mode."""
        parts = self._parts
        self._stream = self._drawn = self._turned = None
        parts.bar_stack.setCurrentWidget(parts.live_bar)
        parts.area.video.show_shot(None)
        parts.stage.show_picture(None)
        parts.status.set_notes(0)
        parts.status.set_health("", "")
        parts.timeline.set_recording(0.0, 0.0, ())
        measures = self._attention.measures
        if measures.measure == "saliency":  # live it costs what recognising needs: only when asked for
            measures.measure = "f_a"

    def refresh(self) -> None:
        """Show how things stand."""
        session, parts = self._session, self._parts
        live, stream = session.live, session.live.stream
        if stream is not self._stream:
            self._begin(stream)
        parts.live_bar.show_state(stream, live.recording)
        answer = session.answer
        parts.answer_panel.show_verdict(verdict(session, answer), session.palette, session.history)
        parts.answer_panel.show_caution("" if stream is None else stream.chain.rate_warning)
        preview = session.previewed(answer)
        self._attention.show(answer, preview)
        if stream is None or stream.sight is None:
            parts.stage_stack.setCurrentWidget(parts.welcome)
            name = feed_name(live.feed) if live.feed is not None else ""
            waits = session.recogniser is None and session.models.path is None
            opening = (
                tr("{name} starts as soon as a model is open: Ctrl+M") if waits else tr("Opening {name} …")
            )
            parts.welcome.show_loading(session.loading or opening.format(name=name))
            parts.status.source.set_whole(name)
            return
        parts.stage_stack.setCurrentWidget(parts.area)
        self._show_sight(stream, stream.sight, preview)
        self._show_timeline(stream, preview)
        self._show_status(stream)

    def _begin(self, stream: LiveStream | None) -> None:
        """Turn to another stream."""
        self._stream, self.scene, self._drawn, self._turned = stream, LiveScene(), None, None
        self._shots.clear()
        self._parts.health_panel.clear()
        parts, feed = self._parts, self._session.live.feed
        if feed is not None:
            self._set_title(tr("{name} – Action recognition").format(name=feed_name(feed)))  # noqa: RUF001 (an en dash is meant)
        if stream is not None:
            # In front of a camera one expects a mirror, or has chosen none; a video is shown as it is.
            mirror = stream.feed.is_camera and self._store.current.mirror
            parts.toggles.mirror.setChecked(mirror)
            parts.area.offer_video(True)

    # ---- the people ----

    def painted(self, shot: Shot) -> None:
        """Tell the chain that an image has reached the screen."""
        sight = self._shots.pop(id(shot), None)
        if sight is not None and self._stream is not None:
            self._stream.chain.painted(sight)

    def _show_sight(self, stream: LiveStream, sight: Sight, preview: int | None) -> None:
        """Show the newest image with the pose that was found in it, and the skeletons in the room."""
        parts = self._parts
        results = tuple(stream.results.values())
        key = (sight, results, stream.person, preview)
        if key == self._drawn:
            return
        self._drawn = key
        followed = frozenset(stream.results) or frozenset(body.identity for body in sight.frame.bodies)
        if sight.image is not None:
            several = len(sight.frame.bodies) > 1
            tags = {
                body.identity: live_tag(
                    body.identity,
                    stream.results.get(body.identity),
                    several=several,
                    chosen=several and body.identity == stream.person,
                )
                for body in sight.frame.bodies
            }
            hint = ""
            if len(sight.frame.bodies) == 1 and stream.feed.is_camera:
                hint = framing_hint(sight.frame.bodies[0], stream.recogniser.upper_body)
            shot = Shot(sight.image.rgb, sight.frame.bodies, tags, self._session.palette, hint)
            self._shots = {id(shot): sight}
            parts.area.video.show_shot(shot)
        if preview is not None and stream.answer is not None:
            looked_at = stream.answer.prediction.window
            picture = self.scene.window_picture(looked_at, preview)
            parts.stage.show_picture(weighed(picture, stream.answer.prediction, preview))
            self._turned = None
        elif sight is not self._turned:
            self._turned = sight
            prediction = None if stream.answer is None else stream.answer.prediction
            parts.stage.show_picture(weighed(self.scene.picture(sight.frame, followed), prediction, -1))

    # ---- time and figures ----

    def _show_timeline(self, stream: LiveStream, preview: int | None) -> None:
        timeline, now = self._parts.timeline, time.monotonic()
        if now - self._timeline_at >= _TIMELINE_S:
            self._timeline_at = now
            timeline.set_recording(*stream.span, ())
            timeline.set_analysis(stream.segments(), stream.now_s, self._session.palette)
        prediction = None if stream.answer is None else stream.answer.prediction
        timeline.set_position(stream.now_s, prediction, preview)

    def _show_status(self, stream: LiveStream) -> None:
        """Write the status line a few times a second."""
        status, now = self._parts.status, time.monotonic()
        if now - self._health_at < _HEALTH_S or stream.sight is None:
            return
        self._health_at = now
        report = stream.chain.health()
        parts = [feed_name(stream.feed)]
        if stream.sight.image is not None:
            height, width = stream.sight.image.rgb.shape[:2]
            parts.append(f"{width} x {height}")
        parts.append(tr("%n person(s)", "", len(stream.sight.frame.bodies)))
        status.source.set_whole(" · ".join(parts))
        status.show_model(stream.recogniser.name, stream.recogniser.device, stream.recogniser.labels)
        status.set_health(*health_words(report))
        self._parts.health_panel.add(report)


def health_words(report: HealthReport) -> tuple[str, str]:
    """Format a pipeline's health as one line and as a detailed tool tip."""
    drops = sum(report.drops.values())
    parts = [tr("{rate:.0f} fps").format(rate=report.rates_hz["pose"])] if "pose" in report.rates_hz else []
    if "prediction" in report.durations:
        parts.append(tr("answer after {ms:.0f} ms").format(ms=report.durations["prediction"].median_ms))
    parts.append(tr("%n drop(s)", "", drops) if drops else tr("no drops"))
    names = {
        "pose": tr("capture to pose"),
        "recognition": tr("pose to answer"),
        "prediction": tr("capture to answer"),
        "painting": tr("capture to screen"),
    }
    lines = [
        tr("{stage}: {median:.0f} ms (95 % below {p95:.0f} ms)").format(
            stage=names.get(stage, stage), median=took.median_ms, p95=took.p95_ms
        )
        for stage, took in report.durations.items()
    ]
    lines += [
        tr("{name}: {rate} per second").format(name=name, rate=number(rate, ".1f"))
        for name, rate in report.rates_hz.items()
    ]
    lines += [
        tr("dropped, {cause}: {count}").format(cause=tr(cause), count=count)
        for cause, count in report.drops.items()
    ]
    return " · ".join(parts), "\n".join(lines)
