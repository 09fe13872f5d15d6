"""``teach``: from a table of labels or a project to a model that other commands take, and what it refuses."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

import main
from mans.recogniser import Recogniser
from mans.teaching.edits import add_example, set_action
from mans.teaching.example import Example
from mans.teaching.open_project import OpenProject
from mans.teaching.project import ActionSettings
from mans.transforms.tracks import Track
from streaming.writers.ntu import write_ntu

from ..support.own_actions import LABELS, performed
from ..support.waiting import heed_ctrl_c

ROOT = Path(__file__).resolve().parents[2]
OTHER = ROOT / "samples" / "tai_chi.skeleton"


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four recordings, and a table of what is done in them."""
    place = tmp_path_factory.mktemp("own")
    rows = ["file,start,end,label,person"]
    for k in range(4):
        recording, spans = performed(LABELS, seed=k)
        write_ntu(recording, place / f"take{k}.skeleton")
        first_s = recording.start_s
        rows += [f"take{k}.skeleton,{a - first_s:.3f},{b - first_s:.3f},{label}," for label, a, b in spans]
    (place / "labels.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return place


def run(*words: object) -> int:
    return main.main([str(word) for word in words])


def test_a_table_becomes_a_model_that_other_commands_take(folder, tmp_path, capsys):
    out = tmp_path / "new" / "mine.safetensors"
    damaged = tmp_path / "damaged.skeleton"
    damaged.write_text("2\n1\n")
    others = ("--other-movement", OTHER, damaged, folder / "take1.skeleton")
    words = ("teach", folder / "labels.csv", "-o", tmp_path / "new" / "mine", "--instead", *others)
    assert run(*words) == 0
    told = capsys.readouterr().out
    assert f"warning: Passed over: {damaged}, line 2" in told
    assert "100% of the examples are recognised with one example left out at a time" in told
    assert "minutes of other movement, in 2 recordings: 0 false alarms" in told
    assert all(label in told for label in LABELS)
    assert Recogniser.load(out, "cpu").labels == (*LABELS, "no action")
    assert run("attention", folder / "take1.skeleton", "--model", out, "-o", tmp_path / "fa.png") == 0
    assert run(*words) == 2  # there is one already
    assert run(*words, "--overwrite") == 0


def test_a_project_is_taught_with_what_is_set_in_it(folder, tmp_path):
    path = tmp_path / "own.teach"
    with OpenProject.create(path) as opened:
        for k in range(3):
            recording, spans = performed(LABELS, seed=k)
            track = Track.from_recording(recording, 1)
            for label, start_s, end_s in spans:
                example = Example.cut(f"{label} {k}", label, start_s, end_s, track, "Ada", f"take {k}")
                opened.change("mark", lambda project, each=example: add_example(project, each))
        for action in (ActionSettings("halt", 0.77), ActionSettings("salute", is_on=False)):
            opened.change("set", lambda project, each=action: set_action(project, each))
        opened.save()
    assert run("teach", path, "-o", tmp_path / "mine") == 0
    recogniser = Recogniser.load(tmp_path / "mine.safetensors", "cpu")
    assert recogniser.labels[-2:] == ("halt", "cross the arms") and "squat" in recogniser.labels
    assert recogniser.decision.thresholds["halt"] == 0.77


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("take1.skeleton", "gone.skeleton"), "gone.skeleton is not there"),
        (
            lambda text: text.replace("halt", "squat"),
            "your actions instead of the bundled ones: --instead",
        ),
        (lambda text: "\n".join(text.splitlines()[:2]), "one example of 'salute'"),
        (lambda text: text + text.splitlines()[1].replace("salute", "halt") + "\n", "at the same time"),
        (lambda text: text.splitlines()[0], "no"),
        (lambda text: text.replace(",salute", ",no action"), "'no action'"),
        (lambda text: text + "take0.skeleton,900,901,halt,\n", "900"),
    ],
)
def test_what_cannot_be_taught_is_one_line(folder, tmp_path, capsys, change, message):
    text = (folder / "labels.csv").read_text(encoding="utf-8")
    wrong = folder / "wrong.csv"
    wrong.write_text(change(text), encoding="utf-8")
    assert run("teach", wrong, "-o", tmp_path / "mine") == 2
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1 and error.startswith("error: ")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("start", "told"), [("", "a start of 0 s"), ("1", "a start of 1 s")])
def test_an_example_in_a_recording_of_one_frame_is_told(tmp_path, capsys, start, told):
    recording, _ = performed(LABELS, seed=0)
    write_ntu(replace(recording, frames=recording.frames[:1]), tmp_path / "one.skeleton")
    table = tmp_path / "labels.csv"
    table.write_text(f"file,start,end,label\none.skeleton,{start},,salute\n", encoding="utf-8")
    assert run("teach", table, "-o", tmp_path / "mine") == 2
    error = capsys.readouterr().err
    assert f"line 2: {told}, and somebody in one.skeleton until 0.000 s; expected an example" in error


def test_other_movement_that_is_gone_is_told_before_teaching(folder, tmp_path, capsys):
    gone = tmp_path / "gone.mcap"
    assert run("teach", folder / "labels.csv", "-o", tmp_path / "mine", "--other-movement", gone) == 2
    out, error = capsys.readouterr()
    assert f"{gone}: there is no such file" in error and "halt" not in out


def test_the_model_that_is_taught_is_never_replaced(folder, tmp_path, capsys):
    shipped = ROOT / "models" / "everyday-mans-evidence.safetensors"
    for file in (shipped, shipped.with_suffix(".json")):
        shutil.copy(file, tmp_path)
    model = tmp_path / shipped.name
    words = ("teach", folder / "labels.csv", "--model", model, "-o", model, "--overwrite")
    assert run(*words) == 2
    assert "would be written over what is read" in capsys.readouterr().err
    assert model.read_bytes() == shipped.read_bytes()


@pytest.mark.parametrize("out", ["", ".", "new/", "a/.safetensors", "..", "/"])
def test_an_output_without_a_name_is_refused(folder, tmp_path, monkeypatch, capsys, out):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        run("teach", folder / "labels.csv", "-o", out)
    assert ended.value.code == 2 and "names no file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal to one process")
def test_ctrl_c_ends_it_without_a_file(folder, tmp_path):
    """A hundred times the same examples take long enough to be stopped."""
    lines = (folder / "labels.csv").read_text(encoding="utf-8").splitlines()
    for k in range(1, 20):
        for take in range(4):
            (folder / f"copy{k}-{take}.skeleton").write_bytes((folder / f"take{take}.skeleton").read_bytes())
    many = [line.replace("take", f"copy{k}-") for k in range(1, 20) for line in lines[1:]]
    (folder / "many.csv").write_text("\n".join([*lines, *many]) + "\n", encoding="utf-8")
    words = [sys.executable, "main.py", "teach", str(folder / "many.csv"), "-o", str(tmp_path / "mine")]
    process = subprocess.Popen(
        words,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        preexec_fn=heed_ctrl_c,
    )
    assert process.stdout is not None
    while "halt" not in process.stdout.readline():  # the table of examples, before teaching begins
        assert process.poll() is None
    os.kill(process.pid, signal.SIGINT)
    _, error = process.communicate()
    assert process.returncode == 130 and error.strip().endswith("stopped")
    assert not list(tmp_path.iterdir())
