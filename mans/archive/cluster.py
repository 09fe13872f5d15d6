"""Engine of a Ray cluster: files are recognised on any of its machines, again where a process dies.

Ray collects usage statistics unless told otherwise; here it is told before it is imported.
"""

from __future__ import annotations

import os
import signal
import socket
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from types import ModuleType

from mans.archive.recognition import FileRecogniser, Work
from mans.archive.results import FileResult
from mans.archive.workers import TRIES, died
from streaming.errors import DeviceError, MansError, SettingsError
from streaming.extras import import_extra
from streaming.recordings.listing import Source

_ANSWERS_S = 5.0
_AHEAD = 2  # files handed out for each core, so that none waits for the next


class Cluster:
    """Engine of a cluster that is connected to; see :func:`connected`."""

    def __init__(self, ray: ModuleType) -> None:
        """Take the module, connected."""
        self._ray = ray
        self.cores = max(1, int(ray.cluster_resources().get("CPU", 1)))
        """Number of files recognised at once."""

    def __call__(self, work: Work, sources: Sequence[Source]) -> Generator[FileResult, None, None]:
        """Recognise files; see :class:`mans.archive.workers.Engine`."""
        ray, waiting = self._ray, deque(sources)
        task = ray.remote(num_cpus=1, max_retries=TRIES - 1)(_recognise)
        pending: dict[object, Source] = {}
        try:
            while waiting or pending:
                while waiting and len(pending) < _AHEAD * self.cores:
                    source = waiting.popleft()
                    pending[task.remote(work, source)] = source
                (ready,), _ = ray.wait(list(pending), num_returns=1)
                source = pending.pop(ready)
                try:
                    result = ray.get(ready)
                except ray.exceptions.RayError as error:
                    result = died(source, type(error).__name__)
                if isinstance(result, MansError):
                    raise result
                yield result
        finally:
            for left in pending:
                ray.cancel(left, force=True)


@contextmanager
def connected(address: str | None, cores: int) -> Iterator[Cluster]:
    """Context manager of a cluster.

    Args:
        address: ``HOST:PORT`` of its head, or ``auto`` for the one that this machine belongs to; None to
            start one on this machine for as long.
        cores: of one that is started.

    Raises:
        SettingsError: Ray is not installed.
        DeviceError: no cluster answers.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray = import_extra("ray", "ray", "ray", SettingsError)
    if address not in (None, "auto"):
        _check_answers(str(address))
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    settings = {"num_cpus": cores, "include_dashboard": False} if address is None else {"address": address}
    try:
        ray.init(**settings, logging_level="ERROR", log_to_driver=False)
    except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
        raise _no_cluster(str(address), error) from None
    try:
        for number, handler in handlers.items():  # Ray puts its own in their place
            signal.signal(number, handler)
        yield Cluster(ray)
    finally:
        ray.shutdown()


def _check_answers(address: str) -> None:
    """Check that something listens: Ray itself ends the process where nothing does.

    Raises:
        DeviceError: nothing does.
    """
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=_ANSWERS_S).close()
    except (OSError, ValueError, OverflowError) as error:
        raise _no_cluster(address, error) from None


def _no_cluster(address: str, error: Exception) -> DeviceError:
    reason = (str(error) or type(error).__name__).splitlines()[0]
    return DeviceError(
        f"no Ray cluster answers at {address} ({reason})",
        expected="HOST:PORT of its head, as ray start --head prints it",
        remedy="Start it, or leave out --address",
    )


@lru_cache(maxsize=1)
def _recogniser(work: Work) -> FileRecogniser:
    """Load the model once in each process."""
    return FileRecogniser(work)


def _recognise(work: Work, source: Source) -> FileResult | MansError:
    """Recognise a file on a machine of the cluster; what ends the work is returned."""
    try:
        return _recogniser(work)(source)
    except MansError as error:
        return error
