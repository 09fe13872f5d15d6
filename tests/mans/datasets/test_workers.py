"""Pools of worker processes: nothing of one outlives its use."""

import multiprocessing
import threading
import time
from concurrent.futures import CancelledError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from mans.datasets.workers import ended_at_once, start_worker


@pytest.mark.parametrize("trial", range(3))
def test_a_pool_that_is_interrupted_leaves_no_thread_and_no_process(trial):
    """A thread left behind closes its pipe while the interpreter, ending, writes to it: a traceback."""
    before = set(threading.enumerate())
    context = multiprocessing.get_context("spawn")
    with (
        pytest.raises(KeyboardInterrupt),
        ended_at_once(ProcessPoolExecutor(2, context, start_worker)) as pool,
    ):
        first, *others = [pool.submit(time.sleep, seconds) for seconds in (0, 600, 600, 600, 600)]
        first.result()
        workers = multiprocessing.active_children()
        raise KeyboardInterrupt
    assert set(threading.enumerate()) <= before
    assert not any(worker.is_alive() for worker in workers)
    for future in others:
        with pytest.raises((BrokenProcessPool, CancelledError)):
            future.result(timeout=0)
