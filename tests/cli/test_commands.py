"""The command line: help that reads like a manual, one line for each error, and the right exit code."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import main
from cli import replay
from cli.options import SAMPLE
from mans.model_card import load_card
from mans.recipe import RECIPES, find_recipe
from mans.training.recipe_changes import with_overrides

from ..support.small_data import write_ut_kinect
from ..support.small_files import ntu_body, ntu_file, ntu_joint

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "everyday-mans-today.safetensors"
COMMANDS = (
    "replay",
    "demo",
    "attention",
    "convert",
    "info",
    "datasets",
    "prepare",
    "train",
    "evaluate",
    "results",
)

needs_model = pytest.mark.skipif(not MODEL.is_file(), reason=f"no bundled model at {MODEL}")


def run(*words: object) -> int:
    """Run a command in this process; argparse leaves by SystemExit."""
    try:
        return main.main([str(word) for word in words])
    except SystemExit as leaving:
        return int(leaving.code or 0)


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    """Two threads contend with whatever else runs, and make small networks slower, not faster."""
    torch.set_num_threads(1)


@pytest.fixture
def one_line_error(capsys):
    """Run a command that must fail with exit code 2 and one line; return that line."""

    def check(*words: object) -> str:
        assert run(*words) == 2
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1 and lines[0].startswith("error: "), lines
        return lines[0]

    return check


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> Path:
    return write_ut_kinect(tmp_path_factory.mktemp("cli") / "ut-kinect", subjects=2)


@pytest.fixture(scope="session")
def model(data, tmp_path_factory) -> Path:
    """A model that the command line trained: one epoch of the live recipe."""
    out = tmp_path_factory.mktemp("model") / "model.safetensors"
    assert run("train", "ut-kinect", "--data", data, "--epochs", 1, "--device", "cpu", "-o", out) == 0
    return out


# Help


def test_help_names_every_command(capsys):
    assert run("--help") == 0
    said = capsys.readouterr().out
    assert [name for name in COMMANDS if not re.search(rf"^    {name}( |$)", said, re.MULTILINE)] == []
    assert "examples:" in said and "Exit codes:" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command, capsys):
    assert run(command, "--help") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith(f"usage: main.py {command} ")
    assert "show this help message" in said and ". " in said


def test_version(capsys):
    assert run("--version") == 0
    assert capsys.readouterr().out.startswith("mans-live ")


@pytest.mark.parametrize(
    "words", [("dance",), ("train", "imagenet", "--data", "."), ("attention", "x", "--at", "noon")]
)
def test_words_that_are_no_command(words, capsys):
    assert run(*words) == 2
    said = capsys.readouterr().err
    assert said.startswith("usage: ") and "error: " in said and "Traceback" not in said


def test_without_a_command_the_window_opens_with_nothing_in_it(monkeypatch):
    opened = []
    monkeypatch.setattr(replay, "_run", lambda args: opened.append(args.file) or 0)
    assert run() == 0 and opened == [None]


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_help_names_every_recipe(command, capsys):
    assert run(command, "--help") == 0
    *first, last = RECIPES
    said = " ".join(capsys.readouterr().out.split())
    assert f"training recipe: {', '.join(first)} or {last} (default" in said


def test_help_costs_no_torch_and_no_qt():
    """It must come at once: neither is imported to show it."""
    code = """
import sys, main
try:
    main.main(["--help"])
