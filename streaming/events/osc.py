"""OSC over UDP, for TouchDesigner, Max, Unity, Processing and other creative tools.

An event becomes a message ``/PREFIX/EVENT`` or, of a person, ``/PREFIX/PERSON/EVENT``; truth values are 1 and
0. Joints, scores and progress become a message each, ``/PREFIX/PERSON/joints/HandLeft x y z state``, so that
a receiver can pick one by its address. OSC's numbers have 32 bits, too few for times of day: the messages
hold durations instead.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

from streaming.errors import SendError
from streaming.events.address import Address
from streaming.events.outlet import EXTRA, Sender
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
    Progress,
    Scores,
)
from streaming.extras import import_extra

Argument = str | int | float
_PATIENCE_S = 1.0


def messages(event: Event, prefix: str = "mans") -> Iterator[tuple[str, list[Argument]]]:
    """Return an event's messages, as pairs of an address and its arguments."""
    at = f"/{prefix}"
    if isinstance(event, Hello):
        yield f"{at}/hello", [event.schema, event.program, event.version, event.source, event.model]
    elif isinstance(event, Bye):
        yield f"{at}/bye", []
    elif isinstance(event, People):
        yield f"{at}/people", [len(event.people), *event.people]
    else:
        for name, arguments in _of_person(event):
            yield f"{at}/{event.person}/{name}", arguments


def _of_person(
    event: Begin | Change | End | Action | Progress | Scores | Attention | Joints,
) -> Iterator[tuple[str, list[Argument]]]:
    """Return the messages of an event about a person, by the last part of their address."""
    if isinstance(event, Begin):
        yield "begin", [event.action, event.confidence, int(event.provisional)]
    elif isinstance(event, Change):
        yield "change", [event.action, event.confidence, int(event.provisional), event.was]
    elif isinstance(event, End):
        yield "end", [event.action, event.time_s - event.began_s, int(event.confirmed)]
    elif isinstance(event, Action):
        ago_s, lasted_s = event.time_s - event.end_s, event.end_s - event.start_s
        yield "action", [event.action, event.confidence, lasted_s, ago_s, event.count]
    elif isinstance(event, Progress):
        yield f"progress/{_part(event.action)}", [event.progress]
    elif isinstance(event, Attention):
        yield "attention", list(event.attention)
    elif isinstance(event, Scores):
        for label, score in event.scores.items():
            yield f"scores/{_part(label)}", [score]
    else:
        for joint, place in event.joints.items():
            yield f"joints/{joint}", list(place)


def _part(label: str) -> str:
    """Replace what OSC reserves in addresses, and blanks."""
    return "".join("_" if letter in " #*,/?[]{}" else letter for letter in label)


class OscSender(Sender):
    """Sender of OSC messages. UDP does not tell whether anybody receives them."""

    reopens = True

    def __init__(self, address: Address) -> None:
        """Take host, port and prefix."""
        self._address = address
        self._client: Any = None

    def open(self) -> None:
        """Look up the host; see :class:`streaming.events.outlet.Sender`."""
        udp = import_extra("pythonosc.udp_client", "python-osc", EXTRA, SendError)
        try:
            # Looked up once: the library would look a name up for every message.
            found = socket.getaddrinfo(self._address.host, self._address.port, type=socket.SOCK_DGRAM)
            where = found[0][4][:2]
            self._client = udp.SimpleUDPClient(*where, allow_broadcast=True, timeout=_PATIENCE_S)
        except (OSError, OverflowError, UnicodeError) as error:
            raise SendError(
                f"{self._address.text} is not reachable: {error}", remedy="Check host and port"
            ) from None

    def send(self, event: Event) -> None:
        """Send an event's messages; see :class:`streaming.events.outlet.Sender`."""
        for path, arguments in messages(event, self._address.name):
            try:
                self._client.send_message(path, arguments)
            except ConnectionRefusedError:  # nobody listens there yet: UDP may say so, or not
                continue
            except OSError as error:
                raise SendError(f"{self._address.text}: {error.strerror or error}") from None

    def close(self) -> None:
        """Close the socket; see :class:`streaming.events.outlet.Sender`."""
        if self._client is not None:
            self._client.close()
