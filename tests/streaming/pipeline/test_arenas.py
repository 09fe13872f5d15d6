"""Threads share arenas: what one has freed, another uses, and what is free goes back to the system."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

from streaming.pipeline.arenas import FreedMemory

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


SCATTER = """
import ctypes
from pathlib import Path
from streaming.pipeline.arenas import return_freed_memory

def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
libc.free.restype, libc.free.argtypes = None, [ctypes.c_void_p]
blocks = [libc.malloc(60_000) for _ in range(2000)]
for block in blocks:
    ctypes.memset(block, 1, 60_000)
for block in blocks[:-1]:  # the last one keeps the others from the end of the heap
    libc.free(block)
before = resident_mb()
print(return_freed_memory(), before - resident_mb() > 90)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps it")
def test_what_is_free_in_the_middle_of_the_heap_goes_back_to_the_system():
    """120 MB in blocks too small to be mapped one by one, of which all but one are free."""
    done = subprocess.run(
        [sys.executable, "-c", SCATTER], capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stdout.split() == ["True", "True"]


def test_it_goes_back_every_ten_minutes_on_a_thread_of_its_own():
    freed = FreedMemory()
    began = [now_s for now_s in range(0, 3000, 7) if (freed.join(), freed.look(float(now_s)))[1]]
    freed.join()
    assert began == [602, 1204, 1806, 2408]