except SystemExit:
    print(*sys.modules, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "argparse" in done.stderr.split()
    assert not {"torch", "PySide6", "numpy"} & set(done.stderr.split())


# Recordings that cannot be used


def bad_recordings(folder: Path) -> dict[str, tuple[Path, str]]:
    """Name to (file, what its error says)."""
    whole = ntu_file(folder / "whole.skeleton", [[ntu_body()]] * 30)
    text = whole.read_text()
    nan = [ntu_joint("NaN", "NaN", "NaN")] * 25
    files = {
        "missing": (folder / "missing.skeleton", "no such file"),
        "folder": (folder, "a folder"),
        "empty": (folder / "empty.skeleton", "empty"),
        "binary": (folder / "binary.skeleton", ""),
        "truncated": (folder / "truncated.skeleton", "line "),
        "24 joints": (ntu_file(folder / "joints.skeleton", [[ntu_body(joints=[ntu_joint()] * 24)]]), "24"),
        "NaN": (ntu_file(folder / "nan.skeleton", [[ntu_body(joints=nan)]] * 30), ""),
        "words": (folder / "words.txt", "known format"),
    }
    files["empty"][0].write_bytes(b"")
    files["binary"][0].write_bytes(bytes(range(256)) * 64)
    files["truncated"][0].write_text(text[: len(text) // 2])
    files["words"][0].write_text("Dear diary,\nnobody moved today.\n")
    return files


BAD = ("missing", "folder", "empty", "binary", "truncated", "24 joints", "NaN", "words")


@pytest.mark.parametrize("kind", BAD)
def test_attention_on_a_bad_recording(kind, model, tmp_path, one_line_error):
    file, said = bad_recordings(tmp_path)[kind]
    line = one_line_error("attention", file, "--model", model, "--device", "cpu", "-o", tmp_path / "fa.png")
    assert str(file) in line and said in line
    assert not list(tmp_path.glob("fa.*"))


@pytest.mark.parametrize("kind", [kind for kind in BAD if kind != "NaN"])
def test_convert_of_a_bad_recording(kind, tmp_path, one_line_error):
    file, said = bad_recordings(tmp_path)[kind]
    line = one_line_error("convert", file, tmp_path / "out.skeleton")
    assert str(file) in line and said in line
    assert not (tmp_path / "out.skeleton").exists()


@pytest.mark.parametrize("command", ["replay", "demo"])
def test_a_recording_is_missed_before_any_window_opens(command, tmp_path):
    """As a process, for the window's sake: no display is needed to learn of it."""
    words = [command, str(tmp_path / "missing.skeleton")]
    done = subprocess.run(
        [sys.executable, "main.py", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    lines = done.stderr.splitlines()
    assert done.returncode == 2 and len(lines) == 1, done.stderr
    assert lines[0].startswith("error: ") and "missing.skeleton" in lines[0]


@pytest.mark.parametrize(
    ("script", "usage", "example"),
    [
        ("mans-live", "usage: mans-live ", "  mans-live demo "),
        ("main.py", "usage: main.py ", "  python main.py demo "),
    ],
)
def test_help_has_the_command_that_was_typed(script, usage, example, tmp_path):
    file = ROOT / "main.py"
    if script == "mans-live":  # as pip writes it
        file = tmp_path / script
        file.write_text("from mans.__main__ import main\nmain()\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(file), "--help"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith(usage) and example in done.stdout


# Models that cannot be used


@pytest.fixture
def recording(data) -> Path:
    return data / "joints_s01_e01.txt"


def test_a_missing_model(recording, tmp_path, one_line_error):
    line = one_line_error(
        "attention", recording, "--model", tmp_path / "none.safetensors", "-o", tmp_path / "fa.png"
    )
    assert "none.safetensors: no such file" in line and "everyday-mans-evidence" in line


def test_a_model_of_another_layout(recording, model, tmp_path, one_line_error):
    copy = tmp_path / "other.safetensors"
    shutil.copy(model, copy)
    card = json.loads(model.with_suffix(".json").read_text())
    copy.with_suffix(".json").write_text(json.dumps({**card, "layout": "Azure Kinect (32 joints)"}))
    line = one_line_error("attention", recording, "--model", copy, "-o", tmp_path / "fa.png")
    assert "Azure Kinect (32 joints)" in line and "Kinect v2 (25 joints)" in line


def test_a_damaged_model(recording, model, tmp_path, one_line_error):
    copy = tmp_path / "half.safetensors"
    copy.write_bytes(model.read_bytes()[:100_000])
    shutil.copy(model.with_suffix(".json"), copy.with_suffix(".json"))
    line = one_line_error("attention", recording, "--model", copy, "-o", tmp_path / "fa.png")
    assert str(copy) in line and "train anew" in line


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_a_gpu_that_is_not_there(recording, model, tmp_path, one_line_error):
    line = one_line_error(
        "attention", recording, "--model", model, "--device", "cuda", "-o", tmp_path / "fa.png"
    )
    assert "--device cpu" in line


def test_a_picture_of_another_kind(recording, model, tmp_path, one_line_error):
    line = one_line_error("attention", recording, "--model", model, "-o", tmp_path / "fa.gif")
    assert ".png or .svg" in line


# Training and evaluation


def test_an_unknown_recipe(data, one_line_error):
    line = one_line_error("train", "ut-kinect", "--data", data, "--recipe", "stew")
    assert "'stew'" in line and "live" in line


@pytest.mark.parametrize("words", [("--epochs", 0), ("--batch-size", 0), ("--batch-size", -1)])
def test_numbers_that_train_nothing(words, data, one_line_error):
    line = one_line_error("train", "ut-kinect", "--data", data, *words)
    assert str(words[0]).removeprefix("--").replace("-", "_") in line


@pytest.mark.parametrize("command", [("train",), ("evaluate", "--protocol", "leave-one-subject-out")])
def test_a_data_folder_that_is_none(command, tmp_path, one_line_error):
    name, *rest = command
    line = one_line_error(name, "ut-kinect", "--data", tmp_path, *rest)
    assert str(tmp_path) in line and "joints_s01_e01.txt" in line


def test_an_unknown_protocol(data, tmp_path, one_line_error):
    line = one_line_error(
        *("evaluate", "ut-kinect", "--data", data, "--protocol", "cross-subject"),
        *("--results", tmp_path / "results.json"),
    )
    assert "leave-one-subject-out" in line and not (tmp_path / "results.json").exists()


def test_nothing_to_resume(data, tmp_path, one_line_error):
    line = one_line_error("train", "ut-kinect", "--data", data, "--resume", "-o", tmp_path / "model")
    assert "without --resume" in line


def test_results_that_are_none(tmp_path, one_line_error):
    (tmp_path / "results.json").write_text("[]")
    line = one_line_error("results", tmp_path / "results.json", "--docs", tmp_path / "docs")
    assert "results.json" in line and not (tmp_path / "docs").exists()


# From data to a figure


def test_train_writes_what_attention_reads(data, model, recording, tmp_path, capsys):
    card = load_card(model)
    assert card.recipe == with_overrides(find_recipe("live"), 1, None) and card.epochs == 1
    out = tmp_path / "fa.png"
    assert run("attention", recording, "--model", model, "--device", "cpu", "-o", out, "--at", 5) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert re.search(r"Window ending at (4\.9|5\.0)\d s: ", said)
    assert f"Wrote {out} and {out.with_suffix('.csv')}" in said
    assert out.stat().st_size > 20_000 and out.with_suffix(".csv").stat().st_size > 10_000


@needs_model
def test_the_bundled_model_is_the_default(tmp_path, capsys):
    assert run("attention", SAMPLE, "-o", tmp_path / "fa.svg") == 0
    assert "Wrote" in capsys.readouterr().out


def test_ctrl_c_is_130_and_no_traceback(data, tmp_path, capsys, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mans.training.run.train", interrupted)
    assert run("train", "ut-kinect", "--data", data, "-o", tmp_path / "model") == 130
    assert capsys.readouterr().err == "stopped\n"


def test_a_bug_keeps_its_traceback(data, tmp_path, monkeypatch):
    """Only what a user can mend is told in a line; anything else must not be hidden."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("mans.training.run.train", broken)
    with pytest.raises(ZeroDivisionError):
        run("train", "ut-kinect", "--data", data, "-o", tmp_path / "model")


@pytest.mark.parametrize("given", ["runs/mans-0.1", "runs/mans-0.1.safetensors"])
def test_a_model_keeps_the_dots_of_its_name(given):
    for command in (["train", "ut-kinect", "--data", "DIR"], ["train-everyday", "--data", "DIR"]):
        args = main.build_parser().parse_args([*command, "-o", given])
        assert args.out == Path("runs/mans-0.1.safetensors")


@pytest.mark.parametrize("size", ["2", "many", ""])
def test_world_size_in_the_environment_concerns_train_alone(data, tmp_path, monkeypatch, capsys, size):
    for name in ("RANK", "LOCAL_RANK", "MASTER_ADDR", "MASTER_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WORLD_SIZE", size)
    assert run("info", "samples/squat.skeleton") == 0
    if size == "2":
        evaluate = ("evaluate", "ut-kinect", "--data", data, "--protocol", "leave-one-subject-out")
        assert (
            run(*evaluate, "--epochs", 1, "--folds", 1, "--jobs", 1, "--results", tmp_path / "results.json")
            == 0
        )
    assert run("train", "ut-kinect", "--data", data, "-o", tmp_path / "model") == 2
    assert "unset WORLD_SIZE" in capsys.readouterr().err
