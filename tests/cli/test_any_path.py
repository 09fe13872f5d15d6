"""Paths that no file can have, or that would command the terminal: each command has one line for them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import main
from cli.options import SAMPLE

from ..support.small_data import write_ut_kinect

ROOT = Path(__file__).resolve().parents[2]
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other rules for names there")
# BAD is a path that leads nowhere, OUT is free, DATA is a small data set, SAMPLE a recording.
COMMANDS = (
    "info BAD",
    "convert BAD OUT.csv",
    "convert SAMPLE BAD.csv",
    "convert SAMPLE BAD/x.mcap",
    "attention BAD -o OUT.png",
    "attention SAMPLE -o BAD.png",
    "attention SAMPLE --model BAD -o OUT.png",
    "demo --offscreen BAD",
    "demo --offscreen --model BAD --out OUT",
    "demo --offscreen --out BAD",
    "replay BAD",
    "replay SAMPLE --model BAD",
    "replay SAMPLE --pose-model BAD",
    "record BAD.mcap",
    "record OUT.mcap --camera BAD --pose-model BAD",
    "record OUT.mcap --video BAD --pose-model BAD",
    "prepare ut-kinect --data BAD",
    "prepare hdm05 --data BAD",
    "prepare ntu-rgbd --data BAD",
    "prepare ut-kinect --data DATA --cache BAD",
    "train ut-kinect --data BAD",
    "train ut-kinect --data DATA --leave-out BAD",
    "evaluate ut-kinect --data DATA --protocol leave-one-subject-out --results BAD",
    "results BAD",
    "results --docs BAD",
    "evaluate-stream ut-kinect --data DATA --model BAD",
)
LOOPS = (
    "info BAD",
    "attention SAMPLE --model BAD -o OUT.png",
    "prepare hdm05 --data BAD",
    "prepare ut-kinect --data DATA --cache BAD",
    "results --docs BAD",
)


@LINUX
@pytest.mark.parametrize(
    ("command", "kind"), [*((words, "long") for words in COMMANDS), *((words, "loop") for words in LOOPS)]
)
def test_a_path_that_leads_nowhere_is_one_line(
    command: str,
    kind: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)  # demo writes here, and what an earlier one wrote stays where it is
    bad = tmp_path / ("a" * 300 if kind == "long" else "loop")
    if kind == "loop":
        bad.symlink_to(bad)
    elif command.split()[-1].startswith("BAD.") or command == "results BAD":
        bad = tmp_path / ("a" * 252)  # too long with an ending
    words = {"BAD": str(bad), "OUT": str(tmp_path / "out"), "SAMPLE": str(SAMPLE)}
    if "DATA" in command:
        words["DATA"] = str(write_ut_kinect(tmp_path / "data"))
    for name, path in words.items():
        command = command.replace(name, path)
    code = main.main(command.split())
    said = capsys.readouterr().err.splitlines()
    lines = [line for line in said if line.startswith("error: ")]
    assert code == 2 and len(lines) == 1 and len(lines[0]) < 2000, said
    assert str(bad)[:100] in lines[0]


@LINUX
def test_a_name_that_is_no_text_and_commands_the_terminal(tmp_path: Path) -> None:
    """As the program is started: a file's name moves no cursor, forges no line, and breaks nothing."""
    name = os.fsencode(tmp_path) + b"/a\x1b[2J\nerror: b\xff$\\frac{$[red]"
    shutil.copy(SAMPLE, name + b".skeleton")
    for words in (
        (b"info", name + b".skeleton"),
        (b"convert", name + b".skeleton", name + b".mcap"),
        (b"info", name + b".mcap"),
        (b"attention", name + b".skeleton", b"-o", name + b"-fa.png"),
        (b"info", name),
    ):
        done = subprocess.run(
            [os.fsencode(sys.executable), b"main.py", *words],
            cwd=ROOT,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
        )
        said = done.stdout + done.stderr
        assert done.returncode == (2 if words[-1] == name else 0), said
        assert b"Traceback" not in said and not {0x1B, 0x07, 0xFF} & set(said)
        assert b"\nerror: b" not in said and rb"a\x1b[2J\nerror: b\udcff" in said
