"""Rerun: files read back by its own library, and its own receiver on a free port."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import SendError, WriteError
from streaming.events.address import parse_address
from streaming.events.broadcast import Broadcast
from streaming.events.rerun import RerunSender
from streaming.events.types import Attention, Bye, Event, Joints, People
from streaming.pipeline.chain import Chain
from streaming.recognition.assignment import Assignment
from streaming.skeleton.layouts import KINECT_V2

from ...support.scripted import DECISION, WINDOW, Scripted, moving, recognise
from ...support.sent_events import ACTION, BEGIN, END, HELLO, PEOPLE, UNIX_S, free_port
from ...support.waiting import wait_until

PLACES = np.round(np.random.default_rng(0).normal(size=(25, 3)), 4)
JOINTS = Joints(
    "7",
    {name: (*place, 2.0) for name, place in zip(KINECT_V2.joints, PLACES.tolist(), strict=True)},
    1.5,
    UNIX_S,
)


def attention(until_s: float) -> Attention:
    times_s = tuple(round(until_s + 0.1 * step, 3) for step in range(-3, 1))
    return Attention("7", "wave", times_s, (0.1, 0.2, 0.3, 0.4), None, until_s, UNIX_S + until_s)


@pytest.fixture(scope="module", autouse=True)
def reader() -> None:
    """Rerun, which takes long to import: collecting the tests need not wait."""
    pytest.importorskip("rerun.chunk", reason="no Rerun, or one for Python 3.10, whose reader is another")


EVENTS: list[Event] = [HELLO, PEOPLE, BEGIN, JOINTS, attention(1.5), attention(1.7), END, ACTION, Bye()]


def columns(path: Path) -> dict[str, list]:
    """What a file holds: the rows of each column, by entity and component."""
    from rerun.chunk import RrdReader

    found: dict[str, list] = {}
    for chunk in RrdReader(path).stream():
        batch = chunk.to_record_batch()
        for name in batch.schema.names:
            if name == "RecordingInfo:start_time":
                continue
            rows = batch.column(name)
            if name in ("stream_time", "unix_time"):
                rows = rows.cast("int64")
            found.setdefault(f"{chunk.entity_path} {name}", []).extend(rows.to_pylist())
    return found


def send(address: str, events: list[Event]) -> None:
    sender = RerunSender(parse_address(address))
    sender.open()
    try:
        for event in events:
            sender.send(event)
    finally:
        sender.close()


def test_a_file_holds_skeletons_attention_and_actions(tmp_path):
    send(f"rerun:{tmp_path / 'a.rrd'}", [*EVENTS[:-1], People(("8",), 2.0, UNIX_S), Bye()])
    found = columns(tmp_path / "a.rrd")
    np.testing.assert_allclose(found["/people/7/joints Points3D:positions"][0], PLACES, atol=1e-6)
    strips = np.array(found["/people/7/bones LineStrips3D:strips"][0])
    np.testing.assert_allclose(strips, PLACES[np.array(KINECT_V2.bones)], atol=1e-6)
    # F_A once for each moment, by the first window that holds it; 1 is the mean of a window.
    assert found["/attention/7 Scalars:scalars"] == [
        pytest.approx([level]) for level in (0.4, 0.8, 1.2, 1.6, 1.2, 1.6)
    ]
    times_s = [each / 1e9 for each in found["/attention/7 stream_time"]]
    assert times_s == pytest.approx([1.2, 1.3, 1.4, 1.5, 1.6, 1.7])
    assert found["/attention/7 unix_time"][3] / 1e9 == pytest.approx(UNIX_S + 1.5, abs=1e-3)
    assert len(found["/people/7/window BarChart:values"]) == 2
    assert found["/people/7/action TextDocument:text"] == [["wave, provisional"], ["no action"]]
    assert found["/confidence/7 Scalars:scalars"] == [[0.0], [0.75], [0.75], [0.0]]  # steps
    assert found["/log TextLog:text"][-1] == ["person 7: wave number 3, 1.25 to 2.50 s, 80%"]
    assert found["/source TextDocument:text"] == [["camera 0, recognised by a model"]]
    assert found["/people/7 Clear:is_recursive"] == [[True]]  # they are gone, and so is their skeleton


def test_its_own_receiver_gets_the_same(tmp_path):
    cli = pytest.importorskip("rerun_cli")
    program = Path(cli.__file__).with_name("rerun.exe" if sys.platform == "win32" else "rerun")
    out, port = tmp_path / "got.rrd", free_port()
    # CI: its usage statistics are off, and there is no question about them.
    receiver = subprocess.Popen(
        [program, "--save", out, "--port", str(port), "--bind", "127.0.0.1"],
        env={**os.environ, "CI": "1"},
        stderr=subprocess.DEVNULL,
    )
    sender = RerunSender(parse_address(f"rerun://127.0.0.1:{port}"))

    def connected() -> bool:
        try:
            sender.open()
        except SendError:
            return False
        return True

    def arrived() -> bool:
        try:
            return len(columns(out).get("/attention/7 Scalars:scalars", ())) == 6
        except (RuntimeError, ValueError):  # half a message; no recording yet
            return False

    try:
        wait_until(connected, "Rerun's receiver")
        for event in EVENTS:
            sender.send(event)
        sender.close()
        with pytest.warns(Warning, match="no footer"):
            wait_until(arrived, "the events at Rerun's receiver")
    finally:
        receiver.kill()  # it wrote everything, and need not answer a signal on a busy machine
        receiver.wait(60)
    with pytest.warns(Warning, match="no footer"):
        found = columns(out)
    np.testing.assert_allclose(found["/people/7/joints Points3D:positions"][0], PLACES, atol=1e-6)
    assert len(found["/attention/7 Scalars:scalars"]) == 6
    with pytest.raises(SendError, match=r"no viewer of Rerun at .*Start one: rerun"):
        sender.open()


def test_no_file_is_replaced_and_what_cannot_be_opened_is_told_before_anything_starts(tmp_path):
    there = tmp_path / "there.rrd"
    there.write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError, match="there.rrd"):
        send(f"rerun:{there}", EVENTS)
    with pytest.raises(WriteError, match="nowhere"):
        send(f"rerun:{tmp_path / 'nowhere' / 'a.rrd'}", EVENTS)
    assert there.read_text(encoding="utf-8") == "mine"


_PROGRAM = """
import sys
from streaming.events.broadcast import Broadcast
with Broadcast([sys.argv[1]]) as broadcast:
    broadcast.hello("a", "b", ("c",))
