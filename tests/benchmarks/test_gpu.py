"""``benchmarks/gpu.py``: it works on a CPU as far as one goes, so that it is ready where there is a GPU."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from benchmarks import gpu, gpu_timing
from mans.model_card import load_card

ROOT = Path(__file__).resolve().parents[2]


def run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.gpu", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def precision_as_before() -> Iterator[None]:
    """The parts choose a precision for the whole process."""
    products, convolutions = torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32
    yield
    torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32 = products, convolutions


@pytest.fixture
def little_to_collect() -> Iterator[None]:
    """The parts collect garbage dozens of times: what is loaded already need not be looked through."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_part_on_a_cpu(tmp_path, precision_as_before, little_to_collect):
    """Only the last part in a process of its own, as all are: each would import torch again."""
    first, last = list(gpu.PARTS)[:-1], list(gpu.PARTS)[-1]
    for name in first:
        # A budget that leaves nothing out, however busy the machine is.
        gpu.run_part(name, tmp_path, 5000.0, cpu=True)
    done = run("--cpu", "--out", tmp_path, "--budget-s", 5000, "--parts", last)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"] {last}: done" in done.stdout
    parts = [json.loads(path.read_text()) for path in tmp_path.glob("*.json")]
    rows = {part["part"]: part["rows"] for part in parts}
    assert rows.keys() == {"tests", "inference", "training", "epochs", "distributed", "compiled"}
    assert all(part["finished"] and part["date"] and part["versions"]["torch"] for part in parts)
    assert [row for each in rows.values() for row in each if "error" in row] == []
    speeds = [row for row in rows["inference"] if row["kind"] == "speed"]
    assert {"everyday-mans-evidence", "mans-9", "sta-lstm", "ctr-gcn"} <= {row["network"] for row in speeds}
    assert all(row["windows_per_s"] > 0 for row in speeds)
    assert len([row for row in rows["tests"] if row["kind"] == "test"]) >= 18
    assert rows["distributed"][0]["loss_apart"] < 1e-4
    assert rows["epochs"][0]["epoch_s"] > 0
    page = (tmp_path / "gpu.md").read_text(encoding="utf-8")
    assert "`sta-lstm`" in page and "Throughput by batch size" in page
    assert "sta-lstm" in done.stdout


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_without_a_gpu_it_says_so(tmp_path):
    done = run("--out", tmp_path)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("error: no CUDA device") and done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_package_that_is_missing_is_named_before_anything_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(gpu, "NEEDS", ("torch", "no_such_package"))
    monkeypatch.setattr("sys.argv", ["gpu", "--cpu", "--out", str(tmp_path)])
    assert gpu.main() == 2
    said = capsys.readouterr().err
    assert said.startswith("error: no module no_such_package; expected torch") and said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["everyday-mans-evidence", "ut-kinect-mans9"])
def test_windows_have_what_the_network_reads(name):
    recipe = load_card(ROOT / "models" / f"{name}.safetensors").recipe
    windows = gpu_timing.windows(recipe, 2)
    columns = recipe.bodies * len(recipe.preprocessing.joints)
    assert windows.shape == (2, recipe.frames, columns, 4 if recipe.reads_tracking else 3)


@pytest.mark.parametrize(
    ("words", "named"), [(("--parts", "tests,soup"), "soup"), (("--budget-s", "nan"), "--budget-s")]
)
def test_options_that_are_wrong(words, named):
    done = run(*words)
    assert done.returncode == 2 and named in done.stderr and "expected" in done.stderr
