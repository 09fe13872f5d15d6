"""Worker processes: each file once, also where one kills the process that reads it."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from mans.archive.recognition import Work, model_digest
from mans.archive.results import Settings
from mans.archive.workers import Processes
from streaming.errors import ModelError, WriteError
from streaming.recordings.listing import Source, list_archive

from ...support.archives import MODEL, archive_of

pytestmark = pytest.mark.skipif(not MODEL.is_file(), reason=f"no bundled model at {MODEL}")


class Deadly(Source):
    """A source that ends the process that receives it, the first ``times`` that it is sent."""

    times = 0

    def __reduce__(self):
        Deadly.times -= 1
        return (os._exit, (3,)) if Deadly.times >= 0 else (Source, self._fields())

    def _fields(self) -> tuple:
        return self.path, self.name, self.size, self.mtime_ns


@pytest.fixture(scope="module")
def work() -> Work:
    return Work(Settings("evidence", model_digest(MODEL)), MODEL, "cpu")


@pytest.fixture
def sources(tmp_path: Path) -> list[Source]:
    return list_archive([str(archive_of(tmp_path / "data", 4, frames=40))]).sources


def deadly(source: Source, times: int) -> Source:
    Deadly.times = times
    return Deadly(source.path, source.name, source.size, source.mtime_ns)


def test_a_worker_that_dies_is_replaced_and_its_file_done(work, sources):
    sources[1] = deadly(sources[1], times=1)
    results = list(Processes(2)(work, sources))
    assert sorted(each.path for each in results) == sorted(str(each.path) for each in sources)
    assert {each.status for each in results} == {"recognised"}


def test_a_file_that_kills_each_worker_is_given_up_and_told(work, sources):
    sources[0] = deadly(sources[0], times=9)
    results = {each.path: each for each in Processes(1)(work, sources)}
    assert len(results) == 4
    bad = results.pop(str(sources[0].path))
    assert bad.status == "damaged" and "ended (exit code 3), 2 times" in bad.message
    assert {each.status for each in results.values()} == {"recognised"}


def test_what_concerns_every_file_ends_the_work(work, sources, tmp_path):
    other = replace(work, settings=replace(work.settings, model_sha256="0" * 64))
    with pytest.raises(ModelError, match="another model"):
        list(Processes(2)(other, sources))
    no_folder = replace(work, settings=replace(work.settings, answers=True), out=tmp_path / "none")
    with pytest.raises(WriteError, match="none"):
        list(Processes(2)(no_folder, sources))


def test_closed_early_no_process_is_left(work, sources):
    import multiprocessing

    before = multiprocessing.active_children()
    with closing(Processes(2)(work, sources)) as results:
        next(results)
    assert multiprocessing.active_children() == before
