"""Local engine: worker processes, each of which recognises one file after the other.

A worker that dies, killed by the system or by a decoder that a damaged video crashes, is replaced, and its
file is tried once more: the pools of the standard library give up then.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Protocol

from mans.archive.recognition import FileRecogniser, Work
from mans.archive.results import FileResult
from mans.datasets.workers import start_worker
from streaming.errors import MansError
from streaming.recordings.listing import Source

TRIES = 2
"""How often a file is tried whose worker dies."""


class Engine(Protocol):
    """Recognises many files, in any order."""

    def __call__(self, work: Work, sources: Sequence[Source]) -> Generator[FileResult, None, None]:
        """Yield the result of each file once, as soon as it is known.

        Closing the generator ends the work.

        Raises:
            MansError: no file can be recognised, or no result be written.
        """


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    source: Source | None = None


class Processes:
    """Engine of processes on this machine."""

    def __init__(self, count: int) -> None:
        """Use so many processes, or one for each file if there are fewer."""
        self.count = count

    def __call__(self, work: Work, sources: Sequence[Source]) -> Generator[FileResult, None, None]:
        """Recognise files; see :class:`Engine`."""
        context = multiprocessing.get_context("spawn")
        waiting, tries = deque(sources), dict[Source, int]()
        workers: list[_Worker] = []

        def start() -> None:
            here, there = context.Pipe()
            process = context.Process(target=_serve, args=(there, work), daemon=True, name="recogniser")
            process.start()
            there.close()
            workers.append(_Worker(process, here))

        def hand_out(worker: _Worker) -> None:
            worker.source = waiting.popleft() if waiting else None
            if worker.source is not None:
                try:
                    worker.pipe.send(worker.source)
                except OSError:  # it is dead, which its pipe tells next
                    return

        try:
            for _ in range(min(self.count, len(sources))):
                start()
                hand_out(workers[-1])
            while any(worker.source is not None for worker in workers):
                for pipe in wait([worker.pipe for worker in workers if worker.source is not None]):
                    worker = next(each for each in workers if each.pipe is pipe)
                    try:
                        result = worker.pipe.recv()
                    except (EOFError, OSError):
                        workers.remove(worker)
                        failed = _buried(worker, tries)
                        if failed is None and worker.source is not None:
                            waiting.append(worker.source)
                        else:
                            assert failed is not None
                            yield failed
                        if waiting:
                            start()
                            hand_out(workers[-1])
                        continue
                    if isinstance(result, MansError):
                        raise result
                    hand_out(worker)
                    yield result
        finally:
            for worker in workers:
                worker.process.terminate()
            for worker in workers:
                worker.process.join()
                worker.pipe.close()


def _buried(worker: _Worker, tries: dict[Source, int]) -> FileResult | None:
    """Clear a dead worker away; return the result of its file if that is not to be tried again."""
    worker.process.join()
    worker.pipe.close()
    source = worker.source
    assert source is not None
    tries[source] = tries.get(source, 0) + 1
    if tries[source] < TRIES:
        return None
    code = worker.process.exitcode or 0
    return died(source, f"signal {-code}" if code < 0 else f"exit code {code}")


def died(source: Source, how: str) -> FileResult:
    """Return the result of a file whose workers died."""
    message = f"{source.name}: the process that read it was ended ({how}), {TRIES} times"
    return FileResult(str(source.path), source.name, source.size, source.mtime_ns, "damaged", message)


def _serve(pipe: Connection, work: Work) -> None:
    """Body of a worker process."""
    start_worker()
    try:
        recogniser = FileRecogniser(work)
        while True:
            pipe.send(recogniser(pipe.recv()))
    except MansError as error:
        pipe.send(error)
    except (EOFError, BrokenPipeError):  # the parent has ended
        return