"""


def test_the_library_contacts_nobody_and_keeps_nothing_about_its_user(tmp_path):
    traced = ["strace", "-f", "-qq", "-o", str(tmp_path / "calls"), "-e", "trace=connect,sendto"]
    if not shutil.which("strace") or subprocess.run([*traced, "true"], capture_output=True).returncode:
        pytest.skip("strace is not there or not permitted")
    home = tmp_path / "home"
    home.mkdir()
    done = subprocess.run(
        [*traced, sys.executable, "-c", _PROGRAM, f"rerun:{tmp_path / 'a.rrd'}"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(home)},
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0 and done.stderr == b"" and (tmp_path / "a.rrd").stat().st_size > 1000
    assert "AF_INET" not in (tmp_path / "calls").read_text(encoding="utf-8")
    assert list(home.rglob("*")) == []


def test_skeletons_and_attention_are_sent_unasked_but_not_to_others(tmp_path):
    addresses = [f"jsonl:{tmp_path / 'a.jsonl'}", f"rerun:{tmp_path / 'a.rrd'}"]
    with Broadcast(addresses) as broadcast:
        chain = Chain(
            Scripted([moving(number) for number in range(60)]), Assignment(recognise, WINDOW, DECISION)
        )
        broadcast.attach(chain, "a script", lambda recogniser: ("a model", ("wave",)))
        with chain:
            for _ in chain:
                pass
    text = (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    assert '"hello"' in text and '"joints"' not in text and '"attention"' not in text
    found = columns(tmp_path / "a.rrd")
    assert len(next(rows for name, rows in found.items() if name.endswith("joints Points3D:positions"))) == 60
    assert any(name.startswith("/attention/") and name.endswith("Scalars:scalars") for name in found)
