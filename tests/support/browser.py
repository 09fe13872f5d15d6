"""A real browser without a window, driven by its debugging protocol."""

from __future__ import annotations

import functools
import http.server
import itertools
import json
import os
import shutil
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .scripted import GUARD_S
from .waiting import wait_until

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# What it would ask of hosts far away, it does not.
_QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
)


class Page:
    """A page that is open in the browser."""

    def __init__(self, connection):
        self._connection, self._numbers = connection, itertools.count(1)

    def evaluate(self, script: str):
        """The value of a JavaScript expression."""
        number = next(self._numbers)
        asked = {"id": number, "method": "Runtime.evaluate", "params": {"expression": script}}
        self._connection.send(json.dumps(asked))
        while True:
            answer = json.loads(self._connection.recv(timeout=GUARD_S))
            if answer.get("id") == number:
                return answer["result"]["result"].get("value")

    def text(self, identifier: str) -> str:
        """The text of an element."""
        return str(self.evaluate(f"document.getElementById({identifier!r})?.textContent ?? ''"))


@contextmanager
def web_server(folder: Path) -> Iterator[str]:
    """Serve a folder on the loopback interface, and yield its address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_) -> None:
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def browser_page(address: str, profile: Path) -> Iterator[Page]:
    """Open a page in a browser of its own."""
    from websockets.sync.client import connect

    alone = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    process = subprocess.Popen(
        [str(CHROMIUM), *_QUIET, *alone, f"--user-data-dir={profile}", address],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        told = profile / "DevToolsActivePort"
        wait_until(lambda: told.is_file() and "\n" in told.read_text(), "the browser", process)
        port = told.read_text().split()[0]
        found = _page(port, address)
        with connect(found, max_size=None, open_timeout=GUARD_S, compression=None) as connection:
            yield Page(connection)
    finally:
        process.terminate()
        process.wait(GUARD_S)


def _page(port: str, address: str) -> str:
    """The debugger's address of the page, once it is there."""
    end = time.monotonic() + GUARD_S
    while time.monotonic() < end:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=GUARD_S) as answer:
            for each in json.load(answer):
                if each["type"] == "page" and each["url"].startswith(address.partition("#")[0]):
                    return str(each["webSocketDebuggerUrl"])
    raise AssertionError(f"the browser did not open {address}")
