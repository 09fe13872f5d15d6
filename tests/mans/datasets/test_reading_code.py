"""Which code the cache of a data set depends on: what reads its files, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mans.datasets import DATA_SETS
from mans.datasets.reading_code import digest, with_imports
from streaming import readers
from streaming.readers.support.head import read_head

from ...support.data_set_folders import WRITERS

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("name", WRITERS)
def test_the_reader_of_every_data_sets_files_counts(name, tmp_path):
    entry = DATA_SETS[name]
    counted = with_imports(entry.read.__module__)
    for source in entry.find(WRITERS[name](tmp_path / name)).sources:
        if source.path.suffix == ".npz":  # an archive of clips, which is no recording
            assert "streaming.readers.support.archive" in counted
            continue
        if name == "videos-everyday":
            assert {"streaming.sources.pose_landmarker", "streaming.skeleton.mediapipe_joints"} <= set(
                counted
            )
            continue
        head = read_head(source.path)
        (reader,) = [each for each in readers._READERS if each.recognises(head)]
        assert reader.__name__ in counted


def test_what_decides_nothing_of_what_is_read_does_not_count():
    counted = set(with_imports(DATA_SETS["ut-kinect"].read.__module__))
    assert {
        "mans.transforms.tracks",
        "mans.datasets.files",
        "streaming.tracking.person_selection",
        "streaming.readers.support.collect",
    } <= counted
    for name in (
        "streaming.pipeline.chain",
        "streaming.readers.xef",
        "streaming.errors",
        "mans.datasets.protocols",
    ):
        assert name not in counted


CODE = """
import json, sys
from pathlib import Path
from mans.datasets.prepare import open_folder
folder, cache = map(Path, sys.argv[1:])
print(json.dumps({name: open_folder(name, folder / name, cache).prepare(jobs=1).read for name in %s}))
"""
TWO = ["ut-kinect", "utd-mhad"]


def test_a_change_of_a_program_reads_anew_what_it_reads(tmp_path):
    """In a copy of the program: another module, a comment, a reader, and what all readers share."""
    program, data, cache = tmp_path / "program", tmp_path / "data", tmp_path / "cache"
    for package in ("mans", "streaming"):
        shutil.copytree(ROOT / package, program / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in TWO:
        WRITERS[name](data / name)

    def read() -> dict[str, int]:
        command = [sys.executable, "-c", CODE % TWO, str(data), str(cache)]
        done = subprocess.run(command, cwd=program, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    def changed(module: str, line: str) -> dict[str, int]:
        with (program / f"{module.replace('.', '/')}.py").open("a") as file:
            file.write(f"\n{line}\n")
        return read()

    everything = read()
    assert all(everything.values()) and read() == dict.fromkeys(TWO, 0)
    assert changed("streaming.pipeline.chain", "_MORE = 1") == dict.fromkeys(TWO, 0)
    assert changed("streaming.readers.support.collect", "# nothing new") == dict.fromkeys(TWO, 0)
    assert changed("streaming.readers.utd_mhad", "_MORE = 1") == {**everything, "ut-kinect": 0}
    assert changed("streaming.readers.support.collect", "_MORE = 1") == everything


def test_comments_docstrings_and_layout_do_not_count(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)

    codes = ('"""Reads."""\nx = 1  # one\n', '"""Reads well."""\n\nx = (1)\n', "x = 2\n")
    first, again, other = (digest_code(tmp_path, code) for code in codes)
    assert first == again != other


def digest_code(folder: Path, code: str) -> str:
    (folder / "one_reader.py").write_text(code)
    return digest(["one_reader"])
