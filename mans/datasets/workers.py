"""Worker processes: they leave Ctrl-C to their parent, and end with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager


def start_worker() -> None:
    """Prepare a worker process; to be called first in it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when its parent is gone, however that ended: nobody would read what it finds."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def ended_at_once(pool: ProcessPoolExecutor) -> Iterator[ProcessPoolExecutor]:
    """Use a pool whose workers are ended when its use is, whatever they are at.

    The pool's own thread has ended, too, when this returns: the interpreter, on its way out, would
    write to that thread's pipe while the thread closes it, and print an OSError after the last word.
    """
    try:
        yield pool
    finally:
        for worker in list((pool._processes or {}).values()):
            worker.terminate()  # what they are at takes minutes; nobody waits for what will not be read
        pool.shutdown(cancel_futures=True)


def cores() -> int:
    """How many cores this process may use."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
