"""What stands in for other processes, where these are not what is tested: each takes seconds to start."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from mans.datasets.prepare import DataFolder
from mans.evaluation import folds


class InThisProcess:
    """Stands in for a pool of processes: folds are evaluated at once, in this process."""

    _processes = None

    def __init__(self, jobs: int, context: object, start: object, given: tuple[DataFolder]) -> None:
        folds._worker["data"] = given[0].open()

    def submit(self, work: Callable[..., object], *given: object) -> Future[object]:
        done: Future[object] = Future()
        done.set_result(work(*given))
        return done

    def shutdown(self, cancel_futures: bool) -> None:
        folds._worker.clear()
