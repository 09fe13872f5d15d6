"""A process that is ended while it writes leaves nothing beside what was there."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

NAMES = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process in another way"),
    pytest.mark.parametrize("name", NAMES),
]
ROOT = Path(__file__).resolve().parents[3]
BEGIN = """
import signal, sys, threading
from pathlib import Path
from streaming.writers.atomic import replacing, replacing_folder
folder = Path(sys.argv[1])

def end():
    assert len(list(folder.iterdir())) > 1
    signal.raise_signal(int(sys.argv[2]))
"""
ONE = "with replacing(folder / 'a.csv') as (made,):\n made.write_text('new')"
FOLDER = "with replacing_folder(folder / 'whole') as made:\n (made / 'a').write_text('new')"
INSIDE_ANOTHER = f"with replacing(folder / 'c.csv'):\n {ONE.replace(chr(10), chr(10) + ' ')}"
IN_A_THREAD = """
def write():
    with replacing(folder / 'b.csv'):
        ready.set()
        threading.Event().wait()
ready = threading.Event()
threading.Thread(target=write, daemon=True).start()
ready.wait()
"""


def ended(folder: Path, code: str, name: str) -> int:
    (folder / "a.csv").write_text("old")
    words = [sys.executable, "-c", BEGIN + code, str(folder), str(int(getattr(signal, name)))]
    return subprocess.run(words, cwd=ROOT, timeout=60, check=False).returncode


@pytest.mark.parametrize("code", [ONE, FOLDER, IN_A_THREAD + ONE, INSIDE_ANOTHER])
def test_a_signal_that_ends_the_process_removes_what_is_being_written(tmp_path: Path, code: str, name: str):
    assert ended(tmp_path, f"{code}; end()", name) == -getattr(signal, name)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.csv", "old")]


def test_a_signal_that_is_ignored_stays_so(tmp_path: Path, name: str):
    code = f"signal.signal(signal.{name}, signal.SIG_IGN)\n{ONE}; end()"
    assert ended(tmp_path, code, name) == 0
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.csv", "new")]


def test_afterwards_a_signal_ends_the_process_as_before(tmp_path: Path, name: str):
    code = f"{ONE}\nassert signal.getsignal(signal.{name}) is signal.SIG_DFL"
    assert ended(tmp_path, code, name) == 0
