"""One training on several processes: what it learns, and how it ends when one of them does; by torchrun."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

import main
from mans.checkpoint import load_model
from mans.training.distributed import DistributedTrainer, Place, one_of_several
from streaming.errors import SettingsError

from ...support import distributed_steps as steps
from ...support.small_data import ACTIONS, CPU, TINY, samples
from ...support.waiting import children_of, heed_ctrl_c, needs_proc, wait_until
from .test_trainer import SMALL, newer

ROOT = Path(__file__).resolve().parents[3]
TWO = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
SGD = {"optimiser": "sgd", "learning_rate": 0.05, "schedule": "constant"}
JOBS = [
    {"network": "mans-9", "changes": {}},
    {"network": "mans-9", "changes": {"batch_size": 5, **SGD}},  # shares of two and of three
    {"network": "mans-today", "changes": SGD},  # a normalisation with a mean of its own kind
    {
        "network": "sta-lstm",
        "changes": {"epochs": 5, "batch_size": 4, "gradient_accumulation": 2, **SGD},
    },  # stages, parts
    {"network": "ctr-gcn", "changes": SGD},
]


def shared_out(folder: Path, device: str) -> list[list[dict[str, torch.Tensor]]]:
    """What the two processes' trainers had after a step and at the end, job by job."""
    command = [*TWO, "-m", "tests.support.distributed_steps", str(folder), device, json.dumps(JOBS)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=110)
    return [
        [load_file(folder / f"{number}-{rank}.safetensors") for rank in range(2)]
        for number in range(len(JOBS))
    ]


def a_step(job: dict, device: str, sizes: Sequence[int] | None = None) -> dict[str, torch.Tensor]:
    """The first step's gradients and loss in one process, each share of the batch by itself, summed."""
    trainer = steps.trainer_of(job, torch.device(device))
    inputs, targets = trainer.batch(trainer.begin_epoch()[0])
    found: dict[str, torch.Tensor] = {}
    shares = [inputs.tensor_split(sizes or 1), targets.tensor_split(sizes or 1)]
    for some, wanted in zip(*shares, strict=True):
        loss, _ = trainer._gradients(some, wanted, len(targets))
        part = {"loss": torch.tensor(loss, dtype=torch.float64), **steps.gradients(trainer)}
        found = {name: found.get(name, 0) + value for name, value in part.items()}
    return found


def assert_same_step(found: dict[str, torch.Tensor], expected: dict[str, torch.Tensor]) -> None:
    for name, value in expected.items():
        torch.testing.assert_close(found[name].cpu(), value.cpu(), rtol=1e-9, atol=1e-9, msg=name)
    assert max(value.abs().max() for name, value in expected.items() if name != "loss") > 1e-3


@pytest.mark.skipif(sys.platform == "win32", reason="gloo and torchrun are tested on Unix")
@pytest.mark.slow
def test_two_processes_take_a_step_by_the_mean_of_their_gradients(tmp_path):
    """Each normalises its own share; without batch normalisation the step is the whole batch's."""
    for job, ranks in zip(JOBS, shared_out(tmp_path, "cpu"), strict=True):
        rows = int(ranks[0]["rows"])
        cut = (rows - rows // 2,)  # the first share is the larger one
        assert_same_step(ranks[0], a_step(job, "cpu", cut))
        if job["network"] == "sta-lstm":
            assert_same_step(ranks[0], a_step(job, "cpu"))
        for name, value in ranks[0].items():  # to the end of training, bit for bit
            if not name.startswith("buffer "):
                assert torch.equal(value, ranks[1][name]), (job, name)
        assert max((ranks[0][name] - value).abs().max() for name, value in start_of(job).items()) > 1e-3


def start_of(job: dict) -> dict[str, torch.Tensor]:
    return steps.weights(steps.trainer_of(job, CPU))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_two_processes_on_gpus_take_the_step_of_the_whole_batch(tmp_path):
    """SyncBatchNorm; both processes share the first GPU, over gloo."""
    for job, ranks in zip(JOBS, shared_out(tmp_path, "cuda"), strict=True):
        assert_same_step(ranks[0], a_step(job, "cuda"))


def test_batches_that_cannot_be_shared_out():
    with pytest.raises(SettingsError, match="batches of 3 samples for 4 processes.*--batch"):
        DistributedTrainer(samples(2), ACTIONS, TINY, 0, CPU, Place(0, 4))


def test_half_of_what_torchrun_sets_is_refused(monkeypatch):
    for name in ("RANK", "LOCAL_RANK", "MASTER_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("MASTER_ADDR", "localhost")
    with pytest.raises(SettingsError, match="no usable RANK, LOCAL_RANK, MASTER_PORT"), one_of_several(CPU):
        pass


def test_fine_tuning_by_several_processes_is_refused_in_one_line(tmp_path, monkeypatch, capsys):
    """Own data are fine-tuned by default; one of the processes says that they are too many."""
    (tmp_path / "walk").mkdir()
    words = ["train", str(tmp_path), "-o", str(tmp_path / "model"), "--device", "cpu"]
    told = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "1"}  # what torchrun tells both
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    for rank in ("0", "1"):
        monkeypatch.setenv("RANK", rank)
        monkeypatch.setenv("LOCAL_RANK", rank)
        if rank == "0":
            assert main.main(words) == 2
            (said,) = capsys.readouterr().err.splitlines()
            assert said.startswith("error: 2 processes; expected one, to fine-tune a model.")
            assert said.endswith(" Start it without torchrun, or give --from-scratch")
        else:
            with pytest.raises(SystemExit) as ended:
                main.main(words)
            assert ended.value.code == 2 and capsys.readouterr() == ("", "")


@contextmanager
def training(folder: Path, out: Path, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """Two processes that train for ever, once an epoch is done: torchrun, and theirs by rank."""
    command = [
        *(*TWO, "main.py", "train", "ut-kinect", "--data", str(folder), "--device", "cpu"),
        *("--recipe", "current", *SMALL, "--epochs", "5000", "-o", str(out), *options),
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
@pytest.mark.slow
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
