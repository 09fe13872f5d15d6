"""Worker processes that ignore Ctrl-C and exit with their parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager


def start_worker() -> None:
    """Initialise a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Exit when the parent process has ended for any reason."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def ended_at_once(pool: ProcessPoolExecutor) -> Iterator[ProcessPoolExecutor]:
    """Context manager of a pool that terminates its workers on exit, even while they are busy.

    The pool's management thread has ended, too, on return: otherwise the interpreter could write to its pipe
    at exit while the thread closes it, and print an OSError.
    """
    try:
        yield pool
    finally:
        for worker in list((pool._processes or {}).values()):
            worker.terminate()  # what they are at takes minutes; nobody waits for what will not be read
        pool.shutdown(cancel_futures=True)


def cores() -> int:
    """Return the number of cores available to this process."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
