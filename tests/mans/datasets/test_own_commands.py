"""The commands for a data set of one's own: the walk-through of docs/own-data.md, and what is refused."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

import main
from cli.options import asked
from cli.terminal import Terminal

from .test_own import write_folders

ROOT = Path(__file__).resolve().parents[3]


def run(*words: object) -> int:
    try:
        return main.main([str(word) for word in words])
    except SystemExit as leaving:
        return int(leaving.code or 0)


def test_the_walk_through_can_be_walked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    folds_in_this_process: None,
):
    page = (ROOT / "docs" / "own-data.md").read_text(encoding="utf-8")
    commands = page.split("<!-- walk-through -->")[1].split("```")[1].splitlines()[1:]
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    checks = ""
    for command in commands:
        program, *words = shlex.split(command)
        if program == "mkdir":
            Path(words[0]).mkdir()
        elif program == "cp":
            for word in words[:-1]:
                shutil.copy(word, words[-1])
        else:
            assert program == "mans-live", command
            assert run(*words) == 0, command
            shown = capsys.readouterr().out
            checks = shown if "--check" in words else checks
    made = {path.name for path in Path("my-actions").iterdir()}
    assert {"labels.csv", "results.json", "pictures", "model.safetensors", "attention.png"} <= made
    printed = [line.rstrip() for line in checks.splitlines()]
    table = page.split("```text\n")[1].split("```")[0].splitlines()
    assert [line for line in table if line not in printed] == []


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folders(tmp_path_factory.mktemp("commands") / "gestures", takes=1)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("train", "FOLDER", "--data", "x"), "--data with the name of a known data set only"),
        (("train", "ut-kinect"), "no folder of ut-kinect; expected --data DIR. For a folder of your own"),
        (("train", "ut-kinect", "--data", "x", "--check"), "a folder or a table of your own for them"),
        (("prepare", "FOLDER", "--pattern", "wave"), "no field in braces in the pattern 'wave'"),
        (("evaluate", "FOLDER"), "no protocol; expected --protocol with leave-one-subject-out or 5-fold"),
        (("evaluate", "FOLDER", "--protocol", "x", "--results", "R"), "protocol 'x'"),
        (
            ("evaluate", "FOLDER", "--protocol", "leave-one-subject-out", "--results", "R"),
            "6 of 6 sequences without a name of whose they are",
        ),
    ],
)
def test_what_cannot_work_is_refused_in_one_line(
    words: tuple[str, ...], told: str, folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    places = {"FOLDER": folders, "R": tmp_path / "r.json"}
    assert run(*(places.get(word, word) for word in words)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ((), "live-start-everyday-mans-evidence"),
        (("--recipe", "current", "--epochs", "3"), "current-start-everyday-mans-evidence-epochs3"),
        (("--from-scratch",), "live"),
        (("--network", "ctr-gcn"), "live-ctr-gcn"),
    ],
)
def test_own_data_is_fine_tuned_unless_told_otherwise(words: tuple[str, ...], name: str, folders: Path):
    args = main.build_parser().parse_args(["train", str(folders), *words])
    recipe, source, data, start = asked(Terminal(quiet=True), args, lambda recipe: None)
    assert recipe.name == name
    assert (start is not None) == ("start" in name)
    assert (source.name, len(data.samples)) == ("own-gestures", 6)


def test_known_data_is_trained_from_scratch(small_folder: Path):
    args = main.build_parser().parse_args(["train", "ut-kinect", "--data", str(small_folder)])
    recipe, _, _, start = asked(Terminal(quiet=True), args, lambda recipe: None)
    assert (recipe.name, start) == ("live", None)


def test_one_label_is_refused_before_training(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = write_folders(tmp_path / "gestures", ("walk",), takes=1)
    assert run("train", folder, "-o", tmp_path / "model") == 2
    assert "one label, 'walk', in gestures; expected at least two actions" in capsys.readouterr().err
    assert not (tmp_path / "model.safetensors").exists()


def test_prepare_reads_it_once(folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    words = ("prepare", folders, "--cache", tmp_path, "--jobs", 1)
    assert run(*words) == 0
    assert "Read 6 of 6 files" in capsys.readouterr().out
    assert run(*words) == 0
    assert "All 6 files were prepared already" in capsys.readouterr().out
