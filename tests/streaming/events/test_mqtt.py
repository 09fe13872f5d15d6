"""MQTT, through a real broker on a port of the loopback interface."""

from __future__ import annotations

import json
import shutil
import subprocess
import time

import pytest

from streaming.errors import SendError
from streaming.events import outlet as outlet_module
from streaming.events.address import parse_address
from streaming.events.mqtt import MqttSender
from streaming.events.outlet import Outlet
from streaming.events.types import Bye, name_of

from ...support.scripted import GUARD_S
from ...support.sent_events import BEGIN, HELLO, Received, all_kinds, free_port
from ...support.waiting import wait_until

mqtt = pytest.importorskip("paho.mqtt.client")
BROKER = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
pytestmark = [
    pytest.mark.skipif(BROKER is None, reason="no MQTT broker (Debian: apt-get install mosquitto)"),
    pytest.mark.usefixtures("no_thread_left"),
]


class Broker:
    """A mosquitto of its own."""

    def __init__(self, folder, port: int, extra: str = ""):
        self.port = port
        self.config = folder / "mosquitto.conf"
        self.config.write_text(f"listener {port} 127.0.0.1\n{extra or 'allow_anonymous true'}\n")
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [str(BROKER), "-c", str(self.config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(self.answers, "the broker", self.process)

    def answers(self) -> bool:
        import socket

        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(GUARD_S)


@pytest.fixture
def broker(tmp_path):
    made = Broker(tmp_path, free_port())
    yield made
    made.stop()


@pytest.fixture
def subscribe():
    """Subscribes to a topic of a broker; returns what comes."""
    clients = []

    def start(port: int, topic: str = "#") -> Received:
        got, ready = Received(), Received()
        client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
        client.on_message = lambda c, u, message: got.put((message.topic, message.payload.decode()))
        client.on_subscribe = lambda *_: ready.put(True)
        client.connect("127.0.0.1", port)
        client.loop_start()
        client.subscribe(topic, qos=1)
        ready.take(1)
        clients.append(client)
        return got

    yield start
    for client in clients:
        client.disconnect()
        client.loop_stop()


def test_subscribers_get_every_event_by_topic_and_late_ones_what_they_must_know(broker, subscribe):
    early = subscribe(broker.port)
    sender = MqttSender(parse_address(f"mqtt://127.0.0.1:{broker.port}/lab/left"))
    sender.open()
    for event in all_kinds():
        sender.send(event)
    got = dict(early.take(1 + len(all_kinds())))
    assert got.pop("lab/left/status") == "online"
    assert set(got) == {
        "lab/left/hello",
        "lab/left/people",
        *(f"lab/left/7/{name}" for name in ("begin", "joints", "end", "action")),
    }
    assert json.loads(got["lab/left/7/begin"])["action"] == "wave"
    late = subscribe(broker.port)
    assert {topic for topic, _ in late.take(2)} == {"lab/left/status", "lab/left/hello"}
    sender.close()
    assert late.take(1) == [("lab/left/status", "offline")]


def test_that_the_program_was_killed_is_told_by_the_broker(broker, subscribe):
    sender = MqttSender(parse_address(f"mqtt://127.0.0.1:{broker.port}"))
    sender.open()
    got = subscribe(broker.port, "mans/status")
    assert got.take(1) == [("mans/status", "online")]
    client = sender._client
    client.loop_stop()
    client._sock_close()  # without a goodbye
    assert got.take(1) == [("mans/status", "offline")]


def test_a_broker_that_refuses_or_is_not_there_is_told_before_anything_starts(tmp_path):
    port = free_port()
    with pytest.raises(SendError, match=rf"mqtt://127.0.0.1:{port}/mans cannot be reached.*Check|refused"):
        MqttSender(parse_address(f"mqtt://127.0.0.1:{port}/mans")).open()
    broker = Broker(tmp_path, port, "allow_anonymous false")
    try:
        with pytest.raises(SendError, match="cannot be reached: Not authorized.*user and password"):
            MqttSender(parse_address(f"mqtt://127.0.0.1:{port}")).open()
    finally:
        broker.stop()


def test_a_broker_that_comes_back_gets_events_again(broker, subscribe, monkeypatch):
    monkeypatch.setattr(outlet_module, "_RETRY_S", (0.05,))
    outlet = Outlet("mqtt", MqttSender(parse_address(f"mqtt://127.0.0.1:{broker.port}")))
    outlet.put([HELLO])
    broker.stop()
    end = time.monotonic() + GUARD_S
    while not outlet.state.trouble and time.monotonic() < end:
        outlet.put([BEGIN])
    assert "mqtt://127.0.0.1" in outlet.state.trouble
    broker.start()
    wait_until(lambda: not outlet.state.trouble, "the connection")
    got = subscribe(broker.port)
    outlet.put([Bye()])
    topics = [topic for topic, _ in got.take(1)]
    while topics[-1] != f"mans/{name_of(Bye())}":
        topics += [topic for topic, _ in got.take(1)]
    outlet.close()
