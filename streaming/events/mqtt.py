"""MQTT: events as JSON under ``TOPIC/EVENT`` or, of a person, ``TOPIC/PERSON/EVENT``.

``TOPIC/status`` is ``online`` while the program runs and ``offline`` afterwards, also if it is killed; it and
``TOPIC/hello`` are retained, so that late subscribers get them.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from streaming.errors import SendError
from streaming.events.address import Address
from streaming.events.outlet import CAPACITY, EXTRA, Sender
from streaming.events.types import Event, Hello, Sample, name_of, to_json
from streaming.extras import import_extra

if TYPE_CHECKING:
    from paho.mqtt.client import Client

_CONNECT_S = 5.0
_KEEPALIVE_S = 30


class MqttSender(Sender):
    """Publisher of events. The library connects again by itself, and keeps what matters meanwhile."""

    reopens = True

    def __init__(self, address: Address) -> None:
        """Take host, port, topic, user and password."""
        self._address = address
        self._client: Client | None = None
        self._answered = threading.Event()
        self._refusal = ""

    def open(self) -> None:
        """Connect and wait for the broker's consent; see :class:`streaming.events.outlet.Sender`."""
        mqtt: Any = import_extra("paho.mqtt.client", "paho-mqtt", EXTRA, SendError)
        client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
        client.max_queued_messages_set(CAPACITY)
        client.on_connect = self._on_connect
        if self._address.user is not None:
            client.username_pw_set(self._address.user, self._address.password)
        if self._address.scheme == "mqtts":
            client.tls_set()
        client.will_set(f"{self._address.name}/status", "offline", qos=1, retain=True)
        self._answered.clear()
        self._refusal = "no answer"
        try:
            client.connect_timeout = _CONNECT_S
            client.connect(self._address.host, self._address.port, keepalive=_KEEPALIVE_S)
        except (OSError, ValueError) as error:
            raise self._unreachable(getattr(error, "strerror", None) or str(error)) from None
        client.loop_start()
        self._client = client
        if not self._answered.wait(_CONNECT_S) or self._refusal:
            self.close()
            raise self._unreachable(self._refusal)
        client.publish(f"{self._address.name}/status", "online", qos=1, retain=True)

    def send(self, event: Event) -> None:
        """Publish an event; see :class:`streaming.events.outlet.Sender`."""
        assert self._client is not None
        if not self._client.is_connected():
            raise self._unreachable("the connection is lost")
        person = getattr(event, "person", None)
        middle = "" if person is None else f"/{person}"
        topic = f"{self._address.name}{middle}/{name_of(event)}"
        self._client.publish(
            topic, to_json(event), qos=0 if isinstance(event, Sample) else 1, retain=isinstance(event, Hello)
        )

    def close(self) -> None:
        """Tell that it is offline and disconnect; see :class:`streaming.events.outlet.Sender`."""
        client, self._client = self._client, None
        if client is None:
            return
        if client.is_connected():
            told = client.publish(f"{self._address.name}/status", "offline", qos=1, retain=True)
            told.wait_for_publish(_CONNECT_S)
        client.disconnect()
        client.loop_stop()

    def _on_connect(self, client: Any, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        self._refusal = str(reason) if reason.is_failure else ""
        self._answered.set()

    def _unreachable(self, reason: str) -> SendError:
        remedy = "Check that the broker runs there, and user and password"
        return SendError(f"{self._address.text} cannot be reached: {reason}", remedy=remedy)
