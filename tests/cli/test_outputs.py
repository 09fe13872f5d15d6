"""No command destroys what lies there: not what it reads, not what it was not told to write over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch

import main
from cli.options import SAMPLE
from mans.evaluation.doc_pages import picture_file
from mans.model_card import load_card
from streaming.errors import WriteError

from ..support.small_data import write_ut_kinect

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "everyday-mans-today.safetensors"

pytestmark = pytest.mark.skipif(not MODEL.is_file(), reason=f"no bundled model at {MODEL}")


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def refused(capsys):
    """Run a command that must fail before any work, with one line that says this, and change no file."""

    def check(folder: Path, said: str, *words: object) -> None:
        before = contents(folder)
        assert main.main([str(word) for word in words]) == 2
        out, err = capsys.readouterr()
        (line,) = err.splitlines()
        assert line.startswith("error: ") and said in line
        assert "Recognising" not in out and contents(folder) == before

    return check


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run(*words: object) -> int:
    return main.main([str(word) for word in words])


@pytest.fixture(scope="module")
def numbers(tmp_path_factory) -> Path:
    """A recording as a table, as its user has it: the name that the numbers of its picture would take."""
    path = tmp_path_factory.mktemp("numbers") / "squat.csv"
    assert run("convert", SAMPLE, path) == 0
    return path


def test_attention_keeps_a_recording_that_is_called_like_its_numbers(numbers, tmp_path, refused):
    file = tmp_path / "squat.csv"
    shutil.copy(numbers, file)
    for words in ((), ("--overwrite",)):
        said = "squat.csv: would be written over what is read"
        refused(tmp_path, said, "attention", file, "-o", tmp_path / "squat.png", *words)
    # By another name for it, too.
    (tmp_path / "link.csv").hardlink_to(file)
    refused(tmp_path, "over what is read", "attention", file, "-o", tmp_path / "link.png", "--overwrite")


def test_attention_announces_its_files_and_keeps_others(numbers, tmp_path, refused, capsys):
    (tmp_path / "fa.csv").write_text("mine")
    refused(tmp_path, "fa.csv: a file of this name exists", "attention", numbers, "-o", tmp_path / "fa.svg")
    assert run("attention", numbers, "-o", tmp_path / "fa.svg", "--overwrite") == 0
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first == f"Writes {tmp_path / 'fa.svg'} and {tmp_path / 'fa.csv'}"
    assert last.startswith(f"Wrote {tmp_path / 'fa.svg'} and {tmp_path / 'fa.csv'}")
    assert (tmp_path / "fa.csv").read_text().startswith("window_end_s")


def test_demo_keeps_what_is_called_like_its_files(tmp_path, refused, capsys):
    for name in ("demo.webm", "demo.png"):
        (tmp_path / name).write_text("mine")
        refused(tmp_path, f"{name}: a file of this name exists", "demo", "--offscreen", "--out", tmp_path)
        (tmp_path / name).unlink()
    shutil.copy(SAMPLE, tmp_path / "demo.png")
    words = ("demo", "--out", tmp_path, tmp_path / "demo.png", "--overwrite")
    refused(tmp_path, "demo.png: would be written over what is read", *words)


def test_a_training_keeps_models_and_trainings_that_are_there(tmp_path, refused, capsys):
    data = write_ut_kinect(tmp_path / "ut-kinect", subjects=2)
    out = tmp_path / "out"
    out.mkdir()
    words = ("train", "ut-kinect", "--data", data, "--epochs", 1, "--device", "cpu", "-o", out / "model")
    for name in ("model.safetensors", "model.json", "model.training.safetensors"):
        (out / name).write_text("mine")
        refused(tmp_path, f"{name}: a file of this name exists already", *words)
        (out / name).unlink()
    (out / "model.training.safetensors").write_text("mine")
    refused(tmp_path, "Give --resume to go on with the training that was stopped", *words)
    assert run(*words, "--overwrite") == 0
    said = "".join(capsys.readouterr().out.split("\n"))
    assert f"Writes {out / 'model.safetensors'} and model.json, and model.training.safetensors until" in said
    assert sorted(path.name for path in out.iterdir()) == ["model.json", "model.safetensors"]
    refused(tmp_path, "model.safetensors: a file of this name exists already", *words)


def test_a_training_does_not_write_over_the_list_that_it_reads(tmp_path, refused):
    data = write_ut_kinect(tmp_path / "ut-kinect", subjects=2)
    (tmp_path / "model.json").write_text("# names to leave out\n")
    words = ("train", "ut-kinect", "--data", data, "--epochs", 1, "-o", tmp_path / "model", "--overwrite")
    refused(tmp_path, "over what is read", *words, "--leave-out", tmp_path / "model.json")


def test_an_everyday_training_is_refused_before_any_data_is_read(tmp_path, refused):
    (tmp_path / "model.json").write_text("mine")
    words = ("train-everyday", "--data", tmp_path / "none", "-o", tmp_path / "model")
    refused(tmp_path, "model.json: a file of this name exists already", *words)


def test_results_do_not_replace_a_models_card(tmp_path, refused):
    """The card of a model lies where its results would go by default, were they called after it."""
    for file in (MODEL, MODEL.with_suffix(".json")):
        shutil.copy(file, tmp_path / file.name)
    model = tmp_path / MODEL.name
    words = ("--model", model, "--results", model.with_suffix(".json"), "--overwrite")
    for command in (("evaluate-everyday",), ("evaluate-stream", "ut-kinect")):
        refused(tmp_path, "over what is read", *command, "--data", tmp_path, *words)
    assert load_card(model).labels


def test_pictures_of_results_stay_in_their_folder_and_are_no_results(tmp_path):
    """Their names come out of files, which may be somebody else's."""
    docs = tmp_path / "docs"
    assert (
        picture_file(docs, "confusion-../../x-/etc/y") == docs / "pictures" / "confusion-.._.._x-_etc_y.png"
    )
    assert (
        picture_file(docs, "confusion-ut-kinect-live") == docs / "pictures" / "confusion-ut-kinect-live.png"
    )
    (docs / "pictures").mkdir(parents=True)
    (docs / "pictures" / "a.png").write_text("{}")
    (tmp_path / "results.json").hardlink_to(docs / "pictures" / "a.png")
    with pytest.raises(WriteError, match="would be written over what is read"):
        picture_file(docs, "a", [tmp_path / "results.json"])


def test_an_evaluation_keeps_what_is_no_result_of_it(tmp_path, refused):
    data = write_ut_kinect(tmp_path / "ut-kinect", subjects=2)
    (tmp_path / "notes.json").write_text('{"mine": 1}')
    words = ("evaluate", "ut-kinect", "--data", data, "--protocol", "leave-one-subject-out", "--epochs", 1)
    before = (tmp_path / "notes.json").read_bytes()
    refused(tmp_path, "Name another file", *words, "--results", tmp_path / "notes.json")
    assert (tmp_path / "notes.json").read_bytes() == before
    refused(tmp_path, "Not a directory", *words, "--results", tmp_path / "notes.json" / "a.json")
