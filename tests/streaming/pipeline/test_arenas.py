"""Threads share arenas: what one has freed, another uses."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

ALLOCATE = """
import ctypes, sys, threading
from streaming.pipeline.arenas import limit_arenas

done = limit_arenas() if sys.argv[1] == "limited" else None
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fdopen.restype = ctypes.c_void_p
together = threading.Barrier(8)

def work():
    together.wait()
    for _ in range(2000):
        libc.malloc(4000)  # without Python's lock, by all at once
    together.wait()

threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(done, flush=True)
stream = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, stream)
libc.fflush(stream)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has arenas")
@pytest.mark.parametrize(("how", "done"), [("limited", "True"), ("not", "None"), ("chosen", "False")])
def test_threads_share_two_arenas(how, done):
    """Eight threads of an unlimited process have three or more; the user's own choice is kept."""
    environment = {k: v for k, v in os.environ.items() if k not in ("MALLOC_ARENA_MAX", "GLIBC_TUNABLES")}
    if how == "chosen":
        environment["MALLOC_ARENA_MAX"] = "5"
    words = [sys.executable, "-c", ALLOCATE, "not" if how == "not" else "limited"]
    told, _, arenas = subprocess.run(
        words, env=environment, capture_output=True, text=True, check=True, timeout=300
    ).stdout.partition("\n")
    assert told == done
    count = arenas.count("<heap nr=")
    assert (1 <= count <= 2) if how == "limited" else (count >= 3)
