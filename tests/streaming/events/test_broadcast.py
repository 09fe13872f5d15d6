"""Events of a running chain, to several receivers at once."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import numpy as np
import pytest

from streaming.errors import MansError, SendError
from streaming.events import outlet as outlet_module
from streaming.events.broadcast import Broadcast
from streaming.pipeline.chain import Chain
from streaming.recognition.assignment import Assignment
from streaming.recognition.prediction import Prediction
from streaming.recognition.window import Window

from ...support.scripted import DECISION, WINDOW, Scripted, Turnstile, moving, recognise
from ...support.sent_events import free_port

pytestmark = pytest.mark.usefixtures("no_thread_left")


def by_time(window: Window) -> Prediction:
    """Wave from 2 to 4 s, throw from 4 to 5 s and from 7 s on."""
    now_s = window.end_s
    best = 0 if 2 <= now_s < 4 else 1 if 4 <= now_s < 5 or now_s >= 7 else 2
    return replace(recognise(window), probabilities=np.eye(3, dtype=np.float32)[best])


ASSIGNMENT = Assignment(by_time, WINDOW, DECISION)
FRAMES = [moving(number) for number in range(240)]
ABOUT = ("a script", lambda recogniser: ("a model", ("wave", "throw", "no action")))


def lines(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def play(broadcast: Broadcast, chain: Chain) -> None:
    broadcast.attach(chain, *ABOUT)
    with chain:
        for _ in chain:
            pass


def test_a_files_events_are_all_there_the_same_each_time_and_say_goodbye(tmp_path):
    told = []
    for name in ("a.jsonl", "b.jsonl"):
        with Broadcast([f"jsonl:{tmp_path / name}"], include=("joints", "scores")) as broadcast:
            play(broadcast, Chain(Scripted(FRAMES), ASSIGNMENT))
        told.append([{k: v for k, v in each.items() if k != "unix_s"} for each in lines(tmp_path / name)])
    (first, second) = told
    # Frames and answers come from two threads: the order of each kind is what is certain.
    for kind in ("hello", "people", "begin", "change", "end", "action", "joints", "scores", "bye"):
        assert [e for e in first if e["event"] == kind] == [e for e in second if e["event"] == kind]
    assert first[0]["event"] == "hello" and first[0]["actions"] == ["wave", "throw"]
    assert first[-1]["event"] == "bye"
    assert sum(each["event"] == "joints" for each in first) == len(FRAMES)
    assert {"begin", "end", "action"} <= {each["event"] for each in first}


def test_events_follow_the_answers_that_a_file_gives(tmp_path):
    path = tmp_path / "a.jsonl"
    with Broadcast([f"jsonl:{path}"]) as broadcast:
        chain = Chain(Scripted(FRAMES), ASSIGNMENT)
        broadcast.attach(chain, *ABOUT)
        with chain:
            answers = [result.answer for result in chain]
    expected, shown = [], None
    for answer in answers:
        if answer.label != shown:
            expected.append((answer.time_s, answer.label))
            shown = answer.label
    told = [
        (each["time_s"], None if each["event"] == "end" else each["action"])
        for each in lines(path)
        if each["event"] in ("begin", "change", "end")
    ]
    if shown is not None:  # what goes on at the end of the file ends with it
        expected.append((answers[-1].time_s, None))
    assert told == [(pytest.approx(time_s), label) for time_s, label in expected]


def test_a_stuck_receiver_never_slows_a_live_chain(monkeypatch):
    monkeypatch.setattr(outlet_module, "_PATIENCE_S", 0.05)
    with Broadcast([f"osc://127.0.0.1:{free_port()}"], include=("joints",)) as broadcast:
        (outlet,) = broadcast._outlets
        stuck = Turnstile(lambda event: None)
        outlet._sender.send = stuck
        chain = Chain(Scripted(FRAMES, live=True), ASSIGNMENT, waits=False)
        play(broadcast, chain)  # comes to its end
        stuck.wait_entered()
        stuck.let_all()


def test_another_model_while_it_runs_ends_what_was_shown(tmp_path):
    path, source = tmp_path / "a.jsonl", Scripted(FRAMES, stepped=True)
    with Broadcast([f"jsonl:{path}"]) as broadcast:
        chain = Chain(source, ASSIGNMENT, waits=True)
        broadcast.attach(chain, *ABOUT)
        with chain:
            puller = threading.Thread(target=lambda: list(chain))
            puller.start()
            source.allow(120)
            chain.use(by_time, WINDOW, type(DECISION)(enter=0.9))
            source.allow(121)
            puller.join(60)
    kinds = [each["event"] for each in lines(path)]
    assert kinds.count("begin") == kinds.count("end") > 0


def test_all_receivers_are_there_before_anything_starts_or_none_is(tmp_path):
    taken = free_port()
    good = f"ws://127.0.0.1:{taken}"
    for bad in ("osc://", good, f"jsonl:{tmp_path / 'no' / 'a.jsonl'}"):
        with pytest.raises(MansError):
            Broadcast([good, bad])
        Broadcast([good]).close()  # its port is free again
    with pytest.raises(SendError, match="'joint' to include.*joints"):
        Broadcast([], include=("joint",))


def test_nothing_is_written_where_nothing_was_recognised(tmp_path):
    with Broadcast([f"jsonl:{tmp_path / 'a.jsonl'}"]):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_is_told_with_the_way_to_install_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pythonosc.udp_client", None)
    with pytest.raises(SendError, match=r'python-osc cannot be loaded.*pip install "mans-live\[send\]"'):
        Broadcast(["osc://127.0.0.1:9000"])
