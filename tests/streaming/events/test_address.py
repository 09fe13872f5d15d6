"""Addresses of receivers, as they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.errors import SendError
from streaming.events.address import Address, parse_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("osc://localhost:9000", ("osc", "localhost", 9000, "mans")),
        ("osc://192.168.1.7:9000/stage/left", ("osc", "192.168.1.7", 9000, "stage/left")),
        ("ws://:8765", ("ws", "127.0.0.1", 8765, "mans")),
        ("ws://[::1]:8765/", ("ws", "::1", 8765, "mans")),
        ("ws://0.0.0.0:8765?token=abc", ("ws", "0.0.0.0", 8765, "mans")),
        ("mqtt://broker.local", ("mqtt", "broker.local", 1883, "mans")),
        ("mqtts://me:p%40ss@broker:1/lab", ("mqtts", "broker", 1, "lab")),
        ("lsl:my stream", ("lsl", "", 0, "my stream")),
        ("rerun", ("rerun", "127.0.0.1", 9876, "")),
        ("rerun://studio:9877", ("rerun", "studio", 9877, "mans")),
        ("rerun:C:\\out.rrd", ("rerun", "", 0, "C:\\out.rrd")),
        ("jsonl:-", ("jsonl", "", 0, "-")),
        ("jsonl:C:\\out?.jsonl", ("jsonl", "", 0, "C:\\out?.jsonl")),
    ],
)
def test_what_is_typed_is_understood(text, expected):
    found = parse_address(text)
    assert (found.scheme, found.host, found.port, found.name) == expected


def test_secrets_are_kept_out_of_messages():
    found = parse_address("mqtt://me:secret@broker/lab")
    assert (found.user, found.password, found.text) == ("me", "secret", "mqtt://broker:1883/lab")
    assert parse_address("ws://:1?token=secret") == Address(
        "ws://127.0.0.1:1", "ws", "127.0.0.1", 1, "mans", token="secret"
    )


def test_lsl_is_found_on_this_computer_alone_unless_told_otherwise():
    assert parse_address("lsl:mans").scope == "machine"
    assert parse_address("lsl:mans?scope=link").scope == "link"


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("ws://:1", True),
        ("ws://localhost:1", True),
        ("ws://[::1]:1", True),
        ("ws://0.0.0.0:1", False),
        ("ws://192.168.1.7:1", False),
        ("ws://studio:1", False),
    ],
)
def test_who_can_reach_a_server(text, local):
    assert parse_address(text).is_local is local


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no address"),
        ("osc", "no address"),
        ("osc:127.0.0.1:9000", "no address"),
        ("http://127.0.0.1:9000", "no address"),
        ("jsonl:", "no address"),
        ("lsl:", "no address"),
        ("lsl://x", "no address"),
        ("osc://127.0.0.1", "no port"),
        ("osc://:9000", "no host"),
        ("mqtt://", "no host"),
        ("osc://127.0.0.1:0", "no port"),
        ("osc://127.0.0.1:70000", "range"),
        ("osc://127.0.0.1:nine", "no address"),
        ("ws://:8765/path", "path"),
        ("ws://:8765?tokn=a", "tokn"),
        ("ws://:8765?token=", "token"),
        ("ws://:8765?token=a&token=b", "token"),
        ("osc://127.0.0.1:9000?a=b", "nothing after"),
        ("lsl:mans?scope=world", "machine, link, site"),
        ("osc://[::1:9000", "no address"),
        ("rerun:out.mcap", ".rrd"),
        ("rerun://:9876", "no host"),
        ("rerun://studio/page", "nothing after"),
    ],
)
def test_what_is_wrong_is_named(text, says):
    with pytest.raises(SendError) as error:
        parse_address(text)
    assert says in str(error.value) and "\n" not in str(error.value)


@given(st.one_of(st.text(), st.from_regex(r"(osc|ws|mqtts?|rerun)://.*", fullmatch=True)))
def test_no_text_breaks_it(text):
    try:
        found = parse_address(text)
    except SendError:
        return
    assert found.scheme in ("osc", "ws", "mqtt", "mqtts", "lsl", "rerun", "jsonl")
    assert (
        found.scheme in ("lsl", "jsonl")
        or found.name.endswith(".rrd")
        or (0 < found.port < 65536 and found.host)
    )
