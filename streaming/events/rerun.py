"""Rerun: skeletons, F_A and actions over time, in its viewer or in a file that it opens.

The entity ``people/PERSON`` has ``joints`` and ``bones``, in metres in Kinect camera space, the displayed
``action`` as a text, and F_A of the newest ``window``. ``attention/PERSON`` and ``confidence/PERSON`` are
curves over time, ``log`` holds what begins, changes and ends. All are on two timelines: ``stream_time``, the
clock of the stream, and ``unix_time``, the computer's.

The viewer is never started from here: it would send usage statistics unless its user has turned them off.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from streaming.errors import SendError
from streaming.events.address import Address
from streaming.events.outlet import MOST_PEOPLE, Sender
from streaming.events.types import (
    Action,
    Attention,
    Begin,
    Bye,
    Change,
    End,
    Event,
    Hello,
    Joints,
    People,
    Scores,
)
from streaming.extras import import_extra
from streaming.latest import Latest
from streaming.program import NAME
from streaming.skeleton.frames import TrackingState
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.atomic import check_room, check_target

EXTRA = "rerun"
"""The extra of this package that installs Rerun."""
_REMEDY = "Choose another name: events never replace a file."
_PATIENCE_S = 2.0
_CHECKED_S = 1.0
_STEP_S = 0.001  # of a curve that jumps: of two values at one time the viewer draws the mean
_RGB_OF_STATE = {
    TrackingState.NOT_TRACKED: (130, 130, 130),
    TrackingState.INFERRED: (235, 170, 60),
    TrackingState.TRACKED: (60, 150, 240),
}
_JOINT_M, _BONE_M = 0.02, 0.008  # radii
_IDS = list(range(KINECT_V2.size))


class RerunSender(Sender):
    """Sender to a viewer of Rerun that runs already, or into a file ``.rrd``."""

    includes = frozenset({"joints", "attention"})

    def __init__(self, address: Address) -> None:
        """Take host and port of the viewer, or the name of the file."""
        self._address = address
        self._file = None if address.port else Path(address.name)
        self.reopens = self._file is None
        self.is_file = self._file is not None
        self._rr: Any = None
        self._recording: Any = None
        self._hello: Hello | None = None
        self._in_view: set[str] = set()
        self._attended_s: Latest[str, float] = Latest(MOST_PEOPLE)  # until when F_A of a person is sent
        self._confidences: Latest[str, float] = Latest(MOST_PEOPLE)  # displayed last
        self._checked_s = 0.0

    def open(self) -> None:
        """Look for the viewer, or check the file; see :class:`streaming.events.outlet.Sender`.

        The file is made with the first event.

        Raises:
            WriteError: there is a file of this name, or none can be made.
        """
        # What the library would print on the terminal is for its authors.
        os.environ.setdefault("RUST_LOG", "off")
        self._rr = import_extra("rerun", "rerun-sdk", EXTRA, SendError)
        if self._file is not None:
            check_target(self._file, overwrite=False, remedy=_REMEDY)
            check_room(self._file)
            return
        where = (self._address.host, self._address.port)
        try:
            # The library does not tell whether anybody listens until messages have piled up.
            socket.create_connection(where, _PATIENCE_S).close()
        except (OSError, OverflowError, UnicodeError) as error:
            raise SendError(
                f"no viewer of Rerun at {self._address.text}: {getattr(error, 'strerror', None) or error}",
                remedy="Start one: rerun",
            ) from None
        if self._hello is not None:  # connected again
            self._begin()

    def send(self, event: Event) -> None:
        """Log an event; see :class:`streaming.events.outlet.Sender`."""
        try:
            if isinstance(event, Hello):
                self._greet(event)
            elif self._recording is None:
                self._begin()
            self._log(event)
            if isinstance(event, Bye) or time.monotonic() - self._checked_s > _CHECKED_S:
                self._checked_s = time.monotonic()
                self._recording.flush(timeout_sec=_PATIENCE_S)
        except (OSError, RuntimeError, ValueError) as error:
            raise SendError(f"{self._address.text}: {str(error).splitlines()[0]}") from None

    def close(self) -> None:
        """Disconnect, or complete the file; see :class:`streaming.events.outlet.Sender`."""
        recording, self._recording = self._recording, None
        if recording is None:
            return
        # It waits for a viewer that is gone: on a thread that may be left behind.
        thread = threading.Thread(target=_disconnect, args=(recording,), name="close Rerun", daemon=True)
        thread.start()
        thread.join(None if self._file is not None else _PATIENCE_S)

    def _greet(self, hello: Hello) -> None:
        """Begin a recording of what is recognised from now on; a file holds one recording alone."""
        if self._hello is not None and self._hello.source != hello.source and self._file is None:
            self.close()
            self._in_view.clear()
            self._attended_s.clear()
            self._confidences.clear()
        self._hello = hello
        if self._recording is None:
            self._begin()
        else:
            self._recording.send_recording_name(hello.source)

    def _begin(self) -> None:
        """Begin a recording."""
        rr = self._rr
        if self._file is not None:
            check_target(self._file, overwrite=False, remedy=_REMEDY)
        self._recording = recording = rr.RecordingStream(NAME)
        recording.set_log_time_enabled(False)
        recording.set_log_tick_enabled(False)
        if self._file is not None:
            recording.save(self._file, default_blueprint=_layout(rr))
        else:
            host = f"[{self._address.host}]" if ":" in self._address.host else self._address.host
            url = f"rerun+http://{host}:{self._address.port}/proxy"
            recording.connect_grpc(url, default_blueprint=_layout(rr))
        if self._hello is not None:
            recording.send_recording_name(self._hello.source)
        recording.log("people", rr.ViewCoordinates.LUF, static=True)
        names = [rr.AnnotationInfo(id=number, label=name) for number, name in enumerate(KINECT_V2.joints)]
        classes = rr.ClassDescription(
            info=rr.AnnotationInfo(id=0, label="joints"), keypoint_annotations=names
        )
        recording.log("people", rr.AnnotationContext(classes), static=True)

    def _log(self, event: Event) -> None:
        """Log an event as what the viewer knows."""
        rr, recording = self._rr, self._recording
        if isinstance(event, Hello):
            text = rr.TextDocument(f"{event.source}, recognised by {event.model}")
            recording.log("source", text, static=True)
        elif not isinstance(event, Bye):
            self._set_time(event.time_s, event.unix_s)
            if isinstance(event, People):
                self._log_people(event)
            elif isinstance(event, Joints):
                self._log_joints(event)
            elif isinstance(event, Attention):
                self._log_attention(event)
            elif isinstance(event, Scores):
                for label, score in event.scores.items():
                    recording.log(f"scores/{event.person}/{_entity(label)}", rr.Scalars(score))
            elif isinstance(event, (Begin, Change, End, Action)):
                self._log_action(event)
            else:
                recording.log(f"progress/{event.person}/{_entity(event.action)}", rr.Scalars(event.progress))

    def _log_people(self, event: People) -> None:
        """Take away who has left."""
        for person in self._in_view - set(event.people):
            self._recording.log(f"people/{person}", self._rr.Clear(recursive=True))
        self._in_view = set(event.people)

    def _log_joints(self, event: Joints) -> None:
        """Log points and bones."""
        rr, at = self._rr, f"people/{event.person}"
        rows = [event.joints.get(name) for name in KINECT_V2.joints]
        known = [i for i in _IDS if rows[i] is not None]
        points = [row[:3] for row in rows if row is not None]
        colours = [_RGB_OF_STATE[TrackingState(int(row[3]))] for row in rows if row is not None]
        self._recording.log(
            f"{at}/joints",
            rr.Points3D(
                points, colors=colours, radii=_JOINT_M, class_ids=0, keypoint_ids=known, show_labels=False
            ),
        )
        strips = [(rows[a][:3], rows[b][:3]) for a, b in KINECT_V2.bones if rows[a] and rows[b]]  # type: ignore[index]
        self._recording.log(f"{at}/bones", rr.LineStrips3D(strips, radii=_BONE_M, colors=(150, 170, 190)))

    def _log_attention(self, event: Attention) -> None:
        """Log F_A of the frames that are new in this window, and of the whole window.

        Times the number of frames, so that 1 is the mean whatever the window's length.
        """
        rr, at = self._rr, f"people/{event.person}"
        level = [share * len(event.attention) for share in event.attention]
        self._recording.log(f"{at}/window", rr.BarChart(level))
        after_s = self._attended_s.get(event.person, float("-inf"))
        if after_s > event.frame_times_s[-1]:  # another recording, or a leap back
            after_s = float("-inf")
        new = [i for i, at_s in enumerate(event.frame_times_s) if at_s > after_s]
        if new:
            shift_s = event.unix_s - event.time_s
            times_s = [event.frame_times_s[i] for i in new]
            self._recording.send_columns(
                f"attention/{event.person}",
                indexes=[
                    rr.TimeColumn("stream_time", duration=times_s),
                    rr.TimeColumn("unix_time", timestamp=[at_s + shift_s for at_s in times_s]),
                ],
                columns=rr.Scalars.columns(scalars=[level[i] for i in new]),
            )
        self._attended_s[event.person] = event.frame_times_s[-1]

    def _log_action(self, event: Begin | Change | End | Action) -> None:
        """Log what is displayed, and a line about it."""
        rr, recording, at = self._rr, self._recording, f"people/{event.person}"
        who = f"person {event.person}: "
        if isinstance(event, Action):
            text = f"{event.action} number {event.count}, {event.start_s:.2f} to {event.end_s:.2f} s"
            recording.log("log", rr.TextLog(f"{who}{text}, {event.confidence:.0%}", level="INFO"))
        elif isinstance(event, End):
            recording.log("log", rr.TextLog(f"{who}{event.action} ends", level="DEBUG"))
            recording.log(f"{at}/action", rr.TextDocument("no action"))
            self._log_confidence(event, 0.0)
        else:
            maybe = ", provisional" if event.provisional else ""
            verb = "begins" if isinstance(event, Begin) else f"follows {event.was}"
            recording.log("log", rr.TextLog(f"{who}{event.action} {verb}{maybe}", level="DEBUG"))
            recording.log(f"{at}/action", rr.TextDocument(f"{event.action}{maybe}"))
            self._log_confidence(event, event.confidence)

    def _log_confidence(self, event: Begin | Change | End, confidence: float) -> None:
        """Log a step of a curve, which would else rise and fall slowly."""
        entity, scalars = f"confidence/{event.person}", self._rr.Scalars
        self._set_time(event.time_s - _STEP_S, event.unix_s - _STEP_S)
        self._recording.log(entity, scalars(self._confidences.get(event.person, 0.0)))
        self._set_time(event.time_s, event.unix_s)
        self._recording.log(entity, scalars(confidence))
        self._confidences[event.person] = confidence

    def _set_time(self, time_s: float, unix_s: float) -> None:
        """Set the time of what is logged from now on, on both timelines."""
        self._recording.set_time("stream_time", duration=time_s)
        self._recording.set_time("unix_time", timestamp=unix_s)


def _layout(rr: Any) -> Any:
    """Return the arrangement of views that a viewer begins with."""
    views = rr.blueprint
    curves = {"attention": "F_A, 1 for the mean of a window", "confidence": "Confidence"}
    return views.Blueprint(
        views.Horizontal(
            views.Spatial3DView(origin="/people", name="Skeletons"),
            views.Vertical(
                *(views.TimeSeriesView(origin=f"/{entity}", name=name) for entity, name in curves.items()),
                views.TextLogView(origin="/log", name="Actions"),
            ),
            column_shares=[3, 2],
        ),
        views.TimePanel(timeline="stream_time", state="collapsed"),
        collapse_panels=True,
    )


def _entity(label: str) -> str:
    """Replace what would divide an entity's path."""
    return label.replace("/", "_").replace(" ", "_")


def _disconnect(recording: Any) -> None:
    with suppress(OSError, RuntimeError):
        recording.flush(timeout_sec=_PATIENCE_S)
    with suppress(OSError, RuntimeError):
        recording.disconnect()
