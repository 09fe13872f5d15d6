"""Preparing: once, in several processes, stoppable anywhere, never half done, and aware of changes."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from cli.data_loading import prepare
from cli.prepare import tell_projection
from mans.datasets import cache
from mans.datasets.prepare import DataFolder, Prepared
from streaming.errors import DataSetError, MansError, RecordingError

from ...support.data_set_folders import write_utd_mhad
from ...support.waiting import children_of, heed_ctrl_c, needs_proc, wait_until

ROOT = Path(__file__).resolve().parents[3]
FILES = 16


@pytest.fixture
def source(tmp_path, monkeypatch) -> DataFolder:
    """16 files, in parts of 3."""
    monkeypatch.setattr(cache, "PART_SOURCES", 3)
    return DataFolder("utd-mhad", write_utd_mhad(tmp_path / "data"), tmp_path / "cache")


def contents(source: DataFolder) -> dict[str, bytes]:
    """All that is in the cache."""
    files = (file for file in source.prepared.rglob("*") if file.is_file())
    return {file.relative_to(source.prepared).as_posix(): file.read_bytes() for file in files}


def first_file(source: DataFolder) -> Path:
    return min(source.folder.glob("*.mat"))


def test_it_is_read_once(source):
    told: list[tuple[int, int]] = []
    result = source.prepare(jobs=1, report=lambda *now: told.append(now))
    assert (result.files, result.read, result.jobs) == (FILES, FILES, 1) and result.files_per_s > 0
    assert told == [(0, 16), (3, 16), (6, 16), (9, 16), (12, 16), (15, 16), (16, 16)]
    before = contents(source)
    assert len(before) == 6 * 5
    again = source.prepare(jobs=1)
    assert again.read == 0 and contents(source) == before


def test_two_processes_give_the_same(source, tmp_path):
    source.prepare(jobs=1)
    other = DataFolder(source.name, source.folder, tmp_path / "other")
    assert other.prepare(jobs=2).jobs == 2
    one, two = source.open(), other.open()
    for a, b in zip(one.samples, two.samples, strict=True):
        assert a.name == b.name and a.track.positions.tobytes() == b.track.positions.tobytes()


def test_arrays_are_mapped_and_cannot_be_written_to(source):
    source.prepare(jobs=1)
    positions = source.open().samples[0].track.positions
    base = positions
    while isinstance(base, np.ndarray) and not isinstance(base, np.memmap):
        base = base.base
    assert isinstance(base, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        positions[0] = 0


@pytest.mark.parametrize("how", ["size", "time", "gone", "new"])
def test_a_changed_source_is_noticed(source, how):
    source.prepare(jobs=1)
    before, file = source.open(), first_file(source)
    if how == "size":
        file.write_bytes(file.read_bytes() + b"\0" * 8)
    elif how == "time":
        os.utime(file, ns=(1, 1))
    elif how == "gone":
        file.unlink()
    else:
        shutil.copy(file, source.folder / "a9_s8_t4_skeleton.mat")
    again = source.prepare(jobs=1)
    if how in ("size", "time"):
        assert again.read == 3  # its part alone
    names = [sample.name for sample in source.open().samples]
    expected = [sample.name for sample in before.samples]
    assert names == {"gone": expected[1:], "new": [*expected, "a9_s8_t4"]}.get(how, expected)
    assert source.prepare(jobs=1).read == 0


def test_a_companion_file_is_noticed_too(small_source):
    assert small_source.prepare(jobs=1).read == 0
    os.utime(small_source.folder / "actionLabel.txt", ns=(1, 1))
    assert small_source.prepare(jobs=1).read == 3


def test_parts_of_a_larger_data_set_go(source):
    source.prepare(jobs=1)
    for file in sorted(source.folder.glob("*.mat"))[4:]:
        file.unlink()
    source.prepare(jobs=1)
    assert len(source.open().samples) == 4
    assert sorted(path.name for path in source.prepared.iterdir()) == ["part-00000", "part-00001"]


def test_other_code_reads_it_anew(source, monkeypatch):
    source.prepare(jobs=1)
    monkeypatch.setattr("mans.datasets.prepare.reading_code", lambda entry: "another")
    assert source.prepare(jobs=1).read == FILES


@pytest.mark.parametrize("file", ["index.json", "positions.npy", "states.npy", "times_s.npy", "begins.npy"])
@pytest.mark.parametrize("damage", ["gone", "cut off", "empty"])
def test_a_damaged_part_is_made_anew_and_never_opened(source, file, damage):
    source.prepare(jobs=1)
    before = contents(source)
    path = source.prepared / "part-00001" / file
    if damage == "gone":
        path.unlink()
    else:
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] if damage == "cut off" else b"")
    with pytest.raises(DataSetError, match="part-00001.*damaged"):
        source.open()
    assert source.prepare(jobs=1).read == 3
    assert contents(source) == before


def test_what_was_not_prepared_is_not_opened(source):
    with pytest.raises(DataSetError, match="not been prepared.*Run prepare"):
        source.open()


def test_a_damaged_recording_is_named_and_the_rest_is_kept(source):
    """Mended, only its part is read again."""
    file = sorted(source.folder.glob("*.mat"))[7]
    content = file.read_bytes()
    file.write_bytes(content[:300])
    for jobs in (1, 2):
        with pytest.raises(RecordingError, match="cut off") as error:
            source.prepare(jobs=jobs)
        assert str(error.value).startswith(f"{file}, byte ") and error.value.path == file
        if jobs == 1:
            kept = sorted(path.name for path in source.prepared.iterdir())
            assert kept == ["part-00000", "part-00001"]
    file.write_bytes(content)
    assert 3 <= source.prepare(jobs=1).read <= FILES - 6  # two processes may have read others meanwhile


def test_nothing_half_written_is_left_where_it_was_stopped(source, monkeypatch):
    """Stopped in the middle of writing a part, by Ctrl-C or a full disk."""
    save, saved = np.save, []

    def stop(path: Path, array: np.ndarray) -> None:
        saved.append(path)
        if len(saved) == 6:  # the first array of the second part
            raise KeyboardInterrupt
        save(path, array)

    monkeypatch.setattr(np, "save", stop)
    with pytest.raises(KeyboardInterrupt):
        source.prepare(jobs=1)
    assert [path.name for path in source.prepared.iterdir()] == ["part-00000"]
    monkeypatch.setattr(np, "save", save)
    assert source.prepare(jobs=1).read == FILES - 3


def test_a_cache_that_cannot_be_written_to(source, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(MansError, match="cannot be written.*--cache"):
        DataFolder(source.name, source.folder, tmp_path / "file").prepare(jobs=1)


def test_what_was_abandoned_long_ago_is_deleted(source):
    source.prepared.mkdir(parents=True)
    old, new = (source.prepared / f".part-00000.{pid}.tmp" for pid in (1, 2))
    for folder in (old, new):
        folder.mkdir()
        (folder / "positions.npy").write_bytes(b"half")
    os.utime(old, (1, 1))
    source.prepare(jobs=1)
    assert not old.exists() and new.exists()


def test_it_tells_what_was_done_and_how_long_all_would_take(source):
    console = Console(record=True, width=200)
    tell_projection(console, source, prepare(console, source, jobs=1))
    tell_projection(console, source, prepare(console, source, jobs=1))
    tell_projection(console, source, Prepared(10, 10, 2.0, 1, source.prepared))
    said = console.export_text()
    assert "Read 16 of 16 files in" in said and f"kept in {source.prepared}" in said
    assert "All 16 files were prepared already" in said
    assert "At this pace the whole data set, 861 files, takes 3 min" in said


def test_the_place_is_the_users_or_the_environments(monkeypatch, tmp_path):
    monkeypatch.setenv(cache.ENVIRONMENT, str(tmp_path))
    here = DataFolder("sbu", tmp_path / "a").prepared
    assert here.parent == tmp_path and here.name.startswith("sbu-")
    assert here != DataFolder("sbu", tmp_path / "b").prepared
    monkeypatch.delenv(cache.ENVIRONMENT)
    assert "mans-live" in DataFolder("sbu", tmp_path).prepared.parts


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_process_that_the_system_ends_is_told_in_a_line(source):
    """As the kernel does when memory runs out."""
    many_files(source)

    def end_a_worker(done: int, files: int) -> None:
        workers = multiprocessing.active_children()
        if done and workers:
            with suppress(ProcessLookupError):  # it may be gone between the two lines
                os.kill(workers[0].pid, signal.SIGKILL)

    with pytest.raises(MansError, match="ended by the system.*--jobs 1; what was read is kept"):
        source.prepare(jobs=2, report=end_a_worker)
    assert 0 < source.prepare(jobs=1).read < 432


def many_files(source: DataFolder) -> None:
    """Enough to be stopped in the middle: 27 actions of 8 people, twice."""
    content = first_file(source).read_bytes()
    for number in range(432):
        name = f"a{number % 27 + 1}_s{number // 27 % 8 + 1}_t{number // 216 + 1}_skeleton.mat"
        (source.folder / name).write_bytes(content)


@needs_proc
@pytest.mark.parametrize("how", ["ctrl-c", "kill"])
def test_stopped_in_the_middle_it_goes_on_and_ends_the_same(source, how, monkeypatch):
    monkeypatch.undo()  # parts of the usual size, as the command has them
    many_files(source)
    command = [
        *(sys.executable, "main.py", "prepare", "utd-mhad", "--data", str(source.folder)),
        *("--cache", str(source.cache), "--jobs", "2"),
    ]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heed_ctrl_c
    ) as process:
        try:
            wait_until(lambda: any(source.prepared.glob("part-*")), "a part", process)
            workers = children_of(process.pid)
            process.send_signal(signal.SIGINT if how == "ctrl-c" else signal.SIGKILL)
            output, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    if how == "ctrl-c" and process.returncode != 0:  # else it was done before the signal came
        assert process.returncode == 130 and errors.decode() == "stopped\n"
        assert "run the same command again to continue" in " ".join(output.decode().split())
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), "its workers' end")
    done = len(list(source.prepared.glob("part-*")))
    result = source.prepare(jobs=1)
    assert done > 0 and result.files == 432 and result.read == max(0, 432 - 64 * done)
    assert len(source.open().samples) == 432
    for part in source.prepared.glob("part-*"):
        index = json.loads((part / "index.json").read_text())
        assert index["rows"] == len(np.load(part / "positions.npy"))


def test_preparing_costs_no_torch():
    """Its processes read files; a gigabyte of libraries in each would only slow them down."""
    code = "import sys, cli.data_loading; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
