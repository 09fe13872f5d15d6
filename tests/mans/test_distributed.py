"""One training on several processes: what it learns, and how it ends when one of them does; by torchrun."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mans.checkpoint import load_model
from mans.distributed import DistributedTrainer, Place, one_of_several
from streaming.errors import SettingsError

from .small_data import ACTIONS, CPU, TINY, samples
from .test_training import newer
from .waiting import children_of, heed_ctrl_c, needs_proc, wait_until

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("distributed_losses.py")
ALONE = [sys.executable]
TWO = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
SGD = {"optimiser": "sgd", "learning_rate": 0.05, "schedule": "constant"}
JOBS = [
    {"network": "mans-9", "changes": {"epochs": 3}},
    {"network": "mans-9", "changes": {"epochs": 3, "batch": 5, **SGD}},  # shares of two and of three
    {"network": "mans-today", "changes": SGD},  # a normalisation with a mean of its own kind
    {"network": "sta-lstm", "changes": {"epochs": 5, "batch": 4, "accumulate": 2, **SGD}},  # stages, parts
    {"network": "ctr-gcn", "changes": {**SGD, "learning_rate": 0.005}},  # it amplifies rounding
]


def measured(command: list[str], out: Path) -> list[dict]:
    subprocess.run([*command, str(SCRIPT), str(out), json.dumps(JOBS)], cwd=ROOT, check=True, timeout=110)
    found: list[dict] = json.loads(out.read_text())
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="gloo and torchrun are tested on Unix")
def test_two_processes_learn_what_one_learns(tmp_path):
    """Losses within a ten-thousandth of themselves: sums of the same numbers, in another order."""
    one, two = measured(ALONE, tmp_path / "one.json"), measured(TWO, tmp_path / "two.json")
    for job, alone, shared in zip(JOBS, one, two, strict=True):
        assert shared["losses"] == pytest.approx(alone["losses"], rel=1e-4), job
        assert shared["accuracies"] == alone["accuracies"], job
        if job["changes"].get("optimiser") == "sgd":  # AdamW makes whole steps of a gradient that is rounding
            for own, other in zip(shared["probabilities"], alone["probabilities"], strict=True):
                assert own == pytest.approx(other, abs=1e-4), job
            assert shared["buffers"] == pytest.approx(alone["buffers"], rel=1e-4, abs=1e-4), job
    assert len({round(loss, 3) for each in one for loss in each["losses"]}) > len(JOBS)  # they do learn


def test_batches_that_cannot_be_shared_out():
    with pytest.raises(SettingsError, match="batches of 3 samples for 4 processes.*--batch"):
        DistributedTrainer(samples(2), ACTIONS, TINY, 0, CPU, Place(0, 4))


def test_half_of_what_torchrun_sets_is_refused(monkeypatch):
    for name in ("RANK", "LOCAL_RANK", "MASTER_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("MASTER_ADDR", "localhost")
    with pytest.raises(SettingsError, match="without RANK, LOCAL_RANK, MASTER_PORT"), one_of_several(CPU):
        pass


@contextmanager
def training(folder: Path, out: Path, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """Two processes that train for ever, once an epoch is done: torchrun, and theirs by rank."""
    command = [
        *(*TWO, "main.py", "train", "ut-kinect", "--data", str(folder), "--device", "cpu"),
        *("--recipe", "current", "--epochs", "5000", "-o", str(out), *options),
    ]
    state = out.with_suffix(".training.safetensors")
    before = state.stat().st_mtime_ns if state.exists() else 0
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heed_ctrl_c
    ) as process:
        try:
            wait_until(lambda: newer(state, before), "an epoch", process)
            yield process, sorted(children_of(process.pid), key=rank_of)
        finally:
            process.kill()


def rank_of(pid: int) -> int:
    words = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return next(int(word.removeprefix(b"RANK=")) for word in words if word.startswith(b"RANK="))


@needs_proc
def test_a_lost_process_ends_the_other_and_ctrl_c_ends_both(small_folder, tmp_path):
    out = tmp_path / "model.safetensors"
    with training(small_folder, out) as (process, ranks):
        os.kill(ranks[1], signal.SIGKILL)
        _, errors = process.communicate(timeout=90)
    assert b"error: another process of this training ended" in errors and b"--resume" in errors
    assert errors.count(b"Traceback") == 1  # torchrun's own
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in ranks), "the end of both")
    assert not out.exists()

    with training(small_folder, out, "--resume") as (process, ranks):
        process.send_signal(signal.SIGINT)
        said, errors = process.communicate(timeout=90)
    assert said.count(b"Going on after epoch") == said.count(b"Stopped after epoch") == 1
    assert errors.count(b"stopped\n") == 1
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in ranks), "the end of both")
    assert load_model(out, CPU)[1].epochs >= 2
