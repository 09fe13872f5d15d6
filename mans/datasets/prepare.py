"""Preparing a data set: every file is read once, in several processes, into the cache."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from mans.datasets import DataSet, find_data_set
from mans.datasets.cache import Part, cache_folder, parts_of, read_parts, tidy
from mans.datasets.reading_code import reading_code
from mans.datasets.workers import cores, ended_at_once, start_worker
from streaming.errors import DataSetError, MansError
from streaming.paths import is_folder, list_files

Report = Callable[[int, int], None]
"""Called with the files done and the files there are."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """How preparing went.

    Attributes:
        files: recordings of the data set.
        read: how many of them were read now; the others were there already.
        seconds: wall time of reading and writing.
        jobs: processes.
        folder: where the result is.
    """

    files: int
    read: int
    seconds: float
    jobs: int
    folder: Path

    @property
    def files_per_s(self) -> float:
        """Recordings read a second, all processes together."""
        return self.read / max(self.seconds, 1e-9)


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A data set's folder, with all that is needed to open it, in any process.

    Attributes:
        name: of the data set.
        folder: where its files lie.
        cache: where prepared data sets are kept; None for the usual place.
        leave_out: names of samples that are not wanted.
    """

    name: str
    folder: Path
    cache: Path | None = None
    leave_out: frozenset[str] = frozenset()

    @property
    def prepared(self) -> Path:
        """Where the prepared data is, or will be."""
        return cache_folder(self.name, self.folder, self.cache)

    def prepare(self, jobs: int = 0, report: Report | None = None) -> Prepared:
        """Read what has not been read yet, or changed since.

        Whatever ends it, the parts that are done stay, and the next call goes on from there.

        Args:
            jobs: processes; 0 for one a core.
            report: told about progress.

        Raises:
            DataSetError: the folder does not hold the data set.
            RecordingError: a file is damaged.
            MansError: the cache cannot be written to.
        """
        entry = find_data_set(self.name)
        sources = entry.find(self.folder).sources
        parts = parts_of(self.prepared, sources, reading_code(entry))
        tidy(self.prepared, parts)
        todo = [part for part in parts if not part.is_current()]
        read = sum(len(part.sources) for part in todo)
        done = len(sources) - read
        jobs = min(jobs or cores(), max(1, len(todo)))
        if report is not None:
            report(done, len(sources))
        start = time.perf_counter()
        if jobs == 1:
            for part in todo:
                _write(self.name, part)
                done += len(part.sources)
                if report is not None:
                    report(done, len(sources))
        else:
            context = multiprocessing.get_context("spawn")
            with ended_at_once(ProcessPoolExecutor(jobs, context, start_worker)) as pool:
                running = {pool.submit(_write, self.name, part): part for part in todo}
                for future in as_completed(running):
                    _wait_for(future)
                    done += len(running[future].sources)
                    if report is not None:
                        report(done, len(sources))
        return Prepared(len(sources), read, time.perf_counter() - start, jobs, self.prepared)

    def open(self) -> DataSet:
        """Open the prepared data set; it must be there, whether it is current was seen by :meth:`prepare`.

        Raises:
            DataSetError: it has not been prepared, or is damaged.
        """
        if not is_folder(self.prepared):
            raise DataSetError("has not been prepared", path=self.folder, remedy="Run prepare first")
        entry = find_data_set(self.name)
        return entry.assemble(entry.find(self.folder).notes, read_parts(self.prepared), self.leave_out)


def _wait_for(future: Future[None]) -> None:
    """Wait for a part; a process that the system ended is the user's business, not a bug."""
    try:
        future.result()
    except BrokenProcessPool as error:
        raise MansError(
            "a process that was reading was ended by the system",
            expected="enough memory",
            remedy="Give the same command with --jobs 1; what was read is kept",
        ) from error


def _write(name: str, part: Part) -> None:
    """Read and write one part, in whichever process."""
    part.write(find_data_set(name))


def read_names(path: Path) -> frozenset[str]:
    """Read a list of names of samples, one a line; blank lines and lines that begin with # do not count.

    A file's suffix may follow the name, as in ``S001C002P005R002A008.skeleton``.

    Raises:
        DataSetError: it cannot be read as text.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataSetError(
            f"cannot be read ({error})", path=path, expected="a list of names, one a line"
        ) from error
    names = (line.strip() for line in lines)
    return frozenset(name.removesuffix(".skeleton") for name in names if name and not name.startswith("#"))


def open_folder(
    name: str, folder: Path, cache: Path | None = None, leave_out: Path | None = None
) -> DataFolder:
    """Describe a data set's folder, with the names to leave out.

    These are those in ``leave_out``, and those in the list that lies beside the recordings, if the data set
    has such a list (NTU RGB+D: ``NTU_RGBD_samples_with_missing_skeletons.txt``).

    Raises:
        DataSetError: there is no such data set, or a list cannot be read.
    """
    entry = find_data_set(name)
    lists = [] if leave_out is None else [leave_out]
    if entry.missing_list is not None:
        lists += list_files(folder, entry.missing_list)
    names = frozenset[str]().union(*map(read_names, lists))
    return DataFolder(name, folder, cache, names)
