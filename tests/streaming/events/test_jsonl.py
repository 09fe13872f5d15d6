"""JSON lines, into files and pipes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from streaming.errors import SendError, WriteError
from streaming.events.jsonl import JsonLinesSender
from streaming.events.types import name_of

from ...support.sent_events import BEGIN, all_kinds


def test_each_event_is_on_the_disk_as_soon_as_it_is_sent(tmp_path):
    path = tmp_path / "events.jsonl"
    sender = JsonLinesSender(str(path))
    sender.open()
    assert not path.exists()  # not before there is something to tell
    for count, event in enumerate(all_kinds(), 1):
        sender.send(event)
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) == count and json.loads(lines[-1])["event"] == name_of(event)
    sender.close()


def test_no_file_is_replaced_and_a_missing_folder_is_told_before_anything_starts(tmp_path):
    there = tmp_path / "there.jsonl"
    there.write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError, match="there.jsonl"):
        JsonLinesSender(str(there)).open()
    with pytest.raises(WriteError, match="nowhere"):
        JsonLinesSender(str(tmp_path / "nowhere" / "a.jsonl")).open()
    assert there.read_text(encoding="utf-8") == "mine"


def test_a_file_that_came_meanwhile_is_not_replaced(tmp_path):
    path = tmp_path / "events.jsonl"
    sender = JsonLinesSender(str(path))
    sender.open()
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(SendError, match="events.jsonl"):
        sender.send(BEGIN)
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no open file")
def test_a_file_that_is_removed_is_told_and_a_renamed_one_goes_on(tmp_path):
    path = tmp_path / "events.jsonl"
    sender = JsonLinesSender(str(path))
    sender.open()
    sender.send(BEGIN)
    moved = path.rename(tmp_path / "moved.jsonl")
    sender.send(BEGIN)
    assert len(moved.read_text(encoding="utf-8").splitlines()) == 2
    moved.unlink()
    with pytest.raises(SendError, match=r"events.jsonl was removed .*: nothing of it is kept"):
        sender.send(BEGIN)
    sender.close()


_PROGRAM = """
from streaming.errors import SendError
from streaming.events.jsonl import JsonLinesSender
from streaming.events.types import Bye
import sys
sender = JsonLinesSender("-")
sender.open()
try:
    while True:
        sender.send(Bye())
except SendError as error:
    sender.close()
    sys.exit(f"told: {error}")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break in another way on Windows")
def test_a_pipe_whose_reader_has_gone_is_an_error_and_no_traceback():
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert json.loads(process.stdout.readline()) == {"event": "bye"}
    process.stdout.close()
    text = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(60) == 1
    assert text.startswith("told: -: ") and len(text.splitlines()) == 1
