"""``recognise``: an archive is read whole, however often it is stopped; what is wrong is one line each."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest
import torch

import main
from mans.archive import workers
from mans.archive.store import JOURNAL
from streaming.typed_json import parse_json
from streaming.writers.journal import scan_journal

from ..support.archives import MODEL, SAMPLES, archive_of, in_this_process, rows_of, started
from ..support.waiting import LONGEST_S, children_of, needs_proc, wait_until

pytestmark = pytest.mark.skipif(not MODEL.is_file(), reason=f"no bundled model at {MODEL}")

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")
MANY = 30
"""Files that are not all done before somebody steps in."""
TABLES = ("segments.csv", "summary.csv", "repetitions.csv", "files.csv")


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def recognise(capsys, monkeypatch):
    """Run the command in this process; return its exit code and what it said on either output."""
    monkeypatch.setattr(workers, "Processes", lambda _: in_this_process)

    def run(*words: object) -> tuple[int, str, str]:
        return main.main(["recognise", *map(str, words)]), *capsys.readouterr()

    return run


def kept(out: Path) -> Counter[str]:
    """How often each file's result was kept."""
    return Counter(parse_json(record)["path"] for _, record in scan_journal(out / JOURNAL))


def test_tables_of_an_archive(recognise, tmp_path):
    out = tmp_path / "out"
    code, said, err = recognise(SAMPLES, "-o", out)
    assert code == 0 and not err
    assert "Recognised 2 files" in said and "Passed over, as no recordings: 1 file (README.md)" in said
    segments, summary, _, files = (rows_of(out / name) for name in TABLES)
    assert [row["status"] for row in files] == ["passed over", "recognised", "recognised"]
    assert {row["label"] for row in segments} == {row["label"] for row in summary}
    for row in summary:
        own = [each for each in segments if (each["file"], each["label"]) == (row["file"], row["label"])]
        assert len(own) == int(row["count"]) > 0
        assert float(row["seconds"]) == pytest.approx(sum(float(each["seconds"]) for each in own), abs=0.01)
    assert (out / "segments.csv").read_bytes().startswith(b"\xef\xbb\xbffile,person,label,start_s")


def test_one_workbook_of_an_archive_with_its_angles_and_annotations(recognise, tmp_path, monkeypatch):
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    pytest.importorskip("xlsxwriter", reason="xlsxwriter is not installed")
    for name in ("=1+1", "a/Übung 'links'", "b/Übung 'links'"):
        path = tmp_path / f"{name}.skeleton"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((SAMPLES / "tai_chi.skeleton").read_bytes())
    monkeypatch.chdir(tmp_path)
    words = ("*", "-o", "out", "--format", "xlsx", "--angles", "--annotations", "elan", "boris")
    assert recognise(*words)[0] == 0
    book = openpyxl.load_workbook("out/results.xlsx")
    assert book.sheetnames == ["segments", "summary", "repetitions", "files"]
    names = ["./=1+1.skeleton", "a/Übung 'links'.skeleton", "b/Übung 'links'.skeleton"]
    for sheet in ("segments", "files"):
        rows = list(book[sheet].iter_rows(min_row=2, values_only=True))
        assert [row[0] for row in rows] == names
    assert isinstance(book["segments"]["D2"].value, float | int) and book["files"]["D2"].value == 300
    sheets = [openpyxl.load_workbook(path, read_only=True) for path in sorted(Path("out/angles").iterdir())]
    assert sorted(sheet.sheetnames[0] for sheet in sheets) == ["=1+1", "Übung 'links", "Übung 'links"]
    assert all(len(list(sheet.worksheets[0].rows)) == 301 for sheet in sheets)
    assert len(list(Path("out/elan").glob("*.eaf"))) == 3
    project = Path("out/observations.boris")
    project.write_text(project.read_text() + " ")  # edited since
    assert recognise(*words)[0] == 0
    assert sorted(path.name for path in Path("out").glob("*.boris")) == [
        "observations-2.boris",
        "observations.boris",
    ]
    assert len(list(Path("out/elan").glob("*.eaf"))) == 3


