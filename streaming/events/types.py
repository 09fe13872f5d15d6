"""Events, and their JSON form: one object per event, told apart by its member ``event``.

Times are in seconds: ``time_s`` on the clock of the stream (the recording's time stamps, or since an
arbitrary moment for a camera), ``unix_s`` on the computer's clock, when the newest frame behind the event was
captured. A person is a string, since Kinect's numbers for people exceed the exact integers of JSON readers.
"""

from __future__ import annotations

from typing import Any

import msgspec

SCHEMA = 1
"""Version of the events as described here; sent with :class:`Hello`."""


class Hello(msgspec.Struct, frozen=True, tag_field="event", tag="hello"):
    """First event on every connection, and whenever source or model change.

    Attributes:
        schema: version of the events.
        program: name of this program.
        version: its version.
        source: what is recognised: the camera or the file.
        model: name of the trained model.
        actions: the actions that it knows.
    """

    schema: int
    program: str
    version: str
    source: str
    model: str
    actions: tuple[str, ...]


class Bye(msgspec.Struct, frozen=True, tag_field="event", tag="bye"):
    """Last event: the program ends."""


class People(msgspec.Struct, frozen=True, tag_field="event", tag="people"):
    """People in view, whenever somebody comes or goes.

    Attributes:
        people: everybody in view.
    """

    people: tuple[str, ...]
    time_s: float
    unix_s: float


class Begin(msgspec.Struct, frozen=True, tag_field="event", tag="begin"):
    """An action is displayed.

    Attributes:
        person: who performs it.
        action: its label.
        confidence: its probability, 0 to 1.
        provisional: whether it may still be withdrawn or become another; see :class:`Change`.
    """

    person: str
    action: str
    confidence: float
    provisional: bool
    time_s: float
    unix_s: float


class Change(msgspec.Struct, frozen=True, tag_field="event", tag="change"):
    """The displayed action becomes another one without a pause, or a provisional one is confirmed.

    Attributes:
        person: who performs it.
        action: the label from now on.
        was: the label before; the same if it is confirmed.
        confidence: probability of ``action``, 0 to 1.
        provisional: whether ``action`` may still be withdrawn.
    """

    person: str
    action: str
    was: str
    confidence: float
    provisional: bool
    time_s: float
    unix_s: float


class End(msgspec.Struct, frozen=True, tag_field="event", tag="end"):
    """No action is displayed any more.

    Attributes:
        person: who performed it.
        action: the label displayed last.
        began_s: when a label was displayed first, on the clock of the stream.
        confirmed: whether it was confirmed; False if it was provisional to its end, i.e. withdrawn.
    """

    person: str
    action: str
    began_s: float
    confirmed: bool
    time_s: float
    unix_s: float


class Action(msgspec.Struct, frozen=True, tag_field="event", tag="action"):
    """A confirmed action with its dates, as in the timeline and in reports.

    Attributes:
        person: who performed it.
        action: its label.
        start_s: when it began, on the clock of the stream; with ``person``, it identifies the action.
        end_s: when it ended; of one that goes on, how far it is confirmed. Then the event is sent again with
            a later end.
        confidence: its mean probability, 0 to 1.
        count: how many actions of this label the person has performed so far, this one included.
    """

    person: str
    action: str
    start_s: float
    end_s: float
    confidence: float
    count: int
    time_s: float
    unix_s: float


class Progress(msgspec.Struct, frozen=True, tag_field="event", tag="progress"):
    """Progress through a custom action that has a course, with every prediction.

    Attributes:
        person: who performs it.
        action: the custom action.
        progress: 0 at its beginning, 1 at its end.
    """

    person: str
    action: str
    progress: float
    time_s: float
    unix_s: float


class Scores(msgspec.Struct, frozen=True, tag_field="event", tag="scores"):
    """Smoothed probabilities of all actions, with every prediction.

    Attributes:
        person: whose.
        scores: probability by label, 0 to 1.
    """

    person: str
    scores: dict[str, float]
    time_s: float
    unix_s: float


class Attention(msgspec.Struct, frozen=True, tag_field="event", tag="attention"):
    """Attention of the newest window, with every prediction.

    Attributes:
        person: whose window.
        action: the most probable label.
        frame_times_s: (T) time stamps of the window's frames, on the clock of the stream.
        attention: (T) share of F_A of each frame; sums to one.
        contributions: (T) contribution of each frame to the score of ``action``; None for networks without
            evidence.
    """

    person: str
    action: str
    frame_times_s: tuple[float, ...]
    attention: tuple[float, ...]
    contributions: tuple[float, ...] | None
    time_s: float
    unix_s: float


class Joints(msgspec.Struct, frozen=True, tag_field="event", tag="joints"):
    """Joints of a person, with every frame.

    Attributes:
        person: whose.
        joints: by Kinect's joint names, (x, y, z, state): metres in Kinect camera space, and the tracking
            state, 0 for not tracked, 1 for inferred, 2 for tracked.
    """

    person: str
    joints: dict[str, tuple[float, float, float, float]]
    time_s: float
    unix_s: float


Event = Hello | Bye | People | Begin | Change | End | Action | Progress | Scores | Attention | Joints
EVENTS: tuple[type[msgspec.Struct], ...] = (
    Hello,
    Bye,
    People,
    Begin,
    Change,
    End,
    Action,
    Progress,
    Scores,
    Attention,
    Joints,
)
Sample = (Progress, Scores, Attention, Joints)
"""Events that come with every frame or prediction: the next one replaces one that is lost."""

INCLUDABLE = ("joints", "attention", "progress", "scores")
"""Names of the samples, which are only sent if asked for."""

_ENCODER = msgspec.json.Encoder()


def name_of(event: Event) -> str:
    """Return the value of the member ``event``, e.g. ``"begin"``."""
    return str(type(event).__struct_config__.tag)


def to_json(event: Event) -> str:
    """Return an event as one line of JSON, without a line break."""
    return _ENCODER.encode(event).decode("utf-8")


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the events."""
    return msgspec.json.schema(Event)
