"""Lab Streaming Layer: events as markers, beside other recorded streams.

The marker stream ``NAME`` holds events as JSON text. With joints included, ``NAME joints`` holds a sample for
each person and frame: the person's number, and x, y, z and tracking state of the 25 joints.
"""

from __future__ import annotations

from typing import Any

from streaming.errors import SendError
from streaming.events.address import Address
from streaming.events.outlet import EXTRA, MOST_PEOPLE, Sender
from streaming.events.types import Event, Joints, to_json
from streaming.extras import import_extra
from streaming.latest import Latest
from streaming.skeleton.layouts import KINECT_V2

# What the library would print on the terminal is for its authors.
_CONFIGURATION = "[multicast]\nResolveScope = {scope}\n[log]\nlevel = -2\n"


class LslSender(Sender):
    """Outlets on the network of the Lab Streaming Layer."""

    def __init__(self, address: Address) -> None:
        """Take the name of the stream, and how far it can be found."""
        self._address = address
        self._lsl: Any = None
        self._markers: Any = None
        self._joints: Any = None
        self._people: Latest[str, int] = Latest(MOST_PEOPLE)
        self._number = 0  # of the newest person

    def open(self) -> None:
        """Offer the stream; see :class:`streaming.events.outlet.Sender`."""
        self._lsl = lsl = import_extra("pylsl", "pylsl", EXTRA, SendError)
        try:
            lsl.set_config_content(_CONFIGURATION.format(scope=self._address.scope))
            info = lsl.StreamInfo(
                self._address.name,
                "Markers",
                1,
                lsl.IRREGULAR_RATE,
                lsl.cf_string,
                f"mans {self._address.name}",
            )
            self._markers = lsl.StreamOutlet(info)
        except (OSError, RuntimeError, ValueError, TypeError) as error:
            raise SendError(f"{self._address.text} cannot be offered: {error}") from None

    def send(self, event: Event) -> None:
        """Push an event; see :class:`streaming.events.outlet.Sender`."""
        if not isinstance(event, Joints):
            self._markers.push_sample([to_json(event)])
            return
        if self._joints is None:
            self._joints = self._joint_outlet()
        if event.person not in self._people:
            self._number += 1
        number = self._people[event.person] = self._people.get(event.person, self._number)
        rows = [event.joints.get(name, (0.0,) * 4) for name in KINECT_V2.joints]
        self._joints.push_sample([float(number), *(part for row in rows for part in row)])

    def close(self) -> None:
        """Withdraw the streams; see :class:`streaming.events.outlet.Sender`."""
        self._markers = self._joints = None

    def _joint_outlet(self) -> Any:
        """Make the stream of joints, with the names of its channels."""
        lsl, name = self._lsl, f"{self._address.name} joints"
        parts = [
            ("person", ""),
            *((f"{joint}_{axis}", axis) for joint in KINECT_V2.joints for axis in "xyzs"),
        ]
        info = lsl.StreamInfo(name, "MoCap", len(parts), lsl.IRREGULAR_RATE, lsl.cf_float32, f"mans {name}")
        channels = info.desc().append_child("channels")
        for label, axis in parts:
            channel = channels.append_child("channel")
            channel.append_child_value("label", label)
            channel.append_child_value("unit", "metres" if axis in tuple("xyz") else "")
        return lsl.StreamOutlet(info)
