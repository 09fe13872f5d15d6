"""The Lab Streaming Layer, received by its own library on this computer."""

from __future__ import annotations

import json

import pytest

from streaming.events.address import parse_address
from streaming.events.lsl import LslSender
from streaming.events.types import name_of

from ...support.scripted import GUARD_S
from ...support.sent_events import all_kinds
from ...support.waiting import wait_until

try:
    import pylsl
except (ImportError, RuntimeError, OSError) as error:
    pytest.skip(f"no pylsl: {error}", allow_module_level=True)


def test_markers_and_joints_are_found_and_received():
    sender = LslSender(parse_address("lsl:mans of a test"))
    sender.open()
    try:
        (found,) = pylsl.resolve_byprop("name", "mans of a test", 1, GUARD_S)
        assert (found.type(), found.channel_count()) == ("Markers", 1)
        inlet = pylsl.StreamInlet(found)
        inlet.open_stream(GUARD_S)
        wait_until(sender._markers.have_consumers, "the inlet")
        for event in all_kinds():
            sender.send(event)
        told = [json.loads(inlet.pull_sample(GUARD_S)[0][0])["event"] for _ in range(len(all_kinds()) - 1)]
        assert told == [name_of(each) for each in all_kinds() if name_of(each) != "joints"]
        (numbers,) = pylsl.resolve_byprop("name", "mans of a test joints", 1, GUARD_S)
        assert (numbers.type(), numbers.channel_count()) == ("MoCap", 101)
        inlet.close_stream()
    finally:
        sender.close()
