"""Excerpts of what receivers get, made by receivers that are not this program's own."""

from __future__ import annotations

from tools import receivers

from ..support.sent_events import all_kinds


def test_each_receiver_that_is_there_gets_the_events(tmp_path, capsys):
    about = ("a recording", "a model", ("wave", "squat"))
    got = receivers.received(all_kinds()[1:], about=about)
    left_out = [
        line.split()[2] for line in capsys.readouterr().err.splitlines() if line.startswith("Left out")
    ]
    assert sorted([*got, *left_out]) == sorted(receivers.RECEIVERS)
    for protocol in {"osc", "ws", "mqtt", "lsl", "jsonl"} & set(got):
        text = "\n".join(got[protocol])
        order = [text.index(word) for word in ("a recording", "people", "begin", "end", "action", "bye")]
        assert order[0] < order[1] < order[2] and order[-1] == max(order), protocol
        assert "wave" in text and "HandLeft" not in text, protocol
    if "rerun" in got:
        assert any("/people/7/joints" in line for line in got["rerun"])
    section = receivers.page_section(got)
    assert section.count("```text") == len(got)
    assert max(map(len, section.splitlines())) <= receivers._LONGEST


def test_a_receiver_that_is_not_installed_is_left_out(monkeypatch, capsys):
    def missing(folder):
        raise ImportError("no such library")
        yield []

    monkeypatch.setitem(receivers.RECEIVERS, "osc", missing)
    got = receivers.received(all_kinds()[1:], ("osc", "jsonl"))
    assert list(got) == ["jsonl"] and "Left out: osc (no such library)" in capsys.readouterr().err


def test_the_page_has_a_place_for_the_excerpts():
    _, start, rest = receivers.PAGE.read_text(encoding="utf-8").partition(receivers.START)
    assert start and receivers.END in rest and "```text" in rest.partition(receivers.END)[0]
