"""No network at all, not even the computer's own: what needs none works, what needs one says so in a line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mans.bundled import SAMPLE

from .test_privacy import UNSHARE, works

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import contextlib, io, json, sys
import main
found = []
for words in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
        code = main.main(words)
    found.append((code, said.getvalue()))
print(json.dumps(found))
"""


def test_files_are_read_and_every_receiver_and_download_is_refused_in_one_line(tmp_path: Path):
    if not works(*UNSHARE, "true"):
        pytest.skip("unshare, which makes a network of its own, is not there or not permitted")
    out = str(tmp_path / "a.mcap")
    receivers = ("osc://receiver.invalid:9000", "mqtt://192.0.2.1", "rerun://127.0.0.1:9876")
    commands = [["info", str(SAMPLE)], ["convert", str(SAMPLE), str(tmp_path / "a.csv")], ["record", out]]
    commands += [["record", out, "--send", receiver] for receiver in receivers]
    done = subprocess.run(
        [*UNSHARE, sys.executable, "-c", PROGRAM, json.dumps(commands)],
        cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [code for code, _ in found] == [0, 0, 2, 2, 2, 2]
    errors = [said for _, said in found[2:]]
    assert all(said.startswith("error: ") and said.count("\n") == 1 for said in errors), errors
    assert "there is no lite pose model" in errors[0] and "--pose-model PATH" in errors[0]
    assert [receiver in said for receiver, said in zip(receivers, errors[1:], strict=True)] == [True] * 3
    assert (tmp_path / "a.csv").is_file() and not (tmp_path / "a.mcap").exists()
