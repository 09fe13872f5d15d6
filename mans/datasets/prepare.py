"""Preparation of a data set: files are parsed once, in parallel processes, into the cache."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from mans.datasets import DataSet, DataSetEntry, find_data_set
from mans.datasets.cache import Part, cache_folder, parts_of, read_parts, tidy
from mans.datasets.own import OwnData
from mans.datasets.reading_code import reading_code
from mans.datasets.workers import cores, ended_at_once, start_worker
from streaming.errors import DataSetError, MansError
from streaming.paths import is_folder, list_files

OnFile = Callable[[int, int], None]
"""Called with the files done and the files there are."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Summary of a preparation.

    Attributes:
        files: number of recordings of the data set.
        read: number of recordings read now; the others were cached.
        seconds: wall time.
        jobs: number of processes.
        folder: the cache folder.
    """

    files: int
    read: int
    seconds: float
    jobs: int
    folder: Path

    @property
    def files_per_s(self) -> float:
        """Recordings read per second by all processes."""
        return self.read / max(self.seconds, 1e-9)


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A data set's folder and its cache; can be sent to other processes.

    Attributes:
        name: name of the data set.
        folder: folder of its files.
        cache: root of the cache; None for the default.
        leave_out: names of samples to exclude.
        own: the user's own data set; None for one that is known by its name.
    """

    name: str
    folder: Path
    cache: Path | None = None
    leave_out: frozenset[str] = frozenset()
    own: OwnData | None = None

    @property
    def prepared(self) -> Path:
        """Cache folder of this data set."""
        name = self.name if self.own is None else self.own.cache_name
        return cache_folder(name, self.folder, self.cache)

    def entry(self) -> DataSetEntry:
        """Return the data set's entry; that of the user's own data set lists its files.

        Raises:
            DataSetError: no data set has this name, or the user's own is none.
        """
        return find_data_set(self.name) if self.own is None else self.own.entry()

    def prepare(self, jobs: int = 0, report: OnFile | None = None) -> Prepared:
        """Read sources that are new or have changed.

        If interrupted, finished parts are kept, and the next call continues.

        Args:
            jobs: number of processes; 0 for one per core.
            report: callback for progress.

        Raises:
            DataSetError: the folder does not hold the data set.
            RecordingError: a file is damaged.
            MansError: the cache cannot be written to.
        """
        entry = self.entry()
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
                _write(self, part)
                done += len(part.sources)
                if report is not None:
                    report(done, len(sources))
        else:
            context = multiprocessing.get_context("spawn")
            with ended_at_once(ProcessPoolExecutor(jobs, context, start_worker)) as pool:
                running = {pool.submit(_write, self, part): part for part in todo}
                for future in as_completed(running):
                    _wait_for(future)
                    done += len(running[future].sources)
                    if report is not None:
                        report(done, len(sources))
        return Prepared(len(sources), read, time.perf_counter() - start, jobs, self.prepared)

    def notes(self) -> tuple[str, ...]:
        """Return what was left out of the prepared files or corrected in them, a sentence each.

        Raises:
            DataSetError: the folder is none of the data set, or the prepared data is damaged.
        """
        readings = read_parts(self.prepared)
        return (*self.entry().find(self.folder).notes, *(note for each in readings for note in each.notes))

    def open(self) -> DataSet:
        """Open the prepared data set without checking whether it is up to date (see :meth:`prepare`).

        Raises:
            DataSetError: it has not been prepared, or is damaged.
        """
        if not is_folder(self.prepared):
            raise DataSetError("has not been prepared", path=self.folder, remedy="Run prepare first")
        entry = self.entry()
        return entry.assemble(entry.find(self.folder).notes, read_parts(self.prepared), self.leave_out)


def _wait_for(future: Future[None]) -> None:
    """Wait for a part; raises a :class:`MansError` if the system killed the worker."""
    try:
        future.result()
    except BrokenProcessPool as error:
        raise MansError(
            "a process that was reading was ended by the system",
            expected="enough memory",
            remedy="Give the same command with --jobs 1; what was read is kept",
        ) from error


def _write(source: DataFolder, part: Part) -> None:
    """Read and write one part; runs in a worker process."""
    part.write(source.entry())


def read_names(path: Path) -> frozenset[str]:
    """Read a list of sample names, one per line; blank lines and lines that begin with # are ignored.

    A file suffix is removed, as in ``S001C002P005R002A008.skeleton``.

    Raises:
        DataSetError: it cannot be read as text.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataSetError(
            f"cannot be read ({error})", path=path, expected="a list of names, one per line"
        ) from error
    names = (line.strip() for line in lines)
    return frozenset(name.removesuffix(".skeleton") for name in names if name and not name.startswith("#"))


def open_folder(
    name: str, folder: Path, cache: Path | None = None, leave_out: Path | None = None
) -> DataFolder:
    """Return a data set's folder, with the names of the samples to exclude.

    Excluded are those in ``leave_out``, and those in the data set's own list beside the recordings, if any
    (NTU RGB+D: ``NTU_RGBD_samples_with_missing_skeletons.txt``).

    Raises:
        DataSetError: the data set is unknown, or a list cannot be read.
    """
    entry = find_data_set(name)
    lists = [] if leave_out is None else [leave_out]
    if entry.missing_list is not None:
        lists += list_files(folder, entry.missing_list)
    names = frozenset[str]().union(*map(read_names, lists))
    return DataFolder(name, folder, cache, names)


def open_own(own: OwnData, cache: Path | None = None, leave_out: Path | None = None) -> DataFolder:
    """Return the user's own data set, with the names in ``leave_out``.

    Raises:
        DataSetError: the list cannot be read.
    """
    names = frozenset[str]() if leave_out is None else read_names(leave_out)
    names |= {f"{name}.skeleton" for name in names}  # here a sample's name has its file's ending
    return DataFolder(own.name, own.place, cache, names, own)
