"""What is printed to descriptor 2 while it is held back, seen from outside the process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SETUP = """
import os, sys, threading
from streaming.sources.native_log import held_back

def native(text):
    os.write(2, text.encode())
"""


def run(script: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SETUP + script], capture_output=True, text=True, timeout=60, **options
    )


def test_log_lines_go_errors_are_told_and_all_else_comes_out():
    done = run("""
native("before\\n")
with held_back() as held:
    native("INFO: Created delegate.\\nWARNING: slow\\n")
    native("W0000 00:00:1795699120.757068   11884 file.cc:114] a warning\\n")
    print("a traceback's line", file=sys.stderr)
    native("E0000 00:00:1795699120.757068   11884 file.cc:114] no such thing\\nERROR: bad model\\nunended")
print(held.errors)
native(" after\\n")
""")
    assert done.stderr == "before\na traceback's line\nunended after\n"
    assert done.stdout == "['no such thing', 'bad model']\n"


def test_an_exception_lets_the_output_go_again():
    done = run("""
try:
    with held_back() as held:
        native("ERROR: why\\n")
        raise ValueError
except ValueError:
    native(f"{held.errors}\\n")
""")
    assert (done.returncode, done.stderr) == (0, "['why']\n")


def test_many_threads_hold_back_at_once_and_nothing_is_lost_or_left_open():
    done = run("""
def work(number):
    for step in range(50):
        with held_back() as held:
            native("INFO: chatter\\n")
            native(f"{number}.{step}\\n")

open_before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
open_after = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
print(open_after - open_before)
""")
    assert sorted(done.stderr.split()) == sorted(
        f"{number}.{step}" for number in range(4) for step in range(50)
    )
    assert done.stdout == "0\n"


def test_without_standard_error_nothing_happens():
    done = run("""
os.close(2)
with held_back() as held:
    pass
print(held.errors)
""")
    assert (done.returncode, done.stdout) == (0, "[]\n")


def test_the_file_is_gone_afterwards(tmp_path):
    done = run(
        """
with held_back():
    native("INFO: x\\n")
""",
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert (done.returncode, done.stderr, list(tmp_path.iterdir())) == (0, "", [])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no open file")
def test_nothing_is_left_where_the_process_is_killed(tmp_path):
    done = run("with held_back():\n os.kill(os.getpid(), 9)", env={**os.environ, "TMPDIR": str(tmp_path)})
    assert done.returncode == -9 and not list(tmp_path.iterdir())
