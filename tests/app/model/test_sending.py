"""Events of a replay: what passes while it plays, as if it were live."""

from __future__ import annotations

import json

import pytest

from streaming.errors import SendError
from streaming.events.broadcast import Broadcast
from streaming.events.outlet import Outlet, Sender


def play(session, clock, seconds: float, step_s: float = 0.1) -> None:
    session.playback.play()
    for _ in range(round(seconds / step_s)):
        clock.now += step_s
        session.pull()


def kinds(events: list[dict]) -> list[str]:
    return [each["event"] for each in events if each["event"] in ("begin", "change", "end", "action")]


def test_a_replay_sends_what_passes_at_its_pace(
    make_session, make_recording, make_recogniser, clock, tmp_path
):
    path = tmp_path / "events.jsonl"
    with Broadcast([f"jsonl:{path}"], include=("joints",)) as broadcast:
        session = make_session(broadcast=broadcast)
        session.use(make_recogniser())
        session.show(make_recording(6.0))
        session.analysis.join()
        session.pull()
        play(session, clock, 3.0)
        begun = session.playback.position_s
        play(session, clock, 4.0)
    events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert events[0]["event"] == "hello" and events[0]["source"] == "wave.skeleton"
    answers = [(each.time_s, each.label) for each in session.analysis.answers]
    expected, shown = [], None
    for time_s, label in answers:
        if label != shown:
            expected.append((time_s, label))
        shown = label
    told = [
        (each["time_s"], None if each["event"] == "end" else each["action"])
        for each in events
        if each["event"] in ("begin", "change", "end")
    ]
    assert told == [(pytest.approx(time_s), label) for time_s, label in expected]
    assert len(expected) >= 2 and begun == pytest.approx(3.0)
    assert sum(each["event"] == "joints" for each in events) == 180  # all but the first, where it stood


def test_a_leap_ends_what_was_shown_and_sends_nothing_of_what_is_leapt_over(
    make_session, make_recording, make_recogniser, clock, tmp_path
):
    path = tmp_path / "events.jsonl"
    with Broadcast([f"jsonl:{path}"], include=("joints",)) as broadcast:
        session = make_session(broadcast=broadcast)
        session.use(make_recogniser())
        session.show(make_recording(6.0))
        session.analysis.join()
        session.pull()
        session.playback.seek(2.5)
        session.pull()
        play(session, clock, 0.5)
        session.playback.seek(0.0)
        session.pull()
        session.playback.seek(5.0)
        session.pull()
    events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert kinds(events)[0] == "begin" and kinds(events).count("end") == kinds(events).count("begin")
    times = [each["time_s"] for each in events if each["event"] == "joints"]
    assert times and all(2.5 < each <= 3.01 for each in times)
    assert [each["event"] for each in events].count("hello") == 1


class Broken(Sender):
    """A receiver that takes nothing until it is mended."""

    reopens = True

    def __init__(self):
        self.mended = False

    def open(self) -> None:
        if not self.mended and hasattr(self, "opened"):
            raise SendError("nobody there")
        self.opened = True

    def send(self, event) -> None:
        if not self.mended:
            raise SendError("gone")

    def close(self) -> None:
        """Nothing to close."""


def test_trouble_with_a_receiver_is_told_once_and_that_it_is_over(make_session, monkeypatch, qtbot):
    monkeypatch.setattr("streaming.events.outlet._RETRY_S", (0.01,))
    with Broadcast([]) as broadcast:
        sender = Broken()
        broadcast._outlets.append(Outlet("osc://far:1", sender))
        session = make_session(broadcast=broadcast)
        session.pull()
        assert session.messages.newest is None
        broadcast.hello("a file", "a model", ())

        def told(part: str) -> bool:
            session.pull()
            newest = session.messages.newest
            return newest is not None and part in newest.headline

        qtbot.waitUntil(lambda: told("osc://far:1 gets no events"))
        session.messages.dismiss()
        session.pull()
        sender.mended = True
        qtbot.waitUntil(lambda: told("gets events again; it missed 1"))


def connected(session) -> bool:
    session.pull()
    return session.sending._opening is None


def test_receivers_can_be_changed_while_it_plays(
    make_session, make_recording, make_recogniser, clock, tmp_path, qtbot
):
    session = make_session()
    session.use(make_recogniser())
    session.show(make_recording(6.0))
    session.analysis.join()
    session.pull()
    play(session, clock, 1.0)
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    session.sending.use(f"jsonl:{first}", "joints")
    qtbot.waitUntil(lambda: connected(session))
    play(session, clock, 1.0)
    session.sending.use(f" jsonl:{first} ;", "joints, ")  # the same: nothing happens
    assert session.sending._opening is None
    session.sending.use(f"jsonl:{second}", "")
    qtbot.waitUntil(lambda: connected(session))
    play(session, clock, 1.0)
    session.sending.use("", "")
    qtbot.waitUntil(lambda: connected(session))
    play(session, clock, 1.0)
    told = [[json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in (first, second)]
    for events in told:
        assert (events[0]["event"], events[-1]["event"]) == ("hello", "bye")
    assert all(1.0 <= each["time_s"] <= 2.01 for each in told[0] if each["event"] == "joints")
    assert not [each for each in told[1] if each["event"] == "joints"]


def test_an_address_that_is_none_is_told_and_nothing_else_stops(make_session, make_recording, qtbot, clock):
    session = make_session()
    session.show(make_recording(6.0))
    session.sending.use("osc://nobody", "")
    qtbot.waitUntil(lambda: connected(session))
    assert "Events cannot be sent" in session.messages.newest.headline
    play(session, clock, 0.5)
    session.sending.use("osc://127.0.0.1:9", "")  # a good one settles it
    qtbot.waitUntil(lambda: connected(session))
    assert session.messages.newest is None


def test_it_closes_while_it_connects(make_session, tmp_path):
    session = make_session()
    session.sending.use(f"jsonl:{tmp_path / 'a.jsonl'}", "")
    session.sending.use(f"jsonl:{tmp_path / 'b.jsonl'}", "")
    session.close()
    assert list(tmp_path.iterdir()) == []