def test_damaged_files_are_listed_at_the_end_and_not_fatal(recognise, tmp_path, monkeypatch):
    data = archive_of(tmp_path / "data", 2)
    whole = (data / "group0" / "take00.skeleton").read_text()
    (data / "broken.skeleton").write_text(whole[: len(whole) // 2])
    (data / "empty.mcap").write_text("")
    code, said, err = recognise(data, "-o", tmp_path / "out")
    assert code == 3 and "Recognised 2 files" in said and "Could not be read: 2" in said
    assert "broken.skeleton" in said and "empty.mcap" in said and not err
    monkeypatch.setattr("cli.recognise._MOST_LISTED", 1)
    code, said, _ = recognise(data, "-o", tmp_path / "out")
    assert code == 3 and "Could not be read: 2" in said and "... and 1 more" in said
    assert "broken.skeleton" in said and "empty.mcap" not in said
    # A later start tries these again, and nothing else.
    (data / "empty.mcap").unlink()
    (data / "broken.skeleton").write_text(whole)
    code, said, _ = recognise(data, "-o", tmp_path / "out")
    assert code == 0 and "3 files, 2 of them done before" in said and "Recognised 1 file," in said
    assert sorted(kept(tmp_path / "out").values()) == [1, 1, 2, 3]


@posix
@needs_proc
def test_killed_it_goes_on_and_nothing_is_lost_or_done_twice(recognise, tmp_path):
    data = archive_of(tmp_path / "data", MANY, frames=80)
    out = tmp_path / "out"
    process = started(data, "-o", out, "--processes", 2, "--answers")
    wait_until(lambda: len(kept(out)) >= 2, "two results", process)
    workers = children_of(process.pid)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=LONGEST_S)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), "the workers' end")
    before = kept(out)
    assert 2 <= len(before) < MANY and not (out / "segments.csv").exists()
    code, said, _ = recognise(data, "-o", out, "--answers")
    assert code == 0 and f"{MANY} files, {len(before)} of them done before" in said
    assert len(kept(out)) == MANY and set(kept(out).values()) == {1}
    assert not list((out / "answers").glob(".mans-*"))
    assert recognise(data, "-o", tmp_path / "at once", "--answers")[0] == 0
    for name in TABLES:
        assert (out / name).read_bytes() == (tmp_path / "at once" / name).read_bytes()
    ours, theirs = (sorted((folder / "answers").iterdir()) for folder in (out, tmp_path / "at once"))
    assert [path.read_bytes() for path in ours] == [path.read_bytes() for path in theirs]
    assert len(ours) == MANY


@posix
@needs_proc
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_it_says_how_far_it_came(tmp_path, number, code):
    data = archive_of(tmp_path / "data", MANY, frames=80)
    out = tmp_path / "out"
    process = started(data, "-o", out, "--processes", 1)
    wait_until(lambda: len(kept(out)) >= 1, "a result", process)
    os.killpg(process.pid, number)  # as a terminal does it
    said = process.communicate(timeout=LONGEST_S)[0].decode()
    assert process.returncode == code
    assert f"Stopped: {len(kept(out))} of {MANY} files are done. The same command goes on." in said
    assert "Traceback" not in said and "error" not in said


@posix
def test_a_second_program_is_refused_while_one_works(recognise, tmp_path):
    data, out = archive_of(tmp_path / "data", MANY, frames=80), tmp_path / "out"
    process = started(data, "-o", out, "--processes", 1)
    try:
        wait_until(lambda: len(kept(out)) >= 1, "a result", process)
        os.killpg(process.pid, signal.SIGSTOP)  # it must not come to its end meanwhile
        code, _, err = recognise(data, "-o", out)
        assert code == 2 and "another program is writing results here" in err
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=LONGEST_S)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing"], "nothing: no such file or folder"),
        (["*.xyz"], "nothing matches this pattern"),
        (["empty"], "no files"),
        (["data", "--model", "none.safetensors"], "none.safetensors"),
        (["data", "--pose-model", "none.task"], "none.task"),
        (["data", "--slow-motion", "0.5"], "slow motion"),
        (["data", "--format", "xlsx", "--csv-style", "comma"], "--csv-style comma for .xlsx"),
        (["data", "-o", "data"], "a folder with other files in it"),
        (["data", "-o", "data/group0/take00.skeleton"], "is a file; expected a folder for the results"),
        (["data", "-o", "data/group0/take00.skeleton/out"], "cannot be made a folder"),
    ],
)
def test_what_cannot_work_is_one_line_before_any_work(recognise, tmp_path, monkeypatch, words, said):
    archive_of(tmp_path / "data", 1)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    code, out, err = recognise(*words, *([] if "-o" in words else ["-o", "out"]))
    (line,) = err.splitlines()
    assert code == 2 and line.startswith("error: ") and said in line and not out
    assert sorted(tmp_path.rglob("*")) == before


def test_results_of_other_settings_are_not_mixed(recognise, tmp_path):
    data = archive_of(tmp_path / "data", 1)
    assert recognise(data, "-o", tmp_path / "out")[0] == 0
    code, _, err = recognise(data, "-o", tmp_path / "out", "--people", "2")
    assert code == 2 and "was begun with other settings (--people 1, now 2)" in err
    assert recognise(data, "-o", tmp_path / "out", "--people", "2", "--overwrite")[0] == 0


def test_results_of_several_starts_add_up(recognise, tmp_path):
    archive_of(tmp_path / "data", 3)
    for number in range(2):
        group, out = tmp_path / "data" / f"group{number}", tmp_path / "data" / "out"
        assert recognise(group, "-o", out)[0] == 0
    code, said, _ = recognise(tmp_path / "data", "-o", tmp_path / "data" / "out")  # inside of what is read
    assert code == 0 and "3 files, 2 of them done before" in said
    assert len(rows_of(tmp_path / "data" / "out" / "files.csv")) == 3


@posix
def test_a_full_disk_ends_it_in_one_line_and_keeps_what_is_done(recognise, tmp_path):
    import resource

    data, out = archive_of(tmp_path / "data", 6), tmp_path / "out"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heeded = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1200, before[1]))
    try:
        code, _, err = recognise(data, "-o", out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heeded)
    (line,) = err.splitlines()
    assert code == 2 and "results.journal: cannot be written" in line
    done = len(kept(out))
    assert 0 < done < 6
    code, said, _ = recognise(data, "-o", out)
    assert code == 0 and f"6 files, {done} of them done before" in said and len(kept(out)) == 6
