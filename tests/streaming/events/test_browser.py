"""The page of examples/, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from streaming.events.broadcast import Broadcast
from streaming.events.types import Begin, Bye, Change, End

from ...support.browser import CHROMIUM, browser_page, web_server
from ...support.sent_events import ACTION, BEGIN, UNIX_S, free_port
from ...support.waiting import wait_until

pytest.importorskip("websockets")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no browser (Debian: apt-get install chromium)")
EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def test_the_page_shows_what_is_done_counts_it_and_connects_again(tmp_path):
    address = f"ws://127.0.0.1:{free_port()}"
    with web_server(EXAMPLES) as site, browser_page(f"{site}/events.html#{address}", tmp_path) as page:
        wait_until(lambda: page.text("state") == "not connected", "the page")
        with Broadcast([address]) as broadcast:
            wait_until(lambda: page.text("state") == "connected", "the connection")
            broadcast.put([BEGIN])
            wait_until(lambda: page.text("action") == "wave", "the action")
            assert page.evaluate("document.getElementById('action').className") == "provisional"
            broadcast.put([Change("7", "wave", "wave", 0.9, False, 2.0, UNIX_S), ACTION])
            wait_until(lambda: page.text("counts") == "wave: 3", "the count")
            assert page.evaluate("document.getElementById('action').className") == ""
            broadcast.put([End("7", "wave", 1.5, True, 3.0, UNIX_S), Bye()])
            wait_until(lambda: page.text("action") == "no action", "the end")
        wait_until(lambda: page.text("state") == "not connected", "the end of the connection")
        with Broadcast([address]) as broadcast:
            wait_until(lambda: page.text("state") == "connected", "the connection again")
            broadcast.put([Begin("7", "squat", 0.5, False, 9.0, UNIX_S)])
            wait_until(lambda: page.text("action") == "squat", "the next action")


def test_a_page_of_another_site_learns_nothing(tmp_path):
    address = f"ws://127.0.0.1:{free_port()}"
    page_file = tmp_path / "site" / "page.html"
    page_file.parent.mkdir()
    page_file.write_text((EXAMPLES / "events.html").read_text(encoding="utf-8"), encoding="utf-8")
    # A file has no origin of its own, as a page in a sandbox has none.
    url, profile = f"{page_file.as_uri()}#{address}", tmp_path / "profile"
    with Broadcast([address]) as broadcast, browser_page(url, profile) as page:
        wait_until(lambda: page.text("state") == "not connected", "the refusal")
        broadcast.put([BEGIN])
        assert page.text("action") == "no action"
