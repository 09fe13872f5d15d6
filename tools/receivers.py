"""What receivers get of a recording: ``python -m tools.receivers [RECORDING]``.

The events of a recording (by default the bundled tai chi, in which an action is announced) are sent to a
receiver of each protocol that is not this program's own: python-osc's server, the client of websockets,
mosquitto with mosquitto_sub, pylsl's inlet, and Rerun's program on the file that was written. What each
prints replaces the excerpts in docs/events.md, or, of another recording, is printed. A receiver that is not
installed is left out.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from mans.bundled import MODEL, SAMPLE
from streaming.events.broadcast import Broadcast
from streaming.events.types import Event
from streaming.writers.atomic import replace_text

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "events.md"
START, END = "<!-- receivers -->\n", "<!-- /receivers -->"
_LONGEST, _MOST_LINES, _PATIENCE_S = 118, 9, 30.0
_LAST = "bye"

About = tuple[str, str, Sequence[str]]
Receiver = Iterator[list[str]]
"""Yields its address, alone; once the program is connected, nothing; and at the end what it has got."""


def osc(folder: Path) -> Receiver:
    """The server of python-osc."""
    from pythonosc.dispatcher import Dispatcher
    from pythonosc.osc_server import BlockingOSCUDPServer

    lines: list[str] = []
    dispatcher = Dispatcher()
    dispatcher.set_default_handler(
        lambda address, *given: lines.append(" ".join([address, *map(str, given)]))
    )
    with BlockingOSCUDPServer(("127.0.0.1", 0), dispatcher) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield [f"osc://127.0.0.1:{server.server_address[1]}"]
            yield []
            _await(lambda: bool(lines) and lines[-1].endswith(_LAST))
        finally:
            server.shutdown()
            thread.join()
    yield lines


def ws(folder: Path) -> Receiver:
    """The client of websockets."""
    from websockets.exceptions import ConnectionClosed
    from websockets.sync.client import connect

    address = f"ws://127.0.0.1:{_free_port()}"
    lines: list[str] = []
    yield [address]
    with connect(address) as connection:

        def listen() -> None:
            try:
                lines.extend(map(str, connection))
            except ConnectionClosed:
                return

        thread = threading.Thread(target=listen)
        thread.start()
        yield []
        thread.join()
    yield lines


def mqtt(folder: Path) -> Receiver:
    """The client mosquitto_sub, of the broker mosquitto."""
    import paho.mqtt.publish

    port = _free_port()
    lines: list[str] = []
    broker = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    client = shutil.which("mosquitto_sub")
    if broker is None or client is None:
        raise ImportError("mosquitto or mosquitto_sub")
    with subprocess.Popen([broker, "-p", str(port)], stderr=subprocess.DEVNULL) as serving:
        _await(lambda: _answers(port))
        words = [client, "-p", str(port), "-v", "-t", "#"]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as listening:
            stdout = listening.stdout
            assert stdout is not None
            thread = threading.Thread(target=lambda: lines.extend(stdout))
            thread.start()

            def subscribed() -> bool:
                paho.mqtt.publish.single("subscribed", "yes", hostname="127.0.0.1", port=port)
                return bool(lines)

            try:
                _await(subscribed)
                yield [f"mqtt://127.0.0.1:{port}/studio"]
                yield []
                _await(lambda: any(_LAST in line for line in lines))
            finally:
                listening.terminate()
                thread.join()
                serving.terminate()
    yield [line.strip() for line in lines if not line.startswith("subscribed")]


def lsl(folder: Path) -> Receiver:
    """The inlet of pylsl."""
    import pylsl

    name = f"mans {os.getpid()}"
    yield [f"lsl:{name}"]
    (found,) = pylsl.resolve_byprop("name", name, 1, _PATIENCE_S)
    inlet = pylsl.StreamInlet(found)
    inlet.open_stream(_PATIENCE_S)
    lines: list[str] = []

    def pull() -> None:
        while not lines or _LAST not in lines[-1]:
            sample, _ = inlet.pull_sample(_PATIENCE_S)
            if sample is None:
                return
            lines.append(sample[0])

    thread = threading.Thread(target=pull)
    thread.start()
    yield []
    thread.join()
    inlet.close_stream()
    yield lines


def jsonl(folder: Path) -> Receiver:
    """The file."""
    yield [f"jsonl:{folder / 'events.jsonl'}"]
    yield []
    yield (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()


def rerun(folder: Path) -> Receiver:
    """The program rerun, asked for what is in the file."""
    import rerun_cli  # type: ignore[import-untyped]

    program = Path(rerun_cli.__file__).with_name("rerun.exe" if sys.platform == "win32" else "rerun")
    yield [f"rerun:{folder / 'events.rrd'}"]
    yield []
    environment = {**os.environ, "CI": "1"}  # no usage statistics
    one = folder / "one.rrd"
    words: list[str | Path] = [
        program,
        "rrd",
        "optimize",
        folder / "events.rrd",
        "-o",
        one,
    ]  # joins what came piece by piece
    subprocess.run(words, env=environment, capture_output=True, check=True)
    words = [program, "rrd", "print", one]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    chunks = [line for line in done.stdout.splitlines() if line.startswith("Chunk(")]
    # The layout of the viewer is in the file, too.
    layout = ("/view", "/container", "_panel - ", "/__properties")
    chunks = [line for line in chunks if not any(part in line for part in layout)]
    yield [f"Chunk{line.partition(')')[2]}" for line in chunks]


RECEIVERS: dict[str, Callable[[Path], Receiver]] = {
    "osc": osc,
    "ws": ws,
    "mqtt": mqtt,
    "lsl": lsl,
    "jsonl": jsonl,
    "rerun": rerun,
}


def received(
    events: Sequence[Event], protocols: Sequence[str] = tuple(RECEIVERS), about: About = ("", "", ())
) -> dict[str, list[str]]:
    """Send events to a receiver of each protocol.

    Args:
        events: without greeting and farewell.
        protocols: of :data:`RECEIVERS`.
        about: the source, the model and its actions, for the greeting.

    Returns:
        The lines that each printed, by protocol.
    """
    got: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        receivers: dict[str, Receiver] = {}
        addresses: dict[str, str] = {}
        for protocol in protocols:
            receiver = RECEIVERS[protocol](Path(name))
            try:
                (addresses[protocol],) = next(receiver)
            except (ImportError, RuntimeError) as missing:
                print(f"Left out: {protocol} ({missing})", file=sys.stderr)
                continue
            receivers[protocol] = receiver
        try:
            with Broadcast(list(addresses.values())) as broadcast:
                for receiver in receivers.values():
                    next(receiver)
                broadcast.hello(*about)
                broadcast.put(events, waits=True)
            for protocol, receiver in receivers.items():
                got[protocol] = next(receiver)
        finally:
            for receiver in receivers.values():
                receiver.close()  # type: ignore[attr-defined]  # they are generators
    return got


def events_of(path: Path) -> tuple[list[Event], About]:
    """Return the events of a recording, with joints and F_A for who takes them, and what is told of it."""
    from mans.everyday.beginnings import provisional_name
    from mans.recogniser import Recogniser
    from streaming.events.maker import EventMaker
    from streaming.readers import read_recording
    from streaming.recognition.replay import replay

    recording, model = read_recording(path), Recogniser.load(MODEL, "cpu")
    include = ("joints", "attention")
    maker = EventMaker(model.decision, include=include, name_provisional=provisional_name)
    events: list[Event] = []
    for index, answer in replay(recording, model, model.window, model.decision):
        events += maker.push_frame(recording.frames[index], time.time())
        if answer is not None:
            events += maker.push_answer(answer, answer.prediction.window.person, time.time())
    return events + maker.finish(time.time()), (path.name, model.name, model.labels)


def page_section(got: dict[str, list[str]]) -> str:
    """Return the excerpts as Markdown."""
    parts = []
    for protocol, lines in got.items():
        shown = [line if len(line) <= _LONGEST else f"{line[: _LONGEST - 2]} …" for line in lines]
        rest = len(shown) - _MOST_LINES
        if rest > 1:
            shown = [*shown[: _MOST_LINES - 1], f"… {rest} more …", shown[-1]]
        told = " ".join(str(RECEIVERS[protocol].__doc__).split())
        parts.append(
            "\n".join([f"`{protocol}`: {told[0].lower()}{told[1:]}", "", "```text", *shown, "```", ""])
        )
    return "\n".join(parts)


def main() -> None:
    """Write what receivers get into the page, or print it."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    events, about = events_of(path)
    section = page_section(received(events, about=about))
    if path != SAMPLE:
        print(section)
        return
    before, start, rest = PAGE.read_text(encoding="utf-8").partition(START)
    _, end, after = rest.partition(END)
    replace_text(PAGE, f"{before}{start}\n{section}\n{end}{after}")
    print(f"Wrote {PAGE.relative_to(ROOT)}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _await(happened: Callable[[], bool]) -> None:
    """Wait until something has happened."""
    end_s = time.monotonic() + _PATIENCE_S
    while not happened():
        if time.monotonic() > end_s:
            raise RuntimeError("a receiver gets nothing")
        time.sleep(0.02)


if __name__ == "__main__":
    main()
