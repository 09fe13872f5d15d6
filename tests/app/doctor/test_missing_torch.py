"""Without torch, which is an extra: what needs it says so in one line, and the rest works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import main
from app.doctor.import_errors import explained
from mans.recogniser import Recogniser
from mans.torch_library import has_torch
from streaming.errors import LibraryError

ROOT = Path(__file__).resolve().parents[3]
# Commands up to where they import torch, in a process that has imported nothing.
COMMANDS = """
import sys
sys.modules["torch"] = None
import main
for words in (
    ["demo", "--offscreen", "--overwrite", "--model", "everyday-mans-today", "--out", sys.argv[1]],
    ["evaluate", sys.argv[2], "--protocol", "leave-one-recording-out", "--results", sys.argv[1] + "/a.json"],
    ["export", "-o", sys.argv[1] + "/a.onnx"],
):
    print(words[0], main.main(words), file=sys.stderr)
"""


def test_commands_that_need_it_say_how_to_install_it(tmp_path):
    own = tmp_path / "own"
    for label in ("a", "b"):
        (own / label).mkdir(parents=True)
        (own / label / "one.skeleton").write_bytes((ROOT / "samples" / "squat.skeleton").read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS, str(tmp_path), str(own)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
    )
    lines = [line for line in done.stderr.splitlines() if not line.startswith("warning")]
    for name in ("demo", "evaluate", "export"):
        told, result = lines.pop(0), lines.pop(0)
        assert told.startswith("error: torch is not installed") and '"mans-live[train]"' in told, done.stderr
        assert result == f"{name} 2"
    assert lines == [], done.stderr


def test_the_library_says_so_too(monkeypatch):
    assert has_torch()
    monkeypatch.setitem(sys.modules, "torch", None)
    assert not has_torch()
    recogniser = Recogniser.load()
    assert recogniser.device == "CPU, ONNX Runtime"
    with pytest.raises(LibraryError, match="not installed"):
        recogniser.saliency(None)
    with pytest.raises(LibraryError, match="not installed"):
        Recogniser.load(runtime="torch")


def test_a_library_that_cannot_be_loaded_leads_to_the_doctor(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "rich", None)
    monkeypatch.setitem(sys.modules, "cli.terminal", None)
    monkeypatch.setattr("cli.info._run", lambda args: __import__("rich.console"))
    assert main.main(["info", str(ROOT / "samples" / "squat.skeleton")]) == 2
    assert "doctor" in capsys.readouterr().err


def test_our_own_mistakes_stay_errors():
    assert explained(ImportError("no name x", name="streaming.readers")) is None
    assert explained(ImportError("no name x", name="json")) is None
