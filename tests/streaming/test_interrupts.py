"""Ctrl-C while libraries are loaded: real signals to real processes, at moments that they say themselves."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from streaming.interrupts import interrupts_after_imports, interrupts_wait

from ..support.waiting import heed_ctrl_c

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")

# What a library in C++ does where its initialisation raises what it does not expect.
_FRAGILE = """
import os, signal
try:
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)
    print("imported", flush=True)
except BaseException:
    os.abort()
"""
_PROGRAM = """
import sys
from streaming.interrupts import interrupts_after_imports, interrupts_wait
sys.path.insert(0, sys.argv[1])
try:
    with interrupts_after_imports():
        import fragile
        {then}
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


def ended(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *words]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=110, preexec_fn=heed_ctrl_c
    )


@pytest.mark.parametrize("then", ["import threading; threading.Event().wait()", "pass", "sys.stdin.read(0)"])
def test_an_import_is_finished_before_ctrl_c_ends_what_follows(then: str, tmp_path: Path):
    (tmp_path / "fragile.py").write_text(_FRAGILE)
    done = ended("-c", _PROGRAM.format(then=then), str(tmp_path))
    assert (done.returncode, done.stdout) == (0, "imported\nstopped\n"), done.stderr


_SLOW = """
import _thread, os, signal, time
begin = _thread.start_new_thread
def slow(*words):
    number = begin(*words)
    time.sleep(0.3)
    return number
_thread.start_new_thread = slow
os.kill(os.getpid(), signal.SIGINT)
print("imported", flush=True)
"""


def test_it_is_not_lost_where_the_main_thread_has_no_turn_for_a_while(tmp_path: Path):
    """On a busy machine, what is to send it again may run before the handler goes on."""
    (tmp_path / "fragile.py").write_text(_SLOW)
    then = "import threading; threading.Event().wait(20); print('too late')"
    done = ended("-c", _PROGRAM.format(then=then), str(tmp_path))
    assert (done.returncode, done.stdout) == (0, "imported\nstopped\n"), done.stderr


def test_when_all_is_done_ctrl_c_ends_the_process_without_a_word():
    """It would be an exception in what libraries do at the end, or where they are freed."""
    late = "import atexit, os, runpy, signal, sys; atexit.register(os.kill, os.getpid(), signal.SIGINT); "
    program = "sys.argv = ['main.py', '--version']; runpy.run_path('main.py', run_name='__main__')"
    done = ended("-c", late + program)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "") and done.stdout.startswith("mans-live")


def test_outside_of_imports_it_comes_at_once_and_the_handler_before_returns():
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), interrupts_after_imports():
            signal.raise_signal(signal.SIGINT)
            pytest.fail("it did not come")
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        for other in (signal.SIG_IGN, lambda *_: None):
            signal.signal(signal.SIGINT, other)
            with interrupts_after_imports():
                assert signal.getsignal(signal.SIGINT) is other
    finally:
        signal.signal(signal.SIGINT, before)


def test_it_waits_for_work_that_it_would_break_and_comes_at_its_end():
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    done = []
    try:
        with pytest.raises(KeyboardInterrupt), interrupts_after_imports():
            with interrupts_wait():
                with interrupts_wait():
                    signal.raise_signal(signal.SIGINT)
                    done.append("inner")
                done.append("outer")
            pytest.fail("it did not come")
        with interrupts_after_imports(), interrupts_wait():  # nothing of it is left
            done.append("next")
        with pytest.raises(KeyboardInterrupt), interrupts_wait():  # nobody is to hold it back
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert done == ["inner", "outer", "next"]


@pytest.mark.parametrize(
    "module",
    [
        *("argparse", "cli.train", "numpy._core._exceptions", "torch._opaque_base"),
    ],
)
def test_a_command_ends_with_one_line_whatever_is_being_loaded(module: str, tmp_path: Path):
    """Among them what libraries import while they are initialised themselves."""
    words = ("train", "ut-kinect", "--data", str(tmp_path), "-o", str(tmp_path / "model"))
    done = ended("-m", "tests.support.interrupted", module, *words)
    assert (done.returncode, done.stderr) == (130, "stopped\n")
    assert not list(tmp_path.glob("model*"))
